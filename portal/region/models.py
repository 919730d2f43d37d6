"""Municipalities by their CBS code."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Base


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
