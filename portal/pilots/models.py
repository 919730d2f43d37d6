"""Pilots with the versions of their plan, the consents of municipalities, who signed up, more time, and results."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.contributions.models import ConfidentialPart, Sent, hidden_has_ground
from portal.core.database import Base, Immutable, Words, coded
from portal.core.language import say
from portal.networks.models import Agreement, Network
from portal.parties.models import Party
from portal.pilots.rules import Choosing, Finding, PartnerAnswer, PilotStage
from portal.region.models import Municipality

_PUBLIC = text("published_at IS NOT NULL")


class Pilot(Sent, Base):
    """A pilot on its road. `stage` changes in `operations.take_step` alone, `stage_reason` is the last step's reason.

    Led by the party that sent it in, with `partners` when several parties ask for it together, or by the municipality when there is
    none. Without municipalities it is about the whole region. `is_entered`: the secretary typed in what came on paper.
    Days are days in Amsterdam; `ends_on` and `sign_up_until` are last days. `takes_part`: the leader has one of the places itself.
    `question_asked` is what the secretary wants to know before it goes on. `title` and `summary` are what any page may show: of what
    is hidden no more than its number; the words themselves are `written_…`, those of the newest plan.
    """

    __tablename__ = "pilot"
    __table_args__ = (
        UniqueConstraint("network_id", "year", "sequence"),
        CheckConstraint("begins_on <= ends_on", name="begins_before_end"),
        CheckConstraint("sign_up_until < begins_on", name="sign_up_before_begin"),
        CheckConstraint("most > 0", name="has_room"),
        CheckConstraint("stage NOT IN ('proposed', 'admitted', 'stopped', 'concluded') OR (agreement_id IS NOT NULL AND begins_on IS "
                        "NOT NULL AND ends_on IS NOT NULL AND most IS NOT NULL AND choosing IS NOT NULL)", name="plan_is_whole"),
        CheckConstraint("stage NOT IN ('admitted', 'stopped', 'concluded') OR sign_up_until IS NOT NULL", name="admitted_has_sign_up"),
        CheckConstraint("stage NOT IN ('set_aside', 'withdrawn', 'stopped') OR length(stage_reason) > 0", name="end_has_reason"),
        hidden_has_ground(),
        Index("ix_pilot_network_id_id", "network_id", "id"),
        Index("ix_pilot_network_stage", "network_id", "stage"),
        Index("ix_pilot_public", "network_id", "id", sqlite_where=_PUBLIC, postgresql_where=_PUBLIC),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    written_title: Mapped[str] = mapped_column("title")
    written_summary: Mapped[str] = mapped_column("summary")
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    articles: Mapped[tuple[str, ...]] = mapped_column(Words, default=())
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    most: Mapped[int | None]
    choosing: Mapped[Choosing | None] = mapped_column(coded(Choosing))
    takes_part: Mapped[bool] = mapped_column(default=True)
    is_entered: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[PilotStage] = mapped_column(coded(PilotStage), default=PilotStage.RECEIVED)
    stage_since: Mapped[datetime]
    stage_reason: Mapped[str] = mapped_column(default="")
    question_asked: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    sign_up_until: Mapped[date | None]
    seed: Mapped[str] = mapped_column(String(40), default="")
    drawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    network: Mapped[Network] = relationship(lazy="raise_on_sql")
    agreement: Mapped[Agreement | None] = relationship(lazy="raise_on_sql")
    municipalities: Mapped[list[Municipality]] = relationship(secondary="pilot_municipality", lazy="raise_on_sql",
                                                              order_by=Municipality.name)
    partners: Mapped[list["PilotPartner"]] = relationship(lazy="raise_on_sql", order_by="PilotPartner.id")
    plans: Mapped[list["PilotPlan"]] = relationship(lazy="raise_on_sql", order_by="PilotPlan.number")
    consents: Mapped[list["PilotConsent"]] = relationship(lazy="raise_on_sql", order_by="PilotConsent.id")
    sign_ups: Mapped[list["SignUp"]] = relationship(lazy="raise_on_sql", order_by="SignUp.id")
    extensions: Mapped[list["PilotExtension"]] = relationship(lazy="raise_on_sql", order_by="PilotExtension.id")
    results: Mapped[list["PilotResult"]] = relationship(lazy="raise_on_sql", order_by="PilotResult.id")
    confidential: Mapped[ConfidentialPart | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def number(self) -> str:
        return f"{self.year}-{self.sequence:02d}"

    @property
    def path(self) -> str:
        """Its public page."""
        return f"/pilots/{self.number}"

    @property
    def title(self) -> str:
        return say("pilot:untitled", number=self.number) if self.is_hidden else self.written_title

    @property
    def summary(self) -> str:
        return "" if self.is_hidden else self.written_summary

    @property
    def plan(self) -> "PilotPlan":
        """The text that counts now."""
        return self.plans[-1]

    @property
    def result(self) -> "PilotResult | None":
        """The newest one that was sent."""
        return self.results[-1] if self.results else None


class PilotMunicipality(Base):
    """A municipality in which a pilot is held."""

    __tablename__ = "pilot_municipality"

    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)


class PilotPartner(Base):
    """A party that asks for the pilot together with its leader (IN 10.1). It confirms itself, for the plan as it then reads: a changed
    plan asks anew. `takes_part`: it has one of the places. `reason`: why it does not, or no longer, ask for it.
    """

    __tablename__ = "pilot_partner"
    __table_args__ = (
        UniqueConstraint("pilot_id", "party_id"),
        CheckConstraint("(answer = 'asked') = (answered_at IS NULL)", name="answered_iff_at"),
        CheckConstraint("(answer = 'declined') = (length(reason) > 0)", name="declined_iff_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    asked_at: Mapped[datetime]
    answer: Mapped[PartnerAnswer] = mapped_column(coded(PartnerAnswer), default=PartnerAnswer.ASKED)
    answered_at: Mapped[datetime | None]
    person_name: Mapped[str] = mapped_column(default="")
    takes_part: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(default="")
    party: Mapped[Party] = relationship(lazy="raise_on_sql")


class PilotPlan(Immutable, Base):
    """One version of the words of a plan (IN 10.3, DESIGN rule 10). `is_cleared`: the secretary took data about persons out; the
    versions before it are read by the sender and the secretary alone (DESIGN rule 8).
    """

    __tablename__ = "pilot_plan"
    __table_args__ = (UniqueConstraint("pilot_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id"))
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    departure: Mapped[str]
    innovation: Mapped[str]
    question: Mapped[str]
    named_result: Mapped[str]
    measuring: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    is_cleared: Mapped[bool] = mapped_column(default=False)


class PilotConsent(Immutable, Base):
    """Whether a municipality consents, with its reasons (IN 10.4). It may think again until signing up opens; after that a row says in
    `correction` why it stands in the place of the one before. The newest row counts.
    """

    __tablename__ = "pilot_consent"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="has_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id"), index=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    consents: Mapped[bool]
    decided_on: Mapped[date]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    correction: Mapped[str] = mapped_column(default="")
    municipality: Mapped[Municipality] = relationship(lazy="raise_on_sql")


class SignUp(Base):
    """A party that wants to take part. One a party: who comes back after withdrawing joins at the end. `leads`: it asked for the pilot,
    alone or with others.
    """

    __tablename__ = "pilot_sign_up"
    __table_args__ = (
        UniqueConstraint("pilot_id", "party_id"),
        CheckConstraint("(withdrawn_at IS NULL) = (length(withdraw_reason) = 0)", name="withdrawn_iff_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    person_name: Mapped[str] = mapped_column(default="")
    leads: Mapped[bool] = mapped_column(default=False)
    signed_up_at: Mapped[datetime]
    rank: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str] = mapped_column(default="")
    party: Mapped[Party] = relationship(lazy="raise_on_sql")
    pilot: Mapped[Pilot] = relationship(lazy="raise_on_sql", overlaps="sign_ups")


class PilotExtension(Immutable, Base):
    """More time: from which last day to which, and why."""

    __tablename__ = "pilot_extension"
    __table_args__ = (CheckConstraint("new_ends_on > old_ends_on", name="never_shorter"),
                      CheckConstraint("length(reason) > 0", name="has_reason"))

    id: Mapped[int] = mapped_column(primary_key=True)
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id"), index=True)
    extended_at: Mapped[datetime]
    old_ends_on: Mapped[date]
    new_ends_on: Mapped[date]
    reason: Mapped[str]


class PilotResult(Sent, Base):
    """What came of it, as the leader wrote it; `public_text` is what the secretary made of that for the site (DESIGN rule 8)."""

    __tablename__ = "pilot_result"
    __table_args__ = (
        CheckConstraint("published_at IS NULL OR length(public_text) > 0", name="public_is_cleared"),
        hidden_has_ground(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id"), index=True)
    finding: Mapped[Finding] = mapped_column(coded(Finding))
    text: Mapped[str]
    public_text: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
