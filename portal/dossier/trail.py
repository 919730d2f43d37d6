"""The record of who did what with a subject, and of who took its file. Who takes a file along is no part of the file itself."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.audit.models import AuditEntry, AuditLink
from portal.core.language import gettext
from portal.dossier.pages import Table, record
from portal.dossier.parts import Card, Part, Subject

TAKE = "dossier:take"
Ids: TypeAlias = Select[int] | Collection[int]
About: TypeAlias = Mapping[str, Ids]
"""Table → the ids of what a file is about."""
BATCH = 500


def record_part(session: Session, about: About, secret_votes: Collection[int] = ()) -> Part:
    """The entries, the first one first, with their place in the chain. `secret_votes`: of which nobody learns who voted what."""
    header = [gettext("Number"), gettext("Moment"), gettext("Who"), gettext("For whom"), gettext("What"), gettext("About"),
              gettext("Number of the subject"), gettext("Reason"), gettext("Changes"), gettext("Place in the chain"), "SHA-256"]
    table = Table("handelingen", gettext("Everything that was done"), header, lambda: _rows(session, about, secret_votes))
    intro = gettext("Who did what, for whom, when and why, as it was written down at the time. Entries are never changed; each day they "
                    "are chained and sealed.")
    return Part("handelingen", table.title, record("handelingen-lijst", table.title, intro=intro, tables=[table]))


def as_of(subject: Subject, began: datetime, about: About | None) -> datetime:
    """The last instant of a file: when its subject `began`, what was made known of it, and of a complete edition what was done `about` it."""
    act = latest_act(subject.session, about) if about is not None else None
    return max([began, *(event.at for event in subject.events()), *([act] if act else [])])


def latest_act(session: Session, about: About) -> datetime | None:
    return session.scalar(select(func.max(AuditEntry.happened_at)).where(_about(about)))


def taken(session: Session, card: Card, most: int = 20) -> list[AuditEntry]:
    """When a complete edition was taken, the last one first."""
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.subject_type == card.row.__tablename__, AuditEntry.subject_id == card.row.id,  # type: ignore[attr-defined]
                                 AuditEntry.action == TAKE).order_by(AuditEntry.id.desc()).limit(200))
    return [entry for entry in entries if entry.changes.get("file") == card.slug][:most]


def _about(about: About) -> ColumnElement[bool]:
    subjects = or_(*(AuditEntry.subject_type.is_(None), *((AuditEntry.subject_type == name) & AuditEntry.subject_id.in_(ids)
                                                          for name, ids in about.items())))
    return subjects & (AuditEntry.action != TAKE)


def _rows(session: Session, about: About, secret_votes: Collection[int]) -> Iterator[list[Any]]:
    query = (select(AuditEntry, AuditLink).outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id).where(_about(about))
             .order_by(AuditEntry.id).limit(BATCH))
    after = 0
    while found := session.execute(query.where(AuditEntry.id > after)).all():
        for entry, link in found:
            yield [entry.id, entry.happened_at, entry.person_name, entry.acts_for_name, entry.action, entry.subject_type,
                   entry.subject_id, entry.reason, _changes(entry, secret_votes), link.position if link else None,
                   link.hash if link else None]
        after = found[-1][0].id


def _changes(entry: AuditEntry, secret_votes: Collection[int]) -> dict[str, Any]:
    """Of a ballot that nobody may know, no more than that it was cast."""
    is_secret = entry.subject_type == "ballot" and entry.changes.get("vote") in secret_votes
    return {} if is_secret else entry.changes
