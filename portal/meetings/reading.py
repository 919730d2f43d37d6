"""Who may read what of a meeting that is not for everyone: the meeting with the parties that are or were asked to come."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.core.access import Actor
from portal.meetings import queries
from portal.meetings.models import Meeting, MeetingPaper
from portal.meetings.record_queries import paper_of_id
from portal.meetings.rules import MeetingState
from portal.networks.models import Network


@dataclass(frozen=True, slots=True)
class Reading:
    """A meeting, or one paper of it, with what decides about reading it. `is_public`: it is a paper for everyone."""

    meeting: Meeting
    party_ids: frozenset[int]
    paper: MeetingPaper | None = None
    is_public: bool = False


def reading_of(session: Session, network: Network, slug: str, actor: Actor) -> Reading | None:
    """What is internal of a meeting that was called; None when there is no such meeting."""
    meeting = queries.public_meeting(session, network, slug)
    return Reading(meeting, _asked(session, meeting, actor)) if meeting else None


def paper_reading(session: Session, network: Network, slug: str, paper_id: int, actor: Actor) -> Reading | None:
    """A paper by the address of its meeting. Of a draft nobody but the municipality knows: its papers are not found."""
    paper = paper_of_id(session, network, paper_id)
    if paper is None or paper.meeting.slug != slug:
        return None
    was_called = paper.meeting.state != MeetingState.DRAFT and paper.meeting.invited_at is not None
    if not was_called and actor.municipality_id is None:
        return None
    if paper.is_public and was_called:
        return Reading(paper.meeting, frozenset(), paper, is_public=True)
    return Reading(paper.meeting, _asked(session, paper.meeting, actor) if was_called else frozenset(), paper)


def _asked(session: Session, meeting: Meeting, actor: Actor) -> frozenset[int]:
    """Looked up for a party alone: everyone else is told by role."""
    if actor.party_id is None:
        return frozenset()
    return frozenset(queries.attending_ids(session, meeting))
