"""The act after an outage: everyone gets the lost days back in every round and vote that was open in it, at once and with the reason."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.access import Actor
from portal.core.database import lock
from portal.core.terms import Term
from portal.networks.models import Network
from portal.rounds import outages as rounds
from portal.rounds.outages import Touched
from portal.rounds.rules import Remedy, day_after_outage
from portal.votes.models import Vote
from portal.votes.queries import votes_between
from portal.votes.terms import give_more_time


def touched(session: Session, network: Network, began_at: datetime, ended_at: datetime, now: datetime) -> list[Touched]:
    """What stating this outage does, the first to close first. Refused when it is no outage of the past, or was stated before."""
    rows = rounds.touched(session, network, began_at, ended_at, now)
    rows += [_touched(vote, began_at, ended_at, now) for vote in votes_between(session, network, began_at, ended_at)]
    return sorted(rows, key=lambda row: row.of.closes_at)


def _touched(vote: Vote, began_at: datetime, ended_at: datetime, now: datetime) -> Touched:
    """A vote that closed is never opened again: everyone can read the outcome, and who votes then would know it."""
    if not vote.is_open(now):
        return Touched(vote, Remedy.COUNTED if vote.closes_at <= ended_at else Remedy.CLOSED_SINCE, is_vote=True)
    day = day_after_outage(vote.last_day, began_at, ended_at, now)
    return Touched(vote, Remedy.LONGER, vote.longer(day, "vote"), is_vote=True)


def state_outage(session: Session, network: Network, *, began_at: datetime, ended_at: datetime, reason: str, actor: Actor,
                 now: datetime) -> Sequence[Term]:
    """Record the outage and give its days back; answers the rounds and votes that got more time."""
    outage, helped = rounds.state_outage(
        session, network, began_at=began_at, ended_at=ended_at, reason=reason, actor=actor, now=now)
    longer: list[Term] = list(helped)
    for vote in votes_between(session, network, began_at, ended_at):
        lock(session, vote)
        if term := _touched(vote, began_at, ended_at, now).term:
            give_more_time(session, vote, term, reason, outage_id=outage.id, actor=actor, now=now)
            longer.append(vote)
    return longer
