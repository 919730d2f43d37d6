"""Planning, calling, answering, recording and adopting: what each verb checks, changes, publishes and mails."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditEntry
from portal.core.errors import Refused, Stale
from portal.meetings import operations, queries, waiting_queries
from portal.meetings.models import AgendaItem, Attendance, Minutes
from portal.meetings.rules import MeetingState, Presence
from portal.networks.models import Publication
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.proposals.rules import Facts, Stage
from portal.signals.models import Signal
from portal.signals.rules import Sentiment, SignalState, Subject
from portal.tables.operations import close_table
from tests import world
from tests.meetings.conftest import START

SECOND = timedelta(seconds=1)
CLOSED = Facts(has_round=True, round_is_closed=True, round_version=1)


def letters(session, kind="meetings/invitation"):
    return list(session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)))


def kinds(session):
    return list(session.scalars(select(Publication.kind).order_by(Publication.id)))


def event_of(mail):
    return next(iter(Calendar.from_ical(mail.calendar).walk("VEVENT")))


def refused(code, field=None):
    return pytest.raises(Refused, check=lambda refusal: (refusal.code, refusal.field) == (code, field))


def note(session, house, *presences, now=START, **options):
    chosen = {party.id: (presence, "") for party, presence in zip(house.parties, presences, strict=False)}
    operations.note_attendance(session, house.meeting, presences=chosen, actor=house.desk, now=now, **options)


def conclude(session, item, house, outcome="", conclusion="De tafel is het eens.", facts=CLOSED, now=START, version=None):
    session.flush()
    operations.conclude_item(session, item, discussion="Er zijn drie vragen.", conclusion=conclusion, outcome=outcome,
                             facts=facts, version=item.version if version is None else version, actor=house.desk, now=now)


# Planning

@pytest.fixture
def plan(session, house, now):
    def plan(**changes):
        given = {"table_id": house.table.id, "starts_at": START, "ends_at": START + timedelta(hours=2), "place": "Stadhuis"}
        return operations.plan_meeting(session, house.network, **given | changes, actor=house.desk, now=now)

    return plan


def test_planned_meeting_is_a_draft_that_nobody_hears_of(session, plan):
    meeting = plan()

    assert (meeting.state, meeting.slug) == (MeetingState.DRAFT, "2026-04-16-jeugd")
    assert letters(session) == [] and kinds(session) == []
    assert session.scalars(select(AuditEntry.action)).all() == ["meeting:plan"]


def test_address_holds_the_day_in_amsterdam_and_is_unique(plan):
    late = START.replace(hour=22, minute=30)

    slugs = [plan(table_id=table, starts_at=late, ends_at=late + timedelta(hours=1)).slug
             for table in (None, None, plan().table_id, None)]
    assert slugs == ["2026-04-17", "2026-04-17-2", "2026-04-17-jeugd", "2026-04-17-3"]


@pytest.mark.parametrize(("changes", "code", "field"), [
    ({"starts_at": world.LONG_AGO}, "meeting:day-not-ahead", "day"),
    ({"ends_at": START}, "meeting:ends-before-start", "ends"),
    ({"table_id": 999_999}, "meeting:no-such-table", "table"),
])
def test_meeting_that_cannot_be_is_refused(plan, changes, code, field):
    with refused(code, field):
        plan(**changes)


def test_a_closed_table_comes_together_no_more(session, house, now, plan):
    close_table(session, house.table, reason="Het werk is klaar.", actor=house.desk, now=now)

    with refused("table:closed", "table"):
        plan()


# Agenda

def signal(session, network, state=SignalState.SCHEDULED, published=True):
    return world.add(session, Signal(
        network_id=network.id, year=2026, sequence=7, title="Busje komt te laat", text="Mevrouw X wacht.",
        sentiment=Sentiment.NEGATIVE, subject=Subject.RESIDENTS, state=state, reason="Speelt vaker.", follow_key="k",
        decided_at=None if state == SignalState.RECEIVED else world.LONG_AGO, received_at=world.LONG_AGO,
        published_at=world.LONG_AGO if published else None,
        public_title="Busje komt te laat", public_text="Het busje is laat."))


def add(session, house, now, **subject):
    return operations.add_item(session, house.meeting, **subject, actor=house.desk, now=now)


def test_agenda_keeps_the_order_in_which_points_move(session, house, now):
    one, two, three = (add(session, house, now, title=title) for title in ("Een", "Twee", "Drie"))

    operations.move_item(session, three, up=True, actor=house.desk, now=now)
    operations.move_item(session, one, up=True, actor=house.desk, now=now)
    assert [item.title for item in house.meeting.items] == ["Een", "Drie", "Twee"]

    operations.move_item(session, one, up=False, actor=house.desk, now=now)
    operations.remove_item(session, two, actor=house.desk, now=now)
    assert [item.title for item in house.meeting.items] == ["Drie", "Een"]


def test_moving_a_point_does_not_disturb_who_writes_at_it(session, called, now):
    version = called.item.version

    operations.move_item(session, called.item, up=False, actor=called.desk, now=now)

    conclude(session, called.item, called, version=version)
    assert called.item.conclusion == "De tafel is het eens."


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.SET_ASIDE, Stage.ADOPTED, Stage.WITHDRAWN])
def test_proposal_that_is_not_for_the_table_is_refused(session, house, now, stage):
    with refused("item:proposal-not-ready"):
        add(session, house, now, proposal=world.proposal(session, house.network, stage))


@pytest.mark.parametrize("state", [SignalState.RECEIVED, SignalState.SET_ASIDE])
def test_signal_that_is_not_relevant_is_refused(session, house, now, state):
    with refused("item:signal-not-ready"):
        add(session, house, now, signal=signal(session, house.network, state))


def test_a_point_needs_a_subject_fits_the_day_and_stands_there_once(session, house, now):
    proposal = world.proposal(session, house.network)
    add(session, house, now, proposal=proposal)

    with refused("item:already-there"):
        add(session, house, now, proposal=proposal)
    with refused("item:no-subject", "title"):
        add(session, house, now, title="  ")
    for minutes in (0, 481):
        with refused("item:minutes", "planned_minutes"):
            add(session, house, now, title="Lang", planned_minutes=minutes)


def test_what_is_on_an_open_agenda_no_longer_waits(session, house, now):
    fresh, planned = (world.proposal(session, house.network, title=title) for title in ("Wacht", "Gepland"))
    unread = signal(session, house.network)
    add(session, house, now, proposal=planned)
    assert waiting_queries.waiting_proposals(session, house.network, now) == [fresh]
    assert waiting_queries.waiting_signals(session, house.network) == [unread]

    add(session, house, now, signal=unread)
    assert waiting_queries.waiting_signals(session, house.network) == []


# Calling

def test_call_mails_the_seated_parties_once_and_makes_the_agenda_public(session, called):
    mails = letters(session)

    assert {mail.email for mail in mails} == {person.email for person in called.contacts[:3]}
    assert kinds(session) == ["meeting:invited"]
    assert (called.meeting.state, called.meeting.calendar_sequence) == (MeetingState.INVITED, 0)


def test_call_of_the_whole_network_mails_every_member(session, house, now):
    house.meeting.table = None
    session.flush()
    add(session, house, now, title="Terugblik")

    operations.invite(session, house.meeting, actor=house.desk, now=now)

    assert {mail.email for mail in letters(session)} == {person.email for person in house.contacts}


def test_former_contact_and_former_member_get_nothing(session, house, now):
    former = session.scalars(select(world.ContactPerson).where(world.ContactPerson.party_id == house.parties[0].id)).one()
    former.ends_at = now - SECOND
    new = world.contact(session, house.parties[0], "Nieuw")
    gone = session.scalars(select(world.Membership).where(world.Membership.party_id == house.parties[1].id)).one()
    gone.member_until = (now - timedelta(days=1)).date()
    add(session, house, now, title="Rondvraag")

    operations.invite(session, house.meeting, actor=house.desk, now=now)

    assert {mail.email for mail in letters(session)} == {new.email, house.contacts[2].email}


def test_invitation_holds_a_calendar_that_outlook_understands(session, called):
    mail = letters(session)[0]
    calendar, event = Calendar.from_ical(mail.calendar), event_of(mail)

    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == f"meeting-{called.meeting.id}@localhost"
    assert (event["SEQUENCE"], event["STATUS"], event["LOCATION"]) == (0, "CONFIRMED", called.meeting.place)
    assert event.decoded("DTSTART") == START and event.decoded("DTSTART").utcoffset() == timedelta(0)
    assert "DTSTART:20260416T113000Z" in mail.calendar and "VTIMEZONE" not in mail.calendar
    assert str(event["ATTENDEE"]) == f"mailto:{mail.email}"
    assert str(event["ORGANIZER"]) == "mailto:tafel@example.nl"
    assert "13:30 Wachttijd eerder melden" in event["DESCRIPTION"] and "13:45 Rondvraag" in event["DESCRIPTION"]


def test_invitation_is_readable_and_says_why_one_gets_it(session, called):
    message = compose(letters(session)[0])
    body = message.get_body(("plain",)).get_content()

    assert message["Subject"] == "Uitnodiging: Overlegtafel Jeugd, donderdag 16 april 2026"
    assert "donderdag 16 april 2026, 13:30 tot 16:00 uur" in body
    assert "13:30  Wachttijd eerder melden" in body
    assert f"/mijn/bijeenkomsten/{called.meeting.id}" in body
    assert "omdat uw organisatie" in body
    assert [part.get_content_type() for part in message.walk()].count("text/calendar") == 2


def test_calling_again_without_a_change_is_refused_and_mails_nobody(session, called, now):
    with refused("meeting:nothing-changed"):
        operations.invite(session, called.meeting, actor=called.desk, now=now)

    assert len(letters(session)) == 3


def test_calling_again_without_a_change_reaches_who_was_not_asked_before(session, called, now):
    world.compose(session, called.table, *called.parties, called.outside, number=2)

    assert operations.invite(session, called.meeting, actor=called.desk, now=now) == 1
    assert letters(session)[-1].email == called.contacts[3].email
    assert kinds(session) == ["meeting:invited"]


def test_change_raises_the_sequence_and_mails_one_update(session, called, now):
    later = START + timedelta(hours=1)
    operations.change_meeting(session, called.meeting, starts_at=later, ends_at=later + timedelta(hours=1),
                              place="Zaal 4", actor=called.desk, now=now)
    assert operations.needs_update(called.meeting)

    operations.invite(session, called.meeting, actor=called.desk, now=now)

    first, update = letters(session)[0], letters(session)[3]
    assert len(letters(session)) == 6
    assert event_of(update)["UID"] == event_of(first)["UID"]
    assert (event_of(update)["SEQUENCE"], event_of(update)["LOCATION"]) == (1, "Zaal 4")
    assert compose(update)["Subject"].startswith("Gewijzigd: ")
    assert kinds(session) == ["meeting:invited", "meeting:changed"]
    assert not operations.needs_update(called.meeting)


@pytest.mark.parametrize(("moment", "code"), [(START - SECOND, None), (START, "unmet:meeting-begun")])
def test_no_call_once_the_meeting_has_begun(session, house, now, moment, code):
    add(session, house, now, title="Rondvraag")
    if code is None:
        assert operations.invite(session, house.meeting, actor=house.desk, now=moment) == 3
        return
    with refused(code):
        operations.invite(session, house.meeting, actor=house.desk, now=moment)


def test_no_call_without_an_agenda(session, house, now):
    with refused("unmet:no-agenda"):
        operations.invite(session, house.meeting, actor=house.desk, now=now)


def test_names_and_places_cannot_break_the_calendar(session, house, now):
    house.meeting.place = 'Zaal "3"; begane grond,\nlinks'
    session.scalars(select(world.ContactPerson)).first().name = 'Jan "De\r\nATTENDEE:mailto:x@y.nl" Wit'
    session.flush()
    add(session, house, now, title="Een; twee, drie\nvier")

    operations.invite(session, house.meeting, actor=house.desk, now=now)

    for mail in letters(session):
        event = event_of(mail)
        assert event["LOCATION"] == house.meeting.place and not isinstance(event["ATTENDEE"], list)


def test_moving_needs_a_fresh_form(session, called, now):
    session.flush()
    version = called.meeting.version
    moved = {"starts_at": START + timedelta(days=7), "ends_at": START + timedelta(days=7, hours=1)}
    operations.change_meeting(session, called.meeting, **moved, place="Zaal 4", version=version, actor=called.desk, now=now)
    session.flush()

    with pytest.raises(Stale) as stale:
        operations.change_meeting(session, called.meeting, **moved, place="Zaal 5", version=version, actor=called.desk, now=now)
    assert "Zaal 4" in stale.value.theirs
    assert called.meeting.slug.startswith("2026-04-16"), "an address that was public stays"


# Answering

def answer(session, house, presence, reason="", now=START - SECOND, number=0, substitute=""):
    return operations.answer_invitation(session, house.meeting, party_id=[*house.parties, house.outside][number].id,
                                        presence=presence, reason=reason, substitute=substitute, actor=house.party_actor(number), now=now)


def test_party_answers_and_may_change_its_mind_until_the_beginning(session, called):
    answer(session, called, Presence.PRESENT)
    row = answer(session, called, Presence.EXCUSED, "Griep")
    assert (row.presence, row.reason, row.is_announced) == (Presence.EXCUSED, "Griep", True)

    answer(session, called, Presence.SUBSTITUTE, "Griep", substitute="Daan Smeets")
    session.flush()
    row = session.scalars(select(Attendance)).one()
    assert (row.reason, row.substitute) == ("", "Daan Smeets")
    with refused("meeting:answer-too-late"):
        answer(session, called, Presence.PRESENT, now=START)


@pytest.mark.parametrize(("presence", "number", "code", "field"), [
    (Presence.EXCUSED, 0, "meeting:apology-needs-reason", "reason"),
    (Presence.ABSENT, 0, "meeting:answer-kind", "presence"),
    (Presence.SUBSTITUTE, 0, "meeting:substitute-needs-name", "substitute"),
    (Presence.PRESENT, 3, "meeting:unknown-party", None),
])
def test_wrong_answers_are_refused(session, called, presence, number, code, field):
    with refused(code, field):
        answer(session, called, presence, number=number)


def test_announced_is_not_yet_noted(session, called):
    for number in range(3):
        answer(session, called, Presence.PRESENT, number=number)

    assert operations.facts_of(session, called.meeting, START).unnoted == 3
    assert queries.attendance_counts(session, called.network, 2026) == []


# Attendance

P, S, E, A = Presence.PRESENT, Presence.SUBSTITUTE, Presence.EXCUSED, Presence.ABSENT


def test_noting_attendance_on_the_day_makes_the_meeting_held(session, called, now):
    note(session, called, P, now=now)
    assert called.meeting.state == MeetingState.INVITED

    note(session, called, P, S, A)

    assert called.meeting.state == MeetingState.HELD
    assert [(who[1], presence, times) for who, presence, times in queries.attendance_counts(session, called.network, 2026)] == [
        (party.id, presence, 1) for party, presence in zip(called.parties, (P, S, A), strict=False)]


def test_noting_keeps_the_reason_that_the_party_gave(session, called):
    answer(session, called, E, "Griep")

    note(session, called, E)

    assert called.meeting.attendance[0].reason == "Griep"


def test_two_people_who_note_different_parties_overwrite_nothing(session, called):
    ids = [party.id for party in called.parties]
    note(session, called, P, P, P)

    note(session, called, A, P, P, seen=dict.fromkeys(ids, P))
    note(session, called, P, P, S, seen=dict.fromkeys(ids, P))

    assert {row.party_id: row.presence for row in called.meeting.attendance} == dict(zip(ids, (A, P, S), strict=True))


def test_two_people_who_note_different_things_about_one_party(session, called):
    seen = dict.fromkeys(party.id for party in called.parties)
    note(session, called, A, seen=seen)

    with pytest.raises(Stale) as stale:
        note(session, called, P, seen=seen)
    assert stale.value.theirs == "Boot: Afwezig zonder reden"


def test_party_that_is_not_asked_cannot_be_noted(session, called):
    with refused("meeting:unknown-party"):
        operations.note_attendance(session, called.meeting, presences={called.outside.id: (P, "")}, actor=called.desk, now=START)


def test_who_lost_its_seat_after_the_meeting_stays_on_record(session, called):
    note(session, called, P, P, A)
    world.compose(session, called.table, *called.parties[:2], number=2)

    assert [party.name for party in queries.attending_parties(session, called.meeting)] == ["Boot", "Lantaarn", "Wolkenhuis"]


# Recording

def test_outcome_takes_the_proposals_step_with_the_conclusion_as_reason(session, called):
    conclude(session, called.item, called, "make_preliminary", facts=Facts())

    assert called.proposal.stage == Stage.PRELIMINARY
    assert (called.item.outcome, called.item.handled_at) == ("make_preliminary", START)
    step = session.scalars(select(Publication).where(Publication.kind == "proposal:make_preliminary")).one()
    assert (step.proposal_id, step.reason) == (called.proposal.id, "De tafel is het eens.")
    assert called.meeting.state == MeetingState.HELD


def test_outcome_waits_for_what_must_be_true_first(session, called):
    called.proposal.stage = Stage.PRELIMINARY

    with refused("unmet:unanswered"):
        conclude(session, called.item, called, "work_out", facts=Facts(has_round=True, round_is_closed=True, unanswered=2))
    assert called.proposal.stage == Stage.PRELIMINARY and called.item.handled_at is None


@pytest.mark.parametrize(("outcome", "conclusion", "code", "field"), [
    ("make_preliminary", " ", "item:conclusion-missing", "conclusion"),
    ("work_out", "Klaar.", "item:outcome-unknown", "outcome"),
    ("withdraw", "Klaar.", "item:outcome-unknown", "outcome"),
    ("submit", "Klaar.", "item:outcome-unknown", "outcome"),
])
def test_outcome_that_is_not_the_tables_is_refused(session, called, outcome, conclusion, code, field):
    with refused(code, field):
        conclude(session, called.item, called, outcome, conclusion)


def test_outcome_is_taken_once_and_the_text_can_still_be_mended(session, called):
    conclude(session, called.item, called, "make_preliminary")
    conclude(session, called.item, called, "make_preliminary", "Beter gezegd.", now=START + SECOND)
    assert (called.item.conclusion, called.item.handled_at) == ("Beter gezegd.", START)

    with refused("item:outcome-taken", "outcome"):
        conclude(session, called.item, called, "set_aside")
    assert kinds(session).count("proposal:make_preliminary") == 1


def test_second_writer_is_told_what_the_first_one_wrote(session, called):
    session.flush()
    version = called.item.version
    conclude(session, called.item, called, version=version)

    with pytest.raises(Stale) as stale:
        conclude(session, called.item, called, conclusion="Anders.", version=version)
    assert stale.value.theirs == "Er zijn drie vragen.\n\nDe tafel is het eens."


def test_nothing_is_recorded_before_the_day(session, called, now):
    with refused("meeting:too-early"):
        conclude(session, called.item, called, now=now)


def test_kept_text_is_no_conclusion(session, called):
    session.flush()
    operations.keep_item(session, called.item, discussion="Half", conclusion="", version=called.item.version,
                         actor=called.desk, now=START)

    assert (called.item.discussion, called.item.handled_at) == ("Half", None)


def test_discussed_point_stays_on_the_agenda(session, called):
    conclude(session, called.item, called)

    with refused("item:handled"):
        operations.remove_item(session, called.item, actor=called.desk, now=START)


# Minutes

def write(session, house, text="Mevrouw Vos zit voor.", **options):
    return operations.write_minutes(session, house.meeting, text=text, actor=house.desk, now=START, **options)


def test_minutes_are_versions_and_saving_the_same_adds_none(session, called):
    note(session, called, P, P, P)

    assert [write(session, called).number, write(session, called).number, write(session, called, "Anders").number] == [1, 1, 2]
    session.flush()
    assert session.scalar(select(func.count(Minutes.id))) == 2


def test_minutes_of_two_writers(session, called):
    note(session, called, P, P, P)
    write(session, called, seen=0)

    with pytest.raises(Stale) as stale:
        write(session, called, "Iets anders", seen=0)
    assert stale.value.theirs == "Mevrouw Vos zit voor."


def adopt(session, house):
    """After the draft lay with the members."""
    session.flush()
    operations.send_draft(session, house.meeting, actor=house.desk, now=START + timedelta(days=1))
    operations.adopt_minutes(session, house.meeting, actor=house.desk, now=START + timedelta(days=20))


def test_adoption_waits_for_attendance_and_minutes(session, called):
    note(session, called, P, P)
    write(session, called)
    with refused("unmet:attendance"):
        adopt(session, called)

    note(session, called, P, P, A)
    adopt(session, called)
    assert called.meeting.state == MeetingState.ADOPTED


def test_adoption_publishes_once_and_mails_the_table(session, called):
    note(session, called, P, P, A)
    conclude(session, called.item, called)
    write(session, called)

    adopt(session, called)

    assert kinds(session) == ["meeting:invited", "meeting:minutes", "proposal:discussed"]
    discussed = session.scalars(select(Publication).where(Publication.kind == "proposal:discussed")).one()
    assert (discussed.proposal_id, discussed.reason) == (called.proposal.id, "De tafel is het eens.")
    assert {mail.email for mail in letters(session, "meetings/minutes")} == {person.email for person in called.contacts[:3]}
    assert called.meeting.slug in compose(letters(session, "meetings/minutes")[0]).get_content()
    with refused("meeting:adopted"):
        adopt(session, called)


def test_proposal_with_a_step_is_not_told_twice_on_its_timeline(session, called):
    note(session, called, P, P, A)
    conclude(session, called.item, called, "make_preliminary")
    write(session, called)

    adopt(session, called)

    assert kinds(session) == ["meeting:invited", "proposal:make_preliminary", "meeting:minutes"]


def test_adopted_meeting_is_closed(session, called):
    note(session, called, P, P, A)
    write(session, called)
    adopt(session, called)

    for act in (lambda: note(session, called, A), lambda: conclude(session, called.item, called),
                lambda: write(session, called, "Nog iets"), lambda: add(session, called, START, title="Nog iets")):
        with refused("meeting:adopted"):
            act()


# Asking

def test_meetings_of_a_proposal_are_the_ones_everyone_may_know(session, house, now):
    proposal = world.proposal(session, house.network)
    add(session, house, now, proposal=proposal)
    assert (queries.meetings_of(session, proposal), queries.table_of(session, proposal)) == ([], None)

    operations.invite(session, house.meeting, actor=house.desk, now=now)
    session.flush()

    assert queries.meetings_of(session, proposal) == [house.meeting]
    assert queries.table_of(session, proposal) == house.table


def test_upcoming_and_past_part_at_the_end(session, called, now):
    end = called.meeting.ends_at

    assert queries.upcoming(session, called.network, end - SECOND) == [called.meeting]
    assert queries.past(session, called.network, end - SECOND) == []
    assert queries.upcoming(session, called.network, end) == []
    assert queries.past(session, called.network, end) == [called.meeting] == queries.past(session, called.network, end, 2026)
    assert queries.past(session, called.network, end, 2025) == []
    assert queries.years(session, called.network, end + timedelta(days=300)) == [2027, 2026]


def test_a_party_is_asked_where_it_sits(session, called, now):
    world.compose(session, called.table, called.outside, number=2, published_at=None)

    asked = [queries.to_attend(session, called.network, party.id, now) for party in (*called.parties, called.outside)]

    assert [[i.meeting for i in invitations] for invitations in asked] == [[called.meeting]] * 3 + [[]]


def test_no_item_without_a_subject_in_the_database(session, house):
    with pytest.raises(IntegrityError):
        world.add(session, AgendaItem(meeting_id=house.meeting.id, position=1))
    session.rollback()
