"""A party's own calendar under a secret address: making and revoking it, and what it holds."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.queries import actor_of
from portal.audit.operations import record
from portal.core.access import Actor, ActsFor, Place
from portal.meetings.queries import to_attend, with_agendas
from portal.networks.models import Network
from portal.publication.calendar import Dates
from portal.publication.queries import with_extensions
from portal.rounds.models import CommentRound
from portal.votes.models import Vote
from portal.votes.queries import to_cast
from portal.workspace.models import CalendarAddress
from portal.workspace.queries import rounds_without_reaction


def address_of(session: Session, actor: Actor) -> CalendarAddress | None:
    """This person's address of the calendar of the party that it acts for."""
    return session.scalar(select(CalendarAddress).where(
        CalendarAddress.person_id == actor.person_id, CalendarAddress.party_id == actor.party_id))


def make_address(session: Session, *, actor: Actor, now: datetime) -> CalendarAddress:
    """Give this person a new address for the party's calendar; the one before it opens nothing any more."""
    row = address_of(session, actor)
    if row is None:
        row = CalendarAddress(person_id=actor.person_id, party_id=actor.party_id)
        session.add(row)
    row.key, row.made_at = secrets.token_urlsafe(24), now
    record(session, row, "calendar:make-address", actor=actor, now=now)
    return row


def revoke_address(session: Session, *, actor: Actor, now: datetime) -> None:
    """From now on the address opens nothing. Without an address nothing changes."""
    row = address_of(session, actor)
    if row is not None:
        record(session, row, "calendar:revoke-address", actor=actor, now=now)
        session.delete(row)


def owner_of(session: Session, key: str, now: datetime) -> Actor | None:
    """For whom a secret address opens a calendar: None when it was revoked, or its person no longer acts for the party."""
    row = session.scalar(select(CalendarAddress).options(joinedload(CalendarAddress.person)).where(CalendarAddress.key == key))
    if row is None or not row.person.active:
        return None
    actor = actor_of(session, row.person, now, wanted=Place(ActsFor.PARTY, row.party_id).key)
    return actor if actor.party_id == row.party_id else None


def own_dates(session: Session, network: Network, party_id: int, now: datetime) -> Dates:
    """What the calendar holds: where the party is invited, and what it has not answered yet."""
    return Dates(with_agendas(session, [each.meeting for each in to_attend(session, network, party_id, now)]),
                 with_extensions(session, CommentRound, rounds_without_reaction(session, network, party_id, now)),
                 with_extensions(session, Vote, to_cast(session, network, party_id, now)))
