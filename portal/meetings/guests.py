"""Guests at a meeting: of the table (IN 7.7), or people of no party in the working group (IN 8). What they say beforehand, and
whether they were there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.audit.operations import record
from portal.core.access import Actor, ActsFor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.language import say
from portal.groups.models import GroupMember
from portal.groups.queries import member_by_key, outsiders
from portal.meetings.facts import check_open
from portal.meetings.models import GuestAttendance, Meeting
from portal.meetings.rules import GUEST_PRESENCES, MeetingState, Presence, is_day_or_later
from portal.networks.models import Network
from portal.tables.models import Guest
from portal.tables.queries import present_guests
from portal.tables.rules import GuestState

Visitor: TypeAlias = Guest | GroupMember
"""Who has no account and no seat, and comes to meetings."""


def visitor_by_key(session: Session, network: Network, key: str) -> Visitor | None:
    """Whose secret address this is; only of a guest to whom the municipality consented, and of who is still in the group."""
    guest = session.scalar(select(Guest).options(joinedload(Guest.table)).where(Guest.answer_key == key, Guest.state == GuestState.ADMITTED))
    if guest:
        return guest if guest.table.network_id == network.id else None
    return member_by_key(session, network, key)


def key_of(visitor: Visitor) -> str:
    """How a form names it: "gast-12", "lid-3"."""
    return f"{'lid' if isinstance(visitor, GroupMember) else 'gast'}-{visitor.id}"


def attendance_of(session: Session, meeting: Meeting) -> list[GuestAttendance]:
    """What is on record of guests, by organisation. One query."""
    rows = session.scalars(select(GuestAttendance).options(joinedload(GuestAttendance.guest), joinedload(GuestAttendance.member))
                           .where(GuestAttendance.meeting_id == meeting.id))
    return sorted(rows, key=lambda row: _place(row.visitor))


def _place(visitor: Visitor) -> tuple[str, int]:
    return visitor.organisation.casefold(), visitor.id


def guests_at(session: Session, meeting: Meeting, noted: list[GuestAttendance]) -> list[Visitor]:
    """The guests of the table on the day, or who is of no party in the group; and those of whom something is on record."""
    known = {key_of(row.visitor): row.visitor for row in noted}
    expected: Sequence[Visitor] = ()
    if meeting.table is not None:
        expected = present_guests(session, meeting.table, local_day(meeting.starts_at))
    elif meeting.group is not None:
        expected = outsiders(meeting.group)
    known |= {key_of(visitor): visitor for visitor in expected}
    return sorted(known.values(), key=_place)


def is_guest_at(visitor: Visitor, meeting: Meeting) -> bool:
    """Guest of this table on the day of a meeting that was called, or in the group that meets."""
    if meeting.state == MeetingState.DRAFT or meeting.invited_at is None:
        return False
    if isinstance(visitor, GroupMember):
        return meeting.group_id == visitor.group_id and visitor.ended_at is None
    day = local_day(meeting.starts_at)
    return (meeting.table_id == visitor.table_id and visitor.begins_on is not None
            and visitor.begins_on <= day and (visitor.ends_on is None or day <= visitor.ends_on))


def answer_as_guest(session: Session, meeting: Meeting, visitor: Visitor, *, presence: Presence, reason: str = "", now: datetime
                    ) -> GuestAttendance:
    """A guest says whether it comes, until the meeting begins. Refused once it is over, cancelled, or the guest is none any more."""
    lock(session, meeting)
    if not is_guest_at(visitor, meeting):
        raise Refused("guest:not-of-this-meeting")
    if meeting.state == MeetingState.CANCELLED:
        raise Refused("meeting:cancelled")
    if now >= meeting.starts_at or meeting.state != MeetingState.INVITED:
        raise Refused("meeting:answer-too-late")
    if presence not in (Presence.PRESENT, Presence.EXCUSED):
        raise Refused("meeting:answer-kind", field="presence")
    row, was = _note(session, meeting, visitor, presence, reason, is_announced=True, now=now)
    record(session, row, "meeting:guest-answer", actor=Actor(person_name=visitor.organisation, acts_for=ActsFor.NOBODY), now=now,
           meeting=meeting.id, guest=key_of(visitor), presence=(was, presence))
    return row


def note_guests(session: Session, meeting: Meeting, presences: Mapping[str, tuple[Presence, Presence | None]], *, actor: Actor, now: datetime
                ) -> None:
    """Record which guests were there: by `key_of` what was ticked and what the form showed. Stale when somebody noted something else
    meanwhile."""
    lock(session, meeting)
    check_open(meeting)
    noted = {key_of(row.visitor): row for row in attendance_of(session, meeting)}
    known = {key_of(visitor): visitor for visitor in guests_at(session, meeting, list(noted.values()))}
    if presences.keys() - known.keys():
        raise Refused("guest:not-of-this-meeting")
    for key, (presence, seen) in presences.items():
        stands = noted[key].presence if key in noted else None
        if presence == seen == stands and not is_day_or_later(meeting.starts_at, now):
            continue
        if stands not in (seen, presence):
            if presence == seen:
                continue
            raise Stale(say("meeting:presence-now", party=known[key].organisation, presence=stands) if stands else "")
        row, was = _note(session, meeting, known[key], presence, "", is_announced=not is_day_or_later(meeting.starts_at, now), now=now)
        if was != presence:
            record(session, row, "meeting:guest-attendance", actor=actor, now=now, meeting=meeting.id, guest=key, presence=(was, presence))


def _note(session: Session, meeting: Meeting, visitor: Visitor, presence: Presence, reason: str, *, is_announced: bool, now: datetime
          ) -> tuple[GuestAttendance, Presence | None]:
    whose = {"member_id" if isinstance(visitor, GroupMember) else "guest_id": visitor.id}
    row = session.scalar(select(GuestAttendance).filter_by(meeting_id=meeting.id, **whose))
    was = row.presence if row else None
    if row is None:
        row = GuestAttendance(meeting_id=meeting.id, **whose, presence=presence, noted_at=now)
        session.add(row)
    row.presence, row.is_announced, row.noted_at = presence, is_announced, now
    row.reason = (reason.strip() or row.reason or "") if presence == Presence.EXCUSED else ""
    return row, was


__all__ = ["GUEST_PRESENCES", "Visitor", "answer_as_guest", "attendance_of", "guests_at", "is_guest_at", "key_of", "note_guests",
           "visitor_by_key"]
