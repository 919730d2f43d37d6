"""The pages: planning and calling, answering, recording the day, minutes and what everyone reads."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from portal.meetings import operations
from portal.meetings.models import ActionPoint, AgendaItem, Attendance, Meeting, Minutes
from portal.meetings.rules import MeetingState, Presence
from portal.notifications.models import OutboxMail
from portal.proposals.rules import Stage
from tests import world
from tests.meetings.conftest import START

OWN = 'form:has([name="title"])'
PLAN = {"day": "2026-04-23", "begins": "13:30", "ends": "16:00", "place": "Stadhuis"}


@pytest.fixture
def desk(session, house, visit):
    session.commit()
    return visit.logged_in(house.secretary)


@pytest.fixture
def day(session, called, visit, at):
    """The secretary's screen on the day itself."""
    at(START)
    session.commit()
    secretary = visit.logged_in(called.secretary)
    return lambda point="": secretary.get(f"/bureau/bijeenkomsten/{called.meeting.id}/bezig{point}")


def mails(session):
    return session.scalar(select(func.count(OutboxMail.id)))


# Planning and the agenda

def test_planned_by_hand_becomes_a_draft(session, house, desk):
    page = desk.get("/bureau/bijeenkomsten/nieuw").submit(PLAN | {"table": str(house.table.id), "day": "23-04-2026", "begins": "13.30"})

    meeting = session.scalars(select(Meeting).where(Meeting.slug == "2026-04-23-jeugd")).one()
    assert (meeting.starts_at, meeting.state) == (START + timedelta(days=7), MeetingState.DRAFT)
    assert "Nog niemand is uitgenodigd" in page.text and mails(session) == 0


@pytest.mark.parametrize(("field", "value", "error"), [
    ("table", "", "Kies een tafel"),
    ("table", "99999", "Kies een tafel"),
    ("day", "", "Vul de dag"),
    ("day", "30 februari", "Schrijf de dag als 16-04-2026."),
    ("day", "2026-02-30", "Schrijf de dag"),
    ("day", "0001-01-01", "Schrijf de dag"),
    ("day", "2026-03-19", "Dit moment is voorbij"),
    ("begins", "25:00", "Schrijf de tijd"),
    ("ends", "13:30", "Het einde ligt voor het begin"),
    ("place", " ", "Vul de plaats in"),
    ("place", "x" * 201, "ten hoogste 200"),
])
def test_wrong_plan_is_told_at_the_field_and_kept(session, house, desk, field, value, error):
    before = session.scalar(select(func.count(Meeting.id)))

    page = desk.get("/bureau/bijeenkomsten/nieuw").submit(PLAN | {"table": "network", field: value}, status=422)

    assert error.lower() in page.errors[0].lower()
    assert page.one("#place").etree_element.get("value") == (PLAN | {field: value})["place"].strip()
    assert session.scalar(select(func.count(Meeting.id))) == before


def test_agenda_is_made_by_buttons(session, house, desk):
    proposal = world.proposal(session, house.network)
    session.commit()
    path = f"/bureau/bijeenkomsten/{house.meeting.id}"
    assert "De agenda is leeg" in desk.get(path).text

    desk.get(path).submit({"title": "Rondvraag", "planned_minutes": "10"}, form=OWN)
    page = desk.get(path).submit(form=f'form[action$="{house.meeting.id}/toevoegen"]')
    assert "1. Rondvraag" in page.text and f"2. {proposal.title}" in page.text
    assert "125 minuten" in page.text

    page = page.submit(form='form[action$="verplaatsen"]')
    assert f"1. {proposal.title}" in page.text and "Er wacht geen voorstel" in page.text


@pytest.mark.parametrize(("values", "error"), [
    ({"title": "", "planned_minutes": "10"}, "in één regel"),
    ({"title": "Iets", "planned_minutes": "0"}, "1 tot en met 480"),
    ({"title": "Iets", "planned_minutes": "1000"}, "1 tot en met 480"),
    ({"title": "Iets", "planned_minutes": ""}, "Vul het aantal minuten in"),
    ({"title": "Iets", "planned_minutes": "kwartier"}, "in cijfers"),
])
def test_wrong_point_is_told_at_the_field(session, house, desk, values, error):
    page = desk.get(f"/bureau/bijeenkomsten/{house.meeting.id}").submit(values, form=OWN, status=422)

    assert error in page.errors[0]
    assert session.scalar(select(func.count(AgendaItem.id))) == 0


def test_point_is_changed_and_taken_off(session, called, visit):
    session.commit()
    page = visit.logged_in(called.secretary).get(f"/bureau/bijeenkomsten/punten/{called.item.id}")

    page.submit({"title": "Wachttijd: eerste bespreking", "planned_minutes": "40"}, "Bewaar")
    session.expire_all()
    assert (called.item.title, called.item.planned_minutes) == ("Wachttijd: eerste bespreking", 40)

    page.submit(form='form[action$="weghalen"]')
    session.expire_all()
    assert [item.title for item in called.meeting.items] == ["Rondvraag"]


# Calling

def test_invitation_is_read_over_and_sent_once(session, house, desk, now):
    operations.add_item(session, house.meeting, title="Rondvraag", actor=house.desk, now=now)
    session.commit()
    page = desk.get(f"/bureau/bijeenkomsten/{house.meeting.id}/uitnodigen")
    assert "Contact van Boot" in page.text and "Zonderstoel" not in page.text and mails(session) == 0

    first, second = page.submit(button="Verstuur"), page.submit(button="Verstuur")

    assert "3 personen krijgen de uitnodiging" in first.text
    assert first.path == second.path and mails(session) == 3
    again = desk.get(f"/bureau/bijeenkomsten/{house.meeting.id}/uitnodigen")
    assert again.h1 == "Iedereen heeft de uitnodiging" and not again.all("main form")


def test_empty_agenda_cannot_be_sent(house, desk):
    page = desk.get(f"/bureau/bijeenkomsten/{house.meeting.id}/uitnodigen")

    assert "De agenda heeft nog geen punten" in page.text and not page.all("main form")


def test_change_asks_for_an_update(session, called, visit):
    session.commit()
    secretary = visit.logged_in(called.secretary)
    form = secretary.get(f"/bureau/bijeenkomsten/{called.meeting.id}/wijzigen")
    assert form.one("#begins").etree_element.get("value") == "13:30"

    page = form.submit({"place": "Zaal 4"})
    assert "Gewijzigd na de uitnodiging" in page.text
    assert "Verstuur naar 3 personen" in secretary.get(f"/bureau/bijeenkomsten/{called.meeting.id}/uitnodigen").text

    stale = form.submit({"place": "Zaal 5", "once": "another"}, status=422)
    assert "Zaal 4" in stale.text and stale.one("#place").etree_element.get("value") == "Zaal 5"


def test_calendar_can_be_downloaded_by_anyone(session, called, visit):
    session.commit()
    response = visit.ask("get", f"/bijeenkomsten/{called.meeting.slug}.ics")

    calendar = Calendar.from_ical(response.text)
    entry = next(iter(calendar.walk("VEVENT")))
    assert response.content_type == "text/calendar; charset=utf-8"
    assert (calendar["METHOD"], entry["UID"], "ATTENDEE" in entry) == ("PUBLISH", f"meeting-{called.meeting.id}@localhost", False)


# Answering

def test_party_apologises_and_the_secretary_sees_why(session, called, visit):
    session.commit()
    party = visit.logged_in(called.contacts[0])
    assert "Boot is uitgenodigd" in party.get(f"/bijeenkomsten/{called.meeting.slug}").text

    page = party.get(f"/mijn/bijeenkomsten/{called.meeting.id}")
    wrong = page.submit({"presence": "excused", "reason": ""}, status=422)
    assert "Geef de reden" in wrong.errors[0]
    done = page.submit({"presence": "excused", "reason": "Teamdag"})

    assert "Uw antwoord: Nee, niemand kan komen" in done.text and "Teamdag" in done.text
    assert "Teamdag" in visit.logged_in(called.secretary).get(f"/bureau/bijeenkomsten/{called.meeting.id}").text
    assert "Teamdag" not in visit.logged_in(called.contacts[1]).get(f"/bijeenkomsten/{called.meeting.slug}").text


@pytest.mark.parametrize(("shift", "status"), [(-1, 303), (0, 422), (1, 422)])
def test_answer_ends_when_the_meeting_begins(session, called, visit, at, shift, status):
    session.commit()
    page = visit.logged_in(called.contacts[0]).get(f"/mijn/bijeenkomsten/{called.meeting.id}")
    at(START + timedelta(seconds=shift))

    page.submit({"presence": "present"}, status=status)

    assert session.scalar(select(func.count(Attendance.id))) == (status == 303)


# The day

def test_point_is_recorded_and_the_next_one_opens(session, called, day):
    page = day("?punt=1")
    assert "Punt 1 van 2" in page.text and page.one('.ot-agenda__item--now').etree_element.get("aria-current") == "true"

    nextpage = page.submit({"outcome": "make_preliminary", "conclusion": "Iedereen is het eens.", "discussion": "Vragen."}, "Leg vast",
                           form=".ot-meeting__item")

    session.expire_all()
    assert called.proposal.stage == Stage.PRELIMINARY
    assert "Punt 2 van 2" in nextpage.text and "Voorlopig voorstel: naar de reactieronde" in nextpage.text


def test_steps_that_miss_something_are_told_and_not_offered(session, called, day):
    called.proposal.stage = Stage.PRELIMINARY
    session.commit()

    page = day("?punt=1")

    assert [e.etree_element.get("value") for e in page.all('[name="outcome"]')] == ["to_working_group", "set_aside", ""]
    assert "Dit kan nog niet" in page.text


def test_outcome_without_a_reason_is_told_at_the_field(session, called, day):
    page = day("?punt=1").submit({"outcome": "set_aside"}, "Leg vast", form=".ot-meeting__item", status=422)

    assert "Geef de reden" in page.errors[0]
    session.expire_all()
    assert called.proposal.stage == Stage.SCHEDULED and called.item.handled_at is None


def test_two_secretaries_at_one_point_are_both_shown(session, called, day):
    mine, theirs = day("?punt=2"), day("?punt=2")
    theirs.submit({"discussion": "Tekst van Sien"}, "Bewaar alleen", form=".ot-meeting__item")

    page = mine.submit({"discussion": "Tekst van Bas"}, "Bewaar alleen", form=".ot-meeting__item", status=422)

    assert "Tekst van Sien" in page.text
    assert page.one("#discussion").etree_element.text.strip() == "Tekst van Bas"
    page.submit(button="Bewaar alleen", form=".ot-meeting__item")
    session.expire_all()
    assert called.closing.discussion == "Tekst van Bas"


def test_attendance_of_two_secretaries_is_merged_or_refused(session, called, day):
    first, second, third = day(), day(), day()
    tick = {f"aanwezig-{party.id}": "present" for party in called.parties}
    boot = f"aanwezig-{called.parties[0].id}"
    first.submit(tick, "Bewaar aanwezigheid", form=".ot-meeting__people")

    second.submit({boot: "present"}, "Bewaar aanwezigheid", form=".ot-meeting__people")
    page = third.submit(tick | {boot: "absent"}, "Bewaar aanwezigheid", form=".ot-meeting__people", status=422)

    assert "Boot: Aanwezig" in page.text
    assert {row.presence for row in session.scalars(select(Attendance))} == {Presence.PRESENT}


def test_number_that_may_be_a_bsn_stays_out_of_the_record(session, called, day):
    page = day("?punt=2").submit({"discussion": "Cliënt 123456782 belde."}, "Leg vast", form=".ot-meeting__item", status=422)

    assert "burgerservicenummer" in page.errors[0]


@pytest.mark.parametrize("point", ["?punt=0", "?punt=99", "?punt=x", "?punt=²", ""])
def test_a_point_that_is_not_there_opens_the_first_that_waits(day, point):
    assert "Punt 1 van 2" in day(point).text


def test_actions_are_added_and_taken_back(session, called, day):
    page = day("?punt=1").visitor.get(f"/bureau/bijeenkomsten/punten/{called.item.id}/acties")
    assert "Schrijf op wat" in page.submit({"who": "Secretaris", "due_on": "2026-04-23"}, "Voeg", status=422).errors[0]

    page = page.submit({"what": "Lid 1 aanpassen", "who": "Secretaris", "due_on": "23-04-2026"}, "Voeg")
    assert "do 23 april 2026" in page.text and "Lid 1 aanpassen" in day("?punt=1").text

    page.submit(form='form[action$="weghalen"]')
    assert session.scalar(select(func.count(ActionPoint.id))) == 0


def test_before_the_day_the_screen_says_when(session, called, visit):
    session.commit()
    page = visit.logged_in(called.secretary).get(f"/bureau/bijeenkomsten/{called.meeting.id}/bezig")

    assert "donderdag 16 april 2026" in page.text
    assert not page.all(".ot-meeting__item textarea")


# Minutes

def test_minutes_come_from_the_record_and_are_adopted_after_reading_over(session, called, day, at, visit):
    tick = {f"aanwezig-{party.id}": presence for party, presence in zip(called.parties, ("present", "substitute", "absent"), strict=True)}
    day().submit(tick, "Bewaar aanwezigheid", form=".ot-meeting__people")
    day("?punt=1").submit({"discussion": "Er zijn vragen.", "conclusion": "Volgende keer verder."}, "Leg vast", form=".ot-meeting__item")
    secretary = day().visitor
    path = f"/bureau/bijeenkomsten/{called.meeting.id}/verslag"
    page = secretary.get(path)
    assert "2 van de 3" in page.text and "Er zijn vragen." in page.text and "Het verslag is nog niet bewaard" in page.text

    page = page.submit({"text": "De raad was **te gast**."})
    page.submit({"text": "De raad was **te gast**.", "once": "again"})
    assert session.scalar(select(func.count(Minutes.id))) == 1
    before = mails(session)
    assert "Het concept is niet verstuurd" in secretary.get(f"{path}/vaststellen").text
    draft = secretary.get(f"{path}/versturen").submit({"days": "7"}, "Verstuur het concept naar 3 personen")
    assert "Het concept ligt bij de leden" in draft.text and mails(session) == before + 3
    assert "Leden kunnen nog opmerkingen maken" in secretary.get(f"{path}/vaststellen").text
    before, _ = mails(session), at(START + timedelta(days=9))
    overview = secretary.get(f"{path}/vaststellen")
    assert "kan niet ongedaan" in overview.text and mails(session) == before
    public = overview.submit(button="Stel het verslag vast")

    assert public.path.endswith(called.meeting.slug) and mails(session) == before + 3
    read = visit.get(f"/bijeenkomsten/{called.meeting.slug}")
    for words in ("Volgende keer verder.", "Vervanger aanwezig", "Afwezig zonder reden", "te gast", "Niet besproken"):
        assert words in read.text
    assert "Vaststellen kan nu niet" in secretary.get(f"{path}/vaststellen").text


def test_markup_in_the_minutes_is_harmless(session, called, day):
    tick = {f"aanwezig-{party.id}": "present" for party in called.parties}
    day().submit(tick, "Bewaar aanwezigheid", form=".ot-meeting__people")
    page = day().visitor.get(f"/bureau/bijeenkomsten/{called.meeting.id}/verslag")

    page.submit({"text": "<script>alert(1)</script> [x](javascript:alert(1))"})

    html = session.scalars(select(Minutes.html)).one()
    assert "<script" not in html and "javascript:" not in html


def test_minutes_of_two_writers_are_both_shown(session, called, day):
    day("?punt=2").submit({"discussion": "Niets."}, "Leg vast", form=".ot-meeting__item")
    path = f"/bureau/bijeenkomsten/{called.meeting.id}/verslag"
    mine, theirs = day().visitor.get(path), day().visitor.get(path)
    theirs.submit({"text": "Tekst van Sien"})

    page = mine.submit({"text": "Tekst van Bas"}, status=422)

    assert "Tekst van Sien" in page.text and page.one("#text").etree_element.text.strip() == "Tekst van Bas"


# Attendance through the year

def test_overview_proposes_and_does_nothing(session, called, day):
    tick = {f"aanwezig-{party.id}": presence for party, presence in zip(called.parties, ("present", "excused", "absent"), strict=True)}
    day().submit(tick, "Bewaar aanwezigheid", form=".ot-meeting__people")
    before = mails(session)

    page = day().visitor.get("/bureau/bijeenkomsten/aanwezigheid")

    assert page.text.count("Vervanging mogelijk") == 1 and "Er gebeurt niets vanzelf" in page.text
    assert mails(session) == before


def test_network_without_the_rule_only_counts(session, called, day):
    called.network.settings = {"absences_allowed": None}
    session.commit()
    day().submit({f"aanwezig-{called.parties[0].id}": "absent"}, "Bewaar aanwezigheid", form=".ot-meeting__people")

    assert "Vervanging mogelijk" not in day().visitor.get("/bureau/bijeenkomsten/aanwezigheid").text


# Everyone

def test_signal_that_was_not_cleared_shows_its_number_only(session, house, now, visit):
    from tests.meetings.test_operations import add, signal

    add(session, house, now, signal=signal(session, house.network, published=False))
    operations.invite(session, house.meeting, actor=house.desk, now=now)
    session.commit()

    page = visit.get(f"/bijeenkomsten/{house.meeting.slug}")
    assert "Signaal 2026-07" in page.text and "Busje" not in page.html
    assert "Busje" not in "".join(str(mail.data) + mail.calendar for mail in session.scalars(select(OutboxMail)))


def test_lists_part_coming_and_past_by_year(session, called, visit, at):
    session.commit()
    assert called.meeting.slug in visit.get("/bijeenkomsten").html

    at(START + timedelta(days=365))
    assert called.meeting.slug not in visit.get("/bijeenkomsten").html
    assert called.meeting.slug in visit.get("/bijeenkomsten?jaar=2026").html
    visit.get("/bijeenkomsten?jaar=99999999")


def test_english_page_speaks_english(session, called, visit):
    session.commit()
    visit.client.set_cookie("language", "en")

    assert visit.get("/bijeenkomsten").h1 == "Meetings"


def test_pages_take_a_fixed_number_of_queries(session, called, visit, count_queries, now):
    session.commit()
    slug, number = called.meeting.slug, called.meeting.id
    secretary = visit.logged_in(called.secretary)
    pages = [(visit, "/bijeenkomsten"), (visit, f"/bijeenkomsten/{slug}"), (secretary, "/bureau/bijeenkomsten"),
             (secretary, f"/bureau/bijeenkomsten/{number}"), (secretary, f"/bureau/bijeenkomsten/{number}/bezig?punt=1"),
             (secretary, f"/bureau/bijeenkomsten/{number}/uitnodigen"), (secretary, f"/bureau/bijeenkomsten/{number}/verslag"),
             (secretary, "/bureau/bijeenkomsten/aanwezigheid")]

    def counts():
        found = []
        for visitor, path in pages:
            with count_queries() as queried:
                visitor.get(path)
            found.append(len(queried))
        return found

    before = counts()

    more = [world.member(session, called.network, f"Extra {n}") for n in range(3)]
    for party in more:
        world.contact(session, party)
    world.compose(session, called.table, *called.parties, *more, number=2)
    for n in range(4):
        proposal = world.proposal(session, called.network, title=f"Voorstel {n}")
        operations.add_item(session, called.meeting, proposal=proposal, actor=called.desk, now=now)
        other = world.meeting(session, called.network, called.table, START + timedelta(days=n))
        world.add(session, AgendaItem(meeting_id=other.id, position=1, title="Punt"))
    operations.note_attendance(session, called.meeting, presences={p.id: (Presence.EXCUSED, "") for p in [*called.parties, *more]},
                               actor=called.desk, now=now)
    session.commit()

    assert all(now <= then for now, then in zip(counts(), before, strict=True))
    assert before[0] <= 6 and before[1] <= 8
