"""Rounds, reactions and answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from portal.contributions.models import Attachment, CanBeHidden, ConfidentialPart, Sent, hidden_has_ground
from portal.core.database import Base, Immutable, coded
from portal.core.terms import MoreTime, Term, never_shorter
from portal.proposals.models import Proposal, ProposalVersion
from portal.rounds.rules import Adopted, Position, ReactionState, RoundPhase, phase


class CommentRound(Term, Base):
    """Two weeks on one version of a proposal. Extended with a reason, never shortened.

    `reminded_at`: when the secretary last reminded who did not react; `end_announced_at`: when the calendar did so, once.
    `answered_at`: when answers to its reactions were last made public; those of a round become so together. Empty again when
    another reaction comes to count after that: the round waits for answers once more.
    """

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
    reminded_at: Mapped[datetime | None]
    end_announced_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    proposal: Mapped[Proposal] = relationship()
    text_version: Mapped[ProposalVersion] = relationship()
    extensions: Mapped[list["Extension"]] = relationship(order_by="Extension.id")

    __mapper_args__ = {"version_id_col": version}

    def phase(self, now: datetime) -> RoundPhase:
        return phase(self.opened_at, self.closes_at, now)


class Outage(Immutable, Base):
    """The portal could not be reached: what ran then got more time, in one act."""

    __tablename__ = "outage"
    __table_args__ = (CheckConstraint("ended_at > began_at", name="ends_after_begin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    reason: Mapped[str]
    stated_at: Mapped[datetime]


class Extension(MoreTime, Immutable, Base):
    """More time for everyone, with the reason; after an outage also for a round that closed in it."""

    __tablename__ = "round_extension"
    __table_args__ = (never_shorter(),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"), index=True)
    outage_id: Mapped[int | None] = mapped_column(ForeignKey("outage.id"), index=True)

    @property
    def reopened(self) -> bool:
        """The round was closed when it got more time."""
        return self.extended_at >= self.old_closes_at


class Theme(Base):
    """A subject under which reactions of one round are put, to be answered together."""

    __tablename__ = "reaction_theme"
    __table_args__ = (UniqueConstraint("round_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"))
    title: Mapped[str]


class ReadFirst:
    """What the secretary reads before it is on the site: with the cleared text, or withheld with the reason (DESIGN rule 8)."""

    text: Mapped[str]
    state: Mapped[ReactionState] = mapped_column(coded(ReactionState), default=ReactionState.NEW)
    read_at: Mapped[datetime | None]
    public_text: Mapped[str] = mapped_column(default="")
    public_html: Mapped[str] = mapped_column(default="")
    withheld_reason: Mapped[str] = mapped_column(default="")


def read_checks() -> tuple[CheckConstraint, ...]:
    return (CheckConstraint("(state = 'new') = (read_at IS NULL)", name="read_iff_not_new"),
            CheckConstraint("state <> 'withheld' OR length(withheld_reason) > 0", name="withheld_has_reason"))


class Reaction(ReadFirst, Sent, Base):
    """A reaction on a round's version: on the whole (`all`) or on paragraphs. `late` ones are shown apart.

    Its sender changes or withdraws it until the end: what it said before stays as `EarlierText`. What was withdrawn
    counts for nothing and shows no text.
    """

    __tablename__ = "reaction"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        *read_checks(),
        CheckConstraint("withdrawn_at IS NULL OR length(public_text) = 0", name="withdrawn_shows_nothing"),
        hidden_has_ground(),
        Index("ix_reaction_round_state", "round_id", "state"),
        # Who reacted to which round is counted over all rounds of a year: the index holds all that the count asks.
        Index("ix_reaction_round_party", "round_id", "party_id", "late", "awaits_address", "withdrawn_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("comment_round.id"))
    number: Mapped[int]
    position: Mapped[Position] = mapped_column(coded(Position))
    labels: Mapped[list[Any]]
    late: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("reaction_theme.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    round: Mapped[CommentRound] = relationship()
    theme: Mapped[Theme | None] = relationship(lazy="raise_on_sql")
    confidential: Mapped[ConfidentialPart | None] = relationship(lazy="raise_on_sql")
    answer: Mapped["Answer | None"] = relationship(back_populates="reaction", lazy="raise_on_sql")
    rejoinder: Mapped["Rejoinder | None"] = relationship(back_populates="reaction", lazy="raise_on_sql")
    replies: Mapped[list["ReactionReply"]] = relationship(back_populates="reaction", lazy="raise_on_sql", order_by="ReactionReply.id")
    attachments: Mapped[list[Attachment]] = relationship(viewonly=True, lazy="raise_on_sql", order_by=Attachment.id)
    earlier: Mapped[list["EarlierText"]] = relationship(lazy="raise_on_sql", order_by="EarlierText.number")
    has_more: Mapped[bool | None] = query_expression()
    """Whether replies or documents hang on it, on a page that asks; None where nobody asked."""

    __mapper_args__ = {"version_id_col": version}

    @property
    def path(self) -> str:
        """Its permanent address: leads to where it stands, on whichever page of its round."""
        return f"/reacties/{self.id}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def site_html(self) -> str:
        """What everyone may read of it now: nothing of what is hidden."""
        return "" if self.is_hidden else self.public_html


class EarlierText(Immutable, Base):
    """What a reaction said before its sender changed it; `person_id` and `written_at`: of that text."""

    __tablename__ = "reaction_earlier_text"
    __table_args__ = (UniqueConstraint("reaction_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reaction_id: Mapped[int] = mapped_column(ForeignKey("reaction.id"))
    number: Mapped[int]
    position: Mapped[Position] = mapped_column(coded(Position))
    labels: Mapped[list[Any]]
    text: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]


class ReactionReply(ReadFirst, Sent, Base):
    """What a party or somebody with a confirmed address says about a published reaction, while the round is open. Read first."""

    __tablename__ = "reaction_reply"
    __table_args__ = (
        *read_checks(),
        hidden_has_ground(),
        Index("ix_reaction_reply_reaction_id_state", "reaction_id", "state"),
        Index("ix_reaction_reply_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reaction_id: Mapped[int] = mapped_column(ForeignKey("reaction.id"))
    version: Mapped[int] = mapped_column(default=1)
    reaction: Mapped[Reaction] = relationship(back_populates="replies")
    called = "reply"

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


class Rejoinder(ReadFirst, CanBeHidden, Base):
    """What a sender says about how its reaction was handled: once (IN 6.3, ZL 5.5). Published like a reaction, read first."""

    __tablename__ = "rejoinder"
    __table_args__ = (
        *read_checks(),
        hidden_has_ground(),
        Index("ix_rejoinder_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reaction_id: Mapped[int] = mapped_column(ForeignKey("reaction.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    received_at: Mapped[datetime]
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
