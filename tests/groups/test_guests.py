"""People without an account in a working group, for a party or not: pages by a secret address, letters that call them what they are,
attendance, and remarks on the minutes (IN 8)."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.core.errors import Refused
from portal.groups import guest_views, operations
from portal.groups.models import GroupMember
from portal.meetings import guests
from portal.meetings import operations as meetings
from portal.meetings.models import Attendance, GuestAttendance, MinutesRemark
from portal.meetings.rules import MeetingState, Presence
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from tests import world
from tests.groups.conftest import START

ANKE = "anke@example.nl"


@pytest.fixture
def anke(session, group):
    session.commit()
    return session.scalars(select(GroupMember).where(GroupMember.email == ANKE)).one()


@pytest.fixture
def called(session, house, group, anke, now):
    """A meeting of the group to which everyone in it is invited."""
    meeting = world.meeting(session, house.network, starts_at=START)
    meeting.table, meeting.group = None, group
    session.flush()
    meetings.add_item(session, meeting, title="Wie belt er?", actor=house.desk, now=now)
    meetings.invite(session, meeting, actor=house.desk, now=now)
    session.commit()
    return meeting


def letter(session, kind):
    return session.scalars(select(OutboxMail).where(OutboxMail.email == ANKE, OutboxMail.kind == kind)).one()


def body(row):
    return compose(row).get_body(("plain",)).get_content()


def test_the_letter_leads_to_a_page_with_all_that_the_group_reads(session, house, group, anke, visit, now):
    operations.write_draft(session, group, text="Eén aanspreekpunt.", minority="", version=group.version, actor=house.desk, now=now)
    paper = operations.add_paper(session, group, document=world.document(session), title="Intern stuk", is_public=False, actor=house.desk, now=now)
    session.commit()
    text = body(letter(session, "groups/added"))
    assert "U hebt geen account nodig" in text

    page = visit.get(f"/gasten/{text.split('/gasten/')[1].split()[0]}")

    assert page.h1 == group.name and "Anke Gast, Basisschool De Paal" in page.text
    assert all(word in page.text for word in ("Eén aanspreekpunt.", "Intern stuk", "Bram Tweede"))
    assert 'content="noindex"' in page.html and not page.all('a[href$="/advies"]')
    assert visit.ask("get", f"/gasten/{anke.answer_key}/stukken/{paper.id}").status_code == 200
    visit.get(f"/gasten/{anke.answer_key}/advies", status=404)


def test_a_paper_that_such_a_person_brings_is_for_the_group(session, group, anke, visit):
    page = visit.get(f"/gasten/{anke.answer_key}")
    page.submit({"title": "Van school"}, "Voeg dit stuk toe", files={"document": (BytesIO(b"%PDF-1.7 school"), "school.pdf")})
    session.expire_all()
    assert [(paper.title, paper.is_public, paper.added_by) for paper in group.papers] == [("Van school", False, "Basisschool De Paal")]


def test_who_leads_writes_at_the_advice_until_it_is_delivered(session, house, group, anke, visit, now):
    operations.appoint_leader(session, anke, actor=house.desk, now=now)
    session.commit()
    page, other = (visit.get(f"/gasten/{anke.answer_key}/advies") for _ in range(2))
    page.submit({"text": "Bel eerst elkaar."}, "Bewaar dit concept")
    session.expire_all()
    assert (group.draft, group.drafted_by) == ("Bel eerst elkaar.", "Anke Gast")
    stale = other.submit({"text": "Iets anders."}, "Bewaar dit concept", status=422)
    assert "Bel eerst elkaar." in stale.text and "Iets anders." in stale.text
    operations.close_group(session, group, reason="Klaar.", actor=house.desk, now=now)
    session.commit()
    visit.get(f"/gasten/{anke.answer_key}/advies", status=404)


def test_who_left_has_no_such_page(session, house, group, anke, visit, now):
    visit.get(f"/gasten/{anke.answer_key}x", status=404)
    operations.end_member(session, anke, actor=house.desk, now=now)
    session.commit()
    visit.get(f"/gasten/{anke.answer_key}", status=404)


def test_the_invitation_calls_nobody_a_guest_of_a_table_and_is_answered(session, called, anke, visit):
    for row in session.scalars(select(OutboxMail).where(OutboxMail.kind == "meetings/invitation")):
        assert "werkgroep waarin u zit" in body(row) and "gast van" not in body(row) and "contactpersoon" not in body(row)
    page = visit.get(f"/gasten/{letter(session, 'meetings/invitation').data['link'].split('/gasten/')[1]}")
    assert "Uitnodiging voor Anke Gast, Basisschool De Paal" in page.text

    page = page.submit({"presence": "excused", "reason": "Toetsweek"}, button="Verstuur")

    row = session.scalars(select(GuestAttendance)).one()
    assert (row.member_id, row.presence, row.reason, row.is_announced) == (anke.id, Presence.EXCUSED, "Toetsweek", True)
    assert "Uw antwoord: Ik kom niet" in page.text
    assert f"/bijeenkomsten/{called.id}" in visit.get(f"/gasten/{anke.answer_key}").html


def test_the_secretary_notes_and_the_minutes_name_the_organisation(session, house, called, anke, visit, at):
    guests.answer_as_guest(session, called, anke, presence=Presence.EXCUSED, reason="GEHEIM-ZIEK", now=START - timedelta(days=2))
    session.commit()
    desk = visit.logged_in(house.secretary)
    assert "GEHEIM-ZIEK" in desk.get(f"/bureau/bijeenkomsten/{called.id}").text
    at(START)
    page = desk.get(f"/bureau/bijeenkomsten/{called.id}/bezig")
    page.submit({f"lid-{anke.id}": "present"}, button="Bewaar aanwezigheid", form="form.ot-meeting__people")

    session.expire_all()
    row = session.scalars(select(GuestAttendance)).one()
    assert (row.presence, row.is_announced, row.reason) == (Presence.PRESENT, False, "")
    minutes = desk.get(f"/bureau/bijeenkomsten/{called.id}/verslag").text
    assert "Basisschool De Paal" in minutes and "Anke" not in minutes and "De Paal gast" not in minutes


def test_the_draft_of_the_minutes_is_read_by_the_secret_address_once_it_is_sent(session, house, called, anke, visit, at, now):
    path = f"/gasten/{anke.answer_key}/bijeenkomsten/{called.id}/verslag"
    called.state = MeetingState.HELD
    session.commit()
    visit.get(path, status=404)
    for party in house.parties:
        meetings.note_attendance(session, called, presences={party.id: (Presence.PRESENT, "")}, seen={party.id: None}, actor=house.desk, now=START)
    meetings.write_minutes(session, called, text="Er was taart.", seen=0, actor=house.desk, now=START)
    meetings.send_draft(session, called, days=7, actor=house.desk, now=START + timedelta(days=1))
    session.commit()
    at(START + timedelta(days=2))

    text = body(letter(session, "meetings/draft"))

    assert path in text and "opmerkingen over maken" in " ".join(text.split()) and "contactpersoon" not in text
    page = visit.get(path)
    assert "Er was taart." in page.text and "Alleen de werkgroep en de gemeente" in page.text


def test_what_the_leader_owes_stands_on_the_page_of_its_party_alone(session, house, group, visit, at):
    session.commit()
    page = visit.logged_in(house.contacts[0]).get("/mijn")
    assert "U trekt deze werkgroep" in page.text and group.name in page.text
    assert "U trekt" not in visit.logged_in(house.contacts[1]).get("/mijn").text
    at(START + timedelta(days=30))
    assert "De dag waarop deze werkgroep zou adviseren, is voorbij" in visit.logged_in(house.contacts[0]).get("/mijn").text


@pytest.fixture
def sent(session, house, called, now, at):
    """The draft of the minutes of that meeting lies with the group."""
    called.state = MeetingState.HELD
    session.commit()
    for party in house.parties:
        meetings.note_attendance(session, called, presences={party.id: (Presence.PRESENT, "")}, seen={party.id: None}, actor=house.desk, now=START)
    meetings.write_minutes(session, called, text="Er was taart.", seen=0, actor=house.desk, now=START)
    meetings.send_draft(session, called, days=7, actor=house.desk, now=START + timedelta(days=1))
    session.commit()
    at(START + timedelta(days=2))
    return called


def remark_by_address(visit, member, meeting):
    draft = f"/gasten/{member.answer_key}/bijeenkomsten/{meeting.id}/verslag"
    page = visit.get(visit.get(draft).one("a.ot-button").etree_element.get("href"))
    assert "Schrijf uw opmerking" in page.submit({"label": "R", "text": ""}, button="Verstuur", status=422).text
    return page.submit({"label": "R", "text": "Het was vlaai."}, button="Verstuur")


def test_who_is_of_no_party_remarks_on_the_draft_and_hears_the_answer(session, house, sent, anke, visit):
    page = remark_by_address(visit, anke, sent)
    assert "Uw opmerking is ontvangen" in page.text and "Basisschool De Paal" in page.text and "Het was vlaai." in page.text

    row = session.scalars(select(MinutesRemark)).one()
    assert (row.party_id, row.member_id, row.sender, row.is_late) == (None, anke.id, "Basisschool De Paal", False)
    desk = visit.logged_in(house.secretary).get(f"/bureau/bijeenkomsten/opmerkingen/{row.id}")
    assert "Basisschool De Paal" in desk.text
    desk.submit({"handling": "not", "reply": "Het was taart."}, button="Bewaar")
    answer = letter(session, "meetings/remark")
    assert f"/gasten/{anke.answer_key}" in body(answer) and "Het was taart." in body(answer) and "contactpersoon" not in body(answer)


def test_who_left_the_group_and_who_is_of_another_remarks_nothing(session, house, sent, anke, now):
    anke.ended_at = now
    with pytest.raises(Refused, match="meeting:unknown-party"):
        meetings.make_remark(session, sent, label="R", text="x", member=anke, actor=guest_views.acting(anke), now=now)
    stranger = GroupMember(organisation="Elders", person_name="Ed", email="ed@example.nl", group_id=0, party_id=None, joined_at=now)
    with pytest.raises(Refused, match="meeting:unknown-party"):
        meetings.make_remark(session, sent, label="R", text="x", member=stranger, actor=guest_views.acting(stranger), now=now)


@pytest.fixture
def bram(group):
    """In the group for Lantaarn, without an account."""
    return next(member for member in group.members if member.person_name == "Bram Tweede")


def test_somebody_of_a_party_without_an_account_does_everything_by_the_address(session, house, called, bram, visit):
    for kind, page in (("groups/added", f"/gasten/{bram.answer_key}"), ("meetings/invitation", f"/gasten/{bram.answer_key}/bijeenkomsten/{called.id}")):
        row = session.scalars(select(OutboxMail).where(OutboxMail.email == bram.email, OutboxMail.kind == kind)).one()
        assert page in body(row) and "U hebt geen account nodig" in body(row)
    assert visit.get(f"/gasten/{bram.answer_key}").h1 == called.group.name

    page = visit.get(f"/gasten/{bram.answer_key}/bijeenkomsten/{called.id}")
    assert page.submit({"presence": "excused", "reason": ""}, button="Verstuur", status=422).errors
    page.submit({"presence": "excused", "reason": "Verlof"}, button="Verstuur")

    row = session.scalars(select(Attendance)).one()
    assert (row.party_id, row.presence, row.reason) == (house.parties[1].id, Presence.EXCUSED, "Verlof")
    assert not session.scalars(select(GuestAttendance)).all()


def test_a_remark_of_such_a_person_is_one_of_the_party(session, house, sent, bram, visit):
    remark_by_address(visit, bram, sent)
    row = session.scalars(select(MinutesRemark)).one()
    assert (row.party_id, row.member_id, row.person_name) == (house.parties[1].id, bram.id, "Bram Tweede")


def test_an_account_closes_the_secret_address_and_the_letters_lead_to_the_log_in(session, house, group, bram, visit, now):
    person = world.user(session, bram.person_name, email=bram.email)
    world.grant(session, person, Role.COLLEAGUE, house.parties[1])
    operations.extend_group(session, group, ends_on=date(2026, 6, 1), reason="Meer tijd.", actor=house.desk, now=now)
    session.commit()
    row = session.scalars(select(OutboxMail).where(OutboxMail.email == bram.email, OutboxMail.kind == "groups/extended")).one()
    assert f"/mijn/werkgroepen/{group.slug}" in body(row) and "/gasten/" not in body(row)
    for path in ("", "/advies"):
        assert visit.ask("get", f"/gasten/{bram.answer_key}{path}").location == f"/mijn/werkgroepen/{group.slug}"
