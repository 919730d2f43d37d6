"""What the calendar asks for: the end of a working group comes near, or has passed without advice."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.calendar import local_day
from portal.groups import messages, queries
from portal.groups.rules import reminder_due
from portal.notifications.announcements import register
from portal.notifications.operations import Letter


@register
def the_end_of_a_group(session: Session, now: datetime) -> list[Letter]:
    """To the people of the group: once in the last week, once after the end; again when the end was put off."""
    today = local_day(now)
    return [letter for group in queries.groups_ending(session, today) if (which := reminder_due(group.ends_on, today))
            for letter in messages.end_near(group, which, queries.people_in(session, group))]
