"""Addresses for a letter to many: one row a person, as word processors take it (IN 5.2)."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from portal.accounts.models import Role
from portal.core.forms import dutch_postcode
from portal.core.language import gettext, say
from portal.parties.models import ContactPerson, Party, SubjectContact

HEADER = (_l("Salutation"), _l("Name"), _l("Job title"), _l("Organisation"), _l("Postal address"), _l("Postcode"), _l("Place"),
          _l("E-mail address"), _l("Telephone"), _l("Role"))
_ADDRESS = re.compile(r"(?P<street>.*?)[,;\s]*\b(?P<postcode>[1-9][0-9]{3}\s?[A-Za-z]{2})\b[,;\s]*(?P<city>.*)", re.DOTALL)


class Addressee(StrEnum):
    """To whom the letter goes."""

    CONTACT = "contact"
    SUBSTITUTE = "substitute"
    SUBJECT = "subject"


def addresses(session: Session, query: Select[Party], to: Addressee | None) -> list[list[str]]:
    """Everyone to write to, by organisation: contact persons, substitutes and contacts for a subject, or one of these. Three queries."""
    people = query.options(selectinload(Party.subject_contacts.and_(SubjectContact.ends_at.is_(None)))).order_by(Party.name, Party.id)
    return [row for party in session.scalars(people) for row in _rows(party, to)]


def first_addresses(session: Session, query: Select[Party], to: Addressee | None, most: int) -> list[list[str]]:
    """The first of them: no more organisations are read than have one each."""
    named = query.where(or_(*(people.where(of == Party.id).exists() for people, of in _people(to))))
    return addresses(session, named.order_by(None).limit(most), to)[:most]


def how_many(session: Session, query: Select[Party], to: Addressee | None) -> int:
    """How many persons that are. A query for each kind."""
    ids = query.with_only_columns(Party.id)
    return sum(session.scalar(people.where(of.in_(ids)).with_only_columns(func.count())) or 0 for people, of in _people(to))


def _people(to: Addressee | None) -> Iterator[tuple[Select[Any], InstrumentedAttribute[int]]]:
    """Who is written to, each kind with the column that says of which organisation; as `_rows` picks them."""
    if to != Addressee.SUBJECT:
        held = select(ContactPerson.id).where(ContactPerson.ends_at.is_(None))
        yield (held.where(ContactPerson.role == Role(to.value)) if to else held), ContactPerson.party_id
    if to in (None, Addressee.SUBJECT):
        yield select(SubjectContact.id).where(SubjectContact.ends_at.is_(None)), SubjectContact.party_id


def _rows(party: Party, to: Addressee | None) -> Iterable[list[str]]:
    for person in sorted(party.contacts, key=lambda one: one.role):
        if person.ends_at is None and to in (None, Addressee(person.role)):
            yield _row(party, person, address_of(person.address, party), say(person.role))
    for contact in party.subject_contacts:
        if contact.ends_at is None and to in (None, Addressee.SUBJECT):
            yield _row(party, contact, party.postal_address, say(contact.subject))


def _row(party: Party, person: ContactPerson | SubjectContact, address: tuple[str, str, str], role: str) -> list[str]:
    # Nobody is asked whether they are a man or a woman, nor for a job title: the name is the salutation, the role says the rest.
    return [gettext("Dear %(name)s", name=person.name), person.name, "", party.name, *address, person.email, person.phone, role]


def address_of(line: str, party: Party) -> tuple[str, str, str]:
    """Street or PO box, postcode and place out of one line; that of the organisation where the line does not tell."""
    found = _ADDRESS.fullmatch(" ".join(line.split()))
    if found and found["street"] and found["city"] and (postcode := dutch_postcode(found["postcode"])):
        return found["street"].rstrip(" ,;"), postcode, found["city"]
    return party.postal_address
