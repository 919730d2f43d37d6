"""What is on record of meetings: internal notes, papers, actions that run on, editions of the minutes and remarks on them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.core.prepared import prepared
from portal.meetings.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    InternalNote,
    Meeting,
    MeetingPaper,
    MinutesEdition,
    MinutesRemark,
)
from portal.meetings.queries import MOST
from portal.meetings.rules import MeetingState, OwnTable
from portal.networks.models import Network


def internal_notes(session: Session, meeting: Meeting) -> dict[int, str]:
    """What was said for the table and the municipality alone, by point. Asked for their pages only."""
    rows = session.execute(select(InternalNote.item_id, InternalNote.text).join(InternalNote.item)
                           .where(AgendaItem.meeting_id == meeting.id))
    return {row[0]: row[1] for row in rows}


def items_with_notes(session: Session, meeting: Meeting) -> set[int]:
    """The points of which a part is internal: that there is one, never what it says."""
    return set(session.scalars(select(InternalNote.item_id).join(InternalNote.item).where(AgendaItem.meeting_id == meeting.id)))


def paper_of_id(session: Session, network: Network, paper_id: int) -> MeetingPaper | None:
    return session.scalar(
        select(MeetingPaper).join(MeetingPaper.meeting)
        .options(contains_eager(MeetingPaper.meeting), joinedload(MeetingPaper.document))
        .where(Meeting.network_id == network.id, MeetingPaper.id == paper_id))


def _actions(network: Network) -> Select[ActionPoint]:
    return (select(ActionPoint).join(ActionPoint.item).join(AgendaItem.meeting)
            .options(contains_eager(ActionPoint.item).contains_eager(AgendaItem.meeting).options(
                joinedload(Meeting.table), joinedload(Meeting.group)))
            .where(Meeting.network_id == network.id, Meeting.state.not_in([MeetingState.DRAFT, MeetingState.CANCELLED])))


def action_of_id(session: Session, network: Network, action_id: int) -> ActionPoint | None:
    return session.scalar(
        _actions(network).where(ActionPoint.id == action_id))


def open_actions(session: Session, network: Network) -> list[ActionPoint]:
    """What was promised and is neither done nor dropped, by its day."""
    return list(session.scalars(*_open_actions(network)))


@prepared
def _open_actions(network: Network) -> Select[ActionPoint]:
    return _actions(network).where(ActionPoint.ended_at.is_(None)).order_by(ActionPoint.due_on, ActionPoint.id).limit(MOST)


def ended_actions(session: Session, network: Network) -> list[ActionPoint]:
    """What was done or dropped, the last one first."""
    return list(session.scalars(_actions(network).where(ActionPoint.ended_at.is_not(None))
                                .order_by(ActionPoint.ended_at.desc(), ActionPoint.id.desc()).limit(50)))


def actions_of_party(session: Session, network: Network, party_id: int) -> list[ActionPoint]:
    """What this party promised and did not do yet, by its day."""
    return list(session.scalars(_actions(network).where(ActionPoint.party_id == party_id, ActionPoint.ended_at.is_(None))
                                .order_by(ActionPoint.due_on, ActionPoint.id).limit(MOST)))


def carried_actions(session: Session, network: Network, meeting: Meeting, states: Collection[MeetingState]) -> list[ActionPoint]:
    """The actions of earlier meetings of the same table or group that run on to this one: those that are open, and those that
    ended since the meeting before it. `states`: of which meetings they may be shown."""
    earlier = (Meeting.table_id == meeting.table_id if meeting.table_id else Meeting.table_id.is_(None),
               Meeting.group_id == meeting.group_id if meeting.group_id else Meeting.group_id.is_(None),
               Meeting.starts_at < meeting.starts_at, Meeting.state.in_([MeetingState.HELD, MeetingState.ADOPTED]))
    before = select(func.max(Meeting.ends_at)).where(Meeting.network_id == network.id, *earlier).scalar_subquery()
    return list(session.scalars(
        _actions(network).where(*earlier, Meeting.state.in_(states),
                                or_(ActionPoint.ended_at.is_(None), ActionPoint.ended_at > before))
        .order_by(ActionPoint.due_on, ActionPoint.id).limit(MOST)))


def editions_of(session: Session, meeting: Meeting) -> list[MinutesEdition]:
    """The minutes as they were sent as a draft and adopted, the first one first."""
    return list(session.scalars(
        select(MinutesEdition).where(MinutesEdition.meeting_id == meeting.id).order_by(MinutesEdition.number)))


def remarks_on(session: Session, meeting: Meeting) -> list[MinutesRemark]:
    """What parties remarked on the drafts of the minutes, in the order in which it came."""
    return list(session.scalars(
        select(MinutesRemark).join(MinutesRemark.edition).options(contains_eager(MinutesRemark.edition), joinedload(MinutesRemark.party), joinedload(MinutesRemark.member))
        .where(MinutesEdition.meeting_id == meeting.id).order_by(MinutesRemark.id)))


def remark_of_id(session: Session, network: Network, remark_id: int) -> tuple[MinutesRemark, Meeting] | None:
    row = session.execute(
        select(MinutesRemark, Meeting).join(MinutesRemark.edition).join(Meeting, Meeting.id == MinutesEdition.meeting_id)
        .options(contains_eager(MinutesRemark.edition), joinedload(MinutesRemark.party), joinedload(MinutesRemark.member),
                 joinedload(Meeting.table), joinedload(Meeting.group))
        .where(Meeting.network_id == network.id, MinutesRemark.id == remark_id)).first()
    return (row[0], row[1]) if row else None


def unanswered_remarks(session: Session, network: Network) -> dict[int, tuple[int, datetime]]:
    """Per meeting how many remarks wait for an answer, and since when the oldest one does. One query."""
    return {row[0]: (row[1], row[2]) for row in session.execute(*_unanswered_remarks(network))}


@prepared
def _unanswered_remarks(network: Network) -> Select[int, int, datetime]:
    return (select(MinutesEdition.meeting_id, func.count(MinutesRemark.id), func.min(MinutesRemark.made_at))
            .join(MinutesRemark.edition).join(Meeting, Meeting.id == MinutesEdition.meeting_id)
            .where(Meeting.network_id == network.id, MinutesRemark.answered_at.is_(None)).group_by(MinutesEdition.meeting_id))


def drafts_to_read(session: Session, network: Network, party_id: int, now: datetime) -> list[Meeting]:
    """Meetings to which this party was asked and on whose draft minutes it can remark now, and did not yet."""
    remarked = (select(MinutesRemark.id).join(MinutesRemark.edition)
                .where(MinutesEdition.meeting_id == Meeting.id, MinutesRemark.party_id == party_id))
    was_asked = select(Attendance.id).where(Attendance.meeting_id == Meeting.id, Attendance.party_id == party_id)
    return list(session.scalars(
        select(Meeting).options(joinedload(Meeting.table), joinedload(Meeting.group))
        .where(Meeting.network_id == network.id, Meeting.state == MeetingState.HELD, Meeting.remarks_close_at > now,
               was_asked.exists(), ~remarked.exists()).order_by(Meeting.remarks_close_at, Meeting.id).limit(MOST)))


def tables_to_found(session: Session, network: Network) -> list[AgendaItem]:
    """Points at which it was decided that a subject gets a table of its own (ZL 5.4) that is not there yet, the oldest first."""
    return list(session.scalars(*_tables_to_found(network)))


@prepared
def _tables_to_found(network: Network) -> Select[AgendaItem]:
    return (select(AgendaItem).join(AgendaItem.meeting).options(contains_eager(AgendaItem.meeting), joinedload(AgendaItem.proposal))
            .where(Meeting.network_id == network.id, AgendaItem.own_table == OwnTable.YES, AgendaItem.founded_table_id.is_(None),
                   AgendaItem.handled_at.is_not(None)).order_by(AgendaItem.handled_at).limit(MOST))
