"""Spreadsheets that were uploaded, kept as they came."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.codec import unpack
from portal.core.database import Base
from portal.intake.rules import Column, Finding
from portal.parties.rules import Domain, FundingStream
from portal.tables.rules import CountRow


class Upload(Base):
    """A spreadsheet with client counts: read and shown first, applied when the secretary says so.

    `reading` is what was found in it: what is applied is exactly what was shown.
    """

    __tablename__ = "upload"
    __table_args__ = (CheckConstraint("(applied_at IS NULL) = (count_set_id IS NULL)", name="applied_iff_counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"), index=True)
    filename: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    sha256: Mapped[str] = mapped_column(String(64))
    data_date: Mapped[date]
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[str]
    reading: Mapped[dict[str, Any]] = mapped_column(deferred=True, default=dict)
    findings_count: Mapped[int] = mapped_column(default=0)
    applied_at: Mapped[datetime | None]
    count_set_id: Mapped[int | None] = mapped_column(ForeignKey("count_set.id"))

    @property
    def rows(self) -> list[CountRow]:
        return [CountRow(kvk, name, Domain(domain), FundingStream(stream), clients)
                for kvk, name, domain, stream, clients in self.reading["rows"]]

    @property
    def findings(self) -> list[Finding]:
        return self._findings("findings")

    @property
    def notices(self) -> list[Finding]:
        return self._findings("notices")

    def _findings(self, kind: str) -> list[Finding]:
        return [Finding(row, code, Column(column) if column else None, unpack(data))
                for row, code, column, data in self.reading[kind]]
