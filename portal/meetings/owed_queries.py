"""Meetings that the network's rules owe: of the network and of each table, as many a calendar year as was agreed on (IN 7.2, WM25 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.calendar import local_day
from portal.meetings.models import Meeting
from portal.meetings.rules import MeetingState, OwedMeeting, owed_meetings
from portal.networks.models import Network, Publication
from portal.tables.models import Composition, PhysicalTable
from portal.tables.rules import CompositionState


@dataclass(frozen=True, slots=True)
class Owing:
    """One owed meeting of a table, or of the whole network; `is_planned`: it stands in the calendar, if only as a draft."""

    table: PhysicalTable | None
    meeting: OwedMeeting
    is_planned: bool


def owing(session: Session, network: Network, now: datetime) -> list[Owing]:
    """Those of last year and this one whose part of the year has begun; tables that are open and were composed before it.
    None without such a rule; else three queries."""
    profile, today = network.profile, local_day(now)
    if not (profile.network_meetings or profile.table_meetings):
        return []
    began = session.scalar(select(func.min(Publication.published_at)).where(Publication.network_id == network.id))
    bodies: list[tuple[PhysicalTable | None, datetime | None, int]] = [(None, began, profile.network_meetings)]
    bodies += [(table, since, profile.table_meetings) for table, since in session.execute(
        select(PhysicalTable, func.min(Composition.published_at)).join(Composition, Composition.table_id == PhysicalTable.id)
        .where(PhysicalTable.network_id == network.id, PhysicalTable.closed_at.is_(None), Composition.state == CompositionState.PUBLISHED)
        .group_by(PhysicalTable.id).order_by(PhysicalTable.name))]
    days = _days(session, network, today)
    return [found for table, since, count in bodies if since
            for found in _of(table, local_day(since), count, days.get(table.id if table else None, []), today)]


def _days(session: Session, network: Network, today: date) -> dict[int | None, list[date]]:
    """By table the days of the meetings that were held, or are still to come."""
    found: dict[int | None, list[date]] = {}
    for table_id, state, starts_at in session.execute(
            select(Meeting.table_id, Meeting.state, Meeting.starts_at)
            .where(Meeting.network_id == network.id, Meeting.group_id.is_(None), Meeting.state != MeetingState.CANCELLED)):
        day = local_day(starts_at)
        if day >= today or state != MeetingState.DRAFT:
            found.setdefault(table_id, []).append(day)
    return found


def _of(table: PhysicalTable | None, since: date, count: int, days: Iterable[date], today: date) -> list[Owing]:
    known = list(days)
    return [Owing(table, one, is_planned=one.held_on is not None and one.held_on >= today)
            for year in (today.year - 1, today.year) for one in owed_meetings(year, count, known)
            if since <= one.begins_on <= today]
