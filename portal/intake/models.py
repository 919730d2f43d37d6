"""Spreadsheets that were uploaded, kept as they came."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.core.codec import unpack
from portal.core.database import Base
from portal.intake.register import Field, RegisterRow
from portal.intake.rules import Column, Finding
from portal.parties.rules import ContactDetails, Domain, FundingStream
from portal.tables.rules import CountRow


class Kept:
    """A spreadsheet as it came, and what was read in it: what is applied is exactly what was shown."""

    id: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[str]
    reading: Mapped[dict[str, Any]] = mapped_column(deferred=True, default=dict)
    findings_count: Mapped[int] = mapped_column(default=0)
    applied_at: Mapped[datetime | None]
    columns: ClassVar[type[StrEnum]]

    @declared_attr
    def network_id(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy's way to declare in a mix-in
        return mapped_column(ForeignKey("network.id"), index=True)

    @property
    def findings(self) -> list[Finding]:
        return self._findings("findings")

    @property
    def notices(self) -> list[Finding]:
        return self._findings("notices")

    def _findings(self, kind: str) -> list[Finding]:
        return [Finding(row, code, self.columns(column) if column else None, unpack(data))
                for row, code, column, data in self.reading[kind]]


class Upload(Kept, Base):
    """Client counts: read and shown first, applied when the secretary says so.

    `read_at` is empty while a large file is being read: `rows_done` tells how far it was at `told_at`. `layout` is empty
    until it is known which column is what.
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("(applied_at IS NULL) = (count_set_id IS NULL)", name="applied_iff_counts"),
        CheckConstraint("applied_at IS NULL OR read_at IS NOT NULL", name="read_before_applied"),
        CheckConstraint("rows_done >= 0 AND rows_total >= 0", name="rows_not_negative"),
    )
    columns = Column

    data_date: Mapped[date]
    count_set_id: Mapped[int | None] = mapped_column(ForeignKey("count_set.id"))
    layout: Mapped[dict[str, Any]] = mapped_column(default=dict)
    top: Mapped[list[Any]] = mapped_column(deferred=True, default=list)
    read_at: Mapped[datetime | None]
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_total: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]

    @property
    def asks_columns(self) -> bool:
        """It was looked at, and its headings do not say which column is what."""
        return self.read_at is not None and not self.layout

    @property
    def rows(self) -> list[CountRow]:
        return [CountRow(kvk, name, Domain(domain), FundingStream(stream), clients)
                for kvk, name, domain, stream, clients in self.reading["rows"]]


class RegisterUpload(Kept, Base):
    """A register of providers. With `member_from` new ones become members from that day; `report`: what was done."""

    __tablename__ = "register_upload"
    columns = Field

    member_from: Mapped[date | None]
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def rows(self) -> list[RegisterRow]:
        return [RegisterRow(number, kvk, facts, contact and ContactDetails(**contact), substitute and ContactDetails(**substitute))
                for number, kvk, facts, contact, substitute in self.reading["rows"]]

    @property
    def refused(self) -> dict[int, str]:
        return dict(self.reading["refused"])


class SheetLayout(Base):
    """Which column is what in files with these headings, as the secretary of a network said it last."""

    __tablename__ = "sheet_layout"
    __table_args__ = (UniqueConstraint("network_id", "headings_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    headings_key: Mapped[str] = mapped_column(String(64))
    layout: Mapped[dict[str, Any]]
    said_at: Mapped[datetime]
    said_by: Mapped[str]
