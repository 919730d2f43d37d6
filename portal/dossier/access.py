"""Who may take a complete file along, and whose municipality's edition. The public edition is for everyone."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import object_session

from portal.accounts.access import is_administrator, is_board_staff, is_secretary
from portal.core.access import Actor
from portal.dossier.parts import Card
from portal.networks.queries import successors
from portal.region.models import Municipality


def takes_part(actor: Actor, card: Any, _now: datetime) -> bool:
    """The municipality for which the actor works takes part in the network; a list is found as one's own already."""
    if not isinstance(card, Card):
        return card is None
    session = object_session(card.network)
    places = successors(session, card.network) if session else {}
    return actor.municipality_id in places.keys() | {place.id for place in places.values()}


def is_own_place(actor: Actor, place: Any, _now: datetime) -> bool:
    return isinstance(place, Municipality) and actor.municipality_id == place.id


PERMISSIONS = {
    # DESIGN 1: the secretary, a board and its staff, and who runs the portal.
    "dossier:take": ((is_secretary,), (is_administrator,), (is_board_staff, takes_part)),
    # WM25 4.4a: each municipality its own, for its own archive.
    "dossier:take-for": ((is_secretary,), (is_administrator,), (is_board_staff, is_own_place)),
}
