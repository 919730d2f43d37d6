"""The verbs of parties: being registered, and naming who acts for them."""

from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import CONTACT_ROLES, Role, RoleGrant, User
from portal.accounts.operations import end_grants, ensure_user, grant_role, invite, offer_roles
from portal.accounts.queries import grants_at
from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.parties.messages import facts_as_text
from portal.parties.models import ContactPerson, Party
from portal.parties.queries import contacts, details_of, said_by
from portal.parties.rules import ContactDetails, Organisation, same_person
from portal.region.models import Municipality


def register_party(session: Session, organisation: Organisation, *, actor: Actor, now: datetime) -> Party:
    """A provider that the portal did not know yet."""
    party = Party(kvk=organisation.kvk, created_at=now)
    _fill(session, party, organisation)
    session.add(party)
    record(session, party, "party:register", actor=actor, now=now, name=party.name, kvk=party.kvk)
    return party


def update_party(session: Session, party: Party, organisation: Organisation, *, actor: Actor, now: datetime, reason: str = "",
                 seen: int | None = None) -> dict[str, tuple[Any, Any]]:
    """Take over what the provider says about itself, and answer what changed, old and new; its KVK number stays.

    `seen` is the version that was on screen: Stale, with what stands now, when somebody changed the record since.
    """
    lock(session, party)
    if seen is not None and party.version != seen:
        raise Stale(facts_as_text(party))
    before = said_by(party)
    _fill(session, party, organisation)
    changes = {field: (before[field], new) for field, new in said_by(party).items() if before[field] != new}
    if changes:
        record(session, party, "party:update", actor=actor, now=now, reason=reason, **changes)
    return changes


OPTIONAL = ("branches", "agb_codes", "postal_street", "postal_postcode", "postal_city", "website", "products")


def _fill(session: Session, party: Party, organisation: Organisation) -> None:
    party.name, party.street = organisation.name, organisation.street
    party.postcode, party.city = organisation.postcode, organisation.city
    party.domains, party.streams = organisation.domains, organisation.streams
    for field in OPTIONAL:
        if (value := getattr(organisation, field)) is not None:
            setattr(party, field, value)
    if organisation.municipalities is not None:
        places = select(Municipality).where(Municipality.id.in_(organisation.municipalities)).order_by(Municipality.name)
        party.municipalities = list(session.scalars(places))


def name_contacts(session: Session, party: Party, contact: ContactDetails, substitute: ContactDetails, *, actor: Actor,
                  now: datetime) -> None:
    """From now on these two act for the party, with an account each (IN 5.2); former ones no longer do.

    The contact person also becomes the party's administrator, who names its other people, in place of a former one.
    """
    lock(session, party)
    reached = contacts(session, party.id)
    named = {contact.email.casefold(), substitute.email.casefold()}
    leaving = {row.user_id for row in reached if row.email.casefold() not in named}
    former = [grant for grant in grants_at(session, party.place, now)
              if grant.role in CONTACT_ROLES or (grant.role == Role.PARTY_ADMIN and grant.user_id in leaving)]
    for row in reached:
        row.ends_at = now
    for role, person in ((Role.CONTACT, contact), (Role.SUBSTITUTE, substitute)):
        user = ensure_user(session, email=person.email, name=person.name, now=now)
        _add_contact(session, party, role, person, user, now)
        for held in (role, Role.PARTY_ADMIN) if role == Role.CONTACT else (role,):
            if not _has(session, party, user, held, now):
                grant_role(session, user, held, place_id=party.id, actor=actor, now=now)
        former = [grant for grant in former if (grant.user_id, grant.role) != (user.id, role)]
        invite(session, user, for_name=party.name, now=now)
    _end_roles(session, party, former, actor=actor, now=now)
    record(session, party, "party:name-contacts", actor=actor, now=now, contact=contact.name, substitute=substitute.name)


def replace_contact(session: Session, party: Party, role: Role, person: ContactDetails, *, stays: bool, actor: Actor,
                    now: datetime) -> None:
    """Name a new contact person or substitute; the one who was ends in the same act, so that there always are two (IN 5.2).

    The new one is written to from now on and logs in once the invitation is accepted. `stays`: the former one keeps
    access, as a colleague. With the present one's own address only the details change.
    """
    lock(session, party)
    present = {row.role: row for row in contacts(session, party.id)}
    other = next((row for held, row in present.items() if held != role), None)
    if other is not None and same_person(person, details_of(other)):
        raise Refused("contact:same-person", field="email")
    old = present.get(role)
    if old is not None:
        old.ends_at = now
    user = ensure_user(session, email=person.email, name=person.name, now=now)
    _add_contact(session, party, role, person, user, now)
    record(session, party, "party:replace-contact", actor=actor, now=now, role=role,
           name=(old.name if old else None, person.name))
    if not _has(session, party, user, role, now):
        _hand_over(session, party, role, person, stays=stays, actor=actor, now=now)


def _hand_over(session: Session, party: Party, role: Role, person: ContactDetails, *, stays: bool, actor: Actor,
               now: datetime) -> None:
    place = party.place
    former = [grant for grant in grants_at(session, place, now) if grant.role == role]
    offer_roles(session, place, [role], email=person.email, name=person.name, actor=actor, now=now)
    for grant in former:
        if stays and not _has(session, party, grant.user, Role.COLLEAGUE, now):
            grant_role(session, grant.user, Role.COLLEAGUE, place_id=party.id, actor=actor, now=now,
                       invitation=grant.invitation)
    _end_roles(session, party, former, actor=actor, now=now)


def _add_contact(session: Session, party: Party, role: Role, person: ContactDetails, user: User, now: datetime) -> None:
    session.add(ContactPerson(party_id=party.id, role=role, name=person.name, email=person.email, phone=person.phone,
                              address=person.address, begins_at=now, user_id=user.id))


def _has(session: Session, party: Party, user: User, role: Role, now: datetime) -> bool:
    return any(grant.role == role for grant in grants_at(session, party.place, now, user))


def _end_roles(session: Session, party: Party, grants: list[RoleGrant], *, actor: Actor, now: datetime) -> None:
    for user, own in groupby(sorted(grants, key=lambda grant: grant.user_id), key=lambda grant: grant.user):
        end_grants(session, user, party.place, list(own), actor=actor, now=now)


def leave(session: Session, party: Party, *, at: datetime | None) -> None:
    """From this instant on nobody acts for the party (None: it stays after all). What its people sent remains theirs."""
    lock(session, party)
    party.leaves_at = at


def come_back(session: Session, party: Party, *, actor: Actor, now: datetime) -> None:
    """The party takes part again: whoever acted for it before it left does not come back by itself."""
    lock(session, party)
    if party.leaves_at is None:
        return
    acted: list[ContactPerson | RoleGrant] = [*contacts(session, party.id), *grants_at(session, party.place, now)]
    for row in acted:
        row.ends_at = max(party.leaves_at, row.begins_at)  # without a letter: they stopped acting when the party left
    party.leaves_at = None
    record(session, party, "party:come-back", actor=actor, now=now)


def follow_address(session: Session, user: User, old: str) -> None:
    """Somebody's address changed: where they are contact person now, letters go to the new one."""
    rows = session.scalars(select(ContactPerson).where(ContactPerson.user_id == user.id, ContactPerson.ends_at.is_(None)))
    for person in rows:
        if person.email.casefold() == old.casefold():
            person.email = user.email
