"""Proposals and their immutable versions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.contributions.models import Sent, hidden_has_ground
from portal.core.database import Base, Codes, Immutable, coded
from portal.core.revisions import Paragraph, Paragraphs
from portal.networks.models import Agreement, Network
from portal.networks.rules import Law
from portal.proposals.rules import ProposalKind, Stage

_PUBLIC = text("published_at IS NOT NULL")


class Proposal(Sent, Base):
    """A proposal on its road. `stage` changes in `operations.take_step` alone, `stage_reason` is the last step's reason.

    Public once `published_at` is set.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("network_id", "year", "sequence"),
        CheckConstraint("kind = 'new' OR agreement_id IS NOT NULL", name="change_has_agreement"),
        CheckConstraint("stage <> 'set_aside' OR length(stage_reason) > 0", name="set_aside_has_reason"),
        hidden_has_ground(),
        Index("ix_proposal_network_stage", "network_id", "stage", "id"),
        Index("ix_proposal_network_id_id", "network_id", "id"),
        Index("ix_proposal_public", "network_id", "stage", sqlite_where=_PUBLIC, postgresql_where=_PUBLIC),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    kind: Mapped[ProposalKind] = mapped_column(coded(ProposalKind))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    laws: Mapped[frozenset[Law]] = mapped_column(Codes(Law))
    stage: Mapped[Stage] = mapped_column(coded(Stage), default=Stage.RECEIVED)
    stage_since: Mapped[datetime]
    stage_reason: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    network: Mapped[Network] = relationship()
    agreement: Mapped[Agreement | None] = relationship()
    versions: Mapped[list["ProposalVersion"]] = relationship(
        back_populates="proposal", order_by="ProposalVersion.number"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def number(self) -> str:
        return f"{self.year}-{self.sequence:02d}"

    @property
    def path(self) -> str:
        """Its public page; the site stands below this package, so the address is written out here."""
        return f"/voorstellen/{self.number}"


class ProposalVersion(Immutable, Base):
    """A proposal's text: the paragraphs as they are and as they would be, with the explanation."""

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
    proposal: Mapped[Proposal] = relationship(back_populates="versions")
