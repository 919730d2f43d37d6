"""What waits for the secretary around meetings: invitations, minutes, remarks, actions, attendance, seats, tables to found, advice."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.advice.models import AdviceRequest
from portal.advice.queries import without_response
from portal.core.calendar import local_day, start_of_day
from portal.core.language import day_month, say
from portal.desk.rules import (
    ATTENDANCE_DAYS,
    INVITE_DAYS,
    MINUTES_DAYS,
    REMARK_DAYS,
    Public,
    Task,
    TaskKind,
    days_after,
    end_of,
    waits,
)
from portal.meetings.advice_queries import talked_over, waiting_advice
from portal.meetings.messages import item_title, meeting_title
from portal.meetings.models import Meeting
from portal.meetings.operations import needs_update
from portal.meetings.owed_queries import Owing, owing
from portal.meetings.queries import unfinished
from portal.meetings.record_queries import open_actions, tables_to_found, unanswered_remarks
from portal.meetings.rules import MeetingState
from portal.meetings.seat_queries import freed_seats, waiting_records
from portal.networks.models import Network
from portal.proposals.models import Proposal
from portal.signals.models import Signal
from portal.tables.models import PhysicalTable, SeatDecision


def meeting_tasks(session: Session, network: Network, now: datetime) -> list[Task]:
    """What the agreements oblige to, in a fixed number of queries: meetings and their minutes, free seats, tables."""
    remarks = unanswered_remarks(session, network)
    return [*(task for meeting in unfinished(session, network) if (task := _meeting_task(meeting, remarks, now))),
            *_seats(session, network, now), *_tables(session, network), *_owed(session, network, now)]


def tasks_after_meetings(session: Session, network: Network, now: datetime) -> list[Task]:
    """What meetings leave to do beside that: promises, attendance, advice."""
    return [*_actions(session, network, now), *_attendance(session, network, now), *_advice(session, network, now)]


def _meeting_task(meeting: Meeting, remarks: dict[int, tuple[int, datetime]], now: datetime) -> Task | None:
    """Meetings to call, to tell of a change or to cancel; and minutes to write, send, mend and adopt (IN 7.2)."""
    title = f"{meeting_title(meeting)}, {day_month(local_day(meeting.starts_at))}"
    page, call_before = f"/bureau/bijeenkomsten/{meeting.id}", days_after(meeting.starts_at, -INVITE_DAYS)
    is_to_come = local_day(now) < local_day(meeting.starts_at)
    if meeting.table and meeting.table.closed_at and (is_to_come or meeting.state == MeetingState.DRAFT):
        return Task(call_before, TaskKind.MEETING, title, f"{page}/afzeggen", "todo:table-closed", since=meeting.table.closed_at)
    if meeting.state == MeetingState.DRAFT:
        return Task(call_before, TaskKind.MEETING, title, page, "todo:meeting")
    if not is_to_come:
        return _minutes_task(meeting, title, page, remarks, now)
    if needs_update(meeting):
        return Task(call_before, TaskKind.MEETING, title, f"{page}/uitnodigen", "todo:update", since=meeting.invited_at)
    return None


def _minutes_task(meeting: Meeting, title: str, page: str, remarks: dict[int, tuple[int, datetime]], now: datetime) -> Task | None:
    if now < meeting.ends_at:
        return Task(days_after(meeting.ends_at, MINUTES_DAYS), TaskKind.MINUTES, title, f"{page}/bezig", "todo:running")
    if meeting.id in remarks:
        count, oldest = remarks[meeting.id]
        return waits(oldest, REMARK_DAYS, TaskKind.MINUTES, title, f"{page}/verslag#opmerkingen-leden", "todo:remarks", count,
                     public=public_meeting(meeting))
    closes_at = meeting.remarks_close_at
    if closes_at is None:
        return waits(meeting.ends_at, MINUTES_DAYS, TaskKind.MINUTES, title, f"{page}/verslag", "todo:minutes",
                     public=public_meeting(meeting))
    if now < closes_at:
        return None  # it lies with the members
    return waits(closes_at, REMARK_DAYS, TaskKind.MINUTES, title, f"{page}/verslag", "todo:adopt", public=public_meeting(meeting))


def _actions(session: Session, network: Network, now: datetime) -> list[Task]:
    """What was promised for a day that has passed."""
    return [Task(end_of(row.due_on), TaskKind.ACTION, f"{row.what} ({row.who})", f"/bureau/bijeenkomsten/acties/{row.id}", "todo:action",
                 since=row.item.meeting.starts_at, who=row.who)
            for row in open_actions(session, network) if row.due_on < local_day(now)]


def _attendance(session: Session, network: Network, now: datetime) -> list[Task]:
    """Parties of which the attendance rule says something that is not decided: of this year, and of the last one (IN 7.5)."""
    year = local_day(now).year
    return [waits(one.since, ATTENDANCE_DAYS, TaskKind.ATTENDANCE, f"{one.party.name}: {one.table.name}",
                  f"/bureau/bijeenkomsten/aanwezigheid/{one.table.slug}/{one.year}/{one.party.id}", "todo:attendance")
            for one in waiting_records(session, network, (year - 1, year))]


def _seats(session: Session, network: Network, now: datetime) -> list[Task]:
    """Seats that came free: ask who is next, or call who does not answer."""
    return [task for decision in freed_seats(session, network) if (task := _seat_task(decision, now))]


def _seat_task(decision: SeatDecision, now: datetime) -> Task | None:
    title, page = f"{decision.composition.table.name}: {decision.party.name}", f"/bureau/bijeenkomsten/vervanging/{decision.id}"
    last = decision.offers[-1] if decision.offers else None
    if last is None or last.accepted is False:
        since = last.answered_at if last and last.answered_at else decision.decided_at
        return waits(since, ATTENDANCE_DAYS, TaskKind.ATTENDANCE, title, page, "todo:ask-replacement",
                     public=public_table(decision.composition.table))
    if last.accepted is None and now - last.asked_at > timedelta(days=ATTENDANCE_DAYS):
        return waits(last.asked_at, ATTENDANCE_DAYS, TaskKind.ATTENDANCE, title, page, "todo:seat-silent", who=last.party.name)
    return None


def _tables(session: Session, network: Network) -> list[Task]:
    """Tables of their own that a meeting decided on (ZL 5.4)."""
    return [waits(item.handled_at, MINUTES_DAYS, TaskKind.TABLE, item_title(item),
                  f"/bureau/bijeenkomsten/punten/{item.id}/tafel", "todo:found-table", public=public_proposal(item.proposal))
            for item in tables_to_found(session, network) if item.handled_at]


def _owed(session: Session, network: Network, now: datetime) -> list[Task]:
    """Meetings that are owed in this part of the year, or were in an earlier one, and stand in no calendar (IN 7.2, WM25 3)."""
    return [Task(end_of(one.meeting.due_on), TaskKind.MEETING, owed_title(one), "/bureau/bijeenkomsten/nieuw", "todo:owed",
                 since=start_of_day(one.meeting.begins_on), public=Public(owed_title(one), "/bijeenkomsten"))
            for one in owing(session, network, now) if one.meeting.held_on is None]


def owed_title(one: Owing) -> str:
    """Of which table, and which of the meetings of the year."""
    name = one.table.name if one.table else say("meeting:of-the-network")
    return f"{name}, {say('meeting:of-the-year', number=one.meeting.number, year=one.meeting.year)}"


def public_meeting(meeting: Meeting) -> Public:
    return Public(f"{meeting_title(meeting)}, {day_month(local_day(meeting.starts_at))}", f"/bijeenkomsten/{meeting.slug}")


def public_table(table: PhysicalTable) -> Public:
    return Public(table.name, f"/tafels/{table.slug}")


def public_proposal(proposal: Proposal | None) -> Public | None:
    """Nothing before it is on the site; of what was hidden its number alone."""
    return Public(proposal.title, proposal.path) if proposal and proposal.published_at else None


def public_signal(signal: Signal) -> Public | None:
    return Public(signal.public_title, signal.path) if signal.is_on_site else None


def _advice(session: Session, network: Network, now: datetime) -> list[Task]:
    """Advice that was asked: without an agenda, talked over and not written down, given and without a response (IN 7.1)."""
    days = network.profile.answer_days
    return [
        *(_advice_task(row, end_of(row.wish_on), "agenda", "todo:advice-agenda", row.asked_at) for row in waiting_advice(session, network)),
        *(_advice_task(item.advice, end_of(item.advice.wish_on), "advies", "todo:advice-record", item.handled_at or item.meeting.ends_at)
          for item in talked_over(session, network, now) if item.advice),
        *(_advice_task(row, days_after(row.advised_at, days), "reactie", "todo:advice-respond", row.advised_at)
          for row in without_response(session, network) if row.advised_at)]


def _advice_task(asked: AdviceRequest, due: datetime, page: str, todo: str, since: datetime) -> Task:
    """Everything about advice is public."""
    return Task(due, TaskKind.ADVICE, asked.subject, f"/bureau/adviezen/{asked.id}/{page}", todo, since=since,
                public=Public(asked.subject, asked.path))
