"""Finding parties and the people to write to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, exists, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from portal.accounts.models import User
from portal.core import clock
from portal.core.calendar import start_of_day
from portal.core.lookalikes import skeleton
from portal.parties.models import ContactPerson, Party, PartyMunicipality, Representation, SubjectContact
from portal.parties.products import BY_CODE
from portal.parties.rules import WARN_DAYS, ContactDetails, Domain, FundingStream, Subject, confirmed_before
from portal.region.models import Municipality
from portal.region.queries import present


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to write to."""

    email: str
    name: str
    party_id: int


def _takes_part() -> ColumnElement[bool]:
    return or_(Party.leaves_at.is_(None), Party.leaves_at > clock.now())


def recipients(session: Session, party_ids: Iterable[int] | Select[Any]) -> list[Recipient]:
    """The contact persons and substitutes of these parties as they are now: former ones, and of who left, get nothing.

    Who has an account is written to where that person logs in. One query.
    """
    ids = party_ids if isinstance(party_ids, Select) else list(party_ids)
    rows = session.execute(
        select(func.coalesce(User.email, ContactPerson.email), ContactPerson.name, ContactPerson.party_id)
        .join(ContactPerson.party).outerjoin(ContactPerson.user)
        .where(ContactPerson.party_id.in_(ids), ContactPerson.ends_at.is_(None))
        .where(_takes_part())
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


def recipients_by_party(session: Session, party_ids: Iterable[int]) -> dict[int, list[Recipient]]:
    """The same, by the id of the party. One query."""
    found: dict[int, list[Recipient]] = {}
    for person in recipients(session, party_ids):
        found.setdefault(person.party_id, []).append(person)
    return found


def recipients_about(session: Session, party_ids: Iterable[int], subject: Subject) -> list[Recipient]:
    """Whom these parties named for a subject; of parties that named nobody, contact person and substitute (IN 5.2). Two queries."""
    wanted = set(party_ids)
    rows = session.execute(
        select(SubjectContact.email, SubjectContact.name, SubjectContact.party_id).join(SubjectContact.party)
        .where(SubjectContact.party_id.in_(wanted), SubjectContact.subject == subject, SubjectContact.ends_at.is_(None))
        .where(_takes_part())
        .order_by(SubjectContact.id))
    named = [Recipient(*row) for row in rows]
    return named + recipients(session, wanted - {person.party_id for person in named})


def representations(session: Session, party_id: int) -> list[Representation]:
    """Who may and might represent the party, those that hold first, ended ones last."""
    return list(session.scalars(
        select(Representation).options(joinedload(Representation.document)).where(Representation.party_id == party_id)
        .order_by(Representation.ended_at.is_not(None), Representation.begins_on.desc(), Representation.id.desc())))


def representation_of(session: Session, party_id: int | None, representation_id: int) -> Representation | None:
    return session.scalar(
        select(Representation).options(joinedload(Representation.document), joinedload(Representation.party))
        .where(Representation.id == representation_id, Representation.party_id == party_id))


def subject_contacts(session: Session, party_id: int) -> list[SubjectContact]:
    """Whom the party named for a subject, as they are now."""
    return list(session.scalars(
        select(SubjectContact).where(SubjectContact.party_id == party_id, SubjectContact.ends_at.is_(None))
        .order_by(SubjectContact.subject, func.lower(SubjectContact.name), SubjectContact.id)))


def subject_contact_of(session: Session, party_id: int | None, contact_id: int) -> SubjectContact | None:
    return session.scalar(
        select(SubjectContact).options(joinedload(SubjectContact.party))
        .where(SubjectContact.id == contact_id, SubjectContact.party_id == party_id, SubjectContact.ends_at.is_(None)))


def said_by(party: Party) -> dict[str, Any]:
    """What a provider says about itself, as plain values that can be held side by side and kept on record."""
    return {"name": party.name, "branches": list(party.branches), "agb_codes": list(party.agb_codes), "street": party.street,
            "postcode": party.postcode, "city": party.city, "postal_street": party.postal_street,
            "postal_postcode": party.postal_postcode, "postal_city": party.postal_city, "website": party.website,
            "domains": sorted(party.domains), "streams": sorted(party.streams),
            "products": [BY_CODE[code].label if code in BY_CODE else code for code in party.products],
            "municipalities": sorted(place.name for place in party.municipalities)}


def served_by(party: Party, today: date) -> list[Municipality]:
    """The municipalities that a provider serves and that exist today; a successor stands for who merged into it (RN 12.3)."""
    return sorted({present(place, today) for place in party.municipalities}, key=lambda place: place.name.casefold())


def works_in(domain: Domain) -> ColumnElement[bool]:
    return _holds(Party.domains, domain.value)


def is_paid_by(stream: FundingStream) -> ColumnElement[bool]:
    return _holds(Party.streams, stream.value)


def delivers(product: str) -> ColumnElement[bool]:
    return _holds(Party.products, product)


def _holds(column: Any, code: str) -> ColumnElement[bool]:
    return type_coerce(column, String).contains(f",{code},", autoescape=True)


def serves(place_id: int) -> ColumnElement[bool]:
    """Serves this municipality, or one that merged into it."""
    places = select(Municipality.id).where(or_(Municipality.id == place_id, Municipality.successor_id == place_id))
    return exists().where(PartyMunicipality.party_id == Party.id, PartyMunicipality.municipality_id.in_(places))


def confirmed_too_long_ago(within: timedelta, today: date) -> ColumnElement[bool]:
    """Not confirmed for so long that it must be within this time from today; when it became a member is asked elsewhere."""
    return or_(Party.confirmed_at.is_(None), Party.confirmed_at < start_of_day(confirmed_before(within, today)))


def lapsing(today: date, days: int = max(WARN_DAYS)) -> Select[Representation]:
    """Representations that lapse within so many days or have lapsed, of which nobody said that they ended or go on."""
    return lapsing_by(today + timedelta(days=days))


def lapsing_by(day: date) -> Select[Representation]:
    """The same, until a day."""
    later = aliased(Representation)
    goes_on = exists().where(
        later.party_id == Representation.party_id, func.lower(later.name) == func.lower(Representation.name),
        later.id != Representation.id, later.ended_at.is_(None), or_(later.ends_on.is_(None), later.ends_on > Representation.ends_on))
    return select(Representation).where(
        and_(Representation.ended_at.is_(None), Representation.ends_on <= day), ~goes_on)


def party_by_id(session: Session, party_id: int) -> Party | None:
    """A provider with the municipalities that it serves and what they merged into. Two queries."""
    return session.get(Party, party_id, options=[selectinload(Party.municipalities).joinedload(Municipality.successor)])


def lookalikes(session: Session, name: str, kvk: str) -> list[Party]:
    """Other parties whose name can be taken for this one."""
    if not (wanted := skeleton(name)):
        return []
    others = session.execute(select(Party.id, Party.name).where(Party.kvk != kvk))
    found = [party_id for party_id, other in others if skeleton(other) == wanted]
    return list(session.scalars(select(Party).where(Party.id.in_(found)).order_by(Party.name))) if found else []


def party_by_kvk(session: Session, kvk: str) -> Party | None:
    return session.scalar(select(Party).where(Party.kvk == kvk))
