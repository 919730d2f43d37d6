"""Holding the receipt of a vote against the published list: for everyone who has one, without anything about a person."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from portal.votes.models import Ballot, Vote
from portal.votes.operations import facts_of
from portal.votes.queries import Line, ballot_by_number, outcome_of, vote_by_id
from portal.votes.sealing import seal


class Verdict(StrEnum):
    """What a check says. Wrong numbers and wrong seals get one answer, so that nobody can try them out."""

    COUNTED = "counted"
    WAITS = "waits"
    REPLACED = "replaced"
    ASIDE = "aside"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict; the vote and the line of the list when the seal was that of the receipt."""

    verdict: Verdict
    vote: Vote | None = None
    ballot: Ballot | None = None
    line: Line | None = None


def checked(session: Session, number: str, given_seal: str, now: datetime) -> Checked:
    """COUNTED: the vote is over and the list holds exactly this ballot. WAITS: it is known and unchanged, and counts so far.

    CHANGED: the seal is the one that was given out, but the record no longer says what was sealed.
    """
    ballot = ballot_by_number(session, number)
    given = re.sub(r"\s+", "", given_seal).lower()
    if not hmac.compare_digest((ballot.seal if ballot else "-" * 64).encode(), given.encode()) or ballot is None:
        return Checked(Verdict.UNKNOWN)
    vote = vote_by_id(session, ballot.vote_id)
    line = next((line for line in outcome_of(session, vote).lines if line.entry.party_id == ballot.party_id), None) if vote else None
    if vote is None or line is None or seal(facts_of(vote, line.entry, ballot)) != ballot.seal:
        return Checked(Verdict.CHANGED, vote, ballot)
    return Checked(_verdict(vote, line, ballot, now), vote, ballot, line)


def _verdict(vote: Vote, line: Line, ballot: Ballot, now: datetime) -> Verdict:
    if line.is_aside:
        return Verdict.ASIDE
    if line.ballot is None or line.ballot.id != ballot.id:
        return Verdict.REPLACED
    return Verdict.WAITS if vote.is_open(now) else Verdict.COUNTED
