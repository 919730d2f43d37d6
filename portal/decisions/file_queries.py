"""What every board decided, light: for files of hundreds of thousands of lines."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.decisions.models import BoardDecision
from portal.decisions.queries import present_now, standing, submissions_of
from portal.decisions.rules import beside
from portal.networks.models import Network
from portal.networks.queries import successors
from portal.proposals.models import Proposal
from portal.region.models import Municipality


class Made(NamedTuple):
    """A decision as a file tells of it: its columns alone."""

    proposal_id: int
    municipality_id: int
    adopted: bool
    decided_on: date
    number: str
    reason: str


def decisions_for_file(session: Session, network: Network, proposals: Sequence[Proposal]) -> dict[int, list[tuple[int, str, Made | None]]]:
    """The rows of `board_grids`, light: by the id of the proposal, of each municipality its id, its name and what counts for it.
    Four queries."""
    places, made = successors(session, network), _made(session, proposals)
    names = {row.id: row.name for row in session.execute(select(Municipality.id, Municipality.name))}
    present, now = sorted({place.id for place in places.values()}, key=lambda place: names[place].casefold()), present_now(places)
    return {proposal.id: [(place, names[place], decision) for place, decision in beside(now, present, made.get(proposal.id, {}))]
            for proposal in proposals}


def _made(session: Session, proposals: Sequence[Proposal]) -> dict[int, dict[int, Made]]:
    ids = [row.id for row in submissions_of(session, [proposal.id for proposal in proposals]).values()]
    found: dict[int, dict[int, Made]] = {}
    for row in session.execute(standing(select(BoardDecision)).with_only_columns(*(getattr(BoardDecision, name) for name in Made._fields))
                               .where(BoardDecision.submission_id.in_(ids)).order_by(BoardDecision.id)):
        found.setdefault(row[0], {})[row[1]] = Made(*row)
    return found
