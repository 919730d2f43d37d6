"""Writing the record."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.audit.models import AuditEntry
from portal.core.access import Actor
from portal.core.codec import pack
from portal.core.database import Base


def record(session: Session, subject: Base, action: str, *, actor: Actor, now: datetime, reason: str = "",
           **changes: Any) -> AuditEntry:
    """Leave an entry for this act. The subject gets its id first. `changes`: a value, or (old, new)."""
    session.flush()
    entry = AuditEntry(
        happened_at=now, action=action, reason=reason,
        person_id=actor.person_id, person_name=actor.person_name,
        acts_for=actor.acts_for, acts_for_id=actor.acts_for_id, acts_for_name=actor.acts_for_name,
        subject_type=subject.__tablename__, subject_id=subject.id,  # type: ignore[attr-defined]
        changes=pack(changes),
    )
    session.add(entry)
    return entry

