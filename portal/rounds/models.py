"""Rounds, reactions and answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.contributions.models import ConfidentialPart, Sent, hidden_has_ground
from portal.core.database import Base, Immutable, coded
from portal.core.terms import Term
from portal.proposals.models import Proposal, ProposalVersion
from portal.rounds.rules import Adopted, Position, ReactionState, RoundPhase, phase


class CommentRound(Term, Base):
    """Two weeks on one version of a proposal. Extended with a reason, never shortened."""

    __tablename__ = "comment_round"
    __table_args__ = (
        UniqueConstraint("version_id"),
        CheckConstraint("closes_at > opened_at", name="closes_after_opening"),
        Index("ix_comment_round_closes_at", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("proposal_version.id"))
    version: Mapped[int] = mapped_column(default=1)
    proposal: Mapped[Proposal] = relationship()
    text_version: Mapped[ProposalVersion] = relationship()
    extensions: Mapped[list["Extension"]] = relationship(order_by="Extension.id")

    __mapper_args__ = {"version_id_col": version}

    def phase(self, now: datetime) -> RoundPhase:
        return phase(self.opened_at, self.closes_at, now)


class Extension(Immutable, Base):
    """More time for everyone, with the reason."""

    __tablename__ = "round_extension"
    __table_args__ = (CheckConstraint("new_closes_at > old_closes_at", name="never_shorter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), index=True)
    extended_at: Mapped[datetime]
    old_closes_at: Mapped[datetime]
    new_closes_at: Mapped[datetime]
    reason: Mapped[str]


class Theme(Base):
    """A subject under which reactions of one round are put, to be answered together."""

    __tablename__ = "reaction_theme"
    __table_args__ = (UniqueConstraint("round_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"))
    title: Mapped[str]


class Reaction(Sent, Base):
    """A reaction on a round's version: on the whole (`all`) or on paragraphs. `late` ones are shown apart."""

    __tablename__ = "reaction"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        CheckConstraint("(state = 'new') = (read_at IS NULL)", name="read_iff_not_new"),
        CheckConstraint("state <> 'withheld' OR length(withheld_reason) > 0", name="withheld_has_reason"),
        hidden_has_ground(),
        Index("ix_reaction_round_state", "round_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"))
    number: Mapped[int]
    position: Mapped[Position] = mapped_column(coded(Position))
    labels: Mapped[list[Any]]
    text: Mapped[str]
    public_text: Mapped[str] = mapped_column(default="")
    public_html: Mapped[str] = mapped_column(default="")
    late: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ReactionState] = mapped_column(coded(ReactionState), default=ReactionState.NEW)
    read_at: Mapped[datetime | None]
    withheld_reason: Mapped[str] = mapped_column(default="")
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("reaction_theme.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    round: Mapped[CommentRound] = relationship()
    theme: Mapped[Theme | None] = relationship(lazy="raise_on_sql")
    confidential: Mapped[ConfidentialPart | None] = relationship(lazy="raise_on_sql")
    answer: Mapped["Answer | None"] = relationship(back_populates="reaction", lazy="raise_on_sql")
    rejoinder: Mapped["Rejoinder | None"] = relationship(back_populates="reaction", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class Answer(Base):
    """The table's answer: a draft until `published_at`. `changed`: labels of the paragraphs that changed because of it."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    reaction_id: Mapped[int] = mapped_column(ForeignKey("reaction.id"), unique=True)
    adopted: Mapped[Adopted] = mapped_column(coded(Adopted))
    text: Mapped[str]
    html: Mapped[str]
    changed: Mapped[list[Any]] = mapped_column(default=list)
    written_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    reaction: Mapped[Reaction] = relationship(back_populates="answer", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class Rejoinder(Base):
    """What a sender says about how its reaction was handled: once (IN 6.3, ZL 5.5). Published like a reaction, read first."""

    __tablename__ = "rejoinder"
    __table_args__ = (
        CheckConstraint("(state = 'new') = (read_at IS NULL)", name="read_iff_not_new"),
        CheckConstraint("state <> 'withheld' OR length(withheld_reason) > 0", name="withheld_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reaction_id: Mapped[int] = mapped_column(ForeignKey("reaction.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    received_at: Mapped[datetime]
    state: Mapped[ReactionState] = mapped_column(coded(ReactionState), default=ReactionState.NEW)
    read_at: Mapped[datetime | None]
    public_text: Mapped[str] = mapped_column(default="")
    public_html: Mapped[str] = mapped_column(default="")
    withheld_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    reaction: Mapped[Reaction] = relationship(back_populates="rejoinder", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class RoundRead(Immutable, Base):
    """A party says that it read what a round puts to it and has nothing to say (ZL 1.5). Who reacted has read it too."""

    __tablename__ = "round_read"
    __table_args__ = (UniqueConstraint("round_id", "party_id"), Index("ix_round_read_party_id", "party_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    read_at: Mapped[datetime]
