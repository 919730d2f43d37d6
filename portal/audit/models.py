"""Entries of the record: written once, never changed; the chain that shows it, and the seals that are published."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.access import ActsFor
from portal.core.database import Base, Immutable, coded


class AuditEntry(Immutable, Base):
    """One act. `action` is `subject:verb`; `changes` maps a field to [old, new]; codes and data, no sentences."""

    __tablename__ = "audit_entry"
    # With what was done and when: which steps were taken with all proposals of a year is read in the index.
    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id", "action", "happened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
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


class AuditLink(Immutable, Base):
    """An entry's place in the chain. No foreign key: that an entry is gone must show, not be refused."""

    __tablename__ = "audit_link"
    __table_args__ = (UniqueConstraint("entry_id"),)

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditSeal(Immutable, Base):
    """The chain as it was published: so many entries, that is all that happened until `through`, and the last link's hash."""

    __tablename__ = "audit_seal"
    __table_args__ = (UniqueConstraint("entries"), CheckConstraint("entries > 0", name="seals_something"),
                      CheckConstraint("through <= sealed_at", name="seals_the_past"))

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed_at: Mapped[datetime]
    through: Mapped[datetime]
    entries: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
