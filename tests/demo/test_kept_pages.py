"""The page cache over the whole demonstration: the same as a fresh answer at every moment, and nothing of anybody in it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.queries import user_by_email
from portal.core import clock
from portal.core.calendar import local_day, start_of_day
from portal.core.keeping import turns
from portal.demo.content import people
from portal.desk.duty_done import DONE
from portal.desk.duty_queries import done, waiting_duties
from portal.networks.queries import current_network
from tests.demo.conftest import TODAY
from tests.demo.test_crawl import links
from tests.inspector import Inspector, Page

MOST = 400
"""Addresses that are walked: all kinds of pages, each kind many times."""
PER_KIND = 8


@pytest.fixture
def keeper(demonstration):
    demonstration.keeper.empty()
    demonstration.keeper.enabled = True
    yield demonstration.keeper
    demonstration.keeper.enabled = False
    demonstration.keeper.empty()


@pytest.fixture(scope="module")
def addresses(demonstration):
    """Where links lead from the front page, as far as those pages may be kept."""
    adapter, visitor = demonstration.url_map.bind("localhost"), Inspector(demonstration)
    found, queue, kinds = [], ["/"], {}
    seen = set(queue)
    while queue and len(found) < MOST:
        path = queue.pop(0)
        endpoint, _parts = adapter.match(path.partition("?")[0])
        kind = (endpoint, "?" in path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > PER_KIND or not hasattr(demonstration.view_functions[endpoint], "kept"):
            continue
        response = visitor.ask("get", path)
        found.append(path)
        if response.content_type.startswith("text/html"):
            new = [link for link in dict.fromkeys(links(Page(visitor, response, path))) if link not in seen]
            seen.update(new)
            queue.extend(new)
    return found


def fresh(app, path):
    """The answer as if nothing were kept."""
    app.keeper.enabled = False
    try:
        return Inspector(app).ask("get", path).data
    finally:
        app.keeper.enabled = True


def moments(session):
    """A second before and at every instant of the coming and the past weeks at which a page turns, and at midnights."""
    found = {instant for column in turns() for instant in session.scalars(select(column).where(column.is_not(None)))
             if abs(instant - TODAY) < timedelta(days=21)}
    midnights = {start_of_day(local_day(TODAY) + timedelta(days=days)) for days in (1, 2, 8)}
    return sorted(moment for instant in found | midnights for moment in (instant - timedelta(seconds=1), instant))


def test_a_kept_page_is_what_a_fresh_one_would_be_at_every_turn(demonstration, session, keeper, addresses, monkeypatch):
    assert len(addresses) > 60
    visitor, wrong, hits = Inspector(demonstration), [], 0
    around = moments(session)
    assert len(around) > 10
    for place, moment in enumerate(around):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        for path in addresses[place % 8 :: 8]:
            visitor.ask("get", path)  # of a moment ago, or made now
            answer = visitor.ask("get", path)
            hits += "Last-Modified" in answer.headers or answer.headers.get("ETag", "").startswith("W/")
            if answer.data != fresh(demonstration, path):
                wrong.append(f"{path} at {moment}")

    assert not wrong, "\n".join(wrong[:20])
    assert hits > 100


def test_nothing_of_who_is_logged_in_reaches_who_is_not(demonstration, session, keeper, addresses):
    """Everyone looks first at every page; then a stranger finds nothing of them that a portal without them would not show."""
    emails = [people.PROVIDER_PEOPLE[0][1], people.SECRETARY[1], people.BOARD_STAFF["Heerlen"][1]]
    logged_in = [Inspector(demonstration, user_by_email(session, email)) for email in emails]
    stranger, wrong = Inspector(demonstration), []
    for path in addresses[::3]:
        for person in logged_in:
            assert person.ask("get", path).headers.get("Cache-Control") == "no-store"
        for _ in range(2):
            answer = stranger.ask("get", path)
            said = answer.text
            marks = [mark for mark in ("csrf_token", "/uitloggen", "ot-account__who", 'name="acting"') if mark in said]
            if marks or answer.headers.getlist("Set-Cookie") or answer.data != fresh(demonstration, path):
                wrong.append(f"{path}: {marks}")

    assert not wrong, "\n".join(wrong)
    names = {user.name for user in session.scalars(select(User))}
    held = [kept for room in (keeper.pages, keeper.asked) for kept in room._held.values()]
    assert held and all(b"csrf" not in kept.body and not [name for name, _ in kept.headers if name == "Set-Cookie"] for kept in held)
    assert names


def test_every_duty_falls_due_at_midnight(demonstration, session):
    """So that midnight is all that pages with duties have to wait for."""
    with demonstration.test_request_context():
        network = current_network(session)
        waiting = waiting_duties(session, network, TODAY)
        kept = [one for duty in DONE for one in done(session, network, duty, TODAY)]

    assert waiting and kept
    assert not [one for one in (*waiting, *kept) if start_of_day(local_day(one.due)) != one.due]
