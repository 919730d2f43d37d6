"""Standing aside in a vote because of a disclosed interest, and taking that back: both until the vote closes (IN 3.2 b)."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused
from portal.dealings.queries import Interest
from portal.notifications.operations import queue
from portal.parties.queries import recipients
from portal.votes import messages
from portal.votes.models import Vote, VoteRecusal
from portal.votes.operations import open_entry
from portal.votes.queries import recusals_of


def stand_aside(session: Session, vote: Vote, interest: Interest, *, note: str = "", actor: Actor, now: datetime
                ) -> VoteRecusal:
    """The party with this interest takes no part. What it cast stays on record and does not count.

    Raises Refused when the vote is not open, the party is not on the roll, or stands aside already.
    """
    lock(session, vote)
    entry = open_entry(session, vote, interest.party_id, now)
    if entry.party_id in recusals_of(session, vote):
        raise Refused("vote:aside-already", field="ground")
    recusal = VoteRecusal(vote=vote, **interest.recusal(note, actor=actor, now=now))
    session.add(recusal)
    record(session, recusal, "vote:stand-aside", actor=actor, now=now, vote=vote.id, party=entry.party_id)
    queue(session, messages.stands_aside(recusal, recipients(session, [entry.party_id])), now=now)
    return recusal


def take_back(session: Session, recusal: VoteRecusal, *, actor: Actor, now: datetime) -> None:
    """The party takes part again; a vote that it cast before counts again."""
    lock(session, recusal.vote)
    lock(session, recusal)
    open_entry(session, recusal.vote, recusal.party_id, now)
    if recusal.taken_back_at is not None:
        raise Refused("vote:aside-taken-back")
    recusal.taken_back_at, recusal.taken_back_by = now, actor.person_name
    record(session, recusal, "vote:take-back", actor=actor, now=now, vote=recusal.vote_id, party=recusal.party_id)
    queue(session, messages.stands_aside(recusal, recipients(session, [recusal.party_id])), now=now)
