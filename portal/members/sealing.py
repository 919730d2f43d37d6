"""The seal of a signature: one number over everything that it says, so that a later change shows. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from portal.members.rules import Declaration, SigningChannel
from portal.parties.rules import AuthorityGround


@dataclass(frozen=True, slots=True)
class SealedFacts:
    """What a signature says: which text, who signed it for whom, when, on what ground, and what was declared.

    All of it stands on the receipt, so that both sides can compute the seal themselves. `scan` is the fingerprint of
    the paper, empty for a signature that was given online.
    """

    number: str
    agreement: str
    version: int
    text: str
    organisation: str
    kvk: str
    signed_at: datetime
    name: str
    job_title: str
    ground: AuthorityGround
    declarations: tuple[Declaration, ...]
    channel: SigningChannel
    scan: str


def seal(facts: SealedFacts) -> str:
    """SHA-256 of the facts, the same on every machine."""
    said = asdict(facts) | {"signed_at": facts.signed_at.astimezone(UTC).isoformat(timespec="seconds"),
                            "declarations": sorted(facts.declarations)}
    plain = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def counterseal(seal: str, *, municipality: str, name: str, job_title: str, signed_at: datetime, mandates: list[str]) -> str:
    """SHA-256 over the seal of a signature and what the municipality's own signature below it says."""
    plain = json.dumps([seal, municipality, name, job_title, signed_at.astimezone(UTC).isoformat(timespec="seconds"), mandates],
                       ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
