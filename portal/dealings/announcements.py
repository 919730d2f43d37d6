"""Reminders of information requests that were not answered: five days before the end, one day before it, and after it."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.dealings import messages
from portal.dealings.request_queries import unanswered
from portal.dealings.rules import reminder
from portal.notifications.announcements import register
from portal.notifications.operations import Letter
from portal.parties.queries import recipients


@register
def request_reminders(session: Session, now: datetime) -> list[Letter]:
    """To the contact persons of who did not answer; in the letters a day is counted in Amsterdam."""
    due = [(row, which) for row in unanswered(session, now) if (which := reminder(row.asked_at, row.closes_at, now))]
    to = recipients(session, {row.party_id for row, _which in due})
    return [letter for row, which in due for letter in messages.reminder_due(
        row, which, [person for person in to if person.party_id == row.party_id], now=now)]
