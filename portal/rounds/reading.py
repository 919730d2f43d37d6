"""A party says that it read a proposal in its round and leaves it at that (ZL 1.5)."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused
from portal.rounds.models import CommentRound, RoundRead
from portal.rounds.rules import RoundPhase, takes_reactions


def mark_read(session: Session, round_: CommentRound, *, actor: Actor, now: datetime) -> None:
    """On record for the actor's party, once, while the round is open. Saying it again changes nothing."""
    lock(session, round_)
    if round_.phase(now) != RoundPhase.OPEN or not takes_reactions(round_.proposal.stage):
        raise Refused("round:closed", closes_at=round_.closes_at)
    if actor.party_id is None or actor.person_id is None or has_read(session, round_, actor.party_id):
        return
    row = RoundRead(round_id=round_.id, party_id=actor.party_id, person_id=actor.person_id, read_at=now)
    session.add(row)
    record(session, row, "round:mark-read", actor=actor, now=now, round=round_.id)


def has_read(session: Session, round_: CommentRound, party_id: int | None) -> bool:
    found = select(RoundRead.id).where(RoundRead.round_id == round_.id, RoundRead.party_id == party_id)
    return party_id is not None and session.scalar(found) is not None


def read_by(round_id: InstrumentedAttribute[int], party_id: int) -> ColumnElement[bool]:
    """In a query: whether this party said that it read what this round puts to it."""
    return exists().where(RoundRead.round_id == round_id, RoundRead.party_id == party_id)
