"""The verbs of the attendance rule: what the municipality decides, and asking somebody for a seat that came free (IN 7.5).

Nothing happens by itself: the rule proposes, each step is an act of its own with its reason.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.language import say
from portal.meetings import seat_messages, seat_queries
from portal.meetings.rules import Finding
from portal.meetings.seat_queries import Record
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.parties.models import Party
from portal.parties.queries import recipients
from portal.tables.models import SeatDecision, SeatOffer
from portal.tables.queries import current_composition


def decide_attendance(session: Session, found: Record, *, stops: bool, reason: str, seen: str | None = None, actor: Actor,
                      now: datetime) -> SeatDecision:
    """Decide whether a party that missed meetings is still invited, and why; it gets a letter. The seat is free when it is not.

    `seen` is what was counted on screen ("4-1": missed, and of those without reason): Stale when more was recorded since. Refused when the rule says nothing, or it was decided.
    """
    network = found.table.network
    lock(session, found.table)
    now_stands = seat_queries.record_of_party(session, network, found.table.slug, found.party.id, found.year)
    if now_stands is None or now_stands.counts.finding == Finding.NOTHING:
        raise Refused("seat:no-finding")
    if not now_stands.waits:
        raise Refused("seat:decided")
    if seen is not None and seen != counted(now_stands):
        raise Stale(say("seat:counts", missed=now_stands.counts.missed, absent=now_stands.counts.absent))
    composition = current_composition(session, found.table)
    if composition is None:
        raise Refused("seat:no-composition")
    decision = SeatDecision(
        composition_id=composition.id, party_id=found.party.id, year=found.year, missed=now_stands.counts.missed,
        without_reason=now_stands.counts.absent, stops=stops, reason=reason, decided_at=now, decided_by=actor.person_name)
    session.add(decision)
    record(session, decision, "seat:stop" if stops else "seat:keep", actor=actor, now=now, reason=reason, party=found.party.id,
           table=found.table.id, year=found.year, missed=decision.missed, without_reason=decision.without_reason)
    queue(session, seat_messages.decided(decision, found.table, recipients(session, [found.party.id])), now=now)
    if stops:
        publish(session, "seat:freed", network_id=network.id, title=found.table.name, path=f"/tafels/{found.table.slug}", now=now,
                name=found.party.name)
    return decision


def counted(found: Record) -> str:
    """What a form carries along of what it showed."""
    return f"{found.counts.missed}-{found.counts.absent}"


def offer_seat(session: Session, decision: SeatDecision, party: Party, *, reason: str = "", actor: Actor, now: datetime) -> SeatOffer:
    """Ask a party of the reserve list for the seat, the first one, or another with a reason. It gets a letter and answers itself."""
    table = decision.composition.table
    lock(session, table)
    session.expire(decision, ["offers"])
    if any(offer.accepted is not False for offer in decision.offers):
        raise Refused("seat:asked-already")
    composition = current_composition(session, table)
    if composition is None or composition.id != decision.composition_id:
        raise Refused("seat:composed-anew")
    reserve = seat_queries.reserve_of(session, decision)
    if party.id not in {one.id for one in reserve}:
        raise Refused("seat:not-on-reserve", field="party")
    if party.id != reserve[0].id and not reason.strip():
        raise Refused("seat:reason-missing", field="reason")
    offer = SeatOffer(decision_id=decision.id, party_id=party.id, reason=reason.strip(), asked_at=now)
    session.add(offer)
    record(session, offer, "seat:offer", actor=actor, now=now, reason=reason, party=party.id, table=table.id)
    queue(session, seat_messages.offered(offer, table, recipients(session, [party.id])), now=now)
    session.expire(decision, ["offers"])
    return offer


def answer_offer(session: Session, offer: SeatOffer, *, accepts: bool, version: int | None = None, actor: Actor, now: datetime) -> None:
    """The party takes the seat, or does not; or the secretary records that. From then on it is invited like who sat there before."""
    decision = offer.decision
    table = decision.composition.table
    lock(session, table)
    lock(session, offer)
    if version is not None and version != offer.version:
        raise Stale()
    if offer.accepted is not None:
        raise Refused("seat:answered")
    composition = current_composition(session, table)
    if composition is None or composition.id != decision.composition_id:
        raise Refused("seat:composed-anew")
    offer.accepted, offer.answered_at, offer.answered_by = accepts, now, actor.person_name
    name = session.scalars(select(Party.name).where(Party.id == offer.party_id)).one()
    record(session, offer, "seat:accept" if accepts else "seat:decline", actor=actor, now=now, party=offer.party_id, table=table.id)
    queue(session, seat_messages.offer_answered(offer, table, recipients(session, [offer.party_id])), now=now)
    if accepts:
        publish(session, "seat:taken", network_id=table.network_id, title=table.name, path=f"/tafels/{table.slug}", now=now, name=name)
