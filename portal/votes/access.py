"""Who may do what with votes."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import object_session

from portal.accounts.access import acts_for_party, is_secretary, speaks_for_party
from portal.core.access import Actor
from portal.votes.models import Ballot, Vote
from portal.votes.queries import roll_entry


def is_open(_actor: Actor, vote: Any, now: datetime) -> bool:
    return isinstance(vote, Vote) and vote.is_open(now)


def is_on_roll(actor: Actor, vote: Any, _now: datetime) -> bool:
    """The roll was frozen when the vote opened (DESIGN rule 6)."""
    session = object_session(vote) if isinstance(vote, Vote) else None
    return session is not None and roll_entry(session, vote, actor.party_id) is not None


def is_own(actor: Actor, ballot: Any, _now: datetime) -> bool:
    return isinstance(ballot, Ballot) and ballot.party_id == actor.party_id


PERMISSIONS = {
    "vote:open": ((is_secretary,),),
    "vote:record": ((is_secretary,),),
    "vote:cast": ((speaks_for_party, is_open, is_on_roll),),
    "vote:receipt": ((acts_for_party, is_own),),
}
