"""Counts of clients are the municipality's alone: they turn up in nothing that the public, or another party, can ask for."""

import re

import pytest
from sqlalchemy import select

from portal.notifications.models import OutboxMail
from portal.tables import evaluation_operations
from portal.tables.rules import CountRow
from tests import world
from tests.inspector import readable
from tests.tables.conftest import CLIENTS, apply_counts, ask, composed, draft

MARKED = [clients * 2_003 + 1_123_457 for clients in CLIENTS]
"""Numbers that nothing else on a page can be: each is looked for as it is, with points, spaces and commas."""


def forms(number):
    plain = f"{number:,}"
    return {str(number), plain, plain.replace(",", "."), plain.replace(",", " "), plain.replace(",", "\u00a0"), plain.replace(",", "\u202f")}


SECRETS = {form for number in [*MARKED, sum(MARKED)] for form in forms(number)}
ANY_SECRET = re.compile(rf"(?<!\d)(?:{'|'.join(map(re.escape, sorted(SECRETS)))})(?!\d)")


@pytest.fixture
def marked(session, town):
    """The town with counts that can be recognised anywhere; composed, evaluated, and drafted anew."""
    town.rows = [CountRow(row.kvk, row.name, row.domain, row.stream, number) for row, number in zip(town.rows, MARKED, strict=True)]
    composition = composed(session, town)
    evaluation = evaluation_operations.open_evaluation(session, composition, last_day=town.now.date().replace(month=4, day=10),
                                                       actor=town.actor, now=town.now)
    session.flush()
    evaluation_operations.publish_evaluation(session, evaluation, report="Goed.", next_on=town.now.date().replace(month=12),
                                             version=evaluation.version, actor=town.actor, now=evaluation.closes_at)
    apply_counts(session, town)
    draft(session, town, seed="12")
    session.commit()
    return town


def addresses(app):
    """Every address that can be asked for without knowing a secret or a number of somebody's own, and those of the table."""
    with app.test_request_context():
        rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint not in ("static", "security.static")]
    for rule in rules:
        path = rule.rule.replace("<string:slug>", "jeugd-en-wmo").replace("<int:evaluation_id>", "1")
        if "<" not in path and "uitloggen" not in path:
            yield path
    yield from ("/tafels/jeugd-en-wmo?samenstelling=1", "/tafels/jeugd-en-wmo/samenstelling.csv?samenstelling=1", "/zoeken?q=Aanbieder",
                "/zoeken?q=Jeugd", "/atom?tafel=jeugd-en-wmo")


@pytest.mark.parametrize("who", ["anyone", "party", "staff"])
def test_no_count_is_in_any_page_export_or_feed(app, session, marked, visit, who):
    people = {"party": marked.people[1], "staff": world.board_staff(session, marked.place)}
    session.commit()
    visitor = visit.logged_in(people[who]) if who in people else visit
    asked, leaks = 0, []
    for path in addresses(app):
        response = visitor.ask("get", path)
        asked += response.status_code == 200
        leaks += [(path, secret) for secret in ANY_SECRET.findall(readable(response))]

    assert leaks == []
    assert asked > 25


def test_no_count_is_in_any_letter(session, marked):
    ask(session, marked, 3)
    letters = " ".join(str(mail.data) for mail in session.scalars(select(OutboxMail)))

    assert not [secret for secret in SECRETS if secret in letters]


def test_the_secretary_does_see_them(session, marked, visit):
    """The marks are there to be found: where the municipality reads shares, they count."""
    page = visit.logged_in(marked.secretary).get("/bureau/tafels/jeugd-en-wmo")

    assert re.search(r"\d+%", page.text)
