"""What the attendance rule says now, what was decided about it, and who is next for a seat that came free (IN 7.5)."""

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ScalarSelect, Select, and_, func, select, union_all
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from portal.core.prepared import prepared
from portal.meetings.guests import key_of
from portal.meetings.messages import meeting_title
from portal.meetings.models import Attendance, GuestAttendance
from portal.meetings.queries import MOST, attendance_counts, guest_attendance_of_year, missed_in_year
from portal.meetings.rules import MISSED, Finding, Year, attendance_of_each, year_of
from portal.members.queries import member_ids
from portal.networks.models import Network
from portal.parties.models import Party
from portal.tables.models import Composition, PhysicalTable, SeatDecision, SeatOffer, Standing
from portal.tables.queries import current_composition, sits
from portal.tables.rules import CompositionState, SizeClass

Seat: TypeAlias = tuple[int | None, int]
"""A table and a party."""


@dataclass(frozen=True, slots=True)
class Record:
    """A party at one table in one calendar year: what happened, each time it missed, and what was decided last."""

    table: PhysicalTable
    party: Party
    year: int
    counts: Year
    missed: list[Attendance]
    decision: SeatDecision | None
    has_seat: bool

    @property
    def is_decided(self) -> bool:
        """About all that was missed until now."""
        return _is_decided(self.counts, self.decision)

    @property
    def waits(self) -> bool:
        """The rule says something that the municipality has not decided on, about a party that is at the table."""
        return _waits(self.counts, self.decision, self.has_seat)

    @property
    def since(self) -> datetime:
        """The last time it missed."""
        return max(row.meeting.starts_at for row in self.missed)


def _is_decided(counts: Year, decision: SeatDecision | None) -> bool:
    return decision is not None and (decision.missed, decision.without_reason) == (counts.missed, counts.absent)


def _waits(counts: Year, decision: SeatDecision | None, has_seat: bool) -> bool:
    return counts.finding != Finding.NOTHING and has_seat and not _is_decided(counts, decision)


def waiting_records(session: Session, network: Network, years: Iterable[int]) -> list[Record]:
    """On whom is to be decided, in each of these years."""
    seats = _seats(session, network)
    return [one for year in years for one in records(session, network, year, seats=seats, waiting=True)]


def records(session: Session, network: Network, year: int, *, seats: Set[Seat] | None = None, waiting: bool = False,
            party_id: int | None = None) -> list[Record]:
    """Everyone whose attendance is on record in a calendar year, by table and name; `waiting`: those on whom is to be decided.

    A fixed number of queries. What happened is counted by the database: rows are looked up of who missed a meeting alone.
    """
    found = attendance_of_each(attendance_counts(session, network, year, party_id), network.profile.absences_allowed)
    seats, decided = seats if seats is not None else _seats(session, network), _decisions(session, network, year)
    keys = [key for key in found if not waiting or _waits(found[key], decided.get(key), key in seats)]
    if not keys:
        return []
    missed: dict[Seat, list[Attendance]] = {}
    for row in missed_in_year(session, network, year, {party for _table, party in keys}):
        missed.setdefault((row.meeting.table_id, row.party_id), []).append(row)
    tables: dict[int | None, PhysicalTable] = {table.id: table for table in session.scalars(
        select(PhysicalTable).where(PhysicalTable.id.in_({table for table, _ in keys})))}
    parties = {party.id: party for party in session.scalars(select(Party).where(Party.id.in_({party for _, party in keys})))}
    made = [Record(tables[key[0]], parties[key[1]], year, found[key], missed.get(key, []), decided.get(key), key in seats) for key in keys]
    return sorted(made, key=lambda one: (one.table.name.casefold(), one.party.name.casefold()))


@dataclass(frozen=True, slots=True)
class GuestRecord:
    """A guest of a table, or somebody of no party in a working group, in one calendar year. The attendance rule is not for them."""

    body: str
    organisation: str
    role: str
    counts: Year
    missed: list[GuestAttendance]


def guest_records(session: Session, network: Network, year: int) -> list[GuestRecord]:
    """Every guest of whom something is on record, by where it comes and name. One query."""
    rows: dict[str, list[GuestAttendance]] = {}
    for row in guest_attendance_of_year(session, network, year):
        rows.setdefault(key_of(row.visitor), []).append(row)
    made = [GuestRecord(meeting_title(own[0].meeting), own[0].visitor.organisation, own[0].guest.role if own[0].guest else "",
                        year_of((row.presence for row in own), None), [row for row in own if row.presence in MISSED]) for own in rows.values()]
    return sorted(made, key=lambda one: (one.body.casefold(), one.organisation.casefold()))


def next_in_line(session: Session, network: Network, waiting: Sequence[Record]) -> dict[tuple[int, int], str]:
    """By table and party that may be replaced: who is first on the reserve list of its class. Two queries."""
    tables, parties = {one.table.id for one in waiting}, {one.party.id for one in waiting}
    first = first_reserves(session, network, tables)
    rows = session.execute(
        select(Composition.table_id, Standing.party_id, Standing.size_class).join(Standing, Standing.composition_id == Composition.id)
        .where(Composition.table_id.in_(tables), Composition.state == CompositionState.PUBLISHED, Composition.number == _newest(),
               Standing.party_id.in_(parties)))
    return {(table_id, party_id): name for table_id, party_id, size in rows if party_id and (name := first.get((table_id, size)))}


def record_of_party(session: Session, network: Network, table_slug: str, party_id: int, year: int) -> Record | None:
    return next((one for one in records(session, network, year, party_id=party_id) if one.table.slug == table_slug), None)


def _seats(session: Session, network: Network) -> set[Seat]:
    return {(table_id, party_id) for table_id, party_id in session.execute(*_who_sits(network)) if party_id is not None}


@prepared
def _who_sits(network: Network) -> Select[int, int | None]:
    """Who was given a seat, and who took one that came free: looked up apart, for thousands have no seat."""
    rows = (select(Composition.table_id, Standing.party_id).join(Standing, Standing.composition_id == Composition.id)
            .join(PhysicalTable, PhysicalTable.id == Composition.table_id)
            .where(PhysicalTable.network_id == network.id, Composition.state == CompositionState.PUBLISHED,
                   Composition.number == _newest(), sits()))
    took = rows.join(SeatDecision, SeatDecision.composition_id == Composition.id).join(
        SeatOffer, and_(SeatOffer.decision_id == SeatDecision.id, SeatOffer.party_id == Standing.party_id))
    sat = union_all(rows.where(Standing.seat.is_not(None)), took).subquery()
    return select(sat.c.table_id, sat.c.party_id)


def _decisions(session: Session, network: Network, year: int) -> dict[Seat, SeatDecision]:
    """Per table and party what was decided last about this year."""
    return {(row.composition.table_id, row.party_id): row for row in session.scalars(*_decided(network, year))}


@prepared
def _decided(network: Network, year: int) -> Select[SeatDecision]:
    return (select(SeatDecision).join(SeatDecision.composition).join(Composition.table)
            .options(contains_eager(SeatDecision.composition).contains_eager(Composition.table))
            .where(PhysicalTable.network_id == network.id, SeatDecision.year == year).order_by(SeatDecision.id))


def decision_of_id(session: Session, network: Network, decision_id: int) -> SeatDecision | None:
    """A decision by which a seat came free, with whom was asked."""
    return session.scalar(
        select(SeatDecision).join(SeatDecision.composition).join(Composition.table)
        .options(contains_eager(SeatDecision.composition).contains_eager(Composition.table), joinedload(SeatDecision.party),
                 selectinload(SeatDecision.offers).joinedload(SeatOffer.party))
        .where(PhysicalTable.network_id == network.id, SeatDecision.id == decision_id, SeatDecision.stops))


def freed_seats(session: Session, network: Network) -> list[SeatDecision]:
    """Decisions by which a seat came free in a composition that still holds, the oldest first."""
    return list(session.scalars(*_freed(network)).unique())


@prepared
def _freed(network: Network) -> Select[SeatDecision]:
    return (select(SeatDecision).join(SeatDecision.composition).join(Composition.table)
            .options(contains_eager(SeatDecision.composition).contains_eager(Composition.table), joinedload(SeatDecision.party),
                     selectinload(SeatDecision.offers).joinedload(SeatOffer.party))
            .where(PhysicalTable.network_id == network.id, SeatDecision.stops, Composition.number == _newest())
            .order_by(SeatDecision.id).limit(MOST))


def _newest() -> ScalarSelect[int]:
    newer = aliased(Composition)
    return (select(func.max(newer.number)).where(
        newer.table_id == Composition.table_id, newer.state == CompositionState.PUBLISHED).scalar_subquery())


def reserve_of(session: Session, decision: SeatDecision) -> list[Party]:
    """Who is next for this seat: members of the same class on the reserve list of the composition, in its order, that were not
    asked for a seat of it before."""
    composition = decision.composition
    left = session.scalar(select(Standing.size_class).where(
        Standing.composition_id == composition.id, Standing.party_id == decision.party_id))
    asked = select(SeatOffer.party_id).join(SeatOffer.decision).where(SeatDecision.composition_id == composition.id)
    return list(session.scalars(
        select(Party).join(Standing, Standing.party_id == Party.id)
        .where(Standing.composition_id == composition.id, Standing.size_class == left, Standing.rank.is_not(None),
               Standing.seat.is_(None), Party.id.in_(member_ids(session, composition.table.network)), Party.id.not_in(asked))
        .order_by(Standing.rank, Standing.id)))


def first_reserves(session: Session, network: Network, tables: Collection[int]) -> dict[tuple[int, SizeClass], str]:
    """By table and class who is first on the reserve list of the composition that holds now."""
    members = member_ids(session, network)
    rows = session.execute(
        select(Composition.table_id, Standing.size_class, Standing.name).join(Standing, Standing.composition_id == Composition.id)
        .where(Composition.table_id.in_(tables), Composition.state == CompositionState.PUBLISHED, Composition.number == _newest(),
               Standing.rank.is_not(None), Standing.seat.is_(None), Standing.party_id.in_(members), ~sits())
        .order_by(Standing.rank.desc(), Standing.id.desc()))
    return {(table_id, size): name for table_id, size, name in rows}


def class_of(session: Session, table: PhysicalTable, party_id: int) -> SizeClass | None:
    """The class of a party in the composition that holds now."""
    composition = current_composition(session, table)
    if composition is None:
        return None
    return session.scalar(select(Standing.size_class).where(
        Standing.composition_id == composition.id, Standing.party_id == party_id))


def offer_of(session: Session, network: Network, offer_id: int, party_id: int | None) -> SeatOffer | None:
    """A seat that was offered to this party."""
    return session.scalar(
        select(SeatOffer).join(SeatOffer.decision).join(SeatDecision.composition).join(Composition.table)
        .options(contains_eager(SeatOffer.decision).contains_eager(SeatDecision.composition).contains_eager(Composition.table))
        .where(PhysicalTable.network_id == network.id, SeatOffer.id == offer_id, SeatOffer.party_id == party_id))


def offers_to(session: Session, network: Network, party_id: int) -> list[SeatOffer]:
    """Seats that this party was offered and did not answer."""
    return list(session.scalars(
        select(SeatOffer).join(SeatOffer.decision).join(SeatDecision.composition).join(Composition.table)
        .options(contains_eager(SeatOffer.decision).contains_eager(SeatDecision.composition).contains_eager(Composition.table))
        .where(PhysicalTable.network_id == network.id, SeatOffer.party_id == party_id, SeatOffer.accepted.is_(None),
               Composition.number == _newest())
        .order_by(SeatOffer.id)))
