"""The outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base, coded


class MailState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class OutboxMail(Base):
    """One letter to one address. `key` is unique per event and recipient, so that nobody gets it twice."""

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_state_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(64))
    email: Mapped[str]
    name: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    data: Mapped[dict[str, Any]]
    calendar: Mapped[str] = mapped_column(default="")
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[MailState] = mapped_column(coded(MailState), default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
