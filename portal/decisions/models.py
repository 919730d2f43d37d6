"""Submissions, decisions of boards, statements of participation."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Base, Immutable
from portal.networks.models import AgreementVersion
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.region.models import Municipality


class Submission(Immutable, Base):
    """The municipality's reasoned choice to put a proposal to the boards or not, whatever the vote (IN 9.1)."""

    __tablename__ = "submission"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="has_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    submitted: Mapped[bool]
    reason: Mapped[str]
    deviates: Mapped[bool]
    decided_at: Mapped[datetime]
    in_force_from: Mapped[date | None]


class BoardDecision(Immutable, Base):
    """What one municipality's executive decided; `under_mandate` when the host recorded it."""

    __tablename__ = "board_decision"
    __table_args__ = (
        UniqueConstraint("proposal_id", "municipality_id"),
        CheckConstraint("length(reason) > 0", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    adopted: Mapped[bool]
    decided_on: Mapped[date]
    number: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    under_mandate: Mapped[bool] = mapped_column(default=False)
    proposal: Mapped[Proposal] = relationship()
    municipality: Mapped[Municipality] = relationship()


class Participation(Base):
    """Whether a party takes part in a new version of an agreement (IN 9.3). It may change its mind until it starts."""

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("agreement_version_id", "party_id"),
        CheckConstraint("takes_part OR length(reason) > 0", name="leaving_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_version_id: Mapped[int] = mapped_column(ForeignKey("agreement_version.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    takes_part: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    stated_at: Mapped[datetime]
    person_name: Mapped[str]
    agreement_version: Mapped[AgreementVersion] = relationship()
    party: Mapped[Party] = relationship()
