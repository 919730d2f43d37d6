"""The sections of the page of one provider. Whatever the municipality knows of it gets a place here.

A section is a template and the function that finds what it shows: add a line to `SECTIONS`, in the order of the page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session, defer

from portal.audit.queries import entries_about
from portal.contracts.models import ServiceContract
from portal.contracts.queries import contracts_with
from portal.core.codec import unpack
from portal.dealings.dispute_queries import disputes
from portal.dealings.models import Disclosure, Dispute, Respondent
from portal.dealings.queries import MOST, disclosed_at_signing, disclosures
from portal.dealings.request_queries import own_requests
from portal.members.models import Signature
from portal.members.queries import confirmation_due_of, memberships_of
from portal.networks.models import Network
from portal.parties.messages import act_in_words, changes_in_words
from portal.parties.models import Party
from portal.parties.queries import contacts, representations, served_by, subject_contacts


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom and when the page is made."""

    session: Session
    network: Network
    party: Party
    today: date


@dataclass(frozen=True, slots=True)
class Section:
    """`anchor`: its place in the page; `template` gets what `find` answers, beside `party` and `today`."""

    anchor: str
    template: str
    find: Callable[[Asked], dict[str, Any]]


def _facts(asked: Asked) -> dict[str, Any]:
    return {"served": served_by(asked.party, asked.today),
            "due": confirmation_due_of(asked.session, asked.network, asked.party)}


def _membership(asked: Asked) -> dict[str, Any]:
    return {"memberships": memberships_of(asked.session, asked.network, asked.party.id)}


def _people(asked: Asked) -> dict[str, Any]:
    return {"contacts": contacts(asked.session, asked.party.id),
            "subject_contacts": subject_contacts(asked.session, asked.party.id)}


def _representation(asked: Asked) -> dict[str, Any]:
    party_id = asked.party.id
    return {"representations": representations(asked.session, party_id), "representation_document": lambda row: url_for(
        "desk.representation_document", party_id=party_id, representation_id=row.id)}


def _history(asked: Asked) -> dict[str, Any]:
    return {"history": [(entry, act_in_words(entry), changes_in_words(unpack(entry.changes)))
                        for entry in entries_about(asked.session, asked.party)]}


def _interests(asked: Asked) -> dict[str, Any]:
    """What it disclosed, with its signatures and later (IN 3.2 b)."""
    given = disclosures(asked.network, asked.party.id).order_by(Disclosure.id.desc()).limit(MOST)
    signed = disclosed_at_signing(asked.network, asked.party.id).order_by(Signature.id.desc())
    return {"disclosures": list(asked.session.scalars(given)), "signed_disclosures": list(asked.session.scalars(signed))}


def _requests(asked: Asked) -> dict[str, Any]:
    query = own_requests(asked.network, asked.party.id).options(defer(Respondent.draft)).order_by(Respondent.id.desc()).limit(MOST)
    return {"asked_information": list(asked.session.scalars(query))}


def _disputes(asked: Asked) -> dict[str, Any]:
    query = disputes(asked.network, asked.party.id).order_by(Dispute.id.desc()).limit(MOST)
    return {"disputes": list(asked.session.scalars(query))}


def _contracts(asked: Asked) -> dict[str, Any]:
    """Service contracts with it, drafts too (ZL 8)."""
    query = contracts_with(asked.network, asked.party.id).order_by(ServiceContract.id.desc()).limit(MOST)
    return {"contracts": list(asked.session.scalars(query))}


SECTIONS = (
    Section("gegevens", "desk/provider/facts.html", _facts),
    Section("lidmaatschap", "desk/provider/membership.html", _membership),
    Section("personen", "desk/provider/people.html", _people),
    Section("vertegenwoordiging", "desk/provider/representation.html", _representation),
    Section("belangen", "desk/provider/interests.html", _interests),
    Section("informatieverzoeken", "desk/provider/requests.html", _requests),
    Section("geschillen", "desk/provider/disputes.html", _disputes),
    Section("contracten", "desk/provider/contracts.html", _contracts),
    Section("geschiedenis", "desk/provider/history.html", _history),
)


def sections_of(network: Network) -> list[Section]:
    """Those that the network knows."""
    return [one for one in SECTIONS if one.find is not _contracts or network.profile.service_contracts]


def found_for(asked: Asked) -> dict[str, Any]:
    """All that the sections show, together: a name belongs to one section."""
    together: dict[str, Any] = {}
    for section in SECTIONS:
        together |= section.find(asked)
    return together
