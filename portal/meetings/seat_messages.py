"""Letters about the attendance rule: what was decided, a seat that is offered, and the answer to it (IN 7.5)."""

from portal.core.language import DEFAULT_LANGUAGE, speaking
from portal.core.web import address
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.tables.models import PhysicalTable, SeatDecision, SeatOffer


def decided(decision: SeatDecision, table: PhysicalTable, to: list[Recipient]) -> list[Letter]:
    """To the party: whether it is still invited, and why."""
    data = {"table": table.name, "year": str(decision.year), "missed": decision.missed, "absent": decision.without_reason,
            "stops": decision.stops, "reason": decision.reason, "decided_at": decision.decided_at, "by": decision.decided_by,
            "disputes": address("dealings.own_disputes")}
    return _letters("meetings/attendance", f"seat-decision:{decision.id}", table, to, data)


def offered(offer: SeatOffer, table: PhysicalTable, to: list[Recipient]) -> list[Letter]:
    """To the party on the reserve list: a seat is free, does it take it?"""
    with speaking(DEFAULT_LANGUAGE):
        link = address("meetings.own_seat", offer_id=offer.id)
    return _letters("meetings/seat", f"seat-offer:{offer.id}", table, to, {"table": table.name, "link": link})


def offer_answered(offer: SeatOffer, table: PhysicalTable, to: list[Recipient]) -> list[Letter]:
    """To the party: what it answered, and by whom that was recorded."""
    data = {"table": table.name, "accepted": bool(offer.accepted), "by": offer.answered_by}
    return _letters("meetings/seat_answer", f"seat-answer:{offer.id}", table, to, data)


def _letters(kind: str, event: str, table: PhysicalTable, to: list[Recipient], data: dict[str, object]) -> list[Letter]:
    page = address("tables.show", slug=table.slug)
    return [Letter(kind, event, person.email, person.name, data=data | {"page": page}) for person in to]
