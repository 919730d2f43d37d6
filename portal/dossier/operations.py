"""Taking a complete file along, which is reading what is confidential: it is written down, before a byte of it is given; and how long files are kept."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.dossier.messages import term_of
from portal.dossier.parts import Card
from portal.dossier.queries import places_of
from portal.dossier.retention import Closure, Retention, retention, with_retention
from portal.dossier.rules import Edition
from portal.dossier.trail import TAKE
from portal.networks.models import Network
from portal.region.models import Municipality


def take_complete(session: Session, card: Card, *, place: Municipality | None, actor: Actor, now: datetime) -> None:
    """Note who takes the complete edition, or that of a municipality. Raises Refused for one that takes no part (RN 11)."""
    if place is not None and place.id not in places_of(session, card):
        raise Refused("dossier:no-place")
    record(session, card.row, TAKE, actor=actor, now=now, file=card.slug, edition=Edition.COMPLETE.value,
           municipality=place.name if place else None)


def change_retention(session: Session, network: Network, closure: Closure, chosen: Retention, *, seen: str, actor: Actor, now: datetime) -> None:
    """Choose another term for what comes to this end. `seen`: what stood there when the choice was made.

    Raises Stale when somebody changed it meanwhile, Refused when nothing changes.
    """
    lock(session, network)
    stands = retention(network.settings, closure)
    if seen != repr(stands):
        raise Stale(f"{term_of(stands)} ({stands.number})")
    if (chosen.years, chosen.number, chosen.result, chosen.source) == (stands.years, stands.number, stands.result, stands.source):
        raise Refused("retention:same", field="keeping")
    network.settings = with_retention(network.settings, closure, chosen)
    session.flush()
    record(session, network, "network:retention", actor=actor, now=now, reason=chosen.reason, closure=closure.value,
           years=(stands.years, chosen.years), number=(stands.number, chosen.number), source=(stands.source, chosen.source))
