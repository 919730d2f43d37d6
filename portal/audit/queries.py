"""Reading the record."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.audit.models import AuditEntry, AuditSeal
from portal.core.database import Base


def entries_about(session: Session, subject: Base, most: int = 100) -> list[AuditEntry]:
    """What was done with one thing, the newest first."""
    return list(session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_type == subject.__tablename__, AuditEntry.subject_id == subject.id)  # type: ignore[attr-defined]
        .order_by(AuditEntry.id.desc()).limit(most)))


def seals() -> Select[AuditSeal]:
    """The seals over the record, unordered."""
    return select(AuditSeal)


def last_seal(session: Session) -> AuditSeal | None:
    return session.scalar(seals().order_by(AuditSeal.id.desc()).limit(1))
