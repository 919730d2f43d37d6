"""Guests of a table answer an invitation by a secret address and have a row of attendance (IN 7.7)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.core.errors import Refused, Stale
from portal.meetings import guests, operations, seat_queries
from portal.meetings.models import GuestAttendance
from portal.meetings.rules import Finding, MeetingState, Presence
from portal.notifications.models import OutboxMail
from portal.tables.models import Guest
from portal.tables.rules import GuestKind, GuestState
from tests import world
from tests.meetings.conftest import START


@pytest.fixture
def guest(session, house, now):
    return world.add(session, Guest(
        table_id=house.meeting.table_id, kind=GuestKind.INHABITANTS, organisation="Adviesraad", person_name="Gerda Inwoner",
        email="gerda@example.nl", asked_by="Boot", why="Voor de stem van inwoners.", asked_at=now, state=GuestState.ADMITTED, decided_at=now,
        begins_on=date(2026, 1, 1)))


@pytest.fixture
def invited(session, house, guest, now):
    operations.add_item(session, house.meeting, title="Rondvraag", actor=house.desk, now=now)
    operations.invite(session, house.meeting, actor=house.desk, now=now)
    session.commit()
    return house.meeting


def _row(session):
    session.expire_all()
    return session.scalar(select(GuestAttendance))


def test_the_letter_holds_an_address_without_account_where_one_answers(session, invited, guest, visit):
    letter = session.scalars(select(OutboxMail).where(OutboxMail.email == "gerda@example.nl")).one()
    path = letter.data["link"].split("/gasten/")[1]

    page = visit.get(f"/gasten/{path}")
    assert page.h1 == "Overlegtafel Jeugd" and "Gerda Inwoner" in page.text
    page = page.submit({"presence": "excused", "reason": "Griep"})

    assert "Uw antwoord: Ik kom niet" in page.text and "Griep" in page.text
    assert (_row(session).presence, _row(session).reason, _row(session).is_announced) == (Presence.EXCUSED, "Griep", True)
    assert session.scalar(select(AuditEntry.person_name).where(AuditEntry.action == "meeting:guest-answer")) == "Adviesraad"


def test_one_may_change_ones_mind_until_it_begins(session, invited, guest, visit, at):
    page = f"/gasten/{guest.answer_key}/bijeenkomsten/{invited.id}"
    visit.get(page).submit({"presence": "excused", "reason": "Griep"})
    visit.get(page).submit({"presence": "present"})
    assert (_row(session).presence, _row(session).reason) == (Presence.PRESENT, "")

    at(invited.starts_at)

    assert not visit.get(page).all("main form")
    with pytest.raises(Refused, match="meeting:answer-too-late"):
        guests.answer_as_guest(session, invited, guest, presence=Presence.PRESENT, now=invited.starts_at)


def test_nothing_chosen_is_said_at_the_question(invited, guest, visit):
    page = visit.get(f"/gasten/{guest.answer_key}/bijeenkomsten/{invited.id}").submit({}, status=422)
    assert "Kies één van deze twee antwoorden." in page.text


def test_a_wrong_address_and_who_is_no_guest_any_more_find_nothing(session, invited, guest, visit, house):
    visit.get(f"/gasten/onzin/bijeenkomsten/{invited.id}", status=404)
    other = world.meeting(session, house.network)
    session.commit()
    visit.get(f"/gasten/{guest.answer_key}/bijeenkomsten/{other.id}", status=404)
    guest.ends_on = (invited.starts_at - timedelta(days=2)).date()
    session.commit()
    visit.get(f"/gasten/{guest.answer_key}/bijeenkomsten/{invited.id}", status=404)


def test_the_secretary_ticks_who_was_there_and_the_minutes_say_the_organisation(session, invited, guest, house, visit, at):
    guests.answer_as_guest(session, invited, guest, presence=Presence.EXCUSED, reason="GEHEIM-ZIEK", now=START - timedelta(days=3))
    session.commit()
    at(invited.starts_at)
    desk = visit.logged_in(house.secretary)
    page = desk.get(f"/bureau/bijeenkomsten/{invited.id}/bezig")
    assert "Adviesraad" in page.text and "GEHEIM-ZIEK" in page.text

    page.submit({f"gast-{guest.id}": "present"}, button="Bewaar aanwezigheid", form="form.ot-meeting__people")

    assert (_row(session).presence, _row(session).is_announced) == (Presence.PRESENT, False)
    minutes = desk.get(f"/bureau/bijeenkomsten/{invited.id}/verslag").text
    assert "Adviesraad" in minutes and "GEHEIM-ZIEK" not in minutes and "Gerda" not in minutes


def test_two_who_note_different_things_do_not_overwrite_each_other(session, invited, guest, house):
    day = invited.starts_at
    guests.note_guests(session, invited, {guests.key_of(guest): (Presence.PRESENT, None)}, actor=house.desk, now=day)
    with pytest.raises(Stale):
        guests.note_guests(session, invited, {guests.key_of(guest): (Presence.ABSENT, None)}, actor=house.desk, now=day)
    guests.note_guests(session, invited, {guests.key_of(guest): (Presence.ABSENT, Presence.PRESENT)}, actor=house.desk, now=day)
    assert _row(session).presence == Presence.ABSENT


def test_a_guest_of_another_table_is_refused(session, invited, guest, house):
    with pytest.raises(Refused, match="guest:not-of-this-meeting"):
        guests.note_guests(session, invited, {f"gast-{guest.id + 99}": (Presence.PRESENT, None)}, actor=house.desk, now=invited.starts_at)


def test_the_year_shows_guests_apart_and_the_rule_says_nothing_of_them(session, invited, guest, house, visit, at):
    invited.state = MeetingState.HELD
    guests.note_guests(session, invited, {guests.key_of(guest): (Presence.ABSENT, None)}, actor=house.desk, now=invited.starts_at)
    session.commit()
    at(invited.starts_at + timedelta(days=1))

    page = visit.logged_in(house.secretary).get("/bureau/bijeenkomsten/aanwezigheid")

    found = seat_queries.guest_records(session, house.network, 2026)
    assert [(one.body, one.organisation, one.counts.absent, one.counts.finding) for one in found] == [
        ("Overlegtafel Jeugd", "Adviesraad", 1, Finding.NOTHING)]
    assert "Adviesraad" in page.text and "geldt niet voor hen" in page.text and "Vervanging mogelijk" not in page.text
