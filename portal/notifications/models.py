"""The outbox; who follows what."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Base, coded
from portal.notifications.rules import Rhythm, Topic


class MailState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class OutboxMail(Base):
    """One letter to one address. `key` is unique per event and recipient, so that nobody gets it twice.

    `unsubscribe` is the address with which a mail program stops letters of this sort; only followers' letters have one.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        Index("ix_outbox_mail_state_due", "state", "due_at", "id"),
        Index("ix_outbox_mail_queued_at", "queued_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(64))
    email: Mapped[str]
    name: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    data: Mapped[dict[str, Any]]
    calendar: Mapped[str] = mapped_column(default="")
    unsubscribe: Mapped[str] = mapped_column(default="")
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[MailState] = mapped_column(coded(MailState), default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


class OutboxTurn(Base):
    """Which process delivers the outbox, until when: one row. `is_worker`: `flask worker`, which goes before a web process."""

    __tablename__ = "outbox_turn"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(120))
    is_worker: Mapped[bool]
    until: Mapped[datetime]


class Follower(Base):
    """An address that follows something in a network, in small letters. `key` opens its own page: it comes by mail alone."""

    __tablename__ = "follower"
    __table_args__ = (UniqueConstraint("network_id", "email"), CheckConstraint("email = lower(email)", name="small_letters"))

    id: Mapped[int] = mapped_column(primary_key=True)
    # Networks live below this package: the table is named, its class is not imported.
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    follows: Mapped[list["Follow"]] = relationship(
        back_populates="follower", order_by="Follow.id", cascade="all, delete-orphan")

    @property
    def confirmed(self) -> list["Follow"]:
        return [follow for follow in self.follows if follow.confirmed_at]

    @property
    def unconfirmed(self) -> list["Follow"]:
        return [follow for follow in self.follows if not follow.confirmed_at]


class Follow(Base):
    """One thing that is followed, by its name in addresses; everything has none.

    `told_until`: what was published until then is told. Nothing is sent before `confirmed_at`.
    """

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint("follower_id", "topic", "name"),
        CheckConstraint("(topic = 'alles') = (name = '')", name="everything_has_no_name"),
        CheckConstraint("(confirmed_at IS NULL) = (told_until IS NULL)", name="told_iff_confirmed"),
        Index("ix_follow_rhythm_told_until", "rhythm", "told_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("follower.id"))
    topic: Mapped[Topic] = mapped_column(coded(Topic))
    name: Mapped[str] = mapped_column(String(64))
    rhythm: Mapped[Rhythm] = mapped_column(coded(Rhythm))
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told_until: Mapped[datetime | None]
    follower: Mapped[Follower] = relationship(back_populates="follows")
