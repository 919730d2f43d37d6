"""Submissions, decisions of boards, approvals of other networks, statements of participation, unexpected turns."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.contributions.rules import Ground
from portal.core.database import Base, Immutable, coded
from portal.core.documents import Document
from portal.networks.models import Agreement, AgreementVersion, Network
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.region.models import Municipality


class Submission(Immutable, Base):
    """The municipality's reasoned choice to put a proposal to the boards or not, whatever the vote (IN 9.1).

    A proposal that came back to be worked out again is weighed again: the newest row counts.
    """

    __tablename__ = "submission"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="has_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    submitted: Mapped[bool]
    reason: Mapped[str]
    deviates: Mapped[bool]
    decided_at: Mapped[datetime]
    in_force_from: Mapped[date | None]


class BoardDecision(Immutable, Base):
    """What one municipality's executive decided on a submission; `under_mandate` when the host recorded it.

    A record that was typed wrong is replaced by another one (`replaces_id`) with the reason of the correction, and stays.
    """

    __tablename__ = "board_decision"
    __table_args__ = (
        Index("uq_board_decision_submission_municipality", "submission_id", "municipality_id", unique=True,
              sqlite_where=text("replaces_id IS NULL"), postgresql_where=text("replaces_id IS NULL")),
        UniqueConstraint("replaces_id"),
        Index("ix_board_decision_submission_id_id", "submission_id", "id"),
        # When the boards decided is counted over all decisions of a year: the index holds all that the count asks.
        Index("ix_board_decision_decided", "submission_id", "decided_on", "recorded_at"),
        CheckConstraint("length(reason) > 0", name="has_reason"),
        CheckConstraint("replaces_id IS NULL OR length(correction_reason) > 0", name="correction_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    adopted: Mapped[bool]
    decided_on: Mapped[date]
    number: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    under_mandate: Mapped[bool] = mapped_column(default=False)
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("board_decision.id"))
    correction_reason: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str] = mapped_column(default="")
    proposal: Mapped[Proposal] = relationship()
    municipality: Mapped[Municipality] = relationship()
    document: Mapped[Document | None] = relationship()


class NetworkApproval(Immutable, Base):
    """Whether another network that uses the agreement approves its change (IN 5.4, last sentence).

    A network may think again as long as the proposal lies with the boards: its newest row counts. Of a vote of its own the
    outcome and the day.
    """

    __tablename__ = "network_approval"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="has_reason"),
        CheckConstraint("(voted_on IS NULL) = (votes_for IS NULL) AND (voted_on IS NULL) = (votes_against IS NULL)",
                        name="vote_is_whole"),
        CheckConstraint("votes_for >= 0 AND votes_against >= 0", name="votes_not_negative"),
        Index("ix_network_approval_submission_network", "submission_id", "network_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    approved: Mapped[bool]
    reason: Mapped[str]
    voted_on: Mapped[date | None]
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    stated_at: Mapped[datetime]
    person_name: Mapped[str]
    network: Mapped[Network] = relationship()


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


class UnexpectedTurn(Immutable, Base):
    """An unexpected turn in a party's own decision-making, told to all others at once (IN 9.4).

    About a proposal, or about an agreement. `text` is for the other parties; what is confidential stands apart.
    """

    __tablename__ = "unexpected_turn"
    __table_args__ = (
        CheckConstraint("(proposal_id IS NULL) <> (agreement_id IS NULL)", name="about_one_thing"),
        CheckConstraint("length(text) > 0", name="has_text"),
        Index("ix_unexpected_turn_network_id_id", "network_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    text: Mapped[str]
    reported_at: Mapped[datetime]
    person_name: Mapped[str]
    network: Mapped[Network] = relationship()
    party: Mapped[Party] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
    agreement: Mapped[Agreement | None] = relationship()
    confidential: Mapped["TurnSecret | None"] = relationship(lazy="raise_on_sql")

    @property
    def subject(self) -> str:
        """What it is about: the title of the proposal or of the agreement."""
        about = self.proposal or self.agreement
        return about.title if about else ""


class TurnSecret(Immutable, Base):
    """What of a turn only the party and the municipality read, with the ground (IN 5.7, DESIGN rule 7)."""

    __tablename__ = "turn_secret"
    __table_args__ = (CheckConstraint("length(text) > 0", name="has_text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("unexpected_turn.id"), unique=True)
    ground: Mapped[Ground] = mapped_column(coded(Ground, "turn_ground"))
    text: Mapped[str]
