"""Checking a receipt: is it known, does the seal fit, was anything changed since."""

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from portal.core.revisions import fingerprint
from portal.members.models import Signature
from portal.members.sealing import counterseal, seal
from portal.members.signatures import facts_of
from portal.members.signing_queries import signature_by_number


class Verdict(StrEnum):
    """What a check says. Wrong numbers and wrong seals get one answer, so that nobody can try them out."""

    RIGHT = "right"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, and the signature when the seal was that of the receipt."""

    verdict: Verdict
    signature: Signature | None = None


def checked(session: Session, number: str, given_seal: str) -> Outcome:
    """Hold a receipt against what is on record.

    CHANGED: the seal is the one that was given out, but the row or the text no longer says what was sealed.
    """
    signature = signature_by_number(session, number)
    given = re.sub(r"\s+", "", given_seal).lower()
    if not hmac.compare_digest((signature.seal if signature else "-" * 64).encode(), given.encode()) or signature is None:
        return Outcome(Verdict.UNKNOWN)
    return Outcome(Verdict.RIGHT if is_unchanged(signature) else Verdict.CHANGED, signature)


def is_unchanged(signature: Signature) -> bool:
    """Whether the row, the text that it points at and the countersignature still say what was sealed."""
    row = signature.countersignature
    return (signature.seal == seal(facts_of(signature))
            and signature.fingerprint == fingerprint(signature.agreement_version.paragraphs)
            and (row is None or row.seal == counterseal(
                signature.seal, municipality=row.municipality.code, name=row.name, job_title=row.job_title,
                signed_at=row.signed_at, mandates=list(row.mandates))))
