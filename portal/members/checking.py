"""Checking a receipt: is it known, does the seal fit, was anything changed since."""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from portal.core.revisions import fingerprint
from portal.members.models import Signature
from portal.members.rules import SigningChannel
from portal.members.sealing import counterseal, seal
from portal.members.signatures import facts_of
from portal.members.signing_queries import signature_by_number


class Verdict(StrEnum):
    """What a check says. Wrong numbers and wrong seals get one answer, so that nobody can try them out."""

    RIGHT = "right"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Under:
    """What a signature is under, for who holds its receipt: nothing about a person. `path`: where everyone reads the text; empty
    while it is not public. `countersigned`: the municipality that signed below it, and when.
    """

    organisation: str
    kvk: str
    title: str
    version: int
    path: str
    signed_at: datetime
    fingerprint: str
    on_paper: bool = False
    countersigned: tuple[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A signature that is on record: its seal, whether everything still says what was sealed, and what it is under."""

    seal: str
    is_unchanged: bool
    under: Under


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, and what the signature is under when it is right."""

    verdict: Verdict
    under: Under | None = None


Find = Callable[[Session, str], Known | None]
REGISTERS: dict[str, Find] = {}
"""By the letter with which their numbers begin: what finds a signature. A package below that has signatures adds its own."""


def register(letter: str, find: Find) -> None:
    REGISTERS[letter] = find


def checked(session: Session, number: str, given_seal: str) -> Outcome:
    """Hold a receipt against what is on record.

    CHANGED: the seal is the one that was given out, but the row or the text no longer says what was sealed.
    """
    asked = number.strip().upper()
    find = REGISTERS.get(asked[:1])
    known = find(session, asked) if find else None
    given = re.sub(r"\s+", "", given_seal).lower()
    if not hmac.compare_digest((known.seal if known else "-" * 64).encode(), given.encode()) or known is None:
        return Outcome(Verdict.UNKNOWN)
    return Outcome(Verdict.RIGHT, known.under) if known.is_unchanged else Outcome(Verdict.CHANGED)


def _of_agreement(session: Session, number: str) -> Known | None:
    signature = signature_by_number(session, number)
    if signature is None:
        return None
    version, row = signature.agreement_version, signature.countersignature
    return Known(signature.seal, is_unchanged(signature), Under(
        signature.organisation, signature.kvk, version.agreement.title, version.number, f"/overeenkomsten/{version.agreement.slug}?versie={version.number}",
        signature.signed_at, signature.fingerprint, signature.channel == SigningChannel.PAPER,
        (row.municipality.name, row.signed_at) if row else None))


register("H", _of_agreement)


def is_unchanged(signature: Signature) -> bool:
    """Whether the row, the text that it points at and the countersignature still say what was sealed."""
    row = signature.countersignature
    return (signature.seal == seal(facts_of(signature))
            and signature.fingerprint == fingerprint(signature.agreement_version.paragraphs)
            and (row is None or row.seal == counterseal(
                signature.seal, municipality=row.municipality.code, name=row.name, job_title=row.job_title,
                signed_at=row.signed_at, mandates=list(row.mandates))))
