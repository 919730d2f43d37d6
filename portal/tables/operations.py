"""The verbs of tables: founding one, asking for a seat, applying counts, composing, deviating, publishing."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.members.queries import member_ids
from portal.networks.models import Network
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.parties.queries import recipients
from portal.parties.rules import Domain, FundingStream
from portal.tables import messages, queries
from portal.tables.composition import RULE_VERSION
from portal.tables.drafting import calculate, check_seats
from portal.tables.models import ClientCount, Composition, CountSet, PhysicalTable, SeatRequest, Standing
from portal.tables.rules import MOST_CLIENTS, CompositionState, CountBasis, CountRow, SizeClass, basis_of

EVALUATED_WITHIN = timedelta(days=366)
"""IN 7.4: the composition is evaluated at least once a year."""
LAST = 10_000


def found_table(session: Session, network: Network, *, name: str, theme: str, domains: frozenset[Domain], actor: Actor,
                now: datetime) -> PhysicalTable:
    """A table of its own for a theme (ZL 5.4)."""
    lock(session, network)
    slug = _free_slug(session, network, name)
    table = PhysicalTable(network_id=network.id, slug=slug, name=name, theme=theme, domains=domains)
    session.add(table)
    record(session, table, "table:found", actor=actor, now=now, name=name)
    publish(session, "table:founded", network_id=network.id, title=name, path=f"/tafels/{slug}", now=now, name=name)
    return table


def change_table(session: Session, table: PhysicalTable, *, name: str, theme: str, domains: frozenset[Domain],
                 version: int, actor: Actor, now: datetime) -> None:
    """Other words for a table; its address stays. What it is about stays too once seats were divided by it.

    `version` is the table's as it was seen: raises Stale when somebody changed it since.
    """
    lock(session, table)
    check_table_open(table)
    if version != table.version:
        raise Stale(messages.table_as_text(table))
    if domains != table.domains and queries.next_number(session, table) > 1:
        raise Refused("table:domains-stay", field="domains")
    _free_slug(session, table.network, name, table)
    changes: dict[str, Any] = {what: (old, new) for what, old, new in (
        ("name", table.name, name), ("theme", table.theme, theme), ("domains", table.domains, domains)) if old != new}
    if not changes:
        return
    table.name, table.theme, table.domains = name, theme, domains
    record(session, table, "table:change", actor=actor, now=now, **changes)
    publish(session, "table:was-changed", network_id=table.network_id, title=name, path=f"/tafels/{table.slug}", now=now,
            name=name, theme=theme)


def _free_slug(session: Session, network: Network, name: str, own: PhysicalTable | None = None) -> str:
    """The address that this name makes. Raises Refused where it makes none, or that of a table other than its `own`."""
    slug = _slug(name)
    if not slug or queries.table_by_slug(session, network, slug) not in (None, own):
        raise Refused("table:name-taken", field="name")
    return slug


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return f"{slug}-tafel" if slug == "nieuw" else slug


def apply_counts(session: Session, network: Network, *, rows: Sequence[CountRow], data_date: date, source_name: str,
                 source_sha256: str, actor: Actor, now: datetime) -> CountSet:
    """Take over the client counts as of a date; compositions drafted from now on use them. All rows or none."""
    lock(session, network)
    if not rows:
        raise Refused("counts:empty")
    if wrong := next((row for row in rows if not 0 <= row.clients <= MOST_CLIENTS), None):
        raise Refused("counts:wrong", name=wrong.name)
    counts = CountSet(network_id=network.id, data_date=data_date, source_name=source_name, source_sha256=source_sha256,
                      applied_at=now)
    session.add(counts)
    session.flush()
    session.execute(insert(ClientCount), [
        {"count_set_id": counts.id, "kvk": row.kvk, "name": row.name, "domain": row.domain, "stream": row.stream,
         "clients": row.clients} for row in rows])
    record(session, counts, "counts:apply", actor=actor, now=now, rows=len(rows), data_date=data_date,
           source=source_name, sha256=source_sha256)
    return counts


@dataclass(frozen=True, slots=True)
class Wish:
    """For what a party wants a seat. Nothing chosen: for all the help that it offers."""

    motivation: str = ""
    domains: frozenset[Domain] = frozenset()
    streams: frozenset[FundingStream] = frozenset()
    subjects: str = ""


def request_seat(session: Session, table: PhysicalTable, *, wish: Wish, actor: Actor, now: datetime) -> SeatRequest:
    """A party wants to take part in the table's meetings (ZL 4.2). Asking again changes the request."""
    lock(session, table)
    check_table_open(table)
    party_id = actor.party_id
    if party_id is None or party_id not in member_ids(session, table.network):
        raise Refused("table:only-members")
    request = queries.request_of(session, table, party_id)
    if request is None:
        request = SeatRequest(table_id=table.id, party_id=party_id, asked_at=now)
        session.add(request)
    elif request.withdrawn_at is None and _wish_of(request) == wish:
        return request
    request.motivation, request.domains, request.streams, request.subjects = wish.motivation, wish.domains, wish.streams, wish.subjects
    request.asked_at, request.withdrawn_at = now, None
    record(session, request, "seat:request", actor=actor, now=now, table=table.name, motivation=wish.motivation,
           domains=sorted(wish.domains), streams=sorted(wish.streams), subjects=wish.subjects)
    _tell_party(session, request, table, now)
    return request


def _wish_of(request: SeatRequest) -> Wish:
    return Wish(request.motivation, request.domains, request.streams, request.subjects)


def withdraw_request(session: Session, table: PhysicalTable, *, actor: Actor, now: datetime) -> SeatRequest:
    """The party no longer wants a seat. A seat that it has stays its seat until the municipality changes the composition."""
    lock(session, table)
    request = queries.request_of(session, table, actor.party_id)
    if request is None or request.withdrawn_at is not None:
        raise Refused("table:not-asked")
    request.withdrawn_at = now
    record(session, request, "seat:withdraw", actor=actor, now=now, table=table.name)
    _tell_party(session, request, table, now)
    return request


def _tell_party(session: Session, request: SeatRequest, table: PhysicalTable, now: datetime) -> None:
    to = recipients(session, [request.party_id])
    queue(session, messages.request_received(request, table, to, now.isoformat()), now=now)


def announce_seed(session: Session, table: PhysicalTable, *, seed: str, actor: Actor, now: datetime) -> None:
    """Put the seed of the draw on the site before anything is calculated with it (DESIGN rule 4).

    It holds until a composition is published: nobody can try seeds until the outcome pleases.
    """
    lock(session, table)
    check_table_open(table)
    if table.seed:
        raise Refused("table:seed-announced", field="seed")
    table.seed, table.seed_published_at = seed, now
    record(session, table, "table:seed", actor=actor, now=now, seed=seed)
    publish(session, "table:seed", network_id=table.network_id, title=table.name, path=f"/tafels/{table.slug}", now=now,
            seed=seed)


def draft_composition(session: Session, table: PhysicalTable, *, seats: dict[SizeClass, int], seed: str,
                      basis: CountBasis | None = None, actor: Actor, now: datetime) -> Composition:
    """Freeze counts, classes and candidates as they are now, and propose the seats. A draft that exists is replaced."""
    lock(session, table)
    check_table_open(table)
    check_seats(seats)
    if not table.seed:
        raise Refused("composition:no-seed", field="seed")
    if seed != table.seed:
        raise Refused("composition:other-seed", field="seed", seed=table.seed)
    basis = basis or basis_of(table.domains)
    drafted = calculate(session, table, seats, seed, basis)
    composition = queries.draft_of(session, table) or Composition(
        table_id=table.id, number=queries.next_number(session, table), state=CompositionState.DRAFT)
    composition.count_set_id, composition.data_date, composition.basis = drafted.counts.id, drafted.counts.data_date, basis
    composition.rule_version, composition.seed, composition.seed_published_at = RULE_VERSION, seed, table.seed_published_at
    composition.seats_large, composition.seats_medium, composition.seats_small = (seats.get(size, 0) for size in SizeClass)
    composition.tiers, composition.curve = drafted.public_figures
    composition.created_at = now
    _replace_standings(session, composition, drafted.standings)
    record(session, composition, "composition:draft", actor=actor, now=now, table=table.name, seed=seed, basis=basis,
           seats={size.value: seats.get(size, 0) for size in SizeClass}, counts=drafted.counts.id, rule=RULE_VERSION)
    return composition


def check_table_open(table: PhysicalTable, field: str | None = None) -> None:
    """For whoever wants something of a table that comes together no longer."""
    if table.closed_at is not None:
        raise Refused("table:closed", field=field)


def close_table(session: Session, table: PhysicalTable, *, reason: str, actor: Actor, now: datetime) -> None:
    """The table is done (ZL 1.5). Its page, compositions and meetings stay readable; nobody asks for a seat any more."""
    lock(session, table)
    check_table_open(table)
    if not reason.strip():
        raise Refused("composition:reason-missing", field="reason")
    table.closed_at, table.close_reason = now, reason
    record(session, table, "table:close", actor=actor, now=now, reason=reason, table=table.name)
    publish(session, "table:was-closed", network_id=table.network_id, title=table.name, path=f"/tafels/{table.slug}", now=now,
            reason=reason)
    queue(session, messages.table_closed(table, recipients(session, queries.concerned(session, table))), now=now)


def _replace_standings(session: Session, composition: Composition, standings: Sequence[Standing]) -> None:
    session.add(composition)
    session.flush()
    session.execute(delete(Standing).where(Standing.composition_id == composition.id))
    session.expire(composition, ["standings"])
    for standing in standings:
        standing.composition_id = composition.id
    session.add_all(standings)
    session.flush()


def change_seat(session: Session, standing: Standing, *, give: bool, reason: str, version: int | None = None,
                actor: Actor, now: datetime) -> None:
    """The municipality gives or takes a seat in the draft, with its reason (IN 7.6).

    `version` is the draft's as it was seen: raises Stale when somebody changed it since.
    """
    composition = _open_draft(session, standing.composition, version)
    lock(session, standing)
    if not reason.strip():
        raise Refused("composition:reason-missing", field="reason")
    if not standing.is_candidate:
        raise Refused("composition:did-not-ask", name=standing.name)
    if give == (standing.seat is not None):
        raise Refused("composition:same-seat")
    standing.seat, standing.rank = (LAST, None) if give else (None, LAST)
    standing.deviation = "" if give == standing.was_proposed else reason
    _renumber(queries.standings(session, composition))
    flag_modified(composition, "state")  # who saw the draft before this change is told so
    record(session, composition, "composition:give-seat" if give else "composition:take-seat", actor=actor, now=now,
           reason=reason, party=standing.name)


def _open_draft(session: Session, composition: Composition, version: int | None) -> Composition:
    lock(session, composition)
    if composition.state != CompositionState.DRAFT:
        raise Refused("composition:is-published")
    if version is not None and version != composition.version:
        seats = queries.in_order(queries.standings(session, composition))
        raise Stale("\n".join(f"{standing.seat}. {standing.name}" for standing in seats))
    return composition


def _renumber(standings: Sequence[Standing]) -> None:
    """Seats run on through the classes; the reserve has its own order in each class."""
    seats = sorted((s for s in standings if s.seat is not None), key=lambda s: (list(SizeClass).index(s.size_class), s.seat or 0))
    for number, standing in enumerate(seats, start=1):
        standing.seat = number
    for size in SizeClass:
        reserve = [s for s in standings if s.seat is None and s.rank is not None and s.size_class == size]
        for number, standing in enumerate(sorted(reserve, key=lambda s: s.rank or 0), start=1):
            standing.rank = number


def publish_composition(session: Session, composition: Composition, *, reason: str, evaluate_by: date,
                        version: int | None = None, actor: Actor, now: datetime) -> None:
    """Make the composition known with its reasons, and tell everyone who asked (IN 7.4). From now on it holds."""
    lock(session, composition.table)
    _open_draft(session, composition, version)
    candidates = [s for s in queries.standings(session, composition) if s.is_candidate]
    seats = queries.in_order(candidates)
    _check_publication(session, composition, seats, reason, evaluate_by, now)
    composition.state, composition.published_at = CompositionState.PUBLISHED, now
    composition.reason, composition.evaluate_by = reason, evaluate_by
    table = composition.table
    table.seed, table.seed_published_at = "", None
    record(session, composition, "composition:publish", actor=actor, now=now, reason=reason, table=table.name,
           evaluate_by=evaluate_by, seats={standing.kvk: standing.deviation for standing in seats})
    publish(session, "composition:published", network_id=table.network_id, title=table.name, now=now, reason=reason,
            path=f"/tafels/{table.slug}", seats=len(seats))
    to = recipients(session, [standing.party_id for standing in candidates if standing.party_id])
    queue(session, messages.composed(composition, candidates, to), now=now)


def evaluation_fits(evaluate_by: date, today: date) -> bool:
    """Whether the next evaluation is to come, and in time."""
    return today < evaluate_by <= today + EVALUATED_WITHIN


def _check_publication(session: Session, composition: Composition, seats: Sequence[Standing], reason: str, evaluate_by: date,
                       now: datetime) -> None:
    if not reason.strip():
        raise Refused("composition:reason-missing", field="reason")
    if not seats:
        raise Refused("composition:nobody")
    if not evaluation_fits(evaluate_by, local_day(now)):
        raise Refused("composition:evaluate-by", field="evaluate_by")
    still_members = set(member_ids(session, composition.table.network))
    if left := next((standing for standing in seats if standing.party_id not in still_members), None):
        raise Refused("composition:left", name=left.name)
