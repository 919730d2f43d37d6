"""Reminding providers of what is asked of them."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session, contains_eager

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.members.models import Membership
from portal.members.queries import unconfirmed
from portal.networks.models import Network
from portal.notifications.operations import queue
from portal.parties.messages import still_right
from portal.parties.models import Party
from portal.parties.queries import recipients_by_party
from portal.parties.rules import confirmation_due


def remind_to_confirm(session: Session, network: Network, *, actor: Actor, now: datetime) -> int:
    """Remind every provider that did not confirm its record in time, at most once a day. Answers how many."""
    today = local_day(now)
    rows = list(session.scalars(unconfirmed(network).options(contains_eager(Membership.party)).order_by(Membership.id)))
    people = recipients_by_party(session, [row.party_id for row in rows])
    letters = [letter for row in rows for letter in still_right(
        row.party, confirmation_due(row.party.confirmed_at, row.member_since or today), True, people.get(row.party_id, []),
        f"record:reminded:{today}")]
    if queue(session, letters, now=now):
        # A statement of its own: being reminded is no change that whoever fills in the form has to look at.
        session.execute(update(Party).where(Party.id.in_([row.party_id for row in rows])).values(reminded_at=now),
                        execution_options={"synchronize_session": False})
        for row in rows:
            record(session, row.party, "party:remind", actor=actor, now=now)
    return len(rows)
