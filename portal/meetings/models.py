"""Meetings with their agenda, attendance and minutes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.advice.models import AdviceRequest
from portal.advice.rules import Hands
from portal.core.database import Base, Immutable, coded, turning
from portal.core.documents import Document
from portal.core.revisions import Paragraph, Paragraphs
from portal.dealings.models import Dispute, Recusal, one_ground
from portal.groups.models import GroupMember, WorkingGroup
from portal.meetings.rules import MeetingState, OwnTable, Presence
from portal.networks.models import Network
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.rounds.models import CommentRound
from portal.signals.models import Signal
from portal.tables.models import Guest, PhysicalTable


class Meeting(Base):
    """A meeting of a physical table, of a working group, or of the whole network when it has neither. A draft mails nobody.

    `invited_digest` is the fingerprint of what the last invitation said: other now means that an update is due.
    `remarks_close_at`: until when members can remark on the draft of the minutes that was sent last.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("network_id", "slug"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_iff_instant"),
        CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name="cancelled_has_reason"),
        CheckConstraint("table_id IS NULL OR group_id IS NULL", name="of_one_body"),
        Index("ix_meeting_network_starts_at", "network_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    table_id: Mapped[int | None] = mapped_column(ForeignKey("physical_table.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("working_group.id"), index=True)
    slug: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime] = turning()
    ends_at: Mapped[datetime] = turning()
    place: Mapped[str]
    state: Mapped[MeetingState] = mapped_column(coded(MeetingState), default=MeetingState.DRAFT)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    invited_at: Mapped[datetime | None]
    invited_digest: Mapped[str] = mapped_column(String(64), default="")
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    remarks_close_at: Mapped[datetime | None] = turning()
    adopted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    network: Mapped[Network] = relationship()
    table: Mapped[PhysicalTable | None] = relationship()
    group: Mapped[WorkingGroup | None] = relationship()
    items: Mapped[list["AgendaItem"]] = relationship(back_populates="meeting", order_by="AgendaItem.position")
    attendance: Mapped[list["Attendance"]] = relationship(back_populates="meeting")
    minutes: Mapped[list["Minutes"]] = relationship(back_populates="meeting", order_by="Minutes.number")
    papers: Mapped[list["MeetingPaper"]] = relationship(back_populates="meeting", order_by="MeetingPaper.id")

    __mapper_args__ = {"version_id_col": version}


class AgendaItem(Base):
    """One point: a proposal, a signal, a dispute, reactions to answers (`round`), a question for
    advice, the advice of a working group (`group`) or a subject of its own.

    `outcome` is the name of the step that was taken; `own_table` what was decided about a table for the subject (ZL 5.4).

    Without a `title` it is called after its subject (`messages.item_title`). Of a dispute nothing is written here: agenda and
    minutes are public.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("(CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN signal_id IS NULL THEN 0 ELSE 1 END) "
                        "+ (CASE WHEN dispute_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN round_id IS NULL THEN 0 ELSE 1 END) "
                        "+ (CASE WHEN advice_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN group_id IS NULL THEN 0 ELSE 1 END) <= 1",
                        name="one_subject"),
        CheckConstraint("title <> '' OR proposal_id IS NOT NULL OR signal_id IS NOT NULL OR dispute_id IS NOT NULL "
                        "OR round_id IS NOT NULL OR advice_id IS NOT NULL OR group_id IS NOT NULL", name="has_subject"),
        CheckConstraint("dispute_id IS NULL OR (title = '' AND discussion = '' AND conclusion = '')", name="dispute_is_kept"),
        CheckConstraint("planned_minutes > 0", name="takes_time"),
        CheckConstraint("(in_favour IS NULL) = (against IS NULL) AND (in_favour IS NULL) = (abstained IS NULL)", name="hands_whole"),
        CheckConstraint("in_favour >= 0 AND against >= 0 AND abstained >= 0", name="hands_not_negative"),
        CheckConstraint("own_table IS NULL OR proposal_id IS NOT NULL", name="own_table_of_proposal"),
        CheckConstraint("founded_table_id IS NULL OR own_table = 'yes'", name="founded_iff_decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    signal_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id"), index=True)
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("dispute.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("comment_round.id"), index=True)
    advice_id: Mapped[int | None] = mapped_column(ForeignKey("advice_request.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("working_group.id"), index=True)
    planned_minutes: Mapped[int] = mapped_column(default=15)
    discussion: Mapped[str] = mapped_column(default="")
    conclusion: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(String(32), default="")
    in_favour: Mapped[int | None]
    against: Mapped[int | None]
    abstained: Mapped[int | None]
    own_table: Mapped[OwnTable | None] = mapped_column(coded(OwnTable))
    founded_table_id: Mapped[int | None] = mapped_column(ForeignKey("physical_table.id"))
    handled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    meeting: Mapped[Meeting] = relationship(back_populates="items")
    proposal: Mapped[Proposal | None] = relationship()
    signal: Mapped[Signal | None] = relationship()
    dispute: Mapped[Dispute | None] = relationship()
    round: Mapped[CommentRound | None] = relationship()
    advice: Mapped[AdviceRequest | None] = relationship()
    group: Mapped[WorkingGroup | None] = relationship()
    founded_table: Mapped[PhysicalTable | None] = relationship()
    note: Mapped["InternalNote | None"] = relationship(back_populates="item", uselist=False, cascade="all, delete-orphan")
    actions: Mapped[list["ActionPoint"]] = relationship(back_populates="item", order_by="ActionPoint.id")
    recusals: Mapped[list["ItemRecusal"]] = relationship(
        primaryjoin="and_(ItemRecusal.item_id == AgendaItem.id, ItemRecusal.taken_back_at.is_(None))",
        order_by="ItemRecusal.id", viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def hands(self) -> Hands | None:
        """How the table voted by show of hands, where it did."""
        if self.in_favour is None or self.against is None or self.abstained is None:
            return None
        return Hands(self.in_favour, self.against, self.abstained)


class InternalNote(Base):
    """What was said at a point for the table and the municipality alone. Stored apart: no public page or index reads it.

    Who writes here changes the version of the point.
    """

    __tablename__ = "internal_note"
    __table_args__ = (CheckConstraint("text <> ''", name="is_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), unique=True)
    text: Mapped[str]
    item: Mapped[AgendaItem] = relationship(back_populates="note")


class MeetingPaper(Base):
    """A document with a meeting, or with one point of it: for everyone, or for the table and the municipality alone."""

    __tablename__ = "meeting_paper"
    __table_args__ = (UniqueConstraint("meeting_id", "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    title: Mapped[str]
    is_public: Mapped[bool]
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    meeting: Mapped[Meeting] = relationship(back_populates="papers")
    item: Mapped[AgendaItem | None] = relationship()
    document: Mapped[Document] = relationship()

    __mapper_args__ = {"version_id_col": version}


class ActionPoint(Base):
    """What somebody promised to do: `who` is a party or a role, never a person's name, because minutes are public.

    It runs on to the next meetings of the same table until it is done, or dropped; `ended_by` says who wrote that.
    """

    __tablename__ = "action_point"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (was_done IS NULL)", name="ended_iff_instant"),
        CheckConstraint("was_done IS NULL OR was_done OR end_note <> ''", name="dropped_has_reason"),
        Index("ix_action_point_party_id", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    what: Mapped[str]
    who: Mapped[str]
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    due_on: Mapped[date]
    was_done: Mapped[bool | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")
    end_note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    item: Mapped[AgendaItem] = relationship(back_populates="actions")

    __mapper_args__ = {"version_id_col": version}


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
    """Whether a party of the table was there (IN 7.5). Reasons, and who the substitute is, are seen by the municipality and the party.

    `is_announced`: what was said beforehand; the secretary has not noted yet what happened.
    """

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    presence: Mapped[Presence] = mapped_column(coded(Presence))
    reason: Mapped[str] = mapped_column(default="")
    substitute: Mapped[str] = mapped_column(default="")
    is_announced: Mapped[bool] = mapped_column(default=False)
    noted_at: Mapped[datetime]
    meeting: Mapped[Meeting] = relationship(back_populates="attendance")
    party: Mapped[Party] = relationship()


class GuestAttendance(Base):
    """Whether a guest of the table was there (IN 7.7), or somebody of no party in the working group (IN 8).

    Neither has a seat: the rule about missed meetings is not for them. `is_announced`: what was said beforehand. The reason is seen
    by the municipality and the one who gave it alone.
    """

    __tablename__ = "guest_attendance"
    __table_args__ = (
        UniqueConstraint("meeting_id", "guest_id"),
        UniqueConstraint("meeting_id", "member_id"),
        CheckConstraint("(guest_id IS NULL) <> (member_id IS NULL)", name="is_one_of_both"),
        CheckConstraint("presence <> 'substitute'", name="guest_has_no_substitute"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("group_member.id"), index=True)
    presence: Mapped[Presence] = mapped_column(coded(Presence, "guest_presence"))
    reason: Mapped[str] = mapped_column(default="")
    is_announced: Mapped[bool] = mapped_column(default=False)
    noted_at: Mapped[datetime]
    meeting: Mapped[Meeting] = relationship()
    guest: Mapped[Guest | None] = relationship()
    member: Mapped[GroupMember | None] = relationship()

    @property
    def visitor(self) -> Guest | GroupMember:
        """Whose row this is."""
        found = self.guest or self.member
        assert found is not None  # noqa: S101 - the database holds one of the two
        return found


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


class MinutesEdition(Immutable, Base):
    """The whole minutes as they were sent as a draft, or adopted: numbered paragraphs, written once (DESIGN rule 10).

    `internal` holds what only the table and the municipality read, under the same labels, and stands in no public page.
    """

    __tablename__ = "minutes_edition"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    paragraphs: Mapped[tuple[Paragraph, ...]] = mapped_column(Paragraphs)
    internal: Mapped[tuple[Paragraph, ...]] = mapped_column(Paragraphs)
    is_adopted: Mapped[bool]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class MinutesRemark(Base):
    """What a party says about a draft of the minutes, on one paragraph of it; the secretary takes it over, or not, with a reason.

    `member`: who is in the working group that met, and remarked by the secret address; for no party, or for one without logging in.
    """

    __tablename__ = "minutes_remark"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (taken_over IS NULL)", name="answered_iff_instant"),
        CheckConstraint("taken_over IS NULL OR taken_over OR answer <> ''", name="refused_has_reason"),
        CheckConstraint("party_id IS NOT NULL OR member_id IS NOT NULL", name="is_of_somebody"),
        Index("ix_minutes_remark_party_id", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("minutes_edition.id"), index=True)
    label: Mapped[str] = mapped_column(String(16))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("group_member.id"), index=True)
    person_name: Mapped[str]
    text: Mapped[str]
    made_at: Mapped[datetime]
    is_late: Mapped[bool]
    taken_over: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    edition: Mapped[MinutesEdition] = relationship()
    party: Mapped[Party | None] = relationship()
    member: Mapped[GroupMember | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def sender(self) -> str:
        """Whose remark it is: a party, or another organisation."""
        whose = self.party.name if self.party else self.member.organisation if self.member else ""
        assert whose  # noqa: S101 - the database holds one of the two
        return whose
