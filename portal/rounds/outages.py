"""What an outage does to rounds: everyone gets the lost days back in every one that was open in it, with the reason.

The act itself, for rounds and votes together, is in `votes.outages`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import Deadline
from portal.core.database import lock
from portal.core.errors import Refused
from portal.networks.models import Network
from portal.proposals.rules import ROUND_STAGE
from portal.rounds import terms
from portal.rounds.models import CommentRound, Outage, Reaction
from portal.rounds.operations import give_more_time, longer_term
from portal.rounds.rules import Remedy, day_after_outage, remedy


@dataclass(frozen=True, slots=True)
class Touched:
    """A round or vote that was open in an outage, what becomes of it, and its new term when it gets one."""

    of: Any
    remedy: Remedy
    term: Deadline | None = None
    is_vote: bool = False


def touched(session: Session, network: Network, began_at: datetime, ended_at: datetime, now: datetime) -> list[Touched]:
    """What stating this outage does, the first to close first. Refused when it is no outage of the past, or was stated before."""
    if ended_at <= began_at:
        raise Refused("outage:ends-before", field="ended_time")
    if ended_at > now:
        raise Refused("outage:not-over", field="ended_time")
    if terms.outage_between(session, network, began_at, ended_at):
        raise Refused("outage:stated")
    return [_touched(session, round_, began_at, ended_at, now)
            for round_ in terms.rounds_between(session, network, began_at, ended_at)]


def _touched(session: Session, round_: CommentRound, began_at: datetime, ended_at: datetime, now: datetime) -> Touched:
    stage = ROUND_STAGE[round_.proposal.network.profile.order]
    moved_on = round_.proposal.stage != stage or terms.has_answers(session, round_) or terms.has_later(session, round_)
    found = remedy(round_.closes_at, ended_at=ended_at, has_moved_on=moved_on, now=now)
    if found == Remedy.CLOSED_SINCE:
        return Touched(round_, found)
    day: date = day_after_outage(round_.last_day, began_at, ended_at, now)
    return Touched(round_, found, longer_term(round_, day))


def state_outage(session: Session, network: Network, *, began_at: datetime, ended_at: datetime, reason: str, actor: Actor,
                 now: datetime) -> tuple[Outage, list[CommentRound]]:
    """Record the outage and give its days back in rounds; answers also the rounds that got more time.

    What came late in a round that opens again is in time after all, when it came before the new end.
    """
    lock(session, network)
    if not reason.strip():
        raise Refused("step:reason-missing", field="reason")
    outage = Outage(network_id=network.id, began_at=began_at, ended_at=ended_at, reason=reason, stated_at=now)
    rows = touched(session, network, began_at, ended_at, now)
    session.add(outage)
    record(session, outage, "round:outage", actor=actor, now=now, reason=reason, began_at=began_at, ended_at=ended_at)
    helped = []
    for row in rows:
        lock(session, row.of)
        term = _touched(session, row.of, began_at, ended_at, now).term
        if term is None:
            continue
        give_more_time(session, row.of, term, reason, outage_id=outage.id, actor=actor, now=now)
        session.execute(update(Reaction).where(Reaction.round_id == row.of.id, Reaction.late)
                        .values(late=False, version=Reaction.version + 1))
        helped.append(row.of)
    return outage, helped
