"""The verbs of an agenda: its points and their order. They stay open until the minutes are adopted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.advice.models import AdviceRequest
from portal.advice.rules import AdviceState
from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused
from portal.dealings.models import Dispute
from portal.dealings.rules import DisputeState
from portal.groups.models import WorkingGroup
from portal.meetings.models import AgendaItem, ItemRecusal, Meeting, MeetingPaper
from portal.meetings.rules import MAX_MINUTES, OVER, MeetingState, new_order
from portal.proposals.models import Proposal
from portal.proposals.rules import ENDED
from portal.rounds.models import CommentRound
from portal.signals.models import Signal
from portal.signals.rules import SignalState


def add_item(session: Session, meeting: Meeting, *, title: str = "", proposal: Proposal | None = None,
             signal: Signal | None = None, dispute: Dispute | None = None, answered: CommentRound | None = None,
             advice: AdviceRequest | None = None, group: WorkingGroup | None = None, planned_minutes: int = 15, actor: Actor, now: datetime) -> AgendaItem:
    """Put a proposal, a relevant signal, a dispute or a subject of its own at the end of the agenda (ZL 7.6, 11.4).

    `answered`: a round, because of what senders say of the answers (ZL 5.5). `advice`: what is asked of who meets (IN 7.1).
    `group`: what a working group advises about a subject of its own (IN 8.2).
    """
    lock_open(session, meeting)
    title = title.strip()
    if not title and not any((proposal, signal, dispute, answered, advice, group)):
        raise Refused("item:no-subject", field="title")
    _check_advice(meeting, advice)
    _check_group(meeting, proposal, group, any((signal, dispute, answered, advice)))
    if answered is not None and (answered.proposal.network_id != meeting.network_id or answered.closes_at > now):
        raise Refused("item:round-not-ready")
    if dispute is not None and (dispute.network_id != meeting.network_id or dispute.state != DisputeState.RAISED or title):
        raise Refused("item:dispute-not-ready")
    if proposal is not None and (proposal.network_id != meeting.network_id or proposal.published_at is None
                                 or proposal.stage in ENDED):
        raise Refused("item:proposal-not-ready")
    if signal is not None and (signal.network_id != meeting.network_id or signal.state != SignalState.SCHEDULED):
        raise Refused("item:signal-not-ready")
    _check_minutes(planned_minutes)
    if _is_on_agenda(session, meeting, {
            AgendaItem.proposal_id: proposal, AgendaItem.signal_id: signal, AgendaItem.dispute_id: dispute,
            AgendaItem.round_id: answered, AgendaItem.advice_id: advice, AgendaItem.group_id: group}):
        raise Refused("item:already-there")
    last = session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)) or 0
    item = AgendaItem(meeting_id=meeting.id, position=last + 1, title=title, planned_minutes=planned_minutes,
                      proposal_id=proposal.id if proposal else None, signal_id=signal.id if signal else None,
                      dispute_id=dispute.id if dispute else None, round_id=answered.id if answered else None,
                      advice_id=advice.id if advice else None, group_id=group.id if group else None)
    session.add(item)
    record(session, item, "item:add", actor=actor, now=now, meeting=meeting.id, title=title, proposal=item.proposal_id,
           signal=item.signal_id, dispute=item.dispute_id, round=item.round_id, advice=item.advice_id, group=item.group_id)
    session.expire(meeting, ["items"])
    return item


def change_item(session: Session, item: AgendaItem, *, title: str, planned_minutes: int, actor: Actor, now: datetime
                ) -> None:
    """Give a point another title or more time. Without a title it is called after its subject."""
    lock_open(session, item.meeting)
    lock(session, item)
    title = title.strip()
    if not title and not any((item.proposal_id, item.signal_id, item.dispute_id, item.round_id, item.advice_id, item.group_id)):
        raise Refused("item:no-subject", field="title")
    if title and item.dispute_id is not None:
        raise Refused("item:dispute-is-kept", field="title")
    _check_minutes(planned_minutes)
    old = (item.title, item.planned_minutes)
    item.title, item.planned_minutes = title, planned_minutes
    record(session, item, "item:change", actor=actor, now=now, title=(old[0], title), minutes=(old[1], planned_minutes))


def order_items(session: Session, meeting: Meeting, ids: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """Put the points in this order. What somebody else added meanwhile stands behind it; what is gone stays gone."""
    lock_open(session, meeting)
    was = list(session.scalars(
        select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position, AgendaItem.id)))
    order = new_order(was, ids)
    if order == was:
        return
    # Past the version counter: who is writing at one of these points is not told that it changed.
    for position, number in enumerate(order, start=1):
        session.execute(update(AgendaItem).where(AgendaItem.id == number).values(position=position)
                        .execution_options(synchronize_session=False))
    record(session, meeting, "agenda:order", actor=actor, now=now, order=(was, order))
    for item in meeting.items:
        session.expire(item, ["position"])
    session.expire(meeting, ["items"])


def move_item(session: Session, item: AgendaItem, *, up: bool, actor: Actor, now: datetime) -> None:
    """Let a point change places with the one before or after it; at the end of the list nothing happens."""
    lock_open(session, item.meeting)
    order = list(session.scalars(
        select(AgendaItem.id).where(AgendaItem.meeting_id == item.meeting_id).order_by(AgendaItem.position, AgendaItem.id)))
    here = order.index(item.id)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        order_items(session, item.meeting, order, actor=actor, now=now)


def remove_item(session: Session, item: AgendaItem, *, actor: Actor, now: datetime) -> None:
    """Take a point from the agenda; one that was discussed, or at which something was written, stays.

    Who would take no part in it goes with it: the record of acts still tells.
    """
    meeting = item.meeting
    lock_open(session, meeting)
    lock(session, item)
    if item.handled_at is not None or item.discussion or item.conclusion or item.actions or item.note or item.hands:
        raise Refused("item:handled")
    if session.scalar(select(MeetingPaper.id).where(MeetingPaper.item_id == item.id).limit(1)) is not None:
        raise Refused("item:has-papers")
    record(session, item, "item:remove", actor=actor, now=now, meeting=meeting.id, title=item.title,
           proposal=item.proposal_id, signal=item.signal_id)
    session.execute(delete(ItemRecusal).where(ItemRecusal.item_id == item.id))
    session.delete(item)
    session.flush()
    session.expire(meeting, ["items"])


def lock_open(session: Session, meeting: Meeting) -> None:
    """Hold the meeting; raises Refused when its minutes are adopted, or it was cancelled."""
    lock(session, meeting)
    if meeting.state in OVER:
        raise Refused("meeting:cancelled" if meeting.state == MeetingState.CANCELLED else "meeting:adopted")


def _check_minutes(planned_minutes: int) -> None:
    if not 1 <= planned_minutes <= MAX_MINUTES:
        raise Refused("item:minutes", field="planned_minutes", most=MAX_MINUTES)


def _check_advice(meeting: Meeting, advice: AdviceRequest | None) -> None:
    """What is asked of a table is talked over at that table; what is asked of the network, where all of it meets."""
    if advice is None:
        return
    if advice.network_id != meeting.network_id or advice.state != AdviceState.ASKED:
        raise Refused("item:advice-not-ready")
    if advice.table_id != meeting.table_id or meeting.group_id is not None:
        raise Refused("item:advice-elsewhere", field="meeting")


def _check_group(meeting: Meeting, proposal: Proposal | None, group: WorkingGroup | None, has_other: bool) -> None:
    """In a working group one talks about its own proposal or subject; its advice is talked over elsewhere, once it is there."""
    if meeting.group is not None and (has_other or group or (proposal and proposal.id != meeting.group.proposal_id)):
        raise Refused("item:own-proposal")
    if group is not None and (group.network_id != meeting.network_id or group.advised_at is None or group.closed_at is not None):
        raise Refused("item:group-not-ready")


def _is_on_agenda(session: Session, meeting: Meeting, subjects: Mapping[Any, Any]) -> bool:
    subject = next((column == row.id for column, row in subjects.items() if row is not None), None)
    if subject is None:
        return False
    return session.scalar(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id, subject).limit(1)) is not None
