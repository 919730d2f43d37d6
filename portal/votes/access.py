"""Who may do what with votes."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import object_session

from portal.accounts.access import acts_for_party, is_secretary, speaks_for_party
from portal.core.access import Actor
from portal.votes.models import Ballot, Vote, VoteRecusal
from portal.votes.queries import recusals_of, roll_entry


def is_open(_actor: Actor, vote: Any, now: datetime) -> bool:
    return isinstance(vote, Vote) and vote.is_open(now)


def is_on_roll(actor: Actor, vote: Any, _now: datetime) -> bool:
    """The roll was frozen when the vote opened (DESIGN rule 6)."""
    session = object_session(vote) if isinstance(vote, Vote) else None
    return session is not None and roll_entry(session, vote, actor.party_id) is not None


def takes_part(actor: Actor, vote: Any, _now: datetime) -> bool:
    """The party does not stand aside because of a disclosed interest (IN 3.2 b)."""
    session = object_session(vote) if isinstance(vote, Vote) else None
    return session is not None and actor.party_id not in recusals_of(session, vote)


def is_own_recusal(actor: Actor, recusal: Any, _now: datetime) -> bool:
    """What the secretary recorded is for the secretary to take back."""
    return isinstance(recusal, VoteRecusal) and recusal.party_id == actor.party_id and not recusal.by_secretary


def is_own(actor: Actor, ballot: Any, _now: datetime) -> bool:
    return isinstance(ballot, Ballot) and ballot.party_id == actor.party_id


PERMISSIONS = {
    "vote:open": ((is_secretary,),),
    "vote:record": ((is_secretary,),),
    "vote:extend": ((is_secretary,),),
    "outage:state": ((is_secretary,),),
    "vote:remind": ((is_secretary,),),
    "vote:cast": ((speaks_for_party, is_open, is_on_roll, takes_part),),
    "vote:stand-aside": ((speaks_for_party, is_on_roll),),
    "vote:take-back": ((speaks_for_party, is_own_recusal),),
    "vote:receipt": ((acts_for_party, is_own),),
}
