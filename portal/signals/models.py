"""Signals as they came in, the public text that the secretary made of them, and what senders say of the judgement."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.contributions.models import ConfidentialPart, Sent, hidden_has_ground
from portal.core.database import Base, Codes, coded
from portal.networks.models import Agreement
from portal.networks.rules import Law, Result
from portal.region.models import Municipality
from portal.signals.rules import Channel, ReplyOutcome, Sentiment, SignalState, Subject, is_article


class Signal(Sent, Base):
    """`title`, `district` and `text` are what was sent and are never published; those with `public_` are what the secretary
    cleared of them (rule 8).

    What it is about, as the sender says: everything but the subject may be unknown. `entered_by_id` is the secretary who entered
    what came by telephone or on paper. A merged signal follows the one that it was merged into, which is never merged itself.
    `split_from`: the signal that this one was a part of. Proposals lie below this package: their table is named, not imported.
    """

    __tablename__ = "signal"
    __table_args__ = (
        UniqueConstraint("network_id", "year", "sequence"),
        CheckConstraint("(state = 'received') = (decided_at IS NULL)", name="decided_iff_not_received"),
        CheckConstraint("state = 'received' OR length(reason) > 0", name="decided_has_reason"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_one"),
        CheckConstraint("merged_into_id <> id AND split_from_id <> id", name="of_another"),
        CheckConstraint("(state = 'proposal') = (proposal_id IS NOT NULL)", name="became_a_proposal"),
        CheckConstraint("(channel IN ('phone', 'paper')) = (entered_by_id IS NOT NULL)", name="entered_by_somebody"),
        CheckConstraint("published_at IS NULL OR (length(public_title) > 0 AND length(public_text) > 0)", name="public_is_cleared"),
        hidden_has_ground(),
        Index("ix_signal_network_state", "network_id", "state"),
        Index("ix_signal_network_id_id", "network_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    sentiment: Mapped[Sentiment] = mapped_column(coded(Sentiment))
    subject: Mapped[Subject] = mapped_column(coded(Subject))
    laws: Mapped[frozenset[Law]] = mapped_column(Codes(Law), default=frozenset())
    result: Mapped[Result | None] = mapped_column(coded(Result))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    district: Mapped[str] = mapped_column(default="")
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    article: Mapped[str] = mapped_column(default="")
    channel: Mapped[Channel] = mapped_column(coded(Channel), default=Channel.WEB)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id"), index=True)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    state: Mapped[SignalState] = mapped_column(coded(SignalState), default=SignalState.RECEIVED)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    public_title: Mapped[str] = mapped_column(default="")
    public_district: Mapped[str] = mapped_column(default="")
    public_text: Mapped[str] = mapped_column(default="")
    public_html: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    confidential: Mapped[ConfidentialPart | None] = relationship(lazy="raise_on_sql")
    municipality: Mapped[Municipality | None] = relationship(lazy="raise_on_sql")
    agreement: Mapped[Agreement | None] = relationship(lazy="raise_on_sql")
    reply: Mapped["Reply | None"] = relationship(back_populates="signal", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def number(self) -> str:
        return f"{self.year}-{self.sequence:02d}"

    @property
    def path(self) -> str:
        """Its public page."""
        return f"/signalen/{self.number}"

    @property
    def public_article(self) -> str:
        """The article when it is a number: words that nobody cleared stay off the site."""
        return self.article if is_article(self.article) else ""

    @property
    def is_on_site(self) -> bool:
        return self.published_at is not None and self.hidden_at is None


class Reply(Base):
    """What the sender says, once, of the judgement that it names. Public when the secretary cleared it.

    `text` is what was sent; `note` is what the secretary answers to it.
    """

    __tablename__ = "signal_reply"
    __table_args__ = (
        UniqueConstraint("signal_id"),
        CheckConstraint("(outcome IS NULL) = (read_at IS NULL)", name="read_has_outcome"),
        CheckConstraint("outcome <> 'left' OR length(note) > 0", name="left_has_note"),
        CheckConstraint("length(public_text) = 0 OR read_at IS NOT NULL", name="read_before_public"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    received_at: Mapped[datetime]
    about_state: Mapped[SignalState] = mapped_column(coded(SignalState, "about_state"))
    about_reason: Mapped[str]
    outcome: Mapped[ReplyOutcome | None] = mapped_column(coded(ReplyOutcome))
    read_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    public_text: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    signal: Mapped[Signal] = relationship(back_populates="reply", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}
