"""Entries of the record: written once, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.access import ActsFor
from portal.core.database import Base, Immutable, coded


class AuditEntry(Immutable, Base):
    """One act. `action` is `subject:verb`; `changes` maps a field to [old, new]; codes and data, no sentences."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime]
    person_id: Mapped[int | None]
    person_name: Mapped[str]
    acts_for: Mapped[ActsFor] = mapped_column(coded(ActsFor))
    acts_for_id: Mapped[int | None]
    acts_for_name: Mapped[str]
    action: Mapped[str] = mapped_column(String(64))
    subject_type: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int]
    reason: Mapped[str]
    changes: Mapped[dict[str, Any]]
