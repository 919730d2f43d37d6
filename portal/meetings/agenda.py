"""The verbs of an agenda: points and the actions that somebody promised. Both stay open until the minutes are adopted."""

from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused
from portal.dealings.models import Dispute
from portal.dealings.rules import DisputeState
from portal.meetings.models import ActionPoint, AgendaItem, ItemRecusal, Meeting
from portal.meetings.rules import MAX_MINUTES, MeetingState
from portal.proposals.models import Proposal
from portal.proposals.rules import ENDED
from portal.signals.models import Signal
from portal.signals.rules import SignalState


def add_item(session: Session, meeting: Meeting, *, title: str = "", proposal: Proposal | None = None,
             signal: Signal | None = None, dispute: Dispute | None = None, planned_minutes: int = 15, actor: Actor, now: datetime
             ) -> AgendaItem:
    """Put a proposal, a relevant signal, a dispute or a subject of its own at the end of the agenda (ZL 7.6, 11.4)."""
    lock_open(session, meeting)
    title = title.strip()
    if not title and proposal is None and signal is None and dispute is None:
        raise Refused("item:no-subject", field="title")
    if dispute is not None and (dispute.network_id != meeting.network_id or dispute.state != DisputeState.RAISED or title):
        raise Refused("item:dispute-not-ready")
    if proposal is not None and (proposal.network_id != meeting.network_id or proposal.published_at is None
                                 or proposal.stage in ENDED):
        raise Refused("item:proposal-not-ready")
    if signal is not None and (signal.network_id != meeting.network_id or signal.state != SignalState.SCHEDULED):
        raise Refused("item:signal-not-ready")
    _check_minutes(planned_minutes)
    if _is_on_agenda(session, meeting, proposal, signal, dispute):
        raise Refused("item:already-there")
    last = session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)) or 0
    item = AgendaItem(meeting_id=meeting.id, position=last + 1, title=title, planned_minutes=planned_minutes,
                      proposal_id=proposal.id if proposal else None, signal_id=signal.id if signal else None,
                      dispute_id=dispute.id if dispute else None)
    session.add(item)
    record(session, item, "item:add", actor=actor, now=now, meeting=meeting.id, title=title,
           proposal=item.proposal_id, signal=item.signal_id, dispute=item.dispute_id)
    session.expire(meeting, ["items"])
    return item


def change_item(session: Session, item: AgendaItem, *, title: str, planned_minutes: int, actor: Actor, now: datetime
                ) -> None:
    """Give a point another title or more time. Without a title it is called after its subject."""
    lock_open(session, item.meeting)
    lock(session, item)
    title = title.strip()
    if not title and item.proposal_id is None and item.signal_id is None and item.dispute_id is None:
        raise Refused("item:no-subject", field="title")
    if title and item.dispute_id is not None:
        raise Refused("item:dispute-is-kept", field="title")
    _check_minutes(planned_minutes)
    old = (item.title, item.planned_minutes)
    item.title, item.planned_minutes = title, planned_minutes
    record(session, item, "item:change", actor=actor, now=now, title=(old[0], title), minutes=(old[1], planned_minutes))


def move_item(session: Session, item: AgendaItem, *, up: bool, actor: Actor, now: datetime) -> None:
    """Let a point change places with the one before or after it; at the end of the list nothing happens."""
    meeting = item.meeting
    lock_open(session, meeting)
    items = list(session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)))
    here = items.index(item)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(items):
        return
    # Past the version counter: who is writing at one of these points is not told that it changed.
    for row, position in ((item, items[there].position), (items[there], item.position)):
        session.execute(update(AgendaItem).where(AgendaItem.id == row.id).values(position=position)
                        .execution_options(synchronize_session=False))
    record(session, item, "item:move", actor=actor, now=now, position=(here + 1, there + 1))
    session.expire(item, ["position"])
    session.expire(items[there], ["position"])
    session.expire(meeting, ["items"])


def remove_item(session: Session, item: AgendaItem, *, actor: Actor, now: datetime) -> None:
    """Take a point from the agenda; one that was discussed, or at which something was written, stays.

    Who would take no part in it goes with it: the record of acts still tells.
    """
    meeting = item.meeting
    lock_open(session, meeting)
    lock(session, item)
    if item.handled_at is not None or item.discussion or item.conclusion or item.actions:
        raise Refused("item:handled")
    record(session, item, "item:remove", actor=actor, now=now, meeting=meeting.id, title=item.title,
           proposal=item.proposal_id, signal=item.signal_id)
    session.execute(delete(ItemRecusal).where(ItemRecusal.item_id == item.id))
    session.delete(item)
    session.flush()
    session.expire(meeting, ["items"])


def add_action(session: Session, item: AgendaItem, *, what: str, who: str, due_on: date, actor: Actor, now: datetime
               ) -> ActionPoint:
    """Record what somebody promised at this point, by when."""
    lock_open(session, item.meeting)
    if item.meeting.state == MeetingState.DRAFT:
        raise Refused("meeting:not-called")
    if item.dispute_id is not None:
        raise Refused("item:dispute-is-kept", field="what")
    action = ActionPoint(item_id=item.id, what=what, who=who, due_on=due_on)
    session.add(action)
    record(session, action, "action:add", actor=actor, now=now, item=item.id, what=what, who=who, due_on=due_on)
    session.expire(item, ["actions"])
    return action


def remove_action(session: Session, action: ActionPoint, *, actor: Actor, now: datetime) -> None:
    """Take back an action that was recorded by mistake."""
    item = action.item
    lock_open(session, item.meeting)
    record(session, action, "action:remove", actor=actor, now=now, item=item.id, what=action.what, who=action.who)
    session.delete(action)
    session.flush()
    session.expire(item, ["actions"])


def lock_open(session: Session, meeting: Meeting) -> None:
    """Hold the meeting; raises Refused when its minutes are adopted."""
    lock(session, meeting)
    if meeting.state == MeetingState.ADOPTED:
        raise Refused("meeting:adopted")


def _check_minutes(planned_minutes: int) -> None:
    if not 1 <= planned_minutes <= MAX_MINUTES:
        raise Refused("item:minutes", field="planned_minutes", most=MAX_MINUTES)


def _is_on_agenda(session: Session, meeting: Meeting, proposal: Proposal | None, signal: Signal | None, dispute: Dispute | None
                  ) -> bool:
    subjects = ((AgendaItem.proposal_id, proposal), (AgendaItem.signal_id, signal), (AgendaItem.dispute_id, dispute))
    subject = next((column == row.id for column, row in subjects if row is not None), None)
    if subject is None:
        return False
    return session.scalar(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id, subject).limit(1)) is not None
