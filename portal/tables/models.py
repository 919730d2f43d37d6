"""Tables, client counts, seat requests and compositions. Counts are seen by the municipality alone."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.codec import unpack
from portal.core.database import Base, Codes, Immutable, Words, coded, turning
from portal.networks.models import Network
from portal.parties.models import Party
from portal.parties.rules import Domain, FundingStream
from portal.tables.rules import CompositionState, CountBasis, GuestKind, GuestState, ReadState, ReviewOutcome, SizeClass


class PhysicalTable(Base):
    """A fysieke overlegtafel, one per theme (ZL 5.4). `seed` is of the next composition, published before it is drafted."""

    __tablename__ = "physical_table"
    __table_args__ = (
        UniqueConstraint("network_id", "slug"),
        CheckConstraint("(length(seed) = 0) = (seed_published_at IS NULL)", name="seed_iff_published"),
        CheckConstraint("(closed_at IS NULL) = (close_reason = '')", name="closed_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    slug: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    theme: Mapped[str]
    domains: Mapped[frozenset[Domain]] = mapped_column(Codes(Domain))
    seed: Mapped[str] = mapped_column(String(64), default="")
    seed_published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    network: Mapped[Network] = relationship()

    __mapper_args__ = {"version_id_col": version}


class CountSet(Immutable, Base):
    """One spreadsheet of client counts that was applied, as of `data_date`."""

    __tablename__ = "count_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"), index=True)
    data_date: Mapped[date]
    source_name: Mapped[str]
    source_sha256: Mapped[str] = mapped_column(String(64))
    applied_at: Mapped[datetime]


class ClientCount(Immutable, Base):
    """Clients of one provider in one domain and money flow."""

    __tablename__ = "client_count"
    __table_args__ = (
        UniqueConstraint("count_set_id", "kvk", "domain", "stream"),
        CheckConstraint("clients >= 0", name="clients_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    count_set_id: Mapped[int] = mapped_column(ForeignKey("count_set.id"))
    kvk: Mapped[str] = mapped_column(String(8))
    name: Mapped[str]
    domain: Mapped[Domain] = mapped_column(coded(Domain))
    stream: Mapped[FundingStream] = mapped_column(coded(FundingStream))
    clients: Mapped[int]


class SeatRequest(Base):
    """A party that wants to take part in a table's physical meetings (ZL 4.2), and for what; nothing chosen is all it offers."""

    __tablename__ = "seat_request"
    __table_args__ = (UniqueConstraint("table_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("physical_table.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    motivation: Mapped[str] = mapped_column(default="")
    domains: Mapped[frozenset[Domain]] = mapped_column(Codes(Domain), default=frozenset())
    streams: Mapped[frozenset[FundingStream]] = mapped_column(Codes(FundingStream), default=frozenset())
    subjects: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    party: Mapped[Party] = relationship()


class Composition(Base):
    """Who sits at a table, drafted and then published with reasons. Input and outcome are frozen in `standings`.

    `tiers` and `curve` hold only what everyone may know.
    """

    __tablename__ = "composition"
    __table_args__ = (
        UniqueConstraint("table_id", "number"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_iff_instant"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("physical_table.id"))
    number: Mapped[int]
    count_set_id: Mapped[int] = mapped_column(ForeignKey("count_set.id"))
    state: Mapped[CompositionState] = mapped_column(coded(CompositionState), default=CompositionState.DRAFT)
    rule_version: Mapped[str] = mapped_column(String(16))
    basis: Mapped[CountBasis] = mapped_column(coded(CountBasis), default=CountBasis.ALL)
    seats_large: Mapped[int]
    seats_medium: Mapped[int]
    seats_small: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    seed_published_at: Mapped[datetime | None]
    tiers: Mapped[dict[str, Any]]
    curve: Mapped[list[Any]]
    data_date: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    evaluate_by: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    table: Mapped[PhysicalTable] = relationship()
    standings: Mapped[list["Standing"]] = relationship(back_populates="composition", order_by="Standing.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def seats(self) -> dict[SizeClass, int]:
        return dict(zip(SizeClass, (self.seats_large, self.seats_medium, self.seats_small), strict=True))


class Standing(Base):
    """One provider in a composition: its class, whether it asked, its seat or why it has none.

    `clients` is never published. `reason_code` is the calculation's, `deviation` the municipality's own reason.
    `for_domains` and `for_streams`: for what it wants to speak; nothing is all it offers. `places`: the CBS codes of the
    municipalities that it serves.
    """

    __tablename__ = "standing"
    __table_args__ = (
        UniqueConstraint("composition_id", "kvk"),
        CheckConstraint("clients >= 0", name="clients_not_negative"),
        CheckConstraint("seat IS NULL OR party_id IS NOT NULL", name="only_members_sit"),
        Index("ix_standing_party_id", "party_id"),
        Index("ix_standing_composition_id_seat", "composition_id", "seat"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    composition_id: Mapped[int] = mapped_column(ForeignKey("composition.id"))
    kvk: Mapped[str] = mapped_column(String(8))
    name: Mapped[str]
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    clients: Mapped[int]
    size_class: Mapped[SizeClass] = mapped_column(coded(SizeClass))
    domains: Mapped[frozenset[Domain]] = mapped_column(Codes(Domain))
    streams: Mapped[frozenset[FundingStream]] = mapped_column(Codes(FundingStream))
    for_domains: Mapped[frozenset[Domain]] = mapped_column(Codes(Domain), default=frozenset())
    for_streams: Mapped[frozenset[FundingStream]] = mapped_column(Codes(FundingStream), default=frozenset())
    places: Mapped[tuple[str, ...]] = mapped_column(Words, default=())
    is_candidate: Mapped[bool]
    was_proposed: Mapped[bool] = mapped_column(default=False)
    seat: Mapped[int | None]
    rank: Mapped[int | None]
    reason_code: Mapped[str] = mapped_column(String(64), default="")
    reason_data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    deviation: Mapped[str] = mapped_column(default="")
    composition: Mapped[Composition] = relationship(back_populates="standings")

    @property
    def kinds(self) -> frozenset[Domain | FundingStream]:
        return self.domains | self.streams

    @property
    def speaks_for(self) -> frozenset[Domain | FundingStream]:
        """What it brings to the table: of what it offers, what it asked to speak for."""
        domains, streams = self.domains & (self.for_domains or frozenset()), self.streams & (self.for_streams or frozenset())
        return (domains or self.domains) | (streams or self.streams)

    @property
    def because(self) -> dict[str, Any]:
        """The data of the reason's sentence."""
        unpacked: dict[str, Any] = unpack(self.reason_data)
        return unpacked


class Guest(Base):
    """A third party at a table: a party asks, the municipality consents, from one day to another (IN 7.7).

    On the site are organisation and role; the person only by that person's own choice, the address never. `answer_key`: the
    secret part of the address with which the guest answers invitations.
    """

    __tablename__ = "guest"
    __table_args__ = (
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_iff_instant"),
        CheckConstraint("(state = 'admitted') = (begins_on IS NOT NULL)", name="admitted_from_a_day"),
        CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name="ends_after_begin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("physical_table.id"), index=True)
    kind: Mapped[GuestKind] = mapped_column(coded(GuestKind))
    organisation: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    person_name: Mapped[str]
    email: Mapped[str]
    shows_name: Mapped[bool] = mapped_column(default=False)
    answer_key: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: secrets.token_urlsafe(18))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    asked_by: Mapped[str]
    why: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[GuestState] = mapped_column(coded(GuestState), default=GuestState.ASKED)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    table: Mapped[PhysicalTable] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Reconsideration(Base):
    """A party asks the municipality to look again at a composition; the answer is written, with reasons (IN 7.6)."""

    __tablename__ = "reconsideration"
    __table_args__ = (
        UniqueConstraint("composition_id", "party_id"),
        CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name="answered_iff_outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    composition_id: Mapped[int] = mapped_column(ForeignKey("composition.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    text: Mapped[str]
    person_name: Mapped[str]
    asked_at: Mapped[datetime]
    outcome: Mapped[ReviewOutcome | None] = mapped_column(coded(ReviewOutcome))
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    composition: Mapped[Composition] = relationship()
    party: Mapped[Party] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Evaluation(Base):
    """How well a table works, asked of providers and inhabitants once a year (IN 7.3), and held against the rule (IN 7.4).

    `figures` and `rule_check` are frozen with the report. `due_on`: the day that was promised.
    """

    __tablename__ = "evaluation"
    __table_args__ = (CheckConstraint("(published_at IS NULL) = (length(report) = 0)", name="published_with_report"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    composition_id: Mapped[int] = mapped_column(ForeignKey("composition.id"), index=True)
    due_on: Mapped[date | None]
    opened_at: Mapped[datetime] = turning()
    closes_at: Mapped[datetime] = turning()
    report: Mapped[str] = mapped_column(default="")
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rule_check: Mapped[dict[str, Any]] = mapped_column(default=dict)
    next_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    composition: Mapped[Composition] = relationship()

    __mapper_args__ = {"version_id_col": version}

    def is_open(self, now: datetime) -> bool:
        return self.opened_at <= now < self.closes_at


class EvaluationAnswer(Base):
    """What a party, or an inhabitant without an account, says of a table. Open words are read before they are published."""

    __tablename__ = "evaluation_answer"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "party_id"),
        Index("ix_evaluation_answer_state", "evaluation_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    scores: Mapped[dict[str, Any]]
    good: Mapped[str] = mapped_column(default="")
    better: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    state: Mapped[ReadState] = mapped_column(coded(ReadState), default=ReadState.NEW)
    withheld_reason: Mapped[str] = mapped_column(default="")
    party: Mapped[Party | None] = relationship()
    evaluation: Mapped[Evaluation] = relationship()


class SeatDecision(Immutable, Base):
    """What the municipality decided about a party that missed meetings of a table in a calendar year (IN 7.5), and why.

    `stops`: it is no longer invited and its seat is free, until a newer composition says otherwise. `missed` and
    `without_reason` are what was counted then: who misses more afterwards is decided on anew.
    """

    __tablename__ = "seat_decision"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_reason"),
        Index("ix_seat_decision_composition_party", "composition_id", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    composition_id: Mapped[int] = mapped_column(ForeignKey("composition.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    year: Mapped[int]
    missed: Mapped[int]
    without_reason: Mapped[int]
    stops: Mapped[bool]
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]
    composition: Mapped[Composition] = relationship()
    party: Mapped[Party] = relationship()
    offers: Mapped[list["SeatOffer"]] = relationship(back_populates="decision", order_by="SeatOffer.id")


class SeatOffer(Base):
    """A party on the reserve list that is asked to take a seat that came free; `accepted` is its answer (IN 7.5)."""

    __tablename__ = "seat_offer"
    __table_args__ = (
        UniqueConstraint("decision_id", "party_id"),
        CheckConstraint("(accepted IS NULL) = (answered_at IS NULL)", name="answered_iff_instant"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("seat_decision.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    accepted: Mapped[bool | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    decision: Mapped[SeatDecision] = relationship(back_populates="offers")
    party: Mapped[Party] = relationship()

    __mapper_args__ = {"version_id_col": version}
