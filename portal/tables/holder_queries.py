"""The seats of compositions with who holds them, read for public pages: no counts, no reasons that are between the municipality and a party."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from types import MappingProxyType

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from portal.core.calendar import local_day
from portal.members.models import Membership
from portal.members.queries import memberships
from portal.networks.models import Network
from portal.parties.models import Party
from portal.tables.holders import Freed, Gone, HeldSeat, Holder, Left, held_seat, sitting_since
from portal.tables.models import Composition, PhysicalTable, SeatDecision, SeatOffer, Standing
from portal.tables.queries import newest_compositions

NOTHING: Mapping[int, date] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FreeSeats:
    """Seats of a table that came free and were not taken; `since`: the day of the first. `left`: those whose party left the network."""

    table: PhysicalTable
    count: int
    since: date
    left: int


def free_seats(session: Session, network: Network, today: date, newest: Iterable[Composition] | None = None) -> list[FreeSeats]:
    """Open tables with a free seat, by the compositions that hold now (`newest`, where they were read already). Three queries."""
    if newest is None:
        newest = [composition for composition, _ in newest_compositions(session, network).values()]
    newest = [composition for composition in newest if composition.table.closed_at is None]
    seats = held_seats(session, network, newest, today)
    found = []
    for composition in sorted(newest, key=lambda one: one.table.name):
        free = [seat for seat in seats[composition.id] if seat.free_since]
        if free:
            found.append(FreeSeats(composition.table, len(free), min(seat.free_since for seat in free if seat.free_since),
                                   sum(seat.holders[-1].why == Left.NETWORK for seat in free)))
    return found


def held_seats(session: Session, network: Network, compositions: Sequence[Composition], today: date, until: Mapping[int, date] = NOTHING
               ) -> dict[int, list[HeldSeat]]:
    """By composition its seats in their order, with who held each. `until`: the day on which a newer one took its place. Two queries."""
    ids = [composition.id for composition in compositions]
    left: dict[int, date] = {}
    standings = session.execute(
        select(Standing, _last_day(network, Standing.party_id)).where(Standing.composition_id.in_(ids), Standing.seat.is_not(None))
        .options(defer(Standing.clients, raiseload=True)).order_by(Standing.seat)).all()
    left |= {standing.party_id: last_day for standing, last_day in standings if last_day and standing.party_id}
    freed: dict[int, dict[int, Freed]] = {}
    for composition_id, party_id, decided_at, taker_id, taker, taken_at, last_day in session.execute(
            select(SeatDecision.composition_id, SeatDecision.party_id, SeatDecision.decided_at, SeatOffer.party_id, Party.name,
                   SeatOffer.answered_at, _last_day(network, SeatOffer.party_id))
            .outerjoin(SeatOffer, (SeatOffer.decision_id == SeatDecision.id) & SeatOffer.accepted)
            .outerjoin(Party, Party.id == SeatOffer.party_id)
            .where(SeatDecision.composition_id.in_(ids), SeatDecision.stops).order_by(SeatDecision.id)):
        freed.setdefault(composition_id, {}).setdefault(party_id, Freed(decided_at, taker_id, taker or "", taken_at))
        left |= {taker_id: last_day} if last_day else {}
    by_id = {composition.id: composition for composition in compositions}
    found: dict[int, list[HeldSeat]] = {composition_id: [] for composition_id in ids}
    for standing, _ in standings:
        since = local_day(_published(by_id[standing.composition_id]))
        found[standing.composition_id].append(held_seat(
            standing, since, freed.get(standing.composition_id, {}), left, until.get(standing.composition_id, today)))
    return found


def _last_day(network: Network, party_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> ScalarSelect[date | None]:
    """The last day in the network of a party that left and did not come back."""
    return select(func.max(Membership.member_until)).where(
        Membership.network_id == network.id, Membership.party_id == party_id,
        Membership.party_id.not_in(memberships(network).with_only_columns(Membership.party_id))).scalar_subquery()


def _published(composition: Composition) -> datetime:
    return composition.published_at or composition.created_at


@dataclass(frozen=True, slots=True)
class Occupation:
    """Who sits by one composition, since when, and who sat before it and does not any more."""

    seats: list[HeldSeat]
    gone: list[Gone]

    @property
    def free(self) -> list[HeldSeat]:
        return [seat for seat in self.seats if seat.free_since]

    @property
    def has_changed(self) -> bool:
        return bool(self.gone or any(seat.left for seat in self.seats))


def occupation(session: Session, table: PhysicalTable, published: Sequence[Composition], shown: Composition, today: date) -> Occupation:
    """The seats of one composition of a table; `published` are all of them, the newest first."""
    so_far = [composition for composition in reversed(published) if composition.number <= shown.number]
    until = {older.id: local_day(_published(newer)) for newer, older in pairwise(published)}
    held = held_seats(session, table.network, so_far, today, until)
    before = [(_published(composition), held[composition.id]) for composition in so_far[:-1]]
    since, seats = sitting_since(before), held[shown.id]
    given = {seat.standing.party_id for seat in seats}
    gone = [Gone(holder.name, since[holder.party_id], local_day(_published(shown))) for holder in _last(before)
            if holder.party_id is not None and holder.party_id not in given]
    return Occupation([_dated(seat, since) for seat in seats], sorted(gone, key=lambda one: one.name.casefold()))


def _last(before: list[tuple[datetime, list[HeldSeat]]]) -> list[Holder]:
    return [seat.holder for seat in before[-1][1] if seat.holder] if before else []


def _dated(seat: HeldSeat, since: dict[int, date]) -> HeldSeat:
    """The first holder may sit there since an earlier composition."""
    first = seat.holders[0]
    began = since.get(first.party_id or 0)
    return replace(seat, holders=(replace(first, since=began), *seat.holders[1:])) if began else seat
