"""The verbs of the region: loading municipalities, putting a mandate on record and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused
from portal.region.models import Mandate, Municipality
from portal.region.queries import mandates
from portal.region.rules import ListedMunicipality, MandateTask

MUNICIPALITIES = Path(__file__).parent / "data" / "municipalities.csv"


def load_municipalities(session: Session, rows: Sequence[ListedMunicipality], *, actor: Actor, now: datetime
                        ) -> list[Municipality]:
    """Put a list of municipalities into the database: new ones are added, known ones brought up to date by their code."""
    known = {place.code: place for place in session.scalars(select(Municipality))}
    # Successors first: who ended points at them.
    for row in sorted(rows, key=lambda row: row.until is not None):
        if row.code not in known:
            known[row.code] = Municipality(code=row.code, name=row.name)
            session.add(known[row.code])
        place = known[row.code]
        place.name, place.inhabitants, place.until = row.name, row.inhabitants, row.until
        place.successor = known[row.successor] if row.until else None
    session.flush()
    loaded = [known[row.code] for row in rows]
    if loaded:
        record(session, loaded[0], "municipality:load", actor=actor, now=now, count=len(loaded))
    return loaded


@dataclass(frozen=True, slots=True)
class MandateTerms:
    """What a mandate says."""

    tasks: frozenset[MandateTask]
    begins_on: date
    ends_on: date | None
    consent_before_signing: bool


def check_mandate(session: Session, giver: Municipality, host: Municipality, terms: MandateTerms) -> None:
    """Raises Refused for no task, a last day before the first, and a mandate for the same task in the same time."""
    if giver.id == host.id:
        raise Refused("mandate:own", field="municipality")
    if not terms.tasks:
        raise Refused("mandate:task-missing", field="tasks")
    if terms.ends_on and terms.ends_on < terms.begins_on:
        raise Refused("mandate:ends-too-early", field="ends_on", begins=terms.begins_on)
    last = terms.ends_on or date.max
    if any(other.host_id == host.id and other.tasks & terms.tasks and other.begins_on <= last
           and (other.ends_on or date.max) >= terms.begins_on for other in mandates(session, [giver.id])):
        raise Refused("mandate:already", field="municipality", name=giver.name)


def give_mandate(session: Session, giver: Municipality, host: Municipality, terms: MandateTerms, *, document: Document,
                 actor: Actor, now: datetime) -> Mandate:
    """Put on record that a municipality lets the host act for it, with the document (ZL h, WM25 4, RN 3)."""
    lock(session, giver)
    check_mandate(session, giver, host, terms)
    mandate = Mandate(municipality=giver, host=host, tasks=terms.tasks, begins_on=terms.begins_on, ends_on=terms.ends_on,
                      consent_before_signing=terms.consent_before_signing, document=document, entered_at=now,
                      entered_by_id=actor.person_id)
    session.add(mandate)
    record(session, mandate, "mandate:give", actor=actor, now=now, municipality=giver.id, host=host.id, tasks=sorted(terms.tasks),
           begins_on=terms.begins_on, ends_on=terms.ends_on, consent=terms.consent_before_signing, document=document.sha256)
    return mandate


def end_mandate(session: Session, mandate: Mandate, *, last_day: date, reason: str, actor: Actor, now: datetime) -> None:
    """End a mandate with this last day and a reason. What was signed under it stays."""
    lock(session, mandate)
    if mandate.end_reason:
        raise Refused("mandate:ended")
    if last_day < mandate.begins_on:
        raise Refused("mandate:ends-too-early", field="last_day", begins=mandate.begins_on)
    if not reason.strip():
        raise Refused("mandate:reason-missing", field="reason")
    old, mandate.ends_on, mandate.end_reason = mandate.ends_on, last_day, reason
    record(session, mandate, "mandate:end", actor=actor, now=now, reason=reason, ends_on=(old, last_day))
