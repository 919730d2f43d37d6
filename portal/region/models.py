"""Municipalities by their CBS code, and the mandates that they give."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Base, Codes
from portal.core.documents import Document
from portal.region.rules import MandateTask


class Municipality(Base):
    """`until` is the last day it existed; then `successor` takes its place."""

    __tablename__ = "municipality"
    __table_args__ = (CheckConstraint("(until IS NULL) = (successor_id IS NULL)", name="ended_has_successor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    inhabitants: Mapped[int | None]
    until: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    successor: Mapped["Municipality | None"] = relationship(remote_side=id)


class Mandate(Base):
    """One municipality lets another act for it, for some tasks, from one day to another (ZL h, WM15 4, WM25 4, RN 3).

    `ends_on` is the last day. `consent_before_signing`: a contract needs its written consent first (WM25 4.11).
    """

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("municipality_id <> host_id", name="two_municipalities"),
        CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name="ends_after_begin"),
        Index("ix_mandate_host_id_municipality_id", "host_id", "municipality_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    host_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    tasks: Mapped[frozenset[MandateTask]] = mapped_column(Codes(MandateTask))
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(default="")
    consent_before_signing: Mapped[bool] = mapped_column(default=False)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    municipality: Mapped[Municipality] = relationship(foreign_keys=[municipality_id])
    host: Mapped[Municipality] = relationship(foreign_keys=[host_id])
    document: Mapped[Document] = relationship()

    __mapper_args__ = {"version_id_col": version}

    def is_over_on(self, day: date) -> bool:
        return self.ends_on is not None and self.ends_on < day
