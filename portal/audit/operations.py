"""Writing the record."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.audit.models import AuditEntry, AuditSeal
from portal.core.access import Actor
from portal.core.codec import pack
from portal.core.database import Base
from portal.core.logs import security_afterwards

SECURITY = ("role:", "invitation:", "session:", "account:", "second-factor:")
"""Acts that stand in the security log as well."""
SECURITY_NAMES = {"role": "role", "roles": "roles", "person": "whom", "place": "place"}
"""What of their changes stands there: codes and numbers."""


def record(session: Session, subject: Base, action: str, *, actor: Actor, now: datetime, reason: str = "",
           **changes: Any) -> AuditEntry:
    """Leave an entry for this act. The subject gets its id first. `changes`: a value, or (old, new)."""
    session.flush()
    subject_id: int = subject.id  # type: ignore[attr-defined]
    entry = AuditEntry(**_written(type(subject), subject_id, action, actor, _after_seals(session, now), reason, changes))
    session.add(entry)
    if action.startswith(SECURITY):
        security_afterwards(session, action, actor=actor, subject=f"{entry.subject_type} {subject_id}",
                            **{SECURITY_NAMES[name]: value for name, value in changes.items() if name in SECURITY_NAMES})
    return entry


def record_many(session: Session, kind: type[Base], action: str, subjects: Mapping[int, dict[str, Any]], *, actor: Actor,
                now: datetime, reason: str = "") -> None:
    """The same for many things of one kind, by their id, in one statement."""
    now = _after_seals(session, now)
    rows = [_written(kind, subject_id, action, actor, now, reason, changes) for subject_id, changes in subjects.items()]
    if rows:
        session.execute(insert(AuditEntry), rows)


def _after_seals(session: Session, now: datetime) -> datetime:
    """Never a moment that is under seal: an act on a machine whose clock was set back is no entry that was slipped in."""
    through = session.scalar(select(AuditSeal.through).order_by(AuditSeal.id.desc()).limit(1))
    return now if through is None else max(now, through + timedelta(microseconds=1))


def _written(kind: type[Base], subject_id: int, action: str, actor: Actor, now: datetime, reason: str, changes: dict[str, Any]
             ) -> dict[str, Any]:
    return {
        "happened_at": now, "action": action, "reason": reason, "person_id": actor.person_id, "person_name": actor.person_name,
        "acts_for": actor.acts_for, "acts_for_id": actor.acts_for_id, "acts_for_name": actor.acts_for_name,
        "subject_type": kind.__tablename__, "subject_id": subject_id, "changes": pack(changes)}
