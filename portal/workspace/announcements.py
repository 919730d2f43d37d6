"""Reminders to providers: the yearly look at their record, and representations that lapse."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.core.calendar import local_day
from portal.members.models import Membership
from portal.members.queries import memberships, unconfirmed
from portal.networks.models import Network
from portal.notifications.announcements import register
from portal.notifications.operations import Letter
from portal.parties.messages import lapses, still_right
from portal.parties.models import Representation
from portal.parties.queries import lapsing, recipients_by_party
from portal.parties.rules import CONFIRM_AHEAD, REMIND_AFTER, confirmation_due, warning_of


@register
def records_to_confirm(session: Session, now: datetime) -> list[Letter]:
    """Asked a month before, when the last day has passed, and once more two weeks later."""
    today, letters = local_day(now), []
    for network in session.scalars(select(Network).order_by(Network.id)):
        rows = list(session.scalars(unconfirmed(network, CONFIRM_AHEAD).options(contains_eager(Membership.party))))
        people = recipients_by_party(session, [row.party_id for row in rows])
        for row in rows:
            due = confirmation_due(row.party.confirmed_at, row.member_since or today)
            is_late = due < today
            which = "again" if due + REMIND_AFTER <= today else "late" if is_late else "asked"
            letters += still_right(row.party, due, is_late, people.get(row.party_id, []), f"record:{which}:{due}")
    return letters


@register
def representations_that_lapse(session: Session, now: datetime) -> list[Letter]:
    """Sixty and fourteen days before the last day, and when it has passed (IN 4.1)."""
    today = local_day(now)
    members = {party_id for network in session.scalars(select(Network))
               for party_id in session.scalars(memberships(network).with_only_columns(Membership.party_id))}
    rows = [row for row in session.scalars(lapsing(today).options(joinedload(Representation.party))) if row.party_id in members]
    people = recipients_by_party(session, {row.party_id for row in rows})
    return [letter for row in rows if row.ends_on and (days := warning_of(row.ends_on, today)) is not None
            for letter in lapses(row, days, people.get(row.party_id, []))]
