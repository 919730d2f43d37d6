"""Who may take a complete file along, and whose municipality's edition. The public edition is for everyone."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import object_session

from portal.accounts.access import is_administrator, is_board_staff, is_secretary
from portal.core.access import Actor
from portal.dossier.parts import Card
from portal.dossier.queries import places_of
from portal.region.models import Municipality


def takes_part(actor: Actor, card: Any, _now: datetime) -> bool:
    """It is the business of the municipality for which the actor works; a list is found as one's own already."""
    if not isinstance(card, Card):
        return card is None
    session = object_session(card.network)
    return session is not None and actor.municipality_id in places_of(session, card)


def is_own_place(actor: Actor, place: Any, _now: datetime) -> bool:
    return isinstance(place, Municipality) and actor.municipality_id == place.id


PERMISSIONS = {
    # DESIGN 1: the secretary, a board and its staff, and who runs the portal.
    "dossier:take": ((is_secretary,), (is_administrator,), (is_board_staff, takes_part)),
    "retention:change": ((is_secretary,), (is_administrator,)),
    # WM25 4.4a: each municipality its own, for its own archive.
    "dossier:take-for": ((is_secretary,), (is_administrator,), (is_board_staff, is_own_place)),
}
