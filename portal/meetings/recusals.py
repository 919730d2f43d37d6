"""Standing aside at one point of an agenda because of a disclosed interest, and taking that back: until the minutes are adopted."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused
from portal.dealings.queries import Interest
from portal.meetings import messages
from portal.meetings.agenda import lock_open
from portal.meetings.models import AgendaItem, ItemRecusal
from portal.meetings.queries import attending_ids
from portal.notifications.operations import queue
from portal.parties.queries import recipients


def stand_aside(session: Session, item: AgendaItem, interest: Interest, *, note: str = "", actor: Actor, now: datetime
                ) -> ItemRecusal:
    """The party with this interest takes no part in this point (IN 3.2 b). It shows in the room and in the minutes."""
    lock_open(session, item.meeting)
    if item.dispute_id is not None:
        raise Refused("item:dispute-is-kept", field="ground")
    session.expire(item, ["recusals"])
    if interest.party_id in {recusal.party_id for recusal in item.recusals}:
        raise Refused("item:aside-already", field="ground")
    if interest.party_id not in attending_ids(session, item.meeting):
        raise Refused("meeting:unknown-party", field="ground")
    recusal = ItemRecusal(item=item, **interest.recusal(note, actor=actor, now=now))
    session.add(recusal)
    record(session, recusal, "item:stand-aside", actor=actor, now=now, item=item.id, party=interest.party_id)
    queue(session, messages.stands_aside(recusal, recipients(session, [interest.party_id])), now=now)
    session.expire(item, ["recusals"])
    return recusal


def take_back(session: Session, recusal: ItemRecusal, *, actor: Actor, now: datetime) -> None:
    """The party takes part in this point again; that it stood aside stays on record."""
    lock_open(session, recusal.item.meeting)
    lock(session, recusal)
    if recusal.taken_back_at is not None:
        raise Refused("item:aside-taken-back")
    recusal.taken_back_at, recusal.taken_back_by = now, actor.person_name
    record(session, recusal, "item:take-back", actor=actor, now=now, item=recusal.item_id, party=recusal.party_id)
    queue(session, messages.stands_aside(recusal, recipients(session, [recusal.party_id])), now=now)
    session.expire(recusal.item, ["recusals"])
