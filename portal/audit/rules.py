"""The hash chain over the record: what of an entry is sealed, and how one link follows from the one before. Pure."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

START = "0" * 64
"""What the first link follows."""
SETTLED_AFTER = timedelta(minutes=15)
"""An entry carries the instant at which its act began; so long after it, the act is done or was given up. What is older
can be sealed without asking any writer to wait, and nothing older can still come."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What an entry says: all of it."""

    id: int
    happened_at: datetime
    person_id: int | None
    person_name: str
    acts_for: str
    acts_for_id: int | None
    acts_for_name: str
    action: str
    subject_type: str
    subject_id: int
    reason: str
    changes: dict[str, Any]


def linked(before: str, entry: Sealed) -> str:
    """SHA-256 of the link before and the entry, the same on every machine and database."""
    said = [before, entry.id, entry.happened_at.astimezone(UTC).isoformat(timespec="microseconds"), entry.person_id,
            entry.person_name, entry.acts_for, entry.acts_for_id, entry.acts_for_name, entry.action, entry.subject_type,
            entry.subject_id, entry.reason, entry.changes]
    plain = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


class Wrong(StrEnum):
    """What is the matter with an entry, or with the seals over all of them."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Finding:
    """`position` in the chain (None for what is not in it) and the entry's number; of a seal that no longer fits, its count."""

    wrong: Wrong
    position: int | None = None
    entry_id: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the chain with the entry that it seals, as both are now; None when the entry is gone."""

    position: int
    entry_id: int
    hash: str
    entry: Sealed | None


def first_wrong(links: Iterable[Link], seals: dict[int, str]) -> tuple[int, Finding | None]:
    """Walk the chain: how many links are right, and the first entry that is not what was sealed.

    `seals`: by the number of entries under it, the hash that was published. Entries of which link and seal were both
    rewritten fit each other; then the seal that somebody kept does not (`Wrong.REWRITTEN`).
    """
    before, right = START, 0
    for link in links:
        if link.position != right + 1:
            return right, Finding(Wrong.REMOVED, right + 1)
        if link.entry is None:
            return right, Finding(Wrong.REMOVED, link.position, link.entry_id)
        if linked(before, link.entry) != link.hash:
            return right, Finding(Wrong.CHANGED, link.position, link.entry_id)
        before, right = link.hash, link.position
        if seals.get(right, before) != before:
            return right, Finding(Wrong.REWRITTEN, right)
    missing = [count for count in seals if count > right]
    return right, Finding(Wrong.REMOVED, right + 1) if missing else None
