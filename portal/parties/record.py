"""The verbs of a provider's record: confirming it, who may represent it, other contacts, a new number after a takeover."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.core.lookalikes import skeleton
from portal.notifications.operations import queue
from portal.parties import messages
from portal.parties.models import Party, Representation, SubjectContact
from portal.parties.operations import update_party
from portal.parties.queries import lookalikes, party_by_kvk, recipients
from portal.parties.rules import AuthorityGround, Organisation, RepresentativeDetails, Scope, Subject


def confirm_record(session: Session, party: Party, *, seen: int, actor: Actor, now: datetime) -> None:
    """The provider says that its record is right, as it was on screen. Stale when it changed since."""
    lock(session, party)
    if party.version != seen:
        raise Stale(messages.facts_as_text(party))
    party.confirmed_at, party.confirmed_by = now, actor.person_name
    record(session, party, "party:confirm", actor=actor, now=now)


def change_record(session: Session, party: Party, organisation: Organisation, *, seen: int, actor: Actor, now: datetime) -> None:
    """The provider changes its record. Another name that can be taken for that of another provider is the municipality's to give."""
    is_other = skeleton(organisation.name) != skeleton(party.name)
    if is_other and (alike := lookalikes(session, organisation.name, party.kvk)):
        raise Refused("party:name-alike", field="name", name=alike[0].name)
    update_party(session, party, organisation, seen=seen, actor=actor, now=now)


def correct_record(session: Session, party: Party, organisation: Organisation, *, reason: str, seen: int, actor: Actor,
                   now: datetime) -> None:
    """The municipality puts a record right on behalf of the provider, which is told what changed and why."""
    if not reason.strip():
        raise Refused("party:reason-missing", field="reason")
    changes = update_party(session, party, organisation, actor=actor, now=now, reason=reason, seen=seen)
    if changes:
        session.flush()
        event = f"record-corrected:{party.id}:{party.version}"
        queue(session, messages.corrected(party, changes, reason, actor, recipients(session, [party.id]), event), now=now)


def check_number(session: Session, party: Party, kvk: str) -> None:
    """Refuse the number that it has, and one that another provider has."""
    if kvk == party.kvk:
        raise Refused("party:kvk-same", field="kvk")
    if other := party_by_kvk(session, kvk):
        raise Refused("party:kvk-known", field="kvk", name=other.name)


def take_over_number(session: Session, party: Party, kvk: str, *, reason: str, actor: Actor, now: datetime) -> None:
    """The provider goes on under another KVK number after a takeover; nothing else ever changes it."""
    lock(session, party)
    if not reason.strip():
        raise Refused("party:reason-missing", field="reason")
    check_number(session, party, kvk)
    changes = {"kvk": (party.kvk, kvk)}
    party.kvk = kvk
    record(session, party, "party:take-over-number", actor=actor, now=now, reason=reason, **changes)
    event = f"record-number:{party.id}:{kvk}"
    queue(session, messages.corrected(party, changes, reason, actor, recipients(session, [party.id]), event), now=now)


def add_representation(session: Session, party: Party, details: RepresentativeDetails, document: Document | None = None, *,
                       actor: Actor, now: datetime) -> Representation:
    """Somebody may represent the party from a day on, on a ground that is stated (IN 4.1)."""
    check_representation(details, document)
    row = Representation(party_id=party.id, document=document, **asdict(details))
    session.add(row)
    record(session, party, "representation:add", actor=actor, now=now, document=document and document.sha256, **asdict(details))
    return row


def change_representation(session: Session, row: Representation, details: RepresentativeDetails, document: Document | None = None,
                          *, seen: int, actor: Actor, now: datetime) -> None:
    """Put a representation right, or let it go on longer. Without a new document the old one stays."""
    lock(session, row)
    if row.ended_at is not None:
        raise Refused("representation:ended")
    if row.version != seen:
        raise Stale(messages.representation_as_text(row))
    check_representation(details, document or row.document)
    before, new = asdict(row.details), asdict(details)
    changes: dict[str, Any] = {name: (before[name], value) for name, value in new.items() if value != before[name]}
    if document and document.id != row.document_id:
        changes["document"] = (row.document and row.document.sha256, document.sha256)
        row.document = document
    for name, value in new.items():
        setattr(row, name, value)
    if changes:
        record(session, row.party, "representation:change", actor=actor, now=now, about=details.name, **changes)


def end_representation(session: Session, row: Representation, *, actor: Actor, now: datetime) -> None:
    """From now on this person no longer represents the party. The row stays readable."""
    lock(session, row)
    if row.ended_at is not None:
        raise Refused("representation:ended")
    row.ended_at = now
    record(session, row.party, "representation:end", actor=actor, now=now, about=row.name)


def check_representation(details: RepresentativeDetails, document: Document | None) -> None:
    """Raise Refused for dates that cross, limits that are not given, a power of attorney that nobody can read."""
    if details.ends_on is not None and details.ends_on < details.begins_on:
        raise Refused("representation:dates", field="ends_on")
    if details.scope == Scope.LIMITED and not details.limits.strip():
        raise Refused("representation:limits-missing", field="limits")
    if details.ground == AuthorityGround.POWER_OF_ATTORNEY and document is None:
        raise Refused("representation:document-missing", field="document")


def add_subject_contact(session: Session, party: Party, *, subject: Subject, name: str, email: str, phone: str, actor: Actor,
                        now: datetime) -> SubjectContact:
    """Name somebody to write to about a subject (IN 5.2, ZL 5.2)."""
    row = SubjectContact(party_id=party.id, subject=subject, name=name, email=email, phone=phone, begins_at=now)
    session.add(row)
    record(session, party, "subject-contact:add", actor=actor, now=now, topic=subject, name=name, email=email, phone=phone)
    return row


def end_subject_contact(session: Session, row: SubjectContact, *, actor: Actor, now: datetime) -> None:
    """From now on this person gets no more letters about the subject."""
    lock(session, row)
    if row.ends_at is None:
        row.ends_at = now
        record(session, row.party, "subject-contact:end", actor=actor, now=now, topic=row.subject, about=row.name)


def change_subject_contact(session: Session, row: SubjectContact, *, subject: Subject, name: str, email: str, phone: str,
                           actor: Actor, now: datetime) -> SubjectContact:
    """Another person or another number: the old row ends, so that it stays known who it was."""
    if (row.subject, row.name, row.email, row.phone) == (subject, name, email, phone):
        return row
    end_subject_contact(session, row, actor=actor, now=now)
    return add_subject_contact(session, row.party, subject=subject, name=name, email=email, phone=phone, actor=actor, now=now)
