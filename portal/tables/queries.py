"""Tables, who sits there, who wants to, and the counts behind it. What is read for public pages never holds counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, contains_eager, defer, joinedload

from portal.core.prepared import prepared
from portal.networks.models import Network
from portal.parties.models import PartyMunicipality
from portal.region.models import Municipality
from portal.tables.models import (
    ClientCount,
    Composition,
    CountSet,
    Guest,
    PhysicalTable,
    SeatDecision,
    SeatOffer,
    SeatRequest,
    Standing,
)
from portal.tables.rules import CompositionState, CountRow, GuestState, SizeClass

_WITHOUT_COUNTS = defer(Standing.clients, raiseload=True)


def tables(session: Session, network: Network) -> list[PhysicalTable]:
    """The tables that meet; closed ones have their page, and stand in `closed_tables`."""
    return list(session.scalars(_tables(network).where(PhysicalTable.closed_at.is_(None))))


def closed_tables(session: Session, network: Network) -> list[PhysicalTable]:
    return list(session.scalars(_tables(network).where(PhysicalTable.closed_at.is_not(None))))


def all_tables(session: Session, network: Network) -> list[PhysicalTable]:
    """Those that meet first, then the closed ones, each by name."""
    return list(session.scalars(_tables(network).order_by(None).order_by(PhysicalTable.closed_at.is_not(None), PhysicalTable.name)))


def _tables(network: Network) -> Select[PhysicalTable]:
    return select(PhysicalTable).where(PhysicalTable.network_id == network.id).order_by(PhysicalTable.name)


def table_by_slug(session: Session, network: Network, slug: str) -> PhysicalTable | None:
    return session.scalar(select(PhysicalTable).where(PhysicalTable.network_id == network.id, PhysicalTable.slug == slug))


def current_composition(session: Session, table: PhysicalTable) -> Composition | None:
    """The one that holds now: published last."""
    return session.scalar(_published(table).order_by(Composition.number.desc()).limit(1))


def published_compositions(session: Session, table: PhysicalTable) -> list[Composition]:
    """All that ever held, newest first."""
    return list(session.scalars(_published(table).order_by(Composition.number.desc())))


def _published(table: PhysicalTable) -> Select[Composition]:
    return select(Composition).where(Composition.table_id == table.id, Composition.state == CompositionState.PUBLISHED)


def draft_of(session: Session, table: PhysicalTable) -> Composition | None:
    return session.scalar(select(Composition).where(
        Composition.table_id == table.id, Composition.state == CompositionState.DRAFT))


def next_number(session: Session, table: PhysicalTable) -> int:
    last = session.scalar(select(func.max(Composition.number)).where(Composition.table_id == table.id))
    return (last or 0) + 1


def standings(session: Session, composition: Composition, with_counts: bool = False) -> list[Standing]:
    """Everyone in a composition, in the order of seats, then of reserve, then the rest. Counts only when asked for."""
    query = select(Standing).where(Standing.composition_id == composition.id).order_by(
        func.coalesce(Standing.seat, 10_000), func.coalesce(Standing.rank, 10_000), Standing.id)
    return list(session.scalars(query if with_counts else query.options(_WITHOUT_COUNTS)))


def reserve(session: Session, composition: Composition) -> list[Standing]:
    """Who wanted a seat and got none, as the reserve list stands."""
    query = select(Standing).where(Standing.composition_id == composition.id, Standing.is_candidate, Standing.seat.is_(None))
    return in_reserve_order(session.scalars(query.options(_WITHOUT_COUNTS)).all())


def newest_compositions(session: Session, network: Network, *only: ColumnElement[bool]) -> dict[int, tuple[Composition, int]]:
    """Per table the composition that holds now, with the number of its seats. One query."""
    question, values = _newest_compositions(network)
    rows = session.execute(question.where(*only), values)
    return {composition.table_id: (composition, count) for composition, count in rows}


@prepared
def _newest_compositions(network: Network) -> Select[Composition, int]:
    seats = select(func.count(Standing.id)).where(
        Standing.composition_id == Composition.id, Standing.seat.is_not(None)).scalar_subquery()
    return (select(Composition, seats).join(Composition.table).options(contains_eager(Composition.table))
            .where(PhysicalTable.network_id == network.id, Composition.state == CompositionState.PUBLISHED,
                   Composition.number == _newest_number()))


def _newest_number() -> ScalarSelect[int]:
    newer = aliased(Composition)
    return select(func.max(newer.number)).where(
        newer.table_id == Composition.table_id, newer.state == CompositionState.PUBLISHED).scalar_subquery()


def seated(session: Session, table: PhysicalTable, at: datetime | None = None) -> dict[int, SizeClass]:
    """The parties at the table now, or `at` an instant, with their class: its composition, and what came free and was taken since.
    One query."""
    published = _published(table).with_only_columns(Composition.id).order_by(Composition.number.desc()).limit(1)
    current = published if at is None else published.where(Composition.published_at <= at)
    rows = session.execute(
        select(Standing.party_id, Standing.size_class).where(Standing.composition_id == current.scalar_subquery(), sits(at)))
    return {party_id: size_class for party_id, size_class in rows if party_id is not None}


def sits(at: datetime | None = None) -> ColumnElement[bool]:
    """In a query of standings: whether the party is at the table by this composition. Who is no longer invited is not; who took
    a seat that came free is (IN 7.5). With `at` only what was decided and answered by then."""
    # Lists of the few that changed, not a question for each of the thousands that have no seat.
    freed = select(SeatDecision.composition_id, SeatDecision.party_id).where(SeatDecision.stops)
    took = select(SeatDecision.composition_id, SeatOffer.party_id).join(SeatOffer.decision).where(SeatOffer.accepted.is_(True))
    if at is not None:
        freed, took = freed.where(SeatDecision.decided_at <= at), took.where(SeatOffer.answered_at <= at)
    stands = tuple_(Standing.composition_id, Standing.party_id)
    return and_(or_(Standing.seat.is_not(None), stands.in_(took)), stands.not_in(freed))


def size_classes(session: Session, network: Network) -> dict[int, SizeClass]:
    """The class of each party, from the newest published composition of the network. One query."""
    newest = (
        select(Composition.id).join(PhysicalTable, PhysicalTable.id == Composition.table_id)
        .where(PhysicalTable.network_id == network.id, Composition.state == CompositionState.PUBLISHED)
        .order_by(Composition.published_at.desc(), Composition.id.desc()).limit(1))
    rows = session.execute(
        select(Standing.party_id, Standing.size_class)
        .where(Standing.composition_id == newest.scalar_subquery(), Standing.party_id.is_not(None)))
    return {party_id: size_class for party_id, size_class in rows if party_id is not None}


def latest_counts(session: Session, network_id: int) -> CountSet | None:
    """The client counts that were applied last."""
    return session.scalar(select(CountSet).where(CountSet.network_id == network_id).order_by(CountSet.id.desc()).limit(1))


def count_rows(session: Session, count_set: CountSet) -> list[CountRow]:
    rows = session.execute(
        select(ClientCount.kvk, ClientCount.name, ClientCount.domain, ClientCount.stream, ClientCount.clients)
        .where(ClientCount.count_set_id == count_set.id).order_by(ClientCount.id))
    return [CountRow(*row) for row in rows]


def requests(session: Session, table: PhysicalTable) -> list[SeatRequest]:
    """The parties that want to take part, first asked first."""
    return list(session.scalars(
        select(SeatRequest).options(joinedload(SeatRequest.party))
        .where(SeatRequest.table_id == table.id, SeatRequest.withdrawn_at.is_(None)).order_by(SeatRequest.id)))


def concerned(session: Session, table: PhysicalTable) -> set[int]:
    """The parties that sit there or asked for a seat: who is told when the table closes."""
    return {request.party_id for request in requests(session, table)} | seated(session, table).keys()


def request_of(session: Session, table: PhysicalTable, party_id: int | None) -> SeatRequest | None:
    return session.scalar(select(SeatRequest).where(SeatRequest.table_id == table.id, SeatRequest.party_id == party_id))


def request_numbers(session: Session, network: Network) -> dict[int, int]:
    """How many parties want to take part, per table. One query."""
    rows = session.execute(
        select(SeatRequest.table_id, func.count()).join(PhysicalTable, PhysicalTable.id == SeatRequest.table_id)
        .where(PhysicalTable.network_id == network.id, SeatRequest.withdrawn_at.is_(None)).group_by(SeatRequest.table_id))
    return {row[0]: row[1] for row in rows}


def drafts(session: Session, network: Network) -> dict[int, datetime]:
    """When the draft of each table was made, where there is one. One query."""
    rows = session.execute(
        select(Composition.table_id, Composition.created_at).join(PhysicalTable, PhysicalTable.id == Composition.table_id)
        .where(PhysicalTable.network_id == network.id, Composition.state == CompositionState.DRAFT))
    return {row[0]: row[1] for row in rows}


def standing_of(session: Session, standing_id: int) -> Standing | None:
    return session.scalar(
        select(Standing).where(Standing.id == standing_id)
        .options(joinedload(Standing.composition).joinedload(Composition.table)))


def in_order(rows: Sequence[Standing]) -> list[Standing]:
    """The seated, by seat."""
    return sorted((row for row in rows if row.seat is not None), key=lambda row: row.seat or 0)


def in_reserve_order(rows: Sequence[Standing]) -> list[Standing]:
    """Those without a seat class by class, each by its place in it; who has none comes last."""
    classes = list(SizeClass)
    return sorted(rows, key=lambda row: (classes.index(row.size_class), row.rank or len(rows) + 1, row.name))


def client_numbers(session: Session, composition: Composition) -> dict[int, int]:
    """The clients of each standing: for the municipality alone, never for a public page."""
    rows = session.execute(select(Standing.id, Standing.clients).where(Standing.composition_id == composition.id))
    return {row[0]: row[1] for row in rows}


def terms_before(session: Session, table: PhysicalTable, number: int) -> dict[int, int]:
    """In how many earlier compositions of this table each party had a seat. One query."""
    rows = session.execute(
        select(Standing.party_id, func.count()).join(Composition, Composition.id == Standing.composition_id)
        .where(Composition.table_id == table.id, Composition.state == CompositionState.PUBLISHED, Composition.number < number)
        .where(Standing.seat.is_not(None), Standing.party_id.is_not(None)).group_by(Standing.party_id))
    return {party_id: number for party_id, number in rows if party_id is not None}


def places_served(session: Session, party_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The CBS codes of the municipalities that each party serves. One query."""
    found: dict[int, tuple[str, ...]] = {}
    rows = session.execute(
        select(PartyMunicipality.party_id, Municipality.code).join(Municipality, Municipality.id == PartyMunicipality.municipality_id)
        .where(PartyMunicipality.party_id.in_(party_ids)).order_by(Municipality.code))
    for party_id, code in rows:
        found[party_id] = (*found.get(party_id, ()), code)
    return found


def place_names(session: Session, codes: Collection[str]) -> dict[str, str]:
    """The municipalities with these CBS codes, by name."""
    if not codes:
        return {}
    rows = session.execute(select(Municipality.code, Municipality.name).where(Municipality.code.in_(codes)).order_by(Municipality.name))
    return {row[0]: row[1] for row in rows}


def outcomes_for(session: Session, network: Network, party_id: int) -> dict[int, Standing]:
    """What the compositions that hold now say of a party, by table; without its counts. One query."""
    rows = session.execute(
        select(Composition.table_id, Standing).options(defer(Standing.clients, raiseload=True))
        .join(Composition, Composition.id == Standing.composition_id).join(PhysicalTable, PhysicalTable.id == Composition.table_id)
        .where(PhysicalTable.network_id == network.id, Composition.state == CompositionState.PUBLISHED,
               Composition.number == _newest_number(), Standing.party_id == party_id))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class TableGuest:
    """Whom to invite for a guest: a person of a third party, with that party's name."""

    name: str
    organisation: str
    email: str
    answer_key: str = ""


def guests_of(session: Session, table: PhysicalTable, day: date) -> list[TableGuest]:
    """The guests of a table on a day, for invitations and attendance: never for a public page."""
    return [TableGuest(guest.person_name, guest.organisation, guest.email, guest.answer_key) for guest in present_guests(session, table, day)]


def present_guests(session: Session, table: PhysicalTable, day: date) -> list[Guest]:
    """The guests on this day, by organisation."""
    return list(session.scalars(
        select(Guest).where(Guest.table_id == table.id, Guest.state == GuestState.ADMITTED, Guest.begins_on <= day)
        .where(or_(Guest.ends_on.is_(None), Guest.ends_on >= day)).order_by(func.lower(Guest.organisation), Guest.id)))


def all_guests(session: Session, table: PhysicalTable) -> list[Guest]:
    """Who was asked for first, then everyone who ever was a guest, the newest first."""
    return list(session.scalars(
        select(Guest).where(Guest.table_id == table.id).order_by(Guest.decided_at.is_not(None), Guest.id.desc())))


def guest_by_id(session: Session, network: Network, guest_id: int) -> Guest | None:
    return session.scalar(
        select(Guest).join(Guest.table).options(contains_eager(Guest.table))
        .where(Guest.id == guest_id, PhysicalTable.network_id == network.id))


def waiting_guests(session: Session, network: Network) -> list[Guest]:
    """The guests that parties asked for, on which nobody decided."""
    return list(session.scalars(
        select(Guest).join(Guest.table).options(contains_eager(Guest.table))
        .where(PhysicalTable.network_id == network.id, Guest.state == GuestState.ASKED).order_by(Guest.id)))
