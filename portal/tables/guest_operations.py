"""Third parties at a table: a party asks, the municipality consents, from one day to another (IN 7.7)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.members.queries import member_ids
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.parties.queries import recipients
from portal.tables import guest_messages
from portal.tables.models import Guest, PhysicalTable
from portal.tables.operations import check_table_open
from portal.tables.rules import GuestKind, GuestState


@dataclass(frozen=True, slots=True)
class GuestDetails:
    """Who would come. `shows_name`: the person wants to be named on the site."""

    kind: GuestKind
    organisation: str
    role: str
    person_name: str
    email: str
    shows_name: bool = False


def ask_for_guest(session: Session, table: PhysicalTable, *, details: GuestDetails, why: str, actor: Actor, now: datetime) -> Guest:
    """A party asks to invite a third party (IN 7.7). Nothing is public before the municipality consents."""
    _check_open(session, table)
    if actor.party_id is None or actor.party_id not in member_ids(session, table.network):
        raise Refused("guest:only-members")
    guest = Guest(table_id=table.id, party_id=actor.party_id, asked_by=actor.acts_for_name, why=why, asked_at=now, **asdict(details))
    session.add(guest)
    record(session, guest, "guest:ask", actor=actor, now=now, table=table.name, organisation=details.organisation, why=why)
    queue(session, guest_messages.asked(guest, table, recipients(session, [actor.party_id])), now=now)
    return guest


def enter_guest(session: Session, table: PhysicalTable, *, details: GuestDetails, asked_by: str, why: str, begins_on: date,
                ends_on: date | None, actor: Actor, now: datetime) -> Guest:
    """The secretary writes down who was asked for by letter or in a meeting, and that the municipality consents."""
    _check_open(session, table)
    guest = Guest(table_id=table.id, asked_by=asked_by, why=why, asked_at=now, **asdict(details))
    session.add(guest)
    record(session, guest, "guest:enter", actor=actor, now=now, table=table.name, organisation=details.organisation, asked_by=asked_by)
    _admit(session, guest, table, "", begins_on, ends_on, actor, now)
    return guest


def decide_on_guest(session: Session, guest: Guest, *, admits: bool, reason: str, begins_on: date | None, ends_on: date | None,
                    version: int, actor: Actor, now: datetime) -> None:
    """The municipality consents or not; whoever asked reads the reason. Raises Stale when somebody decided already."""
    table = guest.table
    lock(session, guest)
    if guest.version != version:
        raise Stale(guest.reason)
    if guest.state != GuestState.ASKED:
        raise Refused("guest:decided")
    if not admits and not reason.strip():
        raise Refused("guest:reason-missing", field="reason")
    if admits:
        _check_open(session, table)
        _admit(session, guest, table, reason, begins_on or local_day(now), ends_on, actor, now)
    else:
        guest.state, guest.decided_at, guest.decided_by, guest.reason = GuestState.REFUSED, now, actor.person_name, reason
        record(session, guest, "guest:refuse", actor=actor, now=now, reason=reason, organisation=guest.organisation)
    if guest.party_id is not None:
        queue(session, guest_messages.outcome(guest, table, recipients(session, [guest.party_id])), now=now)


def _admit(session: Session, guest: Guest, table: PhysicalTable, reason: str, begins_on: date, ends_on: date | None, actor: Actor,
           now: datetime) -> None:
    if ends_on is not None and ends_on < begins_on:
        raise Refused("guest:ends-before-begin", field="ends_on")
    guest.state, guest.decided_at, guest.decided_by, guest.reason = GuestState.ADMITTED, now, actor.person_name, reason
    guest.begins_on, guest.ends_on = begins_on, ends_on
    session.flush()
    record(session, guest, "guest:admit", actor=actor, now=now, reason=reason, organisation=guest.organisation, begins_on=begins_on,
           ends_on=ends_on)
    publish(session, "table:guest", network_id=table.network_id, title=table.name, path=f"/tafels/{table.slug}", now=now,
            organisation=guest.organisation, asked_by=guest.asked_by)
    queue(session, guest_messages.welcome(guest, table), now=now)


def end_guest(session: Session, guest: Guest, *, ends_on: date, reason: str, version: int, actor: Actor, now: datetime) -> None:
    """The last day of a guest. What was stays on record; from the day after it gets no invitations."""
    lock(session, guest)
    if guest.version != version:
        raise Stale(guest.reason)
    if guest.state != GuestState.ADMITTED or guest.begins_on is None:
        raise Refused("guest:decided")
    if ends_on < guest.begins_on:
        raise Refused("guest:ends-before-begin", field="ends_on")
    old, guest.ends_on = guest.ends_on, ends_on
    record(session, guest, "guest:end", actor=actor, now=now, reason=reason, ends_on=(old, ends_on), organisation=guest.organisation)


def _check_open(session: Session, table: PhysicalTable) -> None:
    lock(session, table)
    check_table_open(table)
