"""A composition as it is shown: the same for the public page, the desk and the downloads. Holds no counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from portal.tables.composition import KINDS, Kind, Reflection, mirror
from portal.tables.drawing import Mark, Seating, Zone, around_the_table, curve_path, marks, zones
from portal.tables.holders import HeldSeat
from portal.tables.models import Composition, PhysicalTable, Standing
from portal.tables.queries import in_order, in_reserve_order
from portal.tables.rules import SizeClass
from portal.tables.tiers import Point, PublishedTier

LIKE = 10
"""Percentage points: up to here the page says that the table looks like the network."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Everything a page says about one composition."""

    composition: Composition
    seated: list[Standing]
    reserve: list[Standing]
    tiers: list[PublishedTier]
    points: list[Point]
    kinds: list[Reflection]
    classes: list[Reflection]
    places: list[Reflection] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.seated) + len(self.reserve)

    @property
    def members(self) -> int:
        return self.kinds[0].members

    @property
    def furthest(self) -> Reflection:
        """The kind in which the table differs most from the network."""
        return max(self.kinds, key=lambda row: row.difference)

    @property
    def looks_alike(self) -> bool:
        return self.furthest.difference <= LIKE

    @property
    def head(self) -> PublishedTier | None:
        """The large providers, when their share may be told."""
        return next((tier for tier in self.tiers if tier.size_class == SizeClass.LARGE and tier.clients_percent), None)

    def seats_in(self, size_class: SizeClass) -> int:
        return sum(standing.size_class == size_class for standing in self.seated)

    def seating(self, chair: str, secretary: str) -> Seating:
        return around_the_table([(s.seat or 0, s.size_class) for s in self.seated], chair, secretary)

    @property
    def path(self) -> str:
        return curve_path(self.points)

    @property
    def marks(self) -> list[Mark]:
        return marks([Point(t.providers_percent, t.clients_percent) for t in self.tiers[:2] if t.clients_percent is not None])

    @property
    def zones(self) -> list[Zone]:
        return zones([(tier.size_class, tier.providers_percent) for tier in self.tiers])


def exhibit(table: PhysicalTable, composition: Composition, standings: Sequence[Standing], names: Mapping[str, str]) -> Exhibit:
    """Put together what a page shows of a composition; `standings` are all of its own, `names` those of municipalities."""
    seated = in_order(standings)
    reserve = in_reserve_order([s for s in standings if s.is_candidate and s.seat is None])
    return Exhibit(composition, seated, reserve, _tiers(composition.tiers), [Point(*point) for point in composition.curve],
                   *mirrors(table, standings, names))


def mirrors(table: PhysicalTable, standings: Sequence[Standing], names: Mapping[str, str]
            ) -> tuple[list[Reflection], list[Reflection], list[Reflection]]:
    """The table against the network: by kind of help and money flow, by class, and by municipality served."""
    seated = in_order(standings)
    members = [s for s in standings if s.party_id is not None and (not table.domains or s.domains & table.domains)]
    known = [s for s in members if s.places]
    return (mirror([s.speaks_for for s in seated], [s.kinds for s in members], KINDS),
            mirror([frozenset({s.size_class}) for s in seated], [frozenset({s.size_class}) for s in members], SizeClass),
            [replace(row, name=names[row.kind]) for row in mirror(
                [frozenset(s.places) for s in seated if s.places], [frozenset(s.places) for s in known], names)])


def _tiers(frozen: dict[str, Any]) -> list[PublishedTier]:
    return [PublishedTier(size, **frozen[size.value]) for size in SizeClass if size.value in frozen]


def kinds_of(standing: Standing) -> list[Kind]:
    """Kinds of help and money flows in their fixed order: of who wants a seat, those for which it speaks."""
    own = standing.speaks_for if standing.is_candidate else standing.kinds
    return [kind for kind in KINDS if kind in own]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A seat that came free and was not taken, with who is next on the reserve list of its class."""

    seat: HeldSeat
    successor: Standing | None


def vacancies(shown: Exhibit, seats: Sequence[HeldSeat], member_ids: Collection[int]) -> list[Vacancy]:
    """The free seats of the composition in force; nobody on the reserve list is named twice, nor who sits there or sat there already."""
    known = {holder.party_id for seat in seats for holder in seat.holders}
    reserve = [standing for standing in shown.reserve if standing.party_id in member_ids and standing.party_id not in known]
    found = []
    for seat in seats:
        if seat.free_since:
            successor = next((standing for standing in reserve if standing.size_class == seat.standing.size_class), None)
            reserve = [standing for standing in reserve if standing is not successor]
            found.append(Vacancy(seat, successor))
    return found


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat in the list: who sits there now, or sat there last, with what it brings to the table."""

    seat: HeldSeat
    standing: Standing


def seat_lines(shown: Exhibit, seats: Sequence[HeldSeat]) -> list[SeatLine]:
    own = {standing.party_id: standing for standing in shown.reserve}
    return [SeatLine(seat, own.get(seat.holders[-1].party_id, seat.standing)) for seat in seats]
