"""Reminders around pilots: of its end to who asked for it, a month and a week before and when the result is awaited; to a party that
was asked to confirm a plan and did not answer.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.contributions.messages import follow_link
from portal.core.calendar import local_day
from portal.core.web import address
from portal.decisions.queries import network_secretaries
from portal.notifications.announcements import register
from portal.notifications.operations import Letter
from portal.parties.queries import recipients
from portal.pilots import messages
from portal.pilots.models import Pilot
from portal.pilots.operations import askers
from portal.pilots.queries import ending, silent_partners
from portal.pilots.rules import REMIND_PARTNER, reminder


@register
def pilots_that_end(session: Session, now: datetime) -> list[Letter]:
    """Each letter once per last day: after an extension they come anew. Days are counted in Amsterdam."""
    letters = []
    for pilot in ending(session, local_day(now)):
        if pilot.begins_on and pilot.ends_on and (which := reminder(pilot.begins_on, pilot.ends_on, local_day(now))):
            letters += _to_leader(session, pilot, which, now)
    return letters


def _to_leader(session: Session, pilot: Pilot, which: str, now: datetime) -> list[Letter]:
    if which == "over" and pilot.results:
        return []
    if pilot.party_id is not None:
        return messages.ends(pilot, which, askers(session, pilot), follow_link(pilot))
    return messages.ends(pilot, which, network_secretaries(session, pilot.network, now), address("pilots.desk", pilot_id=pilot.id))


@register
def plans_that_wait_for_a_party(session: Session, now: datetime) -> list[Letter]:
    """Once, a week after it was asked."""
    return [letter for pilot, row in silent_partners(session, now - REMIND_PARTNER)
            for letter in messages.asked_to_confirm(pilot, recipients(session, [row.party_id]), row, again=True)]
