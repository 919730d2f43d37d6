"""Requests for advice with their papers, the advice, and what the municipality did with it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.advice.rules import AdviceState, Advises, Followed, Hands, Said, state_of
from portal.core.database import Base, Words, coded
from portal.core.documents import Document
from portal.networks.models import Agreement, Network
from portal.proposals.models import Proposal
from portal.tables.models import PhysicalTable


class Advised:
    """Columns of advice that was given; `advised_at` says whether it was. `minority`: what a minority thinks."""

    outcome: Mapped[Advises | None] = mapped_column(coded(Advises))
    advice: Mapped[str] = mapped_column(default="")
    minority: Mapped[str] = mapped_column(default="")
    in_favour: Mapped[int | None]
    against: Mapped[int | None]
    abstained: Mapped[int | None]
    advised_at: Mapped[datetime | None]

    @property
    def hands(self) -> Hands | None:
        if self.in_favour is None or self.against is None or self.abstained is None:
            return None
        return Hands(self.in_favour, self.against, self.abstained)

    def take(self, said: Said) -> None:
        """Hold this advice; the instant is for who records it."""
        self.outcome, self.advice, self.minority = said.outcome, said.text.strip(), said.minority.strip()
        hands = said.hands
        self.in_favour, self.against, self.abstained = (
            (hands.in_favour, hands.against, hands.abstained) if hands else (None, None, None))


def advised_whole() -> tuple[CheckConstraint, ...]:
    """Advice has an outcome and a text, hands are counted whole or not at all."""
    return (
        CheckConstraint("(advised_at IS NULL) OR (outcome IS NOT NULL AND advice <> '')", name="advised_has_text"),
        CheckConstraint("(in_favour IS NULL) = (against IS NULL) AND (in_favour IS NULL) = (abstained IS NULL)", name="hands_whole"),
        CheckConstraint("in_favour >= 0 AND against >= 0 AND abstained >= 0", name="hands_not_negative"),
    )


class AdviceRequest(Advised, Base):
    """What the municipality asks a table about an agreement, or the whole network when it has no table (IN 7.1).

    Everything of it is public from the moment that it is asked. Without an agreement it is about one that is still to come;
    `articles` are those of the agreement as it read then. `wish_on`: the day on which the municipality wishes to have the advice.
    """

    __tablename__ = "advice_request"
    __table_args__ = (
        UniqueConstraint("network_id", "slug"),
        *advised_whole(),
        CheckConstraint("(responded_at IS NULL) = (followed IS NULL)", name="responded_iff_instant"),
        CheckConstraint("responded_at IS NULL OR (advised_at IS NOT NULL AND response <> '')", name="response_to_advice"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdraw_reason = '')", name="withdrawn_has_reason"),
        CheckConstraint("withdrawn_at IS NULL OR advised_at IS NULL", name="withdrawn_before_advice"),
        CheckConstraint("question <> ''", name="asks_something"),
        Index("ix_advice_request_network_id_id", "network_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    table_id: Mapped[int | None] = mapped_column(ForeignKey("physical_table.id"), index=True)
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    slug: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str]
    articles: Mapped[tuple[str, ...]] = mapped_column(Words, default=())
    question: Mapped[str]
    background: Mapped[str] = mapped_column(default="")
    wish_on: Mapped[date]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    followed: Mapped[Followed | None] = mapped_column(coded(Followed))
    response: Mapped[str] = mapped_column(default="")
    responded_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    network: Mapped[Network] = relationship()
    table: Mapped[PhysicalTable | None] = relationship()
    agreement: Mapped[Agreement | None] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
    papers: Mapped[list["AdvicePaper"]] = relationship(back_populates="request", order_by="AdvicePaper.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def state(self) -> AdviceState:
        return state_of(self.advised_at, self.responded_at, self.withdrawn_at)

    @property
    def path(self) -> str:
        return f"/adviezen/{self.slug}"


class AdvicePaper(Base):
    """A document that goes with a request; everyone reads it."""

    __tablename__ = "advice_paper"
    __table_args__ = (UniqueConstraint("request_id", "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("advice_request.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    request: Mapped[AdviceRequest] = relationship(back_populates="papers")
    document: Mapped[Document] = relationship()
