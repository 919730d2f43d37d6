"""Whose business a file is."""

from sqlalchemy.orm import Session

from portal.dossier.parts import Card
from portal.networks.queries import successors
from portal.region.models import Municipality


def places_of(session: Session, card: Card) -> dict[int, Municipality]:
    """Whose archive it can become: the municipalities that take part, as they are today, and those that merged into one of them
    (RN 12.3), by their id; of what is the business of some of them, those alone.
    """
    members = {member: place for member, place in successors(session, card.network).items() if card.places is None or member in card.places}
    gone = {member: session.get_one(Municipality, member) for member in members}
    return {place.id: place for place in sorted([*gone.values(), *members.values()], key=lambda place: place.name.casefold())}
