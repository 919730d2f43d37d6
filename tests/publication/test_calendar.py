"""The calendar: right hours across both changes of the clock, the same event when it changes, nothing that is not public."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from portal.core.calendar import AMSTERDAM
from portal.meetings.models import AgendaItem
from portal.meetings.rules import MeetingState
from portal.pilots.rules import PilotStage
from portal.proposals.rules import Stage
from portal.rounds.models import Extension
from portal.signals.models import Signal
from portal.signals.rules import Sentiment, SignalState, Subject
from tests import world
from tests.conftest import NOW


@pytest.fixture
def network(session):
    network = world.network(session)
    session.commit()
    return network


@pytest.fixture
def table(session, network):
    return world.seated_table(session, network)


def read(visit, address="/kalender.ics"):
    response = visit.ask("get", address)
    assert (response.status_code, response.content_type) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(response.data)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    return {str(event["UID"]).split("@")[0]: event for event in calendar.walk("VEVENT")}


def meet(session, network, table=None, **options):
    return world.meeting(session, network, table, **{"state": MeetingState.INVITED, "invited_at": NOW} | options)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 24), date(2026, 10, 25),
                                 date(2026, 10, 26)])
def test_a_meeting_is_at_its_hour_on_both_sides_of_the_change_of_the_clock(session, network, table, visit, at, day):
    at(datetime(2026, 3, 1, tzinfo=UTC))
    starts = datetime.combine(day, time(13, 30), AMSTERDAM)
    row = meet(session, network, table, starts_at=starts.astimezone(UTC))
    session.commit()

    event = read(visit)[f"meeting-{row.id}"]

    assert event["DTSTART"].dt.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M") == f"{day.isoformat()} 13:30"
    assert event["DTEND"].dt.astimezone(AMSTERDAM).hour == 16
    assert event["DTSTART"].dt.utcoffset() == timedelta(0)


def test_the_last_day_of_a_round_is_a_whole_day_with_its_last_moment(session, network, visit):
    proposal = world.proposal(session, network, Stage.PRELIMINARY, title="Wachttijd")
    row = world.comment_round(session, proposal)
    session.commit()

    event = read(visit)[f"round-{row.id}"]

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 4, 7), date(2026, 4, 8))
    assert event["SUMMARY"] == "Laatste dag om te reageren: Wachttijd"
    assert "Iedereen kan reageren tot en met dinsdag 7 april 2026, 24:00 uur." in event["DESCRIPTION"]
    assert event["URL"] == f"http://localhost/voorstellen/{proposal.number}"
    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CONFIRMED", 0, "TRANSPARENT")


def test_more_time_is_the_same_event_once_changed(session, network, visit):
    row = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY))
    session.commit()
    before = read(visit)[f"round-{row.id}"]
    old, row.last_day = row.closes_at, date(2026, 4, 14)
    row.closes_at = old + timedelta(days=7)
    session.add(Extension(round_id=row.id, extended_at=NOW + timedelta(hours=1), old_closes_at=old, new_closes_at=row.closes_at,
                          reason="Storing"))
    session.commit()

    after = read(visit)[f"round-{row.id}"]

    assert after["UID"] == before["UID"]
    assert (after["SEQUENCE"], after["DTSTART"].dt) == (1, date(2026, 4, 14))
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt


def test_a_vote_closes_in_the_calendar(session, network, visit):
    row = world.vote(session, world.proposal(session, network, Stage.IN_VOTE, title="Wachttijd"), world.member(session, network))
    session.commit()

    event = read(visit)[f"vote-{row.id}"]

    assert event["SUMMARY"] == "Laatste dag om te stemmen: Wachttijd"
    assert event["DTSTART"].dt == date(2026, 4, 7)


@pytest.mark.parametrize(("stage", "since", "status"), [
    (Stage.WITHDRAWN, NOW, "CANCELLED"), (Stage.SET_ASIDE, NOW, "CANCELLED"),
    (Stage.ADOPTED, NOW + timedelta(days=60), "CONFIRMED"), (Stage.PRELIMINARY, NOW, "CONFIRMED")])
def test_what_is_dropped_is_cancelled(session, network, visit, stage, since, status):
    row = world.comment_round(session, world.proposal(session, network, stage, stage_since=since, title="Wachttijd"))
    session.commit()

    event = read(visit)[f"round-{row.id}"]

    assert event["STATUS"] == status
    assert event["SEQUENCE"] == (status == "CANCELLED")
    assert ("Wachttijd" in visit.get("/kalender").text) is (status == "CONFIRMED")


def test_drafts_and_what_is_not_public_are_nobodys_business(session, network, table, visit):
    draft = world.meeting(session, network, table, place="MERKTEKEN")
    called = meet(session, network, table)
    hidden = world.proposal(session, network, Stage.RECEIVED, title="MERKTEKEN")
    world.comment_round(session, hidden)
    signal = world.add(session, Signal(
        network_id=network.id, year=2026, sequence=1, title="MERKTEKEN", text="x", sentiment=Sentiment.NEUTRAL,
        subject=Subject.OTHER, state=SignalState.SCHEDULED, received_at=NOW, decided_at=NOW, reason="Het speelt breed.", follow_key="s"))
    session.add_all([AgendaItem(meeting_id=called.id, position=1, signal_id=signal.id),
                     AgendaItem(meeting_id=draft.id, position=1, title="x")])
    session.commit()

    response = visit.ask("get", "/kalender.ics")

    assert "MERKTEKEN" not in response.text and "Signaal 2026-01" in response.text
    assert "MERKTEKEN" not in visit.get("/kalender").text


def test_one_table_has_its_own_dates(session, network, table, visit):
    mine, other = meet(session, network, table), meet(session, network)
    spoken, elsewhere = (world.proposal(session, network, Stage.PRELIMINARY, title=title) for title in ("Besproken", "Elders"))
    session.add(AgendaItem(meeting_id=mine.id, position=1, proposal_id=spoken.id))
    rounds = [world.comment_round(session, row) for row in (spoken, elsewhere)]
    session.commit()

    assert set(read(visit, "/kalender.ics?tafel=jeugd")) == {f"meeting-{mine.id}", f"round-{rounds[0].id}"}
    assert set(read(visit, "/kalender.ics?wet=jeugdwet")) == {f"meeting-{mine.id}"}
    assert set(read(visit, f"/kalender.ics?voorstel={spoken.number}")) == {f"meeting-{mine.id}", f"round-{rounds[0].id}"}
    assert len(read(visit)) == 4 and f"meeting-{other.id}" in read(visit)
    visit.get("/kalender.ics?tafel=geen", status=404)


def test_what_is_over_stays_a_while_in_the_file_and_leaves_the_page(session, network, visit, at):
    row = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="Wachttijd"))
    session.commit()

    at(row.closes_at + timedelta(days=30))
    assert read(visit) and "Wachttijd" not in visit.get("/kalender").text
    at(row.closes_at + timedelta(days=93))
    assert read(visit) == {}


def test_who_has_the_file_gets_no_second_copy(session, network, table, visit, at):
    meet(session, network, table)
    session.commit()
    tag = visit.ask("get", "/kalender.ics").headers["ETag"]

    at(NOW + timedelta(hours=5))
    assert visit.ask("get", "/kalender.ics", headers={"If-None-Match": tag}).status_code == 304


def test_hostile_words_cannot_break_the_calendar(session, network, table, visit):
    hostile = "Plek\r\nEND:VEVENT\r\nATTENDEE:mailto:dief@example.nl; , \\ \""
    meet(session, network, table, place=hostile)
    world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title=hostile))
    session.commit()

    events = read(visit)

    assert len(events) == 2 and not any(event.get("ATTENDEE") for event in events.values())
    assert "<script" not in visit.get("/kalender").html.split("</head>")[1]


def test_the_page_lists_by_month_and_explains_how_to_subscribe(session, network, table, visit):
    meet(session, network, table)
    world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="Wachttijd"))
    session.commit()

    page = visit.get("/kalender?tafel=jeugd")
    links = [link.etree_element.get("href") for link in page.all("main a")]

    assert "webcal://localhost/kalender.ics?tafel=jeugd" in links
    assert "http://localhost/kalender.ics?tafel=jeugd" in page.text
    whole = visit.get("/kalender").text
    assert whole.index("april 2026") < whole.index("di 7 april") < whole.index("do 16 april")
    assert "13:30 tot 16:00 uur, Stadhuis Maastricht, zaal 3" in whole


def test_an_empty_calendar_says_so(network, visit):
    assert "Er is nu niets met een datum." in visit.get("/kalender").text
    assert read(visit) == {}


@pytest.mark.parametrize("address", ["/kalender", "/kalender.ics", "/kalender.ics?tafel=jeugd"])
def test_number_of_queries_does_not_grow(session, network, table, visit, count_queries, address):
    def more(count):
        for _ in range(count):
            row = meet(session, network, table)
            proposal = world.proposal(session, network, Stage.PRELIMINARY)
            session.add(AgendaItem(meeting_id=row.id, position=1, proposal_id=proposal.id))
            world.comment_round(session, proposal)
            world.vote(session, world.proposal(session, network, Stage.IN_VOTE), world.party(session))
            world.pilot(session, network, PilotStage.ADMITTED)
        session.commit()

    def asked():
        with count_queries() as queried:
            visit.ask("get", address)
        return len([one for one in queried if one != "BEGIN"])

    more(1)
    visit.ask("get", address)
    few = asked()
    more(9)

    assert asked() == few <= 10
