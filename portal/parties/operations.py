"""The verbs of parties: being registered, and naming who acts for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import CONTACT_ROLES, Role, RoleGrant
from portal.accounts.operations import ensure_user, grant_role, invite
from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.parties.models import ContactPerson, Party
from portal.parties.rules import ContactDetails, Organisation


def register_party(session: Session, organisation: Organisation, *, actor: Actor, now: datetime) -> Party:
    """A provider that the portal did not know yet."""
    party = Party(created_at=now)
    _fill(party, organisation)
    session.add(party)
    record(session, party, "party:register", actor=actor, now=now, name=party.name, kvk=party.kvk)
    return party


def update_party(session: Session, party: Party, organisation: Organisation, *, actor: Actor, now: datetime) -> None:
    """Take over what the provider says about itself; its KVK number stays."""
    lock(session, party)
    before = _said(party)
    _fill(party, organisation)
    changes: dict[str, Any] = {field: (before[field], new) for field, new in _said(party).items() if before[field] != new}
    if changes:
        record(session, party, "party:update", actor=actor, now=now, **changes)


def _said(party: Party) -> dict[str, Any]:
    return {"name": party.name, "street": party.street, "postcode": party.postcode, "city": party.city,
            "domains": sorted(party.domains), "streams": sorted(party.streams)}


def _fill(party: Party, organisation: Organisation) -> None:
    party.name, party.kvk, party.street = organisation.name, organisation.kvk, organisation.street
    party.postcode, party.city = organisation.postcode, organisation.city
    party.domains, party.streams = organisation.domains, organisation.streams


def name_contacts(session: Session, party: Party, contact: ContactDetails, substitute: ContactDetails, *, actor: Actor,
                  now: datetime) -> None:
    """From now on these two act for the party, with an account each (IN 5.2); former ones no longer do."""
    lock(session, party)
    _end_contacts(session, party, now)
    for role, person in ((Role.CONTACT, contact), (Role.SUBSTITUTE, substitute)):
        user = ensure_user(session, email=person.email, name=person.name, now=now)
        session.add(ContactPerson(party_id=party.id, role=role, name=person.name, email=person.email,
                                  phone=person.phone, address=person.address, begins_at=now, user_id=user.id))
        grant_role(session, user, role, place_id=party.id, actor=actor, now=now)
        invite(session, user, for_name=party.name, now=now)
    record(session, party, "party:name-contacts", actor=actor, now=now, contact=contact.name, substitute=substitute.name)


def _end_contacts(session: Session, party: Party, now: datetime) -> None:
    former = session.scalars(
        select(ContactPerson).where(ContactPerson.party_id == party.id, ContactPerson.ends_at.is_(None)))
    for person in former:
        person.ends_at = now
    grants = session.scalars(
        select(RoleGrant).where(RoleGrant.party_id == party.id, RoleGrant.role.in_(CONTACT_ROLES), RoleGrant.ends_at.is_(None)))
    for grant in grants:
        grant.ends_at = now
