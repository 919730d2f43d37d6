"""What has to be known before a meeting takes a step, and making known that it took one."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.errors import Refused
from portal.core.language import DEFAULT_LANGUAGE, speaking
from portal.meetings import messages, queries
from portal.meetings.models import AgendaItem, Meeting, MinutesEdition, MinutesRemark
from portal.meetings.rules import CALLED, MeetingFacts, MeetingState, is_day_or_later
from portal.networks.operations import publish


def facts_of(session: Session, meeting: Meeting, now: datetime) -> MeetingFacts:
    """Also what pages ask, to tell what is still needed."""
    noted = {row.party_id for row in meeting.attendance if not row.is_announced}
    asked = queries.attending_ids(session, meeting)
    items = session.scalar(select(func.count()).where(AgendaItem.meeting_id == meeting.id)) or 0
    closes_at = meeting.remarks_close_at
    return MeetingFacts(items=items, has_begun=now >= meeting.starts_at, unnoted=len(asked - noted),
                        is_day=is_day_or_later(meeting.starts_at, now), has_minutes=bool(meeting.minutes),
                        draft_is_sent=closes_at is not None, remarks_are_open=closes_at is not None and now < closes_at,
                        unanswered=_unanswered(session, meeting))


def _unanswered(session: Session, meeting: Meeting) -> int:
    return session.scalar(
        select(func.count(MinutesRemark.id)).join(MinutesRemark.edition)
        .where(MinutesEdition.meeting_id == meeting.id, MinutesRemark.answered_at.is_(None))) or 0


def check_open(meeting: Meeting) -> None:
    """Refused unless the meeting was called and its minutes can still change."""
    if meeting.state in (MeetingState.ADOPTED, MeetingState.CANCELLED):
        raise Refused(f"meeting:{meeting.state.value}")
    if meeting.state not in CALLED:
        raise Refused("meeting:not-called")


def make_known(session: Session, meeting: Meeting, kind: str, now: datetime, reason: str = "") -> None:
    """On the site and in the feeds: what happened to this meeting."""
    with speaking(DEFAULT_LANGUAGE):
        title = messages.meeting_title(meeting)
    publish(session, kind, network_id=meeting.network_id, title=title, path=f"/bijeenkomsten/{meeting.slug}", now=now,
            reason=reason, starts_at=meeting.starts_at)
