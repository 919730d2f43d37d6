"""A party's own calendar: a secret address, revocable, that gives nothing to who no longer acts for the party."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar
from sqlalchemy import select

from portal.accounts.models import Role, RoleGrant
from portal.audit.models import AuditEntry
from portal.meetings.models import AgendaItem, Attendance
from portal.meetings.rules import MeetingState, Presence
from portal.proposals.rules import Stage
from portal.workspace.models import CalendarAddress
from tests import world
from tests.conftest import NOW


@pytest.fixture
def network(session):
    network = world.network(session)
    session.commit()
    return network


@pytest.fixture
def provider(session, network):
    return world.member(session, network)


@pytest.fixture
def carla(session, provider):
    person = world.contact(session, provider)
    session.commit()
    return person


@pytest.fixture
def secret(visit, carla):
    """The address that Carla made, as her calendar program asks for it."""
    page = visit.logged_in(carla).get("/mijn/kalender").submit(button="Maak mijn adres")
    return urlsplit(page.one("main a[href^='webcal:']").etree_element.get("href")).path


def events(visit, address):
    response = visit.ask("get", address)
    assert response.status_code == 200
    return {str(event["UID"]).split("@")[0] for event in Calendar.from_ical(response.data).walk("VEVENT")}


def test_it_holds_what_is_asked_and_not_done(session, network, provider, visit, secret):
    other = world.member(session, network, "Ander")
    table, elsewhere = world.seated_table(session, network, provider), world.seated_table(session, network, other, slug="x", name="X")
    invited = world.meeting(session, network, table, state=MeetingState.INVITED, invited_at=NOW)
    session.add(AgendaItem(meeting_id=invited.id, position=1, title="Opening"))
    world.meeting(session, network, elsewhere, state=MeetingState.INVITED, invited_at=NOW)
    world.meeting(session, network, table)
    open_, done = (world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY)) for _ in range(2))
    world.reaction(session, done, provider)
    to_vote, voted = (world.vote(session, world.proposal(session, network, Stage.IN_VOTE), provider) for _ in range(2))
    world.vote(session, world.proposal(session, network, Stage.IN_VOTE), other)
    world.ballot(session, voted, provider, cast_at=NOW)
    session.commit()

    assert events(visit, secret) == {f"meeting-{invited.id}", f"round-{open_.id}", f"vote-{to_vote.id}"}
    session.add(Attendance(meeting_id=invited.id, party_id=provider.id, presence=Presence.PRESENT, noted_at=NOW, is_announced=True))
    world.reaction(session, open_, provider)
    session.commit()
    assert events(visit, secret) == {f"meeting-{invited.id}", f"vote-{to_vote.id}"}


def test_a_new_address_ends_the_old_one_and_revoking_ends_both(session, visit, carla, secret):
    visitor = visit.logged_in(carla)
    page = visitor.get("/mijn/kalender").submit(button="Maak een nieuw adres")
    fresh = urlsplit(page.one("main a[href^='webcal:']").etree_element.get("href")).path

    assert fresh != secret
    visit.get(secret, status=404)
    assert events(visit, fresh) == set()
    visitor.get("/mijn/kalender").submit({"act": "revoke"})
    visit.get(fresh, status=404)
    assert "U hebt nog geen adres." in visitor.get("/mijn/kalender").text
    visitor.get("/mijn/kalender").submit({"act": "revoke"})
    assert session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("calendar:")).order_by(AuditEntry.id)).all() == [
        "calendar:make-address", "calendar:make-address", "calendar:revoke-address"]


def test_who_no_longer_acts_for_the_party_reads_nothing(session, visit, carla, secret, at):
    assert events(visit, secret) == set()
    grant = session.scalars(select(RoleGrant).where(RoleGrant.user_id == carla.id)).one()
    grant.ends_at = NOW + timedelta(hours=1)
    session.commit()

    assert events(visit, secret) == set()
    at(NOW + timedelta(hours=1))
    visit.get(secret, status=404)


def test_a_closed_account_reads_nothing(session, visit, carla, secret):
    carla.active = False
    session.commit()

    visit.get(secret, status=404)


def test_somebody_with_two_parties_has_two_calendars(session, network, visit, carla, secret):
    second = world.member(session, network, "Tweede")
    world.grant(session, carla, Role.COLLEAGUE, second)
    table = world.seated_table(session, network, second)
    world.meeting(session, network, table, state=MeetingState.INVITED, invited_at=NOW)
    session.add(CalendarAddress(person_id=carla.id, party_id=second.id, key="geheim" * 4, made_at=NOW))
    session.commit()

    assert events(visit, secret) == set()
    assert len(events(visit, "/kalender/" + "geheim" * 4 + ".ics")) == 1


def test_it_is_kept_by_nobody_and_guessed_by_nobody(visit, secret):
    headers = visit.ask("get", secret).headers

    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")
    visit.get("/kalender/x.ics", status=404)


def test_the_page_is_for_who_acts_for_a_party(session, network, visit):
    secretary = world.secretary(session, world.municipality(session, network, is_host=True))
    session.commit()

    visit.get("/mijn/kalender", status=302)
    visit.logged_in(secretary).get("/mijn/kalender", status=403)
