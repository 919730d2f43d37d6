"""Spreadsheets that were uploaded, kept as they came."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base


class Upload(Base):
    """A spreadsheet with client counts: looked at first, applied when the secretary says so."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    filename: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    data_date: Mapped[date]
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[str]
    applied_at: Mapped[datetime | None]
    count_set_id: Mapped[int | None] = mapped_column(ForeignKey("count_set.id"))
