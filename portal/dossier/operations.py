"""Taking a complete file along is reading what is confidential: it is written down, before a byte of it is given."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.errors import Refused
from portal.dossier.parts import Card
from portal.dossier.queries import places_of
from portal.dossier.rules import Edition
from portal.dossier.trail import TAKE
from portal.region.models import Municipality


def take_complete(session: Session, card: Card, *, place: Municipality | None, actor: Actor, now: datetime) -> None:
    """Note who takes the complete edition, or that of a municipality. Raises Refused for one that takes no part (RN 11)."""
    if place is not None and place.id not in places_of(session, card):
        raise Refused("dossier:no-place")
    record(session, card.row, TAKE, actor=actor, now=now, file=card.slug, edition=Edition.COMPLETE.value,
           municipality=place.name if place else None)
