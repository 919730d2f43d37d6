"""The seal of a ballot: one number over what it says, so that its receipt can be held against the published list. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from portal.votes.rules import Choice


@dataclass(frozen=True, slots=True)
class SealedBallot:
    """What a ballot says: on which text, which party, what, when. All of it stands on the receipt; nothing about a person."""

    number: str
    proposal: str
    version: int
    party: str
    choice: Choice
    explanation: str
    cast_at: datetime
    in_meeting: bool


def seal(ballot: SealedBallot) -> str:
    """SHA-256 of the facts, the same on every machine."""
    said = asdict(ballot) | {"cast_at": ballot.cast_at.astimezone(UTC).isoformat(timespec="seconds")}
    plain = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
