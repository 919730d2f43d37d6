"""Votes with their roll, their ballots, and what happened to their term."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Base, Immutable, coded
from portal.core.terms import MoreTime, Term, never_shorter
from portal.dealings.models import Recusal, one_ground
from portal.proposals.models import Proposal, ProposalVersion
from portal.tables.rules import SizeClass
from portal.votes.rules import Choice


class Vote(Term, Base):
    """A vote of the network on one version. Its rules are those of the network's profile when it opened."""

    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("version_id"),
        CheckConstraint("closes_at > opened_at", name="closes_after_opening"),
        Index("ix_vote_closes_at", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("proposal_version.id"))
    may_abstain: Mapped[bool] = mapped_column(default=False)
    by_name: Mapped[bool] = mapped_column(default=True)
    shows_progress: Mapped[bool] = mapped_column(default=True)
    asks_proof: Mapped[bool] = mapped_column(default=False)
    proposal: Mapped[Proposal] = relationship()
    text_version: Mapped[ProposalVersion] = relationship()
    extensions: Mapped[list["VoteExtension"]] = relationship(order_by="VoteExtension.id")


class VoteExtension(MoreTime, Immutable, Base):
    """More time for every party, with the reason; by itself or after an outage."""

    __tablename__ = "vote_extension"
    __table_args__ = (never_shorter(),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    outage_id: Mapped[int | None] = mapped_column(ForeignKey("outage.id"), index=True)


class VoteReminder(Immutable, Base):
    """That the parties without a vote were reminded: on one day never twice, by hand once."""

    __tablename__ = "vote_reminder"
    __table_args__ = (
        UniqueConstraint("vote_id", "day"),
        Index("uq_vote_reminder_by_hand", "vote_id", unique=True,
              sqlite_where=text("by_hand"), postgresql_where=text("by_hand")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    day: Mapped[date]
    by_hand: Mapped[bool]
    parties: Mapped[int]


class RollEntry(Immutable, Base):
    """A party that may vote, frozen when the vote opened: its name, its class, whether it sits at the table."""

    __tablename__ = "roll_entry"
    __table_args__ = (UniqueConstraint("vote_id", "party_id"), Index("ix_roll_entry_party_vote", "party_id", "vote_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    party_name: Mapped[str]
    size_class: Mapped[SizeClass | None] = mapped_column(coded(SizeClass))
    at_table: Mapped[bool]


class Ballot(Immutable, Base):
    """A vote as it was cast, with the number and the seal of its receipt. The last one of a party counts; the others stay."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_ballot_vote_party", "vote_id", "party_id", "id"),
        Index("ix_ballot_party_vote", "party_id", "vote_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16))
    seal: Mapped[str] = mapped_column(String(64))
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
