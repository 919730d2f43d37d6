"""Words about providers and senders."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.audit.models import AuditEntry
from portal.core.access import Actor
from portal.core.codec import Code
from portal.core.language import gettext, listing, long_day, say
from portal.core.web import address
from portal.notifications.operations import Letter
from portal.parties.models import Party, Representation
from portal.parties.queries import Recipient, said_by

SENTENCES = {
    "party:not-to-choose": _l("This provider cannot be chosen here. Choose another one."),
    "party:not-found": _l("No provider that can be chosen here has %(typed)s in its name or as its number. Look at the spelling, or type the KVK number."),
    "party:perhaps": _l("One provider has %(typed)s in its name. Is this the one that you mean? Then choose it."),
    "party:several": _l("More than one provider has %(typed)s in its name. Choose the one that you mean."),
    "party:very-many": _l("Very many providers have %(typed)s in their name. The first %(shown)s stand here. Choose one, or type more of the name."),
    "parties:several": _l("Tick below whom you mean with %(typed)s."),
    "parties:very-many": _l("Very many providers have %(typed)s in their name. Type more of it, or the KVK number."),
    "parties:at-once": _l("You can type at most %(most)s lines at once. The others still stand below."),
    "Domain.youth": _l("Youth"),
    "Domain.wmo": _l("Wmo"),
    "Domain.participation": _l("Participation Act"),
    "Domain.sheltered_housing": _l("Sheltered housing"),
    "FundingStream.zin": _l("Care in kind"),
    "FundingStream.pgb": _l("Personal budget (pgb)"),
    "AuthorityGround.law": _l("By law: I am the owner or the only director"),
    "AuthorityGround.statutes": _l("By the statutes: I am a director who may sign"),
    "AuthorityGround.power_of_attorney": _l("By power of attorney: the board lets me sign"),
    "PublishAs.name": _l("With my name and place"),
    "PublishAs.place": _l("Without my name: 'a resident of …'"),
    "PublishAs.hidden": _l("Not on the site"),
    "Stays.colleague": _l("Stays, as a colleague"),
    "Stays.leaves": _l("Leaves: no access and no mail any more"),
    "contact:same-person": _l("Contact person and substitute are two persons, each with an e-mail address of their own."),
    "sender:resident-of": _l("Resident of %(place)s"),
    "sender:resident": _l("A resident"),
    "sender:name-and-place": _l("%(name)s, %(place)s"),
    "Scope.all": _l("Everything"),
    "Scope.limited": _l("Up to an amount, or for some subjects only"),
    "RepresentationState.coming": _l("Not yet"),
    "RepresentationState.valid": _l("Holds now"),
    "RepresentationState.lapsing": _l("Lapses soon"),
    "RepresentationState.lapsed": _l("Has lapsed"),
    "RepresentationState.ended": _l("Ended"),
    "Ground.law": _l("By law, as owner or only director"),
    "Ground.statutes": _l("By the statutes, as a director who may sign"),
    "Ground.power_of_attorney": _l("By power of attorney of the board"),
    "Subject.contracts": _l("Contracts and tariffs"),
    "Subject.invoices": _l("Invoices and messages about care"),
    "Subject.referrals": _l("New clients and waiting times"),
    "Subject.quality": _l("Quality, supervision and incidents"),
    "Subject.privacy": _l("Privacy"),
    "Subject.publicity": _l("Press and publicity"),
    "Fact.name": _l("Name"),
    "Fact.kvk": _l("KVK number"),
    "Fact.branches": _l("Branch numbers"),
    "Fact.agb_codes": _l("AGB codes"),
    "Fact.street": _l("Street and number"),
    "Fact.postcode": _l("Postcode"),
    "Fact.city": _l("Place"),
    "Fact.postal_street": _l("Postal address: street or PO box"),
    "Fact.postal_postcode": _l("Postal address: postcode"),
    "Fact.postal_city": _l("Postal address: place"),
    "Fact.website": _l("Website"),
    "Fact.domains": _l("Kinds of help"),
    "Fact.streams": _l("Money flows"),
    "Fact.products": _l("Product categories"),
    "Fact.municipalities": _l("Municipalities"),
    "Fact.contact_name": _l("Name of the contact person"),
    "Fact.contact_phone": _l("Telephone of the contact person"),
    "Fact.contact_address": _l("Postal address of the contact person"),
    "Fact.substitute_name": _l("Name of the substitute"),
    "Fact.substitute_phone": _l("Telephone of the substitute"),
    "Fact.substitute_address": _l("Postal address of the substitute"),
    "Fact.job_title": _l("Job title"),
    "Fact.ground": _l("On what ground"),
    "Fact.scope": _l("For what"),
    "Fact.limits": _l("Up to which amount, or for which subjects"),
    "Fact.begins_on": _l("First day"),
    "Fact.ends_on": _l("Last day"),
    "Act.party:come-back": _l("Takes part again after it left"),
    "Act.party:register": _l("Registered"),
    "Act.party:import": _l("Taken over from a spreadsheet"),
    "Act.party:update": _l("Data changed"),
    "Act.party:confirm": _l("Confirmed that the data are right"),
    "Act.party:remind": _l("Reminded to confirm the data"),
    "Act.party:take-over-number": _l("New KVK number after a takeover"),
    "Act.party:name-contacts": _l("Contact person and substitute named"),
    "Act.party:replace-contact": _l("Contact person or substitute replaced"),
    "Act.party:contact-details": _l("Details of a contact person put right: %(about)s"),
    "Act.representation:add": _l("Representative added: %(about)s"),
    "Act.representation:change": _l("Representation changed: %(about)s"),
    "Act.representation:end": _l("Representation ended: %(about)s"),
    "Act.subject-contact:add": _l("Contact for a subject added: %(about)s"),
    "Act.subject-contact:end": _l("Contact for a subject taken off: %(about)s"),
    "act:other": _l("Something else was recorded"),
    "party:name-alike": _l("This name can be taken for that of %(name)s. Ask the municipality to change it for you."),
    "party:kvk-known": _l("Another provider has this KVK number already: %(name)s."),
    "party:kvk-same": _l("This is the number that the provider has now."),
    "party:reason-missing": _l("Give the reason. The provider reads it."),
    "representation:dates": _l("The last day is not before the first day."),
    "representation:limits-missing": _l("Say up to which amount, or for which subjects."),
    "representation:ended": _l("This representation was ended already."),
    "representation:document-missing": _l("Add the power of attorney: a scan or a PDF."),
}


def fact(value: Any) -> str:
    """A fact of a record in words: codes by their labels, days written out, more of them as a list."""
    if isinstance(value, list | tuple | frozenset):
        return listing([fact(item) for item in value]) if value else gettext("nothing filled in")
    if isinstance(value, Enum | Code):
        return say(value)
    if isinstance(value, date):
        return long_day(value)
    return str(value) if value not in ("", None) else gettext("nothing filled in")


def changes_in_words(changes: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What changed in a record: the name of the fact, the old value, the new one. Other data of an act are left out."""
    return [(say(f"Fact.{name}"), fact(change[0]), fact(change[1])) for name, change in changes.items()
            if f"Fact.{name}" in SENTENCES and isinstance(change, list | tuple) and len(change) == 2]


def facts_as_text(party: Party) -> str:
    """The record as it stands now, one fact a line, for who meant to change it at the same time."""
    return "\n".join(f"{say(f'Fact.{name}')}: {fact(value)}" for name, value in said_by(party).items())


def act_in_words(entry: AuditEntry) -> str:
    """What was done with a provider's record. Verbs that this package does not know are other packages' to tell."""
    code = f"Act.{entry.action}"
    about = entry.changes.get("about") or entry.changes.get("name") or ""
    return say(code, about=about) if code in SENTENCES else say("act:other")


def representation_as_text(row: Representation) -> str:
    """A representation as it stands now, for who meant to change it at the same time."""
    until = long_day(row.ends_on) if row.ends_on else gettext("until it is ended")
    return "\n".join((row.name, row.job_title, say(f"Ground.{row.ground}"), say(row.scope), row.limits, long_day(row.begins_on), until))


def corrected(party: Party, changes: Mapping[str, Any], reason: str, by: Actor, to: list[Recipient], event: str) -> list[Letter]:
    """To who acts for the provider: the municipality changed the record, what, and why."""
    lines = [{"what": what, "old": old, "new": new} for what, old, new in changes_in_words(changes)]
    return [Letter("parties/corrected", event, person.email, person.name,
                   data={"organisation": party.name, "changes": lines, "reason": reason, "by": by.acts_for_name,
                         "link": address("workspace.record")}) for person in to]


def lapses(representation: Representation, days: int, to: list[Recipient]) -> list[Letter]:
    """To who acts for the provider: somebody's authority to represent it lapses, or has lapsed (days 0)."""
    return [Letter("parties/lapses", f"representation-lapses:{representation.id}:{representation.ends_on}:{days}", person.email,
                   person.name, data={"organisation": representation.party.name, "representative": representation.name,
                                      "ends_on": representation.ends_on, "has_lapsed": days == 0,
                                      "link": address("workspace.record")}) for person in to]


def still_right(party: Party, due: date, is_late: bool, to: list[Recipient], event: str) -> list[Letter]:
    """To who acts for the provider: is the record still right? `event` names which reminder it is."""
    return [Letter("parties/still-right", f"{event}:{party.id}", person.email, person.name,
                   data={"organisation": party.name, "due": due, "is_late": is_late,
                         "link": address("workspace.record")}) for person in to]
