"""Memberships with their signatures."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.calendar import local_day
from portal.core.database import Base, Immutable, coded
from portal.core.documents import Document
from portal.members.rules import Application, MembershipState, SigningChannel
from portal.networks.models import AgreementVersion, Network
from portal.parties.models import Party
from portal.parties.rules import AuthorityGround

_CURRENT = "state <> 'refused' AND member_until IS NULL"


class Membership(Base):
    """A party's place in a network: applied for by signing, then admitted or refused with reasons (ZL 3.2, 4.1).

    A party has one current row; refused and ended ones stay beside it. `application_data` is what was sent in.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index("uq_membership_network_id_party_id", "network_id", "party_id", unique=True,
              sqlite_where=text(_CURRENT), postgresql_where=text(_CURRENT)),
        CheckConstraint("(state = 'applied') = (decided_at IS NULL)", name="decided_iff_not_applied"),
        CheckConstraint("(state = 'admitted') = (member_since IS NOT NULL)", name="since_iff_admitted"),
        CheckConstraint("state <> 'refused' OR length(reason) > 0", name="refused_has_reason"),
        Index("ix_membership_network_state", "network_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    state: Mapped[MembershipState] = mapped_column(coded(MembershipState), default=MembershipState.APPLIED)
    application_data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    follow_key: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: secrets.token_urlsafe(18))
    applied_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    member_since: Mapped[date | None]
    member_until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    party: Mapped[Party] = relationship()
    network: Mapped[Network] = relationship()
    signatures: Mapped[list["Signature"]] = relationship(back_populates="membership", order_by="Signature.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def number(self) -> str:
        return f"{local_day(self.applied_at).year}-{self.id:03d}"

    @property
    def application(self) -> Application | None:
        """What was sent in; None for a membership older than this portal."""
        return Application.of(self.application_data) if self.application_data else None

    @property
    def name(self) -> str:
        """The organisation as it called itself when it signed, then as it is called now."""
        application = self.application if self.state != MembershipState.ADMITTED else None
        return application.organisation.name if application else self.party.name


class Signature(Immutable, Base):
    """A signature under one version: by whom, on what ground, and what was declared (IN 3.2, 4.1).

    On paper: `signed_at` is the day that stands on it; the rest says who entered it when, with which scan.
    Organisation and KVK number are kept as they were. `seal` is over all of it: `sealing.seal`.
    """

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("membership_id", "agreement_version_id"),
        CheckConstraint(
            "CASE WHEN channel = 'paper' THEN document_id IS NOT NULL AND entered_by_id IS NOT NULL AND entered_at IS NOT NULL "
            "ELSE document_id IS NULL AND entered_by_id IS NULL AND entered_at IS NULL END", name="paper_has_scan"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    agreement_version_id: Mapped[int] = mapped_column(ForeignKey("agreement_version.id"), index=True)
    organisation: Mapped[str]
    kvk: Mapped[str] = mapped_column(String(8))
    signed_at: Mapped[datetime]
    name: Mapped[str]
    job_title: Mapped[str]
    email: Mapped[str] = mapped_column(String(254))
    ground: Mapped[AuthorityGround] = mapped_column(coded(AuthorityGround))
    declarations: Mapped[list[Any]]
    disclosure: Mapped[str] = mapped_column(default="")
    fingerprint: Mapped[str] = mapped_column(String(64))
    channel: Mapped[SigningChannel] = mapped_column(coded(SigningChannel), default=SigningChannel.ONLINE)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime | None]
    seal: Mapped[str] = mapped_column(String(64))
    membership: Mapped[Membership] = relationship(back_populates="signatures")
    agreement_version: Mapped[AgreementVersion] = relationship()
    document: Mapped[Document | None] = relationship()
