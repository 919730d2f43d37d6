"""Working groups around meetings: when they meet, and whose advice waits for an agenda or for the end (IN 8.2)."""

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.core.prepared import prepared
from portal.groups.models import WorkingGroup
from portal.groups.queries import groups
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.queries import MOST, public_meetings
from portal.meetings.rules import OVER
from portal.networks.models import Network
from portal.proposals.models import Proposal


def meetings_of_group(session: Session, group: WorkingGroup) -> list[Meeting]:
    """The meetings of a group that everyone may know of, the last one first."""
    return list(session.scalars(
        public_meetings(group.network).where(Meeting.group_id == group.id).order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(MOST)))


def own_proposals(meeting: Meeting) -> list[Proposal]:
    """The proposal of the group that meets, while it is not on this agenda."""
    proposal = meeting.group.proposal if meeting.group else None
    return [proposal] if proposal and proposal.id not in {item.proposal_id for item in meeting.items} else []


def waiting_groups(session: Session, network: Network) -> list[WorkingGroup]:
    """Groups with a subject of their own whose advice was not talked over and stands on no agenda that still runs, the oldest first.

    Advice about a proposal comes to the table with the proposal.
    """
    return list(session.scalars(*_waiting_groups(network)))


@prepared
def _waiting_groups(network: Network) -> Select[WorkingGroup]:
    planned = select(AgendaItem.id).join(Meeting).where(
        AgendaItem.group_id == WorkingGroup.id, or_(AgendaItem.handled_at.is_not(None), Meeting.state.not_in(OVER)))
    return (groups(network)
            .where(WorkingGroup.advised_at.is_not(None), WorkingGroup.closed_at.is_(None), WorkingGroup.proposal_id.is_(None), ~planned.exists())
            .order_by(WorkingGroup.advised_at, WorkingGroup.id).limit(MOST))


def groups_to_close(session: Session, network: Network) -> list[WorkingGroup]:
    """Groups whose advice, or whose proposal, was talked over after it was delivered, and that are not closed; the oldest first."""
    return list(session.scalars(*_groups_to_close(network)))


@prepared
def _groups_to_close(network: Network) -> Select[WorkingGroup]:
    about = or_(AgendaItem.group_id == WorkingGroup.id,
                and_(AgendaItem.proposal_id == WorkingGroup.proposal_id, Meeting.group_id.is_(None)))
    handled = select(AgendaItem.id).join(AgendaItem.meeting).where(about, AgendaItem.handled_at >= WorkingGroup.advised_at)
    return (groups(network).options(joinedload(WorkingGroup.network))
            .where(WorkingGroup.advised_at.is_not(None), WorkingGroup.closed_at.is_(None), handled.exists())
            .order_by(WorkingGroup.advised_at, WorkingGroup.id).limit(MOST))
