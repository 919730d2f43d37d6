"""What the calendar asks for: a reminder for who did not vote, some days before the end."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.calendar import local_day
from portal.notifications.announcements import register
from portal.notifications.operations import Letter
from portal.votes.queries import votes_to_remind
from portal.votes.terms import remind_by_itself


@register
def last_days_to_vote(session: Session, now: datetime) -> list[Letter]:
    """Once for every vote that nears its end, unless the secretary reminded them in these days (DESIGN rule 6)."""
    due = votes_to_remind(session, now, local_day(now))
    return [letter for vote in due for letter in remind_by_itself(session, vote, now)]
