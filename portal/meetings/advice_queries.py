"""Advice around meetings: what waits for an agenda, and what was talked over and is not written down yet (IN 7.1)."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.advice.models import AdviceRequest
from portal.advice.queries import requests
from portal.core.prepared import prepared
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.queries import MOST
from portal.meetings.rules import OVER, MeetingState
from portal.networks.models import Network


def _is_asked() -> ColumnElement[bool]:
    return AdviceRequest.advised_at.is_(None) & AdviceRequest.withdrawn_at.is_(None)


def waiting_advice(session: Session, network: Network, meeting: Meeting | None = None) -> list[AdviceRequest]:
    """Questions that were not talked over and stand on no agenda that still runs, what is wished first on top.

    With a meeting only those of who meets there.
    """
    if meeting is not None and meeting.group_id is not None:
        return []
    query, values = _waiting_advice(network)
    if meeting is not None:
        query = query.where(AdviceRequest.table_id == meeting.table_id if meeting.table_id else AdviceRequest.table_id.is_(None))
    return list(session.scalars(query, values))


@prepared
def _waiting_advice(network: Network) -> Select[AdviceRequest]:
    planned = select(AgendaItem.id).join(Meeting).where(
        AgendaItem.advice_id == AdviceRequest.id, or_(AgendaItem.handled_at.is_not(None), Meeting.state.not_in(OVER)))
    return requests(network).where(_is_asked(), ~planned.exists()).order_by(AdviceRequest.wish_on, AdviceRequest.id).limit(MOST)


def talked_over(session: Session, network: Network, now: datetime) -> list[AgendaItem]:
    """Points about advice that were concluded, or of which the meeting is over, without advice on record; the oldest first."""
    return list(session.scalars(*_talked_over(network, now)))


@prepared
def _talked_over(network: Network, now: datetime) -> Select[AgendaItem]:
    return (select(AgendaItem).join(AgendaItem.meeting).join(AgendaItem.advice)
            .options(contains_eager(AgendaItem.meeting).joinedload(Meeting.table), contains_eager(AgendaItem.advice))
            .where(Meeting.network_id == network.id, _is_asked(),
                   or_(AgendaItem.handled_at.is_not(None), Meeting.ends_at <= now),
                   Meeting.state.not_in([MeetingState.DRAFT, MeetingState.CANCELLED]))
            .order_by(Meeting.starts_at, AgendaItem.id).limit(MOST))


def points_of(session: Session, request: AdviceRequest) -> list[AgendaItem]:
    """Where it stood on an agenda, of a meeting that was not cancelled; the last one first."""
    return list(session.scalars(
        select(AgendaItem).join(AgendaItem.meeting)
        .options(contains_eager(AgendaItem.meeting).options(joinedload(Meeting.table), joinedload(Meeting.network)))
        .where(AgendaItem.advice_id == request.id, Meeting.state != MeetingState.CANCELLED)
        .order_by(Meeting.starts_at.desc(), AgendaItem.id.desc())))
