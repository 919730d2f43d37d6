"""What the calendar asks for: everyone is told who left, and drafts that nobody finished go."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.members.leaving import announce_departures
from portal.members.models import SignOnDraft
from portal.members.queries import DRAFT_KEPT_FOR
from portal.notifications.announcements import register
from portal.notifications.operations import Letter


@register
def departures(session: Session, now: datetime) -> list[Letter]:
    """Memberships that ended are published; no letter goes to who left."""
    announce_departures(session, now=now)
    return []


@register
def old_drafts(session: Session, now: datetime) -> list[Letter]:
    session.execute(delete(SignOnDraft).where(SignOnDraft.saved_at <= now - DRAFT_KEPT_FOR))
    return []
