"""Guests of a table at a meeting: what they say beforehand, and whether they were there (IN 7.7)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.audit.operations import record
from portal.core.access import Actor, ActsFor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.language import say
from portal.meetings.facts import check_open
from portal.meetings.models import GuestAttendance, Meeting
from portal.meetings.rules import GUEST_PRESENCES, MeetingState, Presence, is_day_or_later
from portal.networks.models import Network
from portal.tables.models import Guest
from portal.tables.queries import present_guests
from portal.tables.rules import GuestState


def guest_by_key(session: Session, network: Network, key: str) -> Guest | None:
    """Whose secret address this is; only of a guest to whom the municipality consented."""
    guest = session.scalar(select(Guest).options(joinedload(Guest.table)).where(Guest.answer_key == key, Guest.state == GuestState.ADMITTED))
    return guest if guest and guest.table.network_id == network.id else None


def attendance_of(session: Session, meeting: Meeting) -> list[GuestAttendance]:
    """What is on record of guests, by organisation. One query."""
    rows = session.scalars(select(GuestAttendance).options(joinedload(GuestAttendance.guest)).where(GuestAttendance.meeting_id == meeting.id))
    return sorted(rows, key=lambda row: (row.guest.organisation.casefold(), row.guest_id))


def guests_at(session: Session, meeting: Meeting, noted: list[GuestAttendance]) -> list[Guest]:
    """The guests of the table on the day, and those of whom something is on record."""
    known = {row.guest_id: row.guest for row in noted}
    if meeting.table is not None:
        known |= {guest.id: guest for guest in present_guests(session, meeting.table, local_day(meeting.starts_at))}
    return sorted(known.values(), key=lambda guest: (guest.organisation.casefold(), guest.id))


def is_guest_at(guest: Guest, meeting: Meeting) -> bool:
    """Guest of this table on the day of a meeting that was called."""
    day = local_day(meeting.starts_at)
    return (meeting.table_id == guest.table_id and meeting.state != MeetingState.DRAFT and guest.begins_on is not None
            and guest.begins_on <= day and (guest.ends_on is None or day <= guest.ends_on))


def answer_as_guest(session: Session, meeting: Meeting, guest: Guest, *, presence: Presence, reason: str = "", now: datetime) -> GuestAttendance:
    """A guest says whether it comes, until the meeting begins. Refused once it is over, cancelled, or the guest is none any more."""
    lock(session, meeting)
    if not is_guest_at(guest, meeting):
        raise Refused("guest:not-of-this-meeting")
    if meeting.state == MeetingState.CANCELLED:
        raise Refused("meeting:cancelled")
    if now >= meeting.starts_at or meeting.state != MeetingState.INVITED:
        raise Refused("meeting:answer-too-late")
    if presence not in (Presence.PRESENT, Presence.EXCUSED):
        raise Refused("meeting:answer-kind", field="presence")
    row, was = _note(session, meeting, guest.id, presence, reason, is_announced=True, now=now)
    record(session, row, "meeting:guest-answer", actor=Actor(person_name=guest.organisation, acts_for=ActsFor.NOBODY), now=now,
           meeting=meeting.id, guest=guest.id, presence=(was, presence))
    return row


def note_guests(session: Session, meeting: Meeting, presences: dict[int, tuple[Presence, Presence | None]], *, actor: Actor, now: datetime
                ) -> None:
    """Record which guests were there: by guest what was ticked and what the form showed. Stale when somebody noted something else meanwhile."""
    lock(session, meeting)
    check_open(meeting)
    noted = {row.guest_id: row for row in attendance_of(session, meeting)}
    known = {guest.id: guest for guest in guests_at(session, meeting, list(noted.values()))}
    if presences.keys() - known.keys():
        raise Refused("guest:not-of-this-meeting")
    for guest_id, (presence, seen) in presences.items():
        stands = noted[guest_id].presence if guest_id in noted else None
        if presence == seen == stands and not is_day_or_later(meeting.starts_at, now):
            continue
        if stands not in (seen, presence):
            if presence == seen:
                continue
            raise Stale(say("meeting:presence-now", party=known[guest_id].organisation, presence=stands) if stands else "")
        row, was = _note(session, meeting, guest_id, presence, "", is_announced=not is_day_or_later(meeting.starts_at, now), now=now)
        if was != presence:
            record(session, row, "meeting:guest-attendance", actor=actor, now=now, meeting=meeting.id, guest=guest_id, presence=(was, presence))


def _note(session: Session, meeting: Meeting, guest_id: int, presence: Presence, reason: str, *, is_announced: bool, now: datetime
          ) -> tuple[GuestAttendance, Presence | None]:
    row = session.scalar(select(GuestAttendance).where(GuestAttendance.meeting_id == meeting.id, GuestAttendance.guest_id == guest_id))
    was = row.presence if row else None
    if row is None:
        row = GuestAttendance(meeting_id=meeting.id, guest_id=guest_id, presence=presence, noted_at=now)
        session.add(row)
    row.presence, row.is_announced, row.noted_at = presence, is_announced, now
    row.reason = (reason.strip() or row.reason or "") if presence == Presence.EXCUSED else ""
    return row, was


__all__ = ["GUEST_PRESENCES", "answer_as_guest", "attendance_of", "guest_by_key", "guests_at", "is_guest_at", "note_guests"]
