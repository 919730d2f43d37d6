"""What can be found of decisions: the municipality's reasons to submit a proposal or not, and those of each board."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.core.calendar import start_of_day
from portal.core.indexing import Entry, Source, Touched, has_changed
from portal.core.language import say
from portal.decisions.models import BoardDecision, Submission
from portal.decisions.queries import standing
from portal.decisions.rules import BoardChoice
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal
from portal.region.models import Municipality


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    made = session.execute(
        select(Submission, Proposal).join(Proposal, Proposal.id == Submission.proposal_id)
        .where(Submission.id.in_(ids), Proposal.published_at.is_not(None)).execution_options(populate_existing=True)).all()
    boards: dict[int, list[BoardDecision]] = {}
    for decision in session.scalars(
            standing(select(BoardDecision)).options(joinedload(BoardDecision.municipality))
            .where(BoardDecision.submission_id.in_([submission.id for submission, _proposal in made]))
            .execution_options(populate_existing=True)):
        boards.setdefault(decision.submission_id, []).append(decision)
    for submission, proposal in made:
        yield _entry(submission, proposal, submission.reason, submission.decided_at)
        for decision in boards.get(submission.id, ()):
            yield _of_board(submission, proposal, decision)


def _of_board(submission: Submission, proposal: Proposal, decision: BoardDecision) -> Entry:
    choice = say("decision:board", municipality=decision.municipality.name, adopted=BoardChoice.of(decision.adopted))
    return _entry(submission, proposal, f"{choice} {decision.reason}\n{decision.number}", start_of_day(decision.decided_on),
                  part=str(decision.municipality_id), marks=(f"place:{decision.municipality_id}",))


def _entry(submission: Submission, proposal: Proposal, body: str, when: Any, part: str = "", marks: tuple[str, ...] = ()
           ) -> Entry:
    return Entry(proposal.network_id, "decision", submission.id, f"/besluiten/{proposal.number}", proposal.title, body, when,
                 label=proposal.number, part=part, marks=(*(f"law:{law}" for law in sorted(proposal.laws)), *marks))


def _about(proposal: Proposal) -> Touched:
    shown = has_changed(proposal, "written_title", "hidden_at", "laws", "published_at")
    return select(Submission.id).where(Submission.proposal_id == proposal.id) if shown else ()


def _by(place: Municipality) -> Touched:
    made = (select(Submission.id).join(BoardDecision, BoardDecision.submission_id == Submission.id)
            .where(BoardDecision.municipality_id == place.id))
    return made if has_changed(place, "name") else ()


def _visible(actor: Any, network: Any) -> Any:
    return (proposals.visible_rows(actor, network).join(Submission, Submission.proposal_id == Proposal.id)
            .with_only_columns(Submission.id))


SOURCES = [Source(
    "decision", select(Submission.id, Submission.decided_at), _entries, visible=_visible,
    touched_by={
        Submission: lambda submission: [submission.id],
        BoardDecision: lambda decision: [decision.submission_id],
        Proposal: _about, Municipality: _by})]
