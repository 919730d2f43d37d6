"""Reminders: to providers that did not sign, and to both sides before a term ends."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.contracts import messages
from portal.contracts.queries import ending, sent_lately
from portal.contracts.rules import contract_reminder
from portal.core.calendar import local_day
from portal.notifications.announcements import register
from portal.notifications.operations import Letter
from portal.parties.queries import recipients_about, recipients_by_party
from portal.parties.rules import Subject

SIGN_DAYS = 5
"""Who has not signed is reminded this many days before the last one."""


@register
def sign_reminders(session: Session, now: datetime) -> list[Letter]:
    """Once for each version, from five days before the term for signing ends."""
    today = local_day(now)
    versions = sent_lately(session, [today + timedelta(days=days) for days in range(SIGN_DAYS + 1)])
    to = recipients_by_party(session, {party.id for row in versions for party in row.contract.parties})
    return [letter for row in versions for party in row.contract.parties if row.signature_of(party.id) is None
            for letter in messages.sign_reminder(row, party.name, to.get(party.id, []))]


@register
def end_reminders(session: Session, now: datetime) -> list[Letter]:
    """To both sides: whom a provider named for contracts, or else its contact persons."""
    today, letters = local_day(now), []
    for row in ending(session, today):
        which = row.ends_on and contract_reminder(row.ends_on, row.notice_months, today)
        if which:
            letters += messages.end_reminder(row, which, recipients_about(session, row.party_ids, Subject.CONTRACTS))
    return letters
