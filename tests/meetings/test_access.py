"""Role × state: who sees which page of a meeting."""

from datetime import timedelta

import pytest

from portal.meetings import operations
from portal.meetings.rules import MeetingState, Presence
from tests import world
from tests.meetings.conftest import START

DESK = ("", "/wijzigen", "/uitnodigen", "/bezig", "/verslag", "/verslag/vaststellen")
ROLES = ("outsider", "seated", "unseated", "board_staff", "secretary")


def reach(session, house, state, now):
    """The meeting in a state, as its verbs leave it."""
    desk, meeting = house.desk, house.meeting
    operations.add_item(session, meeting, title="Rondvraag", actor=desk, now=now)
    if state == MeetingState.DRAFT:
        return
    operations.invite(session, meeting, actor=desk, now=now)
    if state == MeetingState.CANCELLED:
        operations.cancel_meeting(session, meeting, reason="De voorzitter is ziek.", actor=desk, now=now)
    if state in (MeetingState.INVITED, MeetingState.CANCELLED):
        return
    presences = {party.id: (Presence.EXCUSED, "Griep bij de directeur") for party in house.parties}
    operations.note_attendance(session, meeting, presences=presences, actor=desk, now=START)
    operations.write_minutes(session, meeting, text="Opmerking van de voorzitter.", actor=desk, now=START)
    session.flush()
    if state == MeetingState.ADOPTED:
        operations.send_draft(session, meeting, actor=desk, now=START + timedelta(days=1))
        operations.adopt_minutes(session, meeting, actor=desk, now=START + timedelta(days=20))


@pytest.fixture
def visitors(session, house, visit):
    staff = world.board_staff(session, house.place)
    people = {"seated": house.contacts[0], "unseated": house.contacts[3], "board_staff": staff, "secretary": house.secretary}
    session.commit()
    return {role: visit.logged_in(people[role]) if role in people else visit for role in ROLES}


@pytest.mark.parametrize("state", MeetingState)
def test_public_page_is_there_for_everyone_unless_it_is_a_draft(session, house, visitors, now, state):
    reach(session, house, state, now)
    session.commit()
    path = f"/bijeenkomsten/{house.meeting.slug}"

    for role in ROLES:
        for address in (path, f"{path}.ics"):
            visitors[role].get(address, status=404 if state == MeetingState.DRAFT else 200)
        listed = path in visitors[role].get("/bijeenkomsten").html
        assert listed == (state != MeetingState.DRAFT)


@pytest.mark.parametrize("state", MeetingState)
def test_minutes_are_public_only_when_adopted_and_reasons_never(session, house, visitors, now, state):
    reach(session, house, state, now)
    session.commit()
    if state == MeetingState.DRAFT:
        return

    for role in ROLES:
        text = visitors[role].get(f"/bijeenkomsten/{house.meeting.slug}").text
        assert ("Opmerking van de voorzitter" in text) == (state == MeetingState.ADOPTED)
        assert ("Afwezig met reden" in text) == (state == MeetingState.ADOPTED)
        assert "Griep" not in text


@pytest.mark.parametrize("state", MeetingState)
def test_the_desk_is_the_secretarys(session, house, visitors, now, state):
    reach(session, house, state, now)
    session.commit()
    expected = {"outsider": 302, "seated": 403, "unseated": 403, "board_staff": 403, "secretary": 200}

    for role, status in expected.items():
        for page in DESK:
            visitors[role].get(f"/bureau/bijeenkomsten/{house.meeting.id}{page}", status=status)


@pytest.mark.parametrize(("role", "queue", "plan"), [
    ("outsider", 302, 302), ("seated", 403, 403), ("board_staff", 200, 403), ("secretary", 200, 200)])
def test_lists_and_planning(visitors, role, queue, plan):
    visitors[role].get("/bureau/bijeenkomsten", status=queue)
    visitors[role].get("/bureau/bijeenkomsten/nieuw", status=plan)
    visitors[role].get("/bureau/bijeenkomsten/aanwezigheid", status=plan)


@pytest.mark.parametrize(("state", "seated"), [(MeetingState.DRAFT, 404), (MeetingState.INVITED, 200), (MeetingState.HELD, 200)])
def test_only_who_is_asked_has_an_invitation(session, house, visitors, now, state, seated):
    reach(session, house, state, now)
    session.commit()
    path = f"/mijn/bijeenkomsten/{house.meeting.id}"

    statuses = {role: visitors[role].ask("get", path).status_code for role in ROLES}
    assert statuses == {"outsider": 404, "seated": seated, "unseated": 404, "board_staff": 404, "secretary": 404}


def test_board_staff_sees_no_drafts_and_no_way_to_change(session, house, visitors, now):
    reach(session, house, MeetingState.DRAFT, now)
    session.commit()

    page = visitors["board_staff"].get("/bureau/bijeenkomsten")
    assert house.meeting.slug not in page.html and "Bijeenkomst plannen" not in page.text


def test_reason_is_seen_by_the_party_itself_and_the_municipality(session, house, visitors, now):
    reach(session, house, MeetingState.HELD, now)
    session.commit()

    assert "Griep" in visitors["seated"].get(f"/mijn/bijeenkomsten/{house.meeting.id}").text
    assert "Griep" in visitors["secretary"].get(f"/bureau/bijeenkomsten/{house.meeting.id}").text


def test_another_networks_meeting_is_not_found(session, house, visitors, now):
    other = world.add(session, world.Network(slug="elders", name="Elders", settings={}))
    reach(session, house, MeetingState.INVITED, now)
    house.meeting.network_id = other.id
    session.commit()

    visitors["secretary"].get(f"/bijeenkomsten/{house.meeting.slug}", status=404)
    visitors["secretary"].get(f"/bureau/bijeenkomsten/{house.meeting.id}", status=404)


def test_the_chair_reads_the_draft_once_it_is_sent_and_writes_nothing(session, house, visit, now):
    reach(session, house, MeetingState.HELD, now)
    chair = visit.logged_in(world.chair(session, house.place))
    session.commit()
    internal = f"/bijeenkomsten/{house.meeting.slug}/intern"
    assert "Opmerking van de voorzitter." not in chair.get(internal).text

    operations.send_draft(session, house.meeting, actor=house.desk, now=START + timedelta(days=1))
    session.commit()

    assert "Opmerking van de voorzitter." in chair.get(internal).text
    assert internal in chair.get(f"/bijeenkomsten/{house.meeting.slug}").html
    for address in DESK:
        chair.get(f"/bureau/bijeenkomsten/{house.meeting.id}{address}", status=403)
