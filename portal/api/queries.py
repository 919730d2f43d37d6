"""When the answers last changed."""

from datetime import datetime

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from portal.audit.models import AuditEntry
from portal.core.calendar import local_day, start_of_day
from portal.rounds.models import CommentRound
from portal.votes.models import Vote


def last_change(session: Session, now: datetime) -> datetime:
    """No answer is younger than this: the last act on record, the last round or vote that ended, or the beginning of today, when
    what counts by days goes over. One query.
    """
    moments = union_all(
        select(func.max(AuditEntry.happened_at).label("at")),
        *(select(func.max(term.closes_at)).where(term.closes_at <= now) for term in (CommentRound, Vote)))
    return max([start_of_day(local_day(now)), *(at for at in session.scalars(moments) if at)])
