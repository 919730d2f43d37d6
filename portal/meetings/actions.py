"""The verbs of actions: what somebody promised at a point, and how that ended. They run on from meeting to meeting."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.language import say
from portal.meetings.agenda import lock_open
from portal.meetings.models import ActionPoint, AgendaItem
from portal.meetings.queries import attending_parties
from portal.meetings.rules import MeetingState


def add_action(session: Session, item: AgendaItem, *, what: str, who: str, due_on: date, actor: Actor, now: datetime
               ) -> ActionPoint:
    """Record what somebody promised at this point, by when. The name of a party of the table makes it that party's action."""
    lock_open(session, item.meeting)
    if item.meeting.state == MeetingState.DRAFT:
        raise Refused("meeting:not-called")
    if item.dispute_id is not None:
        raise Refused("item:dispute-is-kept", field="what")
    party_id = next((party.id for party in attending_parties(session, item.meeting)
                     if party.name.casefold() == who.strip().casefold()), None)
    action = ActionPoint(item_id=item.id, what=what, who=who, due_on=due_on, party_id=party_id)
    session.add(action)
    record(session, action, "action:add", actor=actor, now=now, item=item.id, what=what, who=who, due_on=due_on, party=party_id)
    session.expire(item, ["actions"])
    return action


def remove_action(session: Session, action: ActionPoint, *, actor: Actor, now: datetime) -> None:
    """Take back an action that was recorded by mistake."""
    item = action.item
    lock_open(session, item.meeting)
    if action.ended_at is not None:
        raise Refused("action:ended")
    record(session, action, "action:remove", actor=actor, now=now, item=item.id, what=action.what, who=action.who)
    session.delete(action)
    session.flush()
    session.expire(item, ["actions"])


def end_action(session: Session, action: ActionPoint, *, was_done: bool, note: str = "", version: int | None = None, actor: Actor,
               now: datetime) -> None:
    """It is done, or it is dropped and why. By the secretary, or by the party that promised it, which only says it is done."""
    lock(session, action)
    if action.ended_at is not None:
        raise Refused("action:ended")
    if version is not None and version != action.version:
        raise Stale(say("action:line", what=action.what, who=action.who, due_on=action.due_on))
    if not was_done and not note.strip():
        raise Refused("action:reason-missing", field="note")
    action.was_done, action.end_note = was_done, note.strip()
    action.ended_at, action.ended_by = now, actor.acts_for_name or actor.person_name
    record(session, action, "action:done" if was_done else "action:drop", actor=actor, now=now, reason=note)


def reopen_action(session: Session, action: ActionPoint, *, actor: Actor, now: datetime) -> None:
    """It was not done after all: the action is on the list again."""
    lock(session, action)
    if action.ended_at is None:
        raise Refused("action:open")
    was = "done" if action.was_done else "dropped"
    action.was_done, action.ended_at, action.ended_by, action.end_note = None, None, "", ""
    record(session, action, "action:reopen", actor=actor, now=now, was=was)
