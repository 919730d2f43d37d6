"""Memberships with their signatures, what was asked of the applicant, notices; and drafts of an application."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.calendar import Deadline, local_day, start_of_day
from portal.core.database import Base, Immutable, coded
from portal.core.documents import Document
from portal.members.rules import Application, EndedBy, MembershipState, Phase, SigningChannel, phase
from portal.members.terms import Pause, deciding_term, first_day
from portal.networks.models import AgreementVersion, Network
from portal.parties.models import Party
from portal.parties.rules import AuthorityGround
from portal.region.models import Municipality

_CURRENT = "state NOT IN ('refused', 'withdrawn') AND member_until IS NULL"


class Membership(Base):
    """A party's place in a network: applied for by signing, then admitted or refused with reasons (ZL 3.2, 4.1).

    A party has one current row; refused, withdrawn and ended ones stay beside it. `application_data` is what was
    sent in. `member_since` and `member_until` are days, both included: `member_until` is set by a notice.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index("uq_membership_network_id_party_id", "network_id", "party_id", unique=True,
              sqlite_where=text(_CURRENT), postgresql_where=text(_CURRENT)),
        CheckConstraint("(state = 'applied') = (decided_at IS NULL)", name="decided_iff_not_applied"),
        CheckConstraint("(state = 'admitted') = (member_since IS NOT NULL)", name="since_iff_admitted"),
        CheckConstraint("state <> 'refused' OR length(reason) > 0", name="refused_has_reason"),
        CheckConstraint("member_until IS NULL OR member_until >= member_since", name="until_not_before_since"),
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
    supplements: Mapped[list["Supplement"]] = relationship(back_populates="membership", order_by="Supplement.id")
    notices: Mapped[list["Notice"]] = relationship(back_populates="membership", order_by="Notice.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def number(self) -> str:
        return f"{local_day(self.applied_at).year}-{self.id:03d}"

    @property
    def application(self) -> Application | None:
        """What was sent in; None for a membership older than this portal."""
        return Application.of(self.application_data) if self.application_data else None

    @property
    def question(self) -> "Supplement | None":
        """What the applicant was asked and did not answer yet, in time or not."""
        last = self.supplements[-1] if self.supplements else None
        return last if last and self.state == MembershipState.APPLIED and last.answered_at is None else None

    @property
    def notice(self) -> "Notice | None":
        """The notice that holds: by it the membership ends, or has ended."""
        return next((notice for notice in self.notices if notice.withdrawn_at is None), None)

    def phase(self, now: datetime) -> Phase:
        return phase(self.state, self.member_since, self.member_until, self.question is not None, local_day(now))

    def decides_by(self, now: datetime) -> Deadline | None:
        """Until when the municipality decides on the application; None while an answer is awaited."""
        pauses = [Pause(row.asked_at, row.closes_at, row.answered_at) for row in self.supplements]
        return deciding_term(self.applied_at, self.network.profile.admission_days, pauses, now)

    def begins(self, decided_on: date) -> date:
        """From when it would take part when it is admitted on this day."""
        return first_day(self.network.profile, local_day(self.applied_at), decided_on)

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
    countersignature: Mapped["Countersignature | None"] = relationship(viewonly=True)


class Countersignature(Immutable, Base):
    """The host municipality signs as well, for itself and under the mandates of the others (WM25 4.11).

    `mandates` names the others with the day their mandate began; `seal` is over this and the seal of the signature.
    """

    __tablename__ = "countersignature"

    id: Mapped[int] = mapped_column(primary_key=True)
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id"), unique=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    name: Mapped[str]
    job_title: Mapped[str]
    signed_at: Mapped[datetime]
    mandates: Mapped[list[Any]]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seal: Mapped[str] = mapped_column(String(64))
    municipality: Mapped[Municipality] = relationship()


class Supplement(Base):
    """What the applicant was asked to add to its application, until when, and the answer. A late answer is kept too."""

    __tablename__ = "membership_supplement"
    __table_args__ = (
        CheckConstraint("closes_at > asked_at", name="closes_after_asking"),
        CheckConstraint("CASE WHEN answered_at IS NULL THEN answer = '' AND document_id IS NULL "
                        "ELSE answer <> '' OR document_id IS NOT NULL END", name="answered_iff_instant"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    missing: Mapped[str]
    asked_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    membership: Mapped[Membership] = relationship(back_populates="supplements")
    document: Mapped[Document | None] = relationship()

    @property
    def was_late(self) -> bool:
        return self.answered_at is not None and self.answered_at >= self.closes_at


class Notice(Base):
    """A membership that ends after `last_day`, with the reasons: by the party's notice (ZL 3.4) or by the municipality.

    `withdrawn_at`: taken back, or replaced by an earlier end. `announced_at`: everyone was told that it ended.
    """

    __tablename__ = "membership_notice"
    __table_args__ = (
        Index("uq_membership_notice_open", "membership_id", unique=True, sqlite_where=text("withdrawn_at IS NULL"),
              postgresql_where=text("withdrawn_at IS NULL")),
        CheckConstraint("length(reason) > 0", name="has_reason"),
        CheckConstraint("announced_at IS NULL OR withdrawn_at IS NULL", name="withdrawn_is_not_announced"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    ended_by: Mapped[EndedBy] = mapped_column(coded(EndedBy))
    given_by: Mapped[str]
    given_at: Mapped[datetime]
    reason: Mapped[str]
    last_day: Mapped[date]
    withdrawn_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    membership: Mapped[Membership] = relationship(back_populates="notices")

    @property
    def ends_at(self) -> datetime:
        """The instant at which the membership is over: the start of the day after the last one."""
        return start_of_day(self.last_day + timedelta(days=1))


class SignOnDraft(Base):
    """An application that somebody with an account is filling in: the answers as they were typed, one draft a person."""

    __tablename__ = "sign_on_draft"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"), primary_key=True)
    step: Mapped[int]
    answers: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime] = mapped_column(index=True)
