"""Meetings with their agenda, attendance and minutes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Base, Immutable, coded
from portal.dealings.models import Dispute, Recusal, one_ground
from portal.meetings.rules import MeetingState, Presence
from portal.networks.models import Network
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.signals.models import Signal
from portal.tables.models import PhysicalTable


class Meeting(Base):
    """A meeting of a physical table, or of the whole network when it has no table. A draft mails nobody.

    `invited_digest` is the fingerprint of what the last invitation said: other now means that an update is due.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("network_id", "slug"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_meeting_network_starts_at", "network_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    table_id: Mapped[int | None] = mapped_column(ForeignKey("physical_table.id"))
    slug: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str]
    state: Mapped[MeetingState] = mapped_column(coded(MeetingState), default=MeetingState.DRAFT)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    invited_at: Mapped[datetime | None]
    invited_digest: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=1)
    network: Mapped[Network] = relationship()
    table: Mapped[PhysicalTable | None] = relationship()
    items: Mapped[list["AgendaItem"]] = relationship(back_populates="meeting", order_by="AgendaItem.position")
    attendance: Mapped[list["Attendance"]] = relationship(back_populates="meeting")
    minutes: Mapped[list["Minutes"]] = relationship(back_populates="meeting", order_by="Minutes.number")

    __mapper_args__ = {"version_id_col": version}


class AgendaItem(Base):
    """One point: a proposal, a signal, a dispute or a subject of its own. `outcome` is the name of the step that was taken.

    Without a `title` it is called after its subject (`messages.item_title`). Of a dispute nothing is written here: agenda and
    minutes are public.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("(CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN signal_id IS NULL THEN 0 ELSE 1 END) "
                        "+ (CASE WHEN dispute_id IS NULL THEN 0 ELSE 1 END) <= 1", name="one_subject"),
        CheckConstraint("title <> '' OR proposal_id IS NOT NULL OR signal_id IS NOT NULL OR dispute_id IS NOT NULL",
                        name="has_subject"),
        CheckConstraint("dispute_id IS NULL OR (title = '' AND discussion = '' AND conclusion = '')", name="dispute_is_kept"),
        CheckConstraint("planned_minutes > 0", name="takes_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    signal_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id"), index=True)
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("dispute.id"), index=True)
    planned_minutes: Mapped[int] = mapped_column(default=15)
    discussion: Mapped[str] = mapped_column(default="")
    conclusion: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(String(32), default="")
    handled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    meeting: Mapped[Meeting] = relationship(back_populates="items")
    proposal: Mapped[Proposal | None] = relationship()
    signal: Mapped[Signal | None] = relationship()
    dispute: Mapped[Dispute | None] = relationship()
    actions: Mapped[list["ActionPoint"]] = relationship(back_populates="item", order_by="ActionPoint.id")
    recusals: Mapped[list["ItemRecusal"]] = relationship(
        primaryjoin="and_(ItemRecusal.item_id == AgendaItem.id, ItemRecusal.taken_back_at.is_(None))",
        order_by="ItemRecusal.id", viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class ActionPoint(Base):
    """What somebody promised to do: `who` is a party or a role, never a person's name, because minutes are public."""

    __tablename__ = "action_point"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    what: Mapped[str]
    who: Mapped[str]
    due_on: Mapped[date]
    item: Mapped[AgendaItem] = relationship(back_populates="actions")


class ItemRecusal(Recusal, Base):
    """A party that takes no part in one point, because of a disclosed interest. The minutes say that, not what it is."""

    __tablename__ = "item_recusal"
    __table_args__ = (
        one_ground(),
        Index("uq_item_recusal_item_party", "item_id", "party_id", unique=True,
              sqlite_where=text("taken_back_at IS NULL"), postgresql_where=text("taken_back_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    item: Mapped[AgendaItem] = relationship()


class Attendance(Base):
    """Whether a party of the table was there (IN 7.5). Reasons are seen by the municipality and the party.

    `is_announced`: what was said beforehand; the secretary has not noted yet what happened.
    """

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    presence: Mapped[Presence] = mapped_column(coded(Presence))
    reason: Mapped[str] = mapped_column(default="")
    is_announced: Mapped[bool] = mapped_column(default=False)
    noted_at: Mapped[datetime]
    meeting: Mapped[Meeting] = relationship(back_populates="attendance")
    party: Mapped[Party] = relationship()


class Minutes(Immutable, Base):
    """A version of a meeting's minutes; the last one is adopted when the meeting's state says so."""

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    text: Mapped[str]
    html: Mapped[str]
    written_at: Mapped[datetime]
    written_by: Mapped[str]
    meeting: Mapped[Meeting] = relationship(back_populates="minutes")
