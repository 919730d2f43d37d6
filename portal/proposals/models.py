"""Proposals and their immutable versions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from portal.contributions.models import Attachment, ConfidentialPart, Sent, hidden_has_ground
from portal.core.database import Base, Codes, Immutable, coded
from portal.core.language import say
from portal.core.revisions import Paragraph, Paragraphs
from portal.networks.models import Agreement, Network
from portal.networks.rules import Law, Result
from portal.parties.models import Party
from portal.proposals.rules import ProposalKind, Stage
from portal.region.models import Municipality

_PUBLIC = text("published_at IS NOT NULL")


def numbered(year: int, sequence: int) -> str:
    """What people call a proposal: '2026-07'."""
    return f"{year}-{sequence:02d}"


def titled(number: str, written: str, *, is_hidden: bool) -> str:
    """The title for everyone: of what was taken off the site its number alone."""
    return say("proposal:untitled", number=number) if is_hidden else written


class Proposal(Sent, Base):
    """A proposal on its road. `stage` changes in `operations.take_step` alone, `stage_reason` is the last step's reason.

    Public once `published_at` is set, from the version `public_from` on: what was written before that holds data about persons.
    `sent_title` and `sent_summary` are the sender's own words where the secretary changed them. `title` and `summary` are what
    any page, letter or feed may show: of what is hidden no more than its number; the words themselves are `written_…`.
    `pilot_id`: the pilot whose result led to it (IN 10.5).
    """

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("network_id", "year", "sequence"),
        CheckConstraint("kind = 'new' OR agreement_id IS NOT NULL", name="change_has_agreement"),
        CheckConstraint("stage <> 'set_aside' OR length(stage_reason) > 0", name="set_aside_has_reason"),
        CheckConstraint("merged_into_id IS NULL OR stage = 'set_aside'", name="merged_is_set_aside"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
        CheckConstraint("public_from > 0", name="public_from_a_version"),
        hidden_has_ground(),
        Index("ix_proposal_network_stage", "network_id", "stage", "id"),
        Index("ix_proposal_network_id_id", "network_id", "id"),
        Index("ix_proposal_public", "network_id", "stage", sqlite_where=_PUBLIC, postgresql_where=_PUBLIC),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    written_title: Mapped[str] = mapped_column("title")
    written_summary: Mapped[str] = mapped_column("summary")
    sent_title: Mapped[str] = mapped_column(default="")
    sent_summary: Mapped[str] = mapped_column(default="")
    kind: Mapped[ProposalKind] = mapped_column(coded(ProposalKind))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    laws: Mapped[frozenset[Law]] = mapped_column(Codes(Law))
    results: Mapped[frozenset[Result]] = mapped_column(Codes(Result), default=frozenset())
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    stage: Mapped[Stage] = mapped_column(coded(Stage), default=Stage.RECEIVED)
    stage_since: Mapped[datetime]
    stage_reason: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    public_from: Mapped[int] = mapped_column(default=1)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    pilot_id: Mapped[int | None] = mapped_column(ForeignKey("pilot.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    network: Mapped[Network] = relationship()
    agreement: Mapped[Agreement | None] = relationship()
    versions: Mapped[list["ProposalVersion"]] = relationship(
        back_populates="proposal", order_by="ProposalVersion.number"
    )
    confidential: Mapped[ConfidentialPart | None] = relationship(lazy="raise_on_sql")
    attachments: Mapped[list[Attachment]] = relationship(lazy="raise_on_sql", order_by=Attachment.id, viewonly=True)
    supports: Mapped[list["Support"]] = relationship(
        lazy="raise_on_sql", order_by="Support.given_at, Support.id", foreign_keys="Support.proposal_id", viewonly=True)
    municipality: Mapped[Municipality | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @hybrid_property
    def title(self) -> str:
        return titled(self.number, self.written_title, is_hidden=self.is_hidden)

    @title.inplace.setter
    def _set_title(self, title: str) -> None:
        self.written_title = title

    @title.inplace.expression
    @classmethod
    def _title(cls) -> InstrumentedAttribute[str]:
        return cls.written_title  # type: ignore[return-value]

    @hybrid_property
    def summary(self) -> str:
        return "" if self.is_hidden else self.written_summary

    @summary.inplace.setter
    def _set_summary(self, summary: str) -> None:
        self.written_summary = summary

    @summary.inplace.expression
    @classmethod
    def _summary(cls) -> InstrumentedAttribute[str]:
        return cls.written_summary  # type: ignore[return-value]

    @property
    def number(self) -> str:
        return numbered(self.year, self.sequence)

    @property
    def path(self) -> str:
        """Its public page; the site stands below this package, so the address is written out here."""
        return f"/voorstellen/{self.number}"


class ProposalVersion(Immutable, Base):
    """A proposal's text: the paragraphs as they are and as they would be, with the explanation.

    `is_cleared`: made by the secretary, to take out data about persons; the versions before it are not public (DESIGN rule 8).
    """

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    paragraphs: Mapped[tuple[Paragraph, ...]] = mapped_column(Paragraphs)
    explanation: Mapped[str]
    explanation_html: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    is_cleared: Mapped[bool] = mapped_column(default=False)
    proposal: Mapped[Proposal] = relationship(back_populates="versions")

    @property
    def public_paragraphs(self) -> tuple[Paragraph, ...]:
        """What any page may show of it, as with `Proposal.title`: nothing while the proposal is hidden."""
        return () if self.proposal.is_hidden else self.paragraphs

    @property
    def public_explanation_html(self) -> str:
        return "" if self.proposal.is_hidden else self.explanation_html


class Support(Base):
    """A party stands behind a proposal of somebody else: by name, no vote. One a party; taking it back deletes the row, the
    record keeps it. `came_from_id`: the proposal that was merged into this one, where it was given.
    """

    __tablename__ = "proposal_support"
    __table_args__ = (UniqueConstraint("proposal_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    given_at: Mapped[datetime]
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    party: Mapped[Party] = relationship(lazy="raise_on_sql")


class Objection(Base):
    """What the sender says, once, of the judgement (ZL 6.4, 5.5), and what the secretary answers. Not public."""

    __tablename__ = "proposal_objection"
    __table_args__ = (
        UniqueConstraint("proposal_id"),
        CheckConstraint("(answered_at IS NULL) = (length(answer) = 0)", name="answered_iff_answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    text: Mapped[str]
    person_name: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    reconsidered: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    proposal: Mapped[Proposal] = relationship()

    __mapper_args__ = {"version_id_col": version}
