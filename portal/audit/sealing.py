"""Sealing the record, and finding out whether it is still what was sealed (DESIGN rule 11).

Entries get a place in the chain some time after they were written: whoever writes one waits for nobody.
"""

from collections.abc import Generator
from contextlib import closing
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.audit.models import AuditEntry, AuditLink, AuditSeal
from portal.audit.queries import last_seal, seals
from portal.audit.rules import SETTLED_AFTER, START, Finding, Link, Sealed, Wrong, first_wrong, linked
from portal.core.calendar import local_day
from portal.core.database import transaction

BATCH = 500
"""Entries in one transaction: on SQLite others write between two of them."""


def seal_record(*, once_a_day: bool = False) -> AuditSeal | None:
    """Chain everything that has settled and put a seal on it; None when there is nothing new, or it was done today.

    Each batch is a transaction of its own. Two at once: one of them does it, the other one finds it done.
    """
    try:
        with transaction() as work:
            newest = last_seal(work.session)
            if once_a_day and newest and local_day(newest.sealed_at) == local_day(work.now):
                return None
            through = work.now - SETTLED_AFTER
        while _link_some(through):
            pass
        with transaction() as work:
            return _put_seal(work.session, through, work.now)
    except IntegrityError:
        return None


def _link_some(through: datetime) -> bool:
    with transaction() as work:
        return link_next(work.session, through) == BATCH


def link_next(session: Session, through: datetime) -> int:
    """Chain the next entries that happened since the last seal; answers how many.

    What turns up afterwards among what was sealed is never taken in: `check_record` names it.
    """
    position, before = _end(session)
    rows = list(session.scalars(_unlinked(session).where(AuditEntry.happened_at <= through)
                                .order_by(AuditEntry.happened_at, AuditEntry.id).limit(BATCH)))
    for row in rows:
        position, before = position + 1, linked(before, said(row))
        session.add(AuditLink(position=position, entry_id=row.id, hash=before))
    session.flush()
    return len(rows)


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


def said(row: AuditEntry) -> Sealed:
    """What an entry says now."""
    return Sealed(row.id, row.happened_at, row.person_id, row.person_name, row.acts_for.value, row.acts_for_id,
                  row.acts_for_name, row.action, row.subject_type, row.subject_id, row.reason, row.changes)


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
    rows = session.execute(
        select(AuditLink, AuditEntry).outerjoin(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        .order_by(AuditLink.position).execution_options(yield_per=1000, populate_existing=True))
    with rows:
        for link, entry in rows:
            yield Link(link.position, link.entry_id, link.hash, said(entry) if entry else None)


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
