"""Reminding the parties that did not react: by the secretary, at most once a day."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused
from portal.notifications.operations import queue
from portal.rounds import messages, terms
from portal.rounds.models import CommentRound
from portal.rounds.operations import check_term


def remind_parties(session: Session, round_: CommentRound, *, actor: Actor, now: datetime) -> int:
    """Write to the contact persons of members that did not react; answers how many parties that are."""
    lock(session, round_)
    check_term(round_, False, now)
    if any(local_day(at) == local_day(now) for at in (round_.reminded_at, round_.end_announced_at) if at):
        raise Refused("round:reminded-today")
    people = terms.silent_recipients(session, round_)
    if not people:
        raise Refused("round:all-reacted")
    round_.reminded_at = now
    parties = {person.party_id for person in people}
    record(session, round_, "round:remind", actor=actor, now=now, parties=len(parties))
    queue(session, messages.reminder(round_, people, local_day(now).isoformat()), now=now)
    return len(parties)
