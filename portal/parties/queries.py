"""Finding parties and the people to write to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.language import say
from portal.parties.models import ContactPerson, Party, Sent
from portal.parties.rules import ContactDetails, PublishAs


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to write to."""

    email: str
    name: str
    party_id: int


def recipients(session: Session, party_ids: Iterable[int] | Select[Any]) -> list[Recipient]:
    """The contact persons and substitutes of these parties as they are now: former ones get nothing. One query.

    Who has an account is written to where that person logs in.
    """
    ids = party_ids if isinstance(party_ids, Select) else list(party_ids)
    rows = session.execute(
        select(func.coalesce(User.email, ContactPerson.email), ContactPerson.name, ContactPerson.party_id)
        .outerjoin(ContactPerson.user)
        .where(ContactPerson.party_id.in_(ids), ContactPerson.ends_at.is_(None))
        .order_by(ContactPerson.id)
    )
    return [Recipient(*row) for row in rows]


def contacts(session: Session, party_id: int) -> list[ContactPerson]:
    """The contact person and the substitute of now: contact person first (IN 5.2)."""
    return list(session.scalars(
        select(ContactPerson).where(ContactPerson.party_id == party_id, ContactPerson.ends_at.is_(None))
        .order_by(ContactPerson.role, ContactPerson.id)))


def details_of(person: ContactPerson) -> ContactDetails:
    return ContactDetails(person.name, person.email, person.phone, person.address)


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
