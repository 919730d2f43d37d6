"""The verbs of leaving: giving notice, taking it back, ending by the municipality; and telling everyone that it is over.

A membership ends by its date alone (`member_until`): what is done here sets the date, nothing waits for a job.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import MAX_DAYS, local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.members import messages
from portal.members.models import Membership, Notice
from portal.members.queries import to_announce
from portal.members.rules import EndedBy, MembershipState
from portal.members.terms import earliest_last_day
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.parties.models import Party
from portal.parties.operations import leave
from portal.parties.queries import recipients

FURTHEST = 2 * MAX_DAYS
"""Days ahead: a last day further away is a slip of the pen."""


def give_notice(session: Session, membership: Membership, *, reason: str, last_day: date | None = None, actor: Actor,
                now: datetime) -> Notice:
    """The party ends its participation, with its reasons, after the notice term or on a later day (ZL 3.4, IN 9.3)."""
    _take_up(session, membership, now)
    if membership.notice:
        raise Refused("membership:ends-already", last_day=membership.notice.last_day)
    notice = _end(session, membership, EndedBy.PARTY, reason, last_day or earliest(membership, local_day(now)), actor, now)
    queue(session, [*messages.notice_given(notice, recipients(session, [membership.party_id])),
                    *messages.notice_told(notice)], now=now)
    return notice


def earliest(membership: Membership, today: date) -> date:
    """The first day on which the party's participation may end when it gives notice today."""
    return earliest_last_day(membership.network.profile, today, membership.member_since or today)


def check_last_day(membership: Membership, last_day: date, today: date, ended_by: EndedBy = EndedBy.PARTY) -> None:
    """Raise Refused unless the participation may end after this day: the municipality need not keep the notice term."""
    first = earliest(membership, today) if ended_by == EndedBy.PARTY else max(today, membership.member_since or today)
    furthest = today + timedelta(days=FURTHEST)
    if not first <= last_day <= furthest:
        raise Refused("membership:last-day", field="last_day", first=first, furthest=furthest)


def end_membership(session: Session, membership: Membership, *, reason: str, last_day: date, version: int | None = None,
                   actor: Actor, now: datetime) -> Notice:
    """The municipality ends a membership, with its reasons. An end that was to come later is replaced."""
    _take_up(session, membership, now)
    if version is not None and version != membership.version:
        raise Stale(membership.notice.reason if membership.notice else "")
    if before := membership.notice:
        if before.last_day <= last_day:
            raise Refused("membership:ends-already", field="last_day", last_day=before.last_day)
        before.withdrawn_at = now
        session.flush()  # one notice holds at a time
    notice = _end(session, membership, EndedBy.MUNICIPALITY, reason, last_day, actor, now)
    queue(session, messages.ended(notice, recipients(session, [membership.party_id])), now=now)
    return notice


def withdraw_notice(session: Session, membership: Membership, *, actor: Actor, now: datetime) -> None:
    """Take the notice back, until the membership is over; each only its own."""
    _take_up(session, membership, now)
    notice = membership.notice
    if notice is None or notice.ended_by != (EndedBy.PARTY if actor.party_id else EndedBy.MUNICIPALITY):
        raise Refused("membership:no-notice")
    notice.withdrawn_at, membership.member_until = now, None
    leave(session, session.get_one(Party, membership.party_id), at=None)
    record(session, notice, "membership:stay", actor=actor, now=now, last_day=notice.last_day)
    queue(session, [*messages.notice_withdrawn(notice, recipients(session, [membership.party_id])),
                    *messages.stay_told(notice)], now=now)


def announce_departures(session: Session, *, now: datetime) -> int:
    """Make known who no longer takes part; answers how many. Each is told once."""
    ended = to_announce(session, local_day(now))
    for notice in ended:
        membership = notice.membership
        notice.announced_at = now
        publish(session, "member:left", network_id=membership.network_id, title=membership.party.name, path="/deelnemers",
                now=now, name=membership.party.name, since=notice.last_day + timedelta(days=1))
    return len(ended)


def _take_up(session: Session, membership: Membership, now: datetime) -> None:
    lock(session, membership)
    if membership.state != MembershipState.ADMITTED:
        raise Refused("membership:not-a-member")
    if membership.notice and now >= membership.notice.ends_at:
        raise Refused("membership:has-left", last_day=membership.notice.last_day)


def _end(session: Session, membership: Membership, ended_by: EndedBy, reason: str, last_day: date, actor: Actor,
         now: datetime) -> Notice:
    if not reason.strip():
        raise Refused("membership:why-leave", field="reason")
    check_last_day(membership, last_day, local_day(now), ended_by)
    notice = Notice(ended_by=ended_by, given_by=actor.person_name, given_at=now, reason=reason, last_day=last_day)
    membership.notices.append(notice)
    membership.member_until = last_day
    if not _takes_part_elsewhere(session, membership, last_day):
        leave(session, session.get_one(Party, membership.party_id), at=notice.ends_at)
    record(session, notice, "membership:end", actor=actor, now=now, reason=reason, by=ended_by, last_day=last_day)
    return notice


def _takes_part_elsewhere(session: Session, membership: Membership, last_day: date) -> bool:
    """Whether the party stays a member of another network after this day: then its people stay too."""
    return session.scalar(
        select(Membership.id).where(Membership.party_id == membership.party_id, Membership.id != membership.id)
        .where(Membership.state == MembershipState.ADMITTED)
        .where(or_(Membership.member_until.is_(None), Membership.member_until > last_day)).limit(1)) is not None
