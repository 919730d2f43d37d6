"""What the calendar asks for: drafts that nobody worked on go."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.contributions.models import Draft
from portal.contributions.rules import DRAFT_KEPT_FOR
from portal.notifications.announcements import register
from portal.notifications.operations import Letter


@register
def old_drafts(session: Session, now: datetime) -> list[Letter]:
    session.execute(delete(Draft).where(Draft.saved_at <= now - DRAFT_KEPT_FOR))
    return []
