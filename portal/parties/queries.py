"""Finding parties and the people to write to."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.language import say
from portal.parties.models import ContactPerson, Party, Sent
from portal.parties.rules import PublishAs


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to write to."""

    email: str
    name: str
    party_id: int


def recipients(session: Session, party_ids: Iterable[int]) -> list[Recipient]:
    """The contact persons and substitutes of these parties as they are now: former ones get nothing."""
    rows = session.execute(
        select(ContactPerson.email, ContactPerson.name, ContactPerson.party_id)
        .where(ContactPerson.party_id.in_(list(party_ids)), ContactPerson.ends_at.is_(None))
        .order_by(ContactPerson.id)
    )
    return [Recipient(*row) for row in rows]


def party_by_kvk(session: Session, kvk: str) -> Party | None:
    return session.scalar(select(Party).where(Party.kvk == kvk))


def public_name(sent: Sent) -> str:
    """How a sender is shown: the party's name, or what the person without an account chose (DESIGN rule 9)."""
    if sent.party_id is not None:
        return sent.party.name if sent.party else ""
    if sent.publish_as == PublishAs.NAME and sent.sender_name:
        place = sent.sender_place
        return say("sender:name-and-place", name=sent.sender_name, place=place) if place else sent.sender_name
    return say("sender:resident-of", place=sent.sender_place) if sent.sender_place else say("sender:resident")
