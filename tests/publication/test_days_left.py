"""How long a round or vote still runs is the same on every page, and until when in every letter, feed and calendar."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.notifications.operations import queue
from portal.parties.queries import recipients
from portal.proposals.rules import Stage
from portal.rounds import messages as round_letters
from portal.votes import messages as vote_letters
from tests import world

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SAID = re.compile(r"\d+ (?:dag|dagen) over|Vandaag is de laatste dag", re.IGNORECASE)
SECOND = timedelta(seconds=1)


def local(month, day, *time):
    return datetime(2026, month, day, *time, tzinfo=AMSTERDAM).astimezone(UTC)


SPRING = [  # opened on Friday 20 March, through Tuesday 7 April; the clock goes forward on Sunday 29 March at 2:00
    (local(3, 20, 10), "18 dagen over"), (local(3, 28, 23, 59, 59), "10 dagen over"), (local(3, 29), "9 dagen over"),
    (local(3, 29, 1, 59, 59), "9 dagen over"), (local(3, 29, 3), "9 dagen over"), (local(3, 29, 23, 59, 59), "9 dagen over"),
    (local(4, 5, 23, 59, 59), "2 dagen over"), (local(4, 6), "1 dag over"), (local(4, 6, 23, 59, 59), "1 dag over"),
    (local(4, 7), "Vandaag is de laatste dag"), (local(4, 7, 23, 59, 59), "Vandaag is de laatste dag")]
AUTUMN = [  # opened on Friday 16 October, through Friday 30 October; the clock goes back on Sunday 25 October at 3:00
    (local(10, 24, 23, 59, 59), "6 dagen over"), (local(10, 25), "5 dagen over"),
    (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "5 dagen over"), (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "5 dagen over"),  # 2:30 twice
    (local(10, 25, 23, 59, 59), "5 dagen over"), (local(10, 26), "4 dagen over"),
    (local(10, 30), "Vandaag is de laatste dag"), (local(10, 30, 23, 59, 59), "Vandaag is de laatste dag")]


@pytest.fixture
def scene(session):
    network = world.network(session)
    place = world.municipality(session, network, is_host=True)
    party = world.member(session, network, "Boot")
    here = SimpleNamespace(network=network, party=party, secretary=world.secretary(session, place), carla=world.contact(session, party))
    session.commit()
    return here


def term_of(session, scene, kind, opened_at):
    if kind == "round":
        row = world.comment_round(session, world.proposal(session, scene.network, Stage.PRELIMINARY), opened_at)
    else:
        row = world.vote(session, world.proposal(session, scene.network, Stage.IN_VOTE), scene.party, opened_at=opened_at)
    session.commit()
    return row


def pages(row, kind):
    """Everywhere that it is said, with who reads it."""
    own = f"/voorstellen/{row.proposal.number}"
    shared = [("anyone", "/"), ("anyone", "/voorstellen"), ("anyone", own), ("party", own), ("party", "/mijn"), ("desk", "/bureau")]
    if kind == "round":
        return [*shared, ("anyone", "/reactierondes"), ("anyone", f"{own}/reageren"), ("party", f"{own}/reageren"),
                ("desk", "/bureau/rondes"), ("desk", f"/bureau/rondes/{row.id}")]
    return [*shared, ("anyone", f"{own}/stemming"), ("party", f"{own}/stemming"), ("party", f"{own}/stemmen"),
            ("desk", "/bureau/stemmingen"), ("desk", f"/bureau/stemmingen/{row.id}")]


@pytest.mark.parametrize("kind", ["round", "vote"])
@pytest.mark.parametrize(("opened_at", "moments"), [(SPRING[0][0], SPRING), (local(10, 16, 10), AUTUMN)], ids=["spring", "autumn"])
def test_every_page_says_the_same(session, scene, visit, at, kind, opened_at, moments):
    row = term_of(session, scene, kind, opened_at)
    visitors = {"anyone": visit, "party": visit.logged_in(scene.carla), "desk": visit.logged_in(scene.secretary)}

    for moment, expected in moments:
        at(moment)
        said = {(who, path): set(SAID.findall(visitors[who].get(path).text)) for who, path in pages(row, kind)}

        assert said == {place: {expected} for place in said}, moment


@pytest.mark.parametrize("kind", ["round", "vote"])
def test_nothing_is_left_at_midnight(session, scene, visit, at, kind):
    row = term_of(session, scene, kind, SPRING[0][0])
    visitors = {"anyone": visit, "party": visit.logged_in(scene.carla), "desk": visit.logged_in(scene.secretary)}

    at(local(4, 8))
    paths = [(who, path) for who, path in pages(row, kind) if not path.endswith("/mijn")]

    assert row.closes_at == local(4, 8)
    assert {path for who, path in paths if SAID.search(visitors[who].get(path).text)} == set()


@pytest.mark.parametrize("kind", ["round", "vote"])
def test_letters_feeds_and_calendars_name_the_same_last_moment(session, scene, visit, now, kind):
    """They are read at another time than they are written: they say until when, never how many days."""
    row = term_of(session, scene, kind, SPRING[0][0])
    to = recipients(session, [scene.party.id])
    letters = [*round_letters.opened(row, to), *round_letters.reminder(row, to, "end")] if kind == "round" else [
        *vote_letters.opened(row, to), *vote_letters.reminder(row, now.date(), to)]
    queue(session, letters, now=now)
    session.commit()

    own = f"/voorstellen/{row.proposal.number}"
    told = [compose(mail).get_content() for mail in session.scalars(select(OutboxMail))]
    told += [visitor.get(path).html.replace("\r\n ", "") for visitor, path in (
        (visit, "/kalender.ics"), (visit, own), (visit, "/kalender"), *([(visit, "/reactierondes/atom.xml")] if kind == "round" else []))]

    assert len(told) >= 5
    for text in told:
        assert "7 april 2026" in " ".join(text.split()), text
    assert not [text for text in told[:2] if SAID.search(text)]
