"""Sealing the record, and finding out whether it is still what was sealed (DESIGN rule 11).

Entries get a place in the chain some time after they were written: whoever writes one waits for nobody.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.audit.models import AuditEntry, AuditLink, AuditSeal
from portal.audit.queries import last_seal, seals
from portal.audit.rules import SETTLED_AFTER, START, Finding, Link, Sealed, Wrong, first_wrong, linked
from portal.core.calendar import local_day
from portal.core.database import transaction

BATCH = 2000
"""Entries in one transaction: on SQLite others write between two of them."""
SAYS = tuple(getattr(AuditEntry, one.name) for one in fields(Sealed))
"""The columns of what an entry says: rows of these are enough, for a record of millions too."""


def seal_record(*, once_a_day: bool = False) -> AuditSeal | None:
    """Chain everything that has settled and put a seal on it; None when there is nothing new, or it was done today.

    Each batch is a transaction of its own. Two at once: one of them does it, the other one finds it done.
    """
    try:
        with transaction() as work:
            newest = last_seal(work.session)
            if once_a_day and newest and local_day(newest.sealed_at) == local_day(work.now):
                return None
            through, last = work.now - SETTLED_AFTER, None
        while True:
            with transaction() as work:
                entries = link_next(work.session, through, last)
            if len(entries) < BATCH:
                break
            last = entries[-1]
        with transaction() as work:
            return _put_seal(work.session, through, work.now)
    except IntegrityError:
        return None


def link_next(session: Session, through: datetime, after: Sealed | None = None) -> list[Sealed]:
    """Chain the next entries that happened since the last seal, `after` the one that this round linked last; answers which.

    What turns up afterwards among what was sealed is never taken in: `check_record` names it.
    """
    query = _unlinked(session).with_only_columns(*SAYS).where(AuditEntry.happened_at <= through)
    if after:  # without this each batch walks past everything that the batches before it linked
        query = query.where(tuple_(AuditEntry.happened_at, AuditEntry.id) > (after.happened_at, after.id))
    entries = [Sealed(*row) for row in session.execute(query.order_by(AuditEntry.happened_at, AuditEntry.id).limit(BATCH))]
    if entries:
        session.execute(insert(AuditLink), list(_chained(entries, *_end(session))))
    return entries


def _chained(entries: list[Sealed], last: int, before: str) -> Iterator[dict[str, Any]]:
    for position, entry in enumerate(entries, last + 1):
        before = linked(before, entry)
        yield {"position": position, "entry_id": entry.id, "hash": before}


def _unlinked(session: Session) -> Select[AuditEntry]:
    newest = last_seal(session)
    query = select(AuditEntry).where(~select(AuditLink.position).where(AuditLink.entry_id == AuditEntry.id).exists())
    return query.where(AuditEntry.happened_at > newest.through) if newest else query


def _end(session: Session) -> tuple[int, str]:
    last = session.scalar(select(AuditLink).order_by(AuditLink.position.desc()).limit(1))
    return (last.position, last.hash) if last else (0, START)


def _put_seal(session: Session, through: datetime, now: datetime) -> AuditSeal | None:
    position, end = _end(session)
    newest = last_seal(session)
    if position == (newest.entries if newest else 0):
        return None
    seal = AuditSeal(sealed_at=now, through=through, entries=position, hash=end)
    session.add(seal)
    session.flush()
    session.refresh(seal)
    session.expunge(seal)
    return seal


def check_record(session: Session, kept: dict[int, str] | None = None) -> tuple[int, list[Finding]]:
    """How many entries are sealed and right, and the first one that was changed, removed or inserted.

    `kept`: seals that somebody wrote down elsewhere, by their number of entries. They are what remains when
    entries, chain and seals were rewritten together.
    """
    published = {seal.entries: seal.hash for seal in session.scalars(seals())}
    right, wrong = _walked(session, published)
    findings = [wrong] if wrong else []
    if (inserted := _inserted(session)) is not None:
        findings.append(Finding(Wrong.INSERTED, entry_id=inserted))
    if not findings and kept:
        _right, rewritten = _walked(session, kept)
        findings = [rewritten] if rewritten else []
    return right, findings


def _walked(session: Session, known: dict[int, str]) -> tuple[int, Finding | None]:
    with closing(_links(session)) as links:  # a walk that stops halfway lets go of its rows
        return first_wrong(links, known)


def _links(session: Session) -> Generator[Link, None, None]:
    links = (AuditLink.position, AuditLink.entry_id, AuditLink.hash)
    with session.execute(select(*links, *SAYS).outerjoin(AuditEntry, AuditEntry.id == AuditLink.entry_id)
                         .order_by(AuditLink.position).execution_options(yield_per=BATCH)) as rows:
        for position, entry_id, link, *says in rows:
            yield Link(position, entry_id, link, Sealed(*says) if says[0] else None)


def _inserted(session: Session) -> int | None:
    """The first entry that claims to have happened before the last seal and is not under it."""
    newest = last_seal(session)
    if newest is None:
        return None
    return session.scalar(
        select(AuditEntry.id)
        .outerjoin(AuditLink, (AuditLink.entry_id == AuditEntry.id) & (AuditLink.position <= newest.entries))
        .where(AuditEntry.happened_at <= newest.through, AuditLink.position.is_(None))
        .order_by(AuditEntry.happened_at, AuditEntry.id).limit(1))


def waiting(session: Session) -> int:
    """Entries that are not sealed yet."""
    return session.scalar(_unlinked(session).with_only_columns(func.count(AuditEntry.id))) or 0


def waiting_since(session: Session) -> datetime | None:
    """When the oldest of what no seal covers yet was done."""
    return session.scalar(_unlinked(session).with_only_columns(func.min(AuditEntry.happened_at)))
