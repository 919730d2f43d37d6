"""Working groups with their members and papers."""

import secrets
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.advice.models import Advised, advised_whole
from portal.core.database import Base
from portal.core.documents import Document
from portal.groups.rules import GroupState, state_of
from portal.networks.models import Network
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.tables.models import PhysicalTable


class WorkingGroup(Advised, Base):
    """Set up by a table, or by the network when it has no table (IN 8.1), about a proposal or a subject of its own (8.2).

    `limits`: what it does not have to do. `draft` and `draft_minority` are advice that is being written: for its members and the
    municipality alone. What was advised is public.
    """

    __tablename__ = "working_group"
    __table_args__ = (
        UniqueConstraint("network_id", "slug"),
        *advised_whole(),
        CheckConstraint("assignment <> ''", name="has_assignment"),
        CheckConstraint("(closed_at IS NULL) = (close_reason = '')", name="closed_with_reason"),
        Index("ix_working_group_network_id_id", "network_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    table_id: Mapped[int | None] = mapped_column(ForeignKey("physical_table.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    slug: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    assignment: Mapped[str]
    limits: Mapped[str] = mapped_column(default="")
    founded_at: Mapped[datetime]
    ends_on: Mapped[date]
    draft: Mapped[str] = mapped_column(default="")
    draft_minority: Mapped[str] = mapped_column(default="")
    drafted_at: Mapped[datetime | None]
    drafted_by: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    network: Mapped[Network] = relationship()
    table: Mapped[PhysicalTable | None] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
    members: Mapped[list["GroupMember"]] = relationship(back_populates="group", order_by="GroupMember.id")
    papers: Mapped[list["GroupPaper"]] = relationship(back_populates="group", order_by="GroupPaper.id")

    __mapper_args__ = {"version_id_col": version}

    def state(self, today: date) -> GroupState:
        return state_of(self.ends_on, self.advised_at, self.closed_at, today)

    @property
    def path(self) -> str:
        return f"/werkgroepen/{self.slug}"

    @property
    def is_at_work(self) -> bool:
        """Its advice is not there yet, and it was not closed."""
        return self.advised_at is None and self.closed_at is None

    @property
    def present(self) -> list["GroupMember"]:
        """Who takes part now: the leader first, the others by organisation."""
        here = [member for member in self.members if member.ended_at is None]
        return sorted(here, key=lambda member: (not member.is_leader, member.organisation.casefold(), member.id))

    @property
    def leader(self) -> "GroupMember | None":
        return next((member for member in self.present if member.is_leader), None)


class GroupMember(Base):
    """A person in a group, for a party or for another organisation (IN 7.7, 8). On the site stands the organisation alone.

    `answer_key`: the secret part of the addresses of who is of no party, and so has no account.
    """

    __tablename__ = "group_member"
    __table_args__ = (
        CheckConstraint("organisation <> '' AND person_name <> ''", name="is_somebody"),
        Index("uq_group_member_leader", "group_id", unique=True, sqlite_where=text("is_leader AND ended_at IS NULL"),
              postgresql_where=text("is_leader AND ended_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    organisation: Mapped[str]
    person_name: Mapped[str]
    email: Mapped[str] = mapped_column(String(254))
    answer_key: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: secrets.token_urlsafe(18))
    is_leader: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    group: Mapped[WorkingGroup] = relationship(back_populates="members")
    party: Mapped[Party | None] = relationship()


class GroupPaper(Base):
    """A document with a group: for everyone, or for its members and the municipality alone."""

    __tablename__ = "group_paper"
    __table_args__ = (UniqueConstraint("group_id", "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    title: Mapped[str]
    is_public: Mapped[bool]
    added_by: Mapped[str]
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    group: Mapped[WorkingGroup] = relationship(back_populates="papers")
    document: Mapped[Document] = relationship()

    __mapper_args__ = {"version_id_col": version}
