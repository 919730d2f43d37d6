"""Votes with their roll and ballots."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Base, Immutable, coded
from portal.core.terms import Term
from portal.dealings.models import Recusal, one_ground
from portal.proposals.models import Proposal, ProposalVersion
from portal.tables.rules import SizeClass
from portal.votes.rules import Choice


class Vote(Term, Base):
    """A vote of the network on one version. The term is fixed when it opens."""

    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("version_id"),
        CheckConstraint("closes_at > opened_at", name="closes_after_opening"),
        Index("ix_vote_closes_at", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("proposal_version.id"))
    proposal: Mapped[Proposal] = relationship()
    text_version: Mapped[ProposalVersion] = relationship()


class RollEntry(Immutable, Base):
    """A party that may vote, frozen when the vote opened: its name, its class, whether it sits at the table."""

    __tablename__ = "roll_entry"
    __table_args__ = (UniqueConstraint("vote_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    party_name: Mapped[str]
    size_class: Mapped[SizeClass | None] = mapped_column(coded(SizeClass))
    at_table: Mapped[bool]


class Ballot(Immutable, Base):
    """A vote as it was cast. The last one of a party counts; the others stay on record."""

    __tablename__ = "ballot"
    __table_args__ = (Index("ix_ballot_vote_party", "vote_id", "party_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    choice: Mapped[Choice] = mapped_column(coded(Choice))
    explanation: Mapped[str] = mapped_column(default="")
    cast_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str]
    by_secretary: Mapped[bool] = mapped_column(default=False)


class VoteRecusal(Recusal, Base):
    """A party on the roll that takes no part in the vote. The roll itself stays as it was when the vote opened."""

    __tablename__ = "vote_recusal"
    __table_args__ = (
        one_ground(),
        Index("uq_vote_recusal_vote_party", "vote_id", "party_id", unique=True,
              sqlite_where=text("taken_back_at IS NULL"), postgresql_where=text("taken_back_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    vote: Mapped[Vote] = relationship()
