"""What can be found of meetings: the agenda once it is called; what was said and concluded once the minutes are adopted."""

from collections.abc import Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.core.indexing import Entry, Source, Touched, has_changed
from portal.core.markup import plain
from portal.meetings.messages import item_title, meeting_title
from portal.meetings.models import ActionPoint, AgendaItem, Meeting, Minutes
from portal.meetings.queries import public_meetings
from portal.meetings.rules import MeetingState
from portal.proposals.models import Proposal
from portal.rounds.models import CommentRound
from portal.signals.models import Signal
from portal.tables.models import PhysicalTable


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    for meeting in session.scalars(
            select(Meeting).options(
                joinedload(Meeting.table), joinedload(Meeting.group), selectinload(Meeting.minutes), selectinload(Meeting.items).options(
                    joinedload(AgendaItem.proposal), joinedload(AgendaItem.signal), joinedload(AgendaItem.advice), joinedload(AgendaItem.group),
                    selectinload(AgendaItem.actions)))
            .where(Meeting.id.in_(ids), Meeting.state != MeetingState.DRAFT).execution_options(populate_existing=True)):
        said = _minutes(meeting) if meeting.state == MeetingState.ADOPTED else []
        agenda = [item_title(item) for item in meeting.items]
        yield Entry(meeting.network_id, "meeting", meeting.id, f"/bijeenkomsten/{meeting.slug}", meeting_title(meeting),
                    "\n".join([*agenda, *said, meeting.place]), meeting.starts_at)


def _minutes(meeting: Meeting) -> list[str]:
    """What the public record shows: points that were concluded, what was promised, the newest free text."""
    handled = [text for item in meeting.items if item.handled_at for text in (item.discussion, item.conclusion)]
    promised = [f"{action.what} ({action.who})" for item in meeting.items for action in item.actions]
    newest = [plain(meeting.minutes[-1].html)] if meeting.minutes else []
    return [text for text in (*handled, *promised, *newest) if text]


def _with_item(action: ActionPoint) -> Touched:
    return select(AgendaItem.meeting_id).where(AgendaItem.id == action.item_id)


def _about_proposal(proposal: Proposal) -> Touched:
    rounds = select(CommentRound.id).where(CommentRound.proposal_id == proposal.id)
    about = select(AgendaItem.meeting_id).where(or_(AgendaItem.proposal_id == proposal.id, AgendaItem.round_id.in_(rounds)))
    return about if has_changed(proposal, "written_title", "hidden_at") else ()


def _about_signal(signal: Signal) -> Touched:
    about = select(AgendaItem.meeting_id).where(AgendaItem.signal_id == signal.id)
    return about if has_changed(signal, "public_title", "published_at", "hidden_at") else ()


def _of_table(table: PhysicalTable) -> Touched:
    return select(Meeting.id).where(Meeting.table_id == table.id) if has_changed(table, "name") else ()


SOURCES = [Source(
    "meeting", select(Meeting.id, Meeting.starts_at), _entries,
    visible=lambda _actor, network: public_meetings(network).with_only_columns(Meeting.id),
    touched_by={Meeting: lambda meeting: [meeting.id], AgendaItem: lambda item: [item.meeting_id],
                Minutes: lambda minutes: [minutes.meeting_id], ActionPoint: _with_item, Proposal: _about_proposal,
                Signal: _about_signal, PhysicalTable: _of_table})]
