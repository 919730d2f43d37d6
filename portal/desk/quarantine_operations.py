"""The verbs about files that are kept apart: looked at by the municipality, and asked about once more."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.documents import Document, DocumentCheck, Outcome
from portal.core.errors import Refused


def note_seen(session: Session, check: DocumentCheck, *, actor: Actor, now: datetime) -> None:
    """The municipality knows: it no longer waits on the desk."""
    _must_be_apart(session, check)
    check.seen_at, check.seen_by = now, actor.person_name
    record(session, session.get_one(Document, check.document_id), "document:seen", actor=actor, now=now, malware=check.malware)


def check_again(session: Session, check: DocumentCheck, *, actor: Actor, now: datetime) -> None:
    """Scanners learn: the worker asks it once more. Nobody gets the file before it finds nothing."""
    _must_be_apart(session, check)
    malware = check.malware
    check.outcome, check.malware, check.checked_at = Outcome.WAITING, "", None
    record(session, session.get_one(Document, check.document_id), "document:check-again", actor=actor, now=now, malware=malware)


def _must_be_apart(session: Session, check: DocumentCheck) -> None:
    lock(session, check)
    if check.outcome != Outcome.INFECTED:
        raise Refused("document:not-apart")
