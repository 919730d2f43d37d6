"""A draft as it is calculated from counts, members and requests of this moment; and what other seats would make of it.

Nothing is stored here: `operations.draft_composition` keeps a draft, the page that tries other numbers does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.core.codec import pack
from portal.core.errors import Refused
from portal.members.queries import members
from portal.parties.models import Party
from portal.parties.rules import Domain
from portal.tables import queries
from portal.tables.composition import Candidate, Verdict, compose
from portal.tables.models import CountSet, PhysicalTable, SeatRequest, Standing
from portal.tables.rules import MOST_SEATS, CountBasis, Provider, SizeClass, by_provider, counting
from portal.tables.tiers import Tiers, classify, curve, published


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came out: the counts that were used, the classes, and everyone with seat or reason. Rows of no session."""

    counts: CountSet
    tiers: Tiers
    standings: list[Standing]

    @property
    def public_figures(self) -> tuple[dict[str, object], list[list[int]]]:
        """Of the classes and the curve only what everyone may know."""
        classes: dict[str, object] = {
            tier.size_class.value: {"providers": tier.providers, "providers_percent": tier.providers_percent,
                                    "clients_percent": tier.clients_percent} for tier in published(self.tiers)}
        return classes, [[point.providers, point.clients] for point in curve(self.tiers)]


def calculate(session: Session, table: PhysicalTable, seats: Mapping[SizeClass, int], seed: str, basis: CountBasis) -> Drafted:
    """Classes and seats from what is known now. Raises Refused when something is missing for it."""
    check_seats(seats)
    counts = queries.latest_counts(session, table.network_id)
    if counts is None:
        raise Refused("composition:no-counts")
    asked = {request.party_id: request for request in queries.requests(session, table)}
    market = by_provider(counting(queries.count_rows(session, counts), table.domains, basis))
    tiers = classify(market)
    parties = members(session, table.network)
    places = queries.places_served(session, [party.id for party in parties])
    standings = _standings(tiers, market, parties, asked, places)
    _give_seats(standings, seats, seed, table.domains)
    return Drafted(counts, tiers, standings)


def check_seats(seats: Mapping[SizeClass, int]) -> None:
    for size in SizeClass:
        if not 0 <= seats.get(size, 0) <= MOST_SEATS:
            raise Refused("composition:seats", field=size.value, most=MOST_SEATS)
    if not any(seats.values()):
        raise Refused("composition:no-seats", field=SizeClass.LARGE.value)


def _standings(tiers: Tiers, market: Sequence[Provider], parties: Sequence[Party], asked: Mapping[int, SeatRequest],
               places: Mapping[int, tuple[str, ...]]) -> list[Standing]:
    """Everyone in the counts and every member; a member without counts has no clients and is small."""
    by_kvk = {party.kvk: party for party in parties}
    counted = {provider.kvk for provider in market}
    rest = [Provider(party.kvk, party.name, 0, party.domains, party.streams) for party in parties if party.kvk not in counted]
    return [_standing(tiers, provider, by_kvk.get(provider.kvk), asked, places) for provider in (*market, *rest)]


def _standing(tiers: Tiers, provider: Provider, party: Party | None, asked: Mapping[int, SeatRequest],
              places: Mapping[int, tuple[str, ...]]) -> Standing:
    request = asked.get(party.id) if party else None
    return Standing(
        kvk=provider.kvk, name=party.name if party else provider.name, party_id=party.id if party else None,
        clients=provider.clients, size_class=tiers.class_of(provider.clients), domains=provider.domains,
        streams=provider.streams, for_domains=request.domains if request else frozenset(),
        for_streams=request.streams if request else frozenset(), places=places.get(party.id, ()) if party else (),
        is_candidate=request is not None, was_proposed=False, reason_code="", reason_data={}, deviation="")


def _give_seats(standings: Sequence[Standing], seats: Mapping[SizeClass, int], seed: str, about: frozenset[Domain]) -> None:
    by_kvk = {standing.kvk: standing for standing in standings}
    candidates = [Candidate(s.kvk, s.name, s.size_class, s.speaks_for) for s in standings if s.is_candidate]
    if not candidates:
        raise Refused("composition:no-candidates")
    network = [standing.kinds for standing in standings if standing.party_id is not None]
    for verdict in compose(candidates, network, seats, seed, about or frozenset(Domain)):
        _apply(verdict, by_kvk[verdict.kvk])


def _apply(verdict: Verdict, standing: Standing) -> None:
    standing.seat, standing.rank, standing.was_proposed = verdict.seat, verdict.rank, verdict.seat is not None
    standing.reason_code, standing.reason_data = verdict.code, pack(verdict.data)


@dataclass(frozen=True, slots=True)
class Change:
    """Who would come in and who would fall out, by name; of who has a seat now and keeps it only the number."""

    comes: list[Standing]
    goes: list[Standing]
    stays: int


def change(before: Sequence[Standing], after: Sequence[Standing]) -> Change:
    """From one table to another, by KVK number."""
    sat = {standing.kvk for standing in before if standing.seat is not None}
    sits = {standing.kvk for standing in after if standing.seat is not None}
    goes = [standing for standing in before if standing.kvk in sat - sits and standing.seat is not None]
    return Change([standing for standing in after if standing.kvk in sits - sat], goes, len(sat & sits))
