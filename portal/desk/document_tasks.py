"""Documents that came with what stands on the site and that nobody looked at: they wait to come on the site too, or not."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from portal.contributions.models import Attachment
from portal.core.documents import Document
from portal.core.prepared import prepared
from portal.desk.meeting_tasks import public_proposal, public_signal
from portal.desk.rules import MOST, READ_DAYS, Public, Task, TaskKind, waits
from portal.networks.models import Network
from portal.pilots.models import Pilot, PilotResult
from portal.proposals.models import Proposal
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.rules import ReactionState
from portal.signals.models import Signal


def document_tasks(session: Session, network: Network) -> Iterator[Task]:
    """One task for all documents of one signal, proposal, reaction, pilot or result; what was not read itself has its own. Five queries."""
    for signal, *found in session.execute(*_signals(network)):
        yield _task(signal.public_title, public_signal(signal), *found)
    for proposal, *found in session.execute(*_proposals(network)):
        yield _task(proposal.title, public_proposal(proposal), *found)
    for reaction, *found in session.execute(*_reactions(network)):
        yield _task(reaction.round.proposal.title, public_proposal(reaction.round.proposal), *found)
    for pilot, *found in [*session.execute(*_pilots(network)), *session.execute(*_results(network))]:
        yield _task(pilot.title, Public(pilot.title, pilot.path), *found)


@prepared
def _signals(network: Network) -> Select[Any]:
    return _unread(network, select(Signal), Signal.id, Attachment.signal_id).where(Signal.published_at.is_not(None), Signal.hidden_at.is_(None))


@prepared
def _proposals(network: Network) -> Select[Any]:
    return _unread(network, select(Proposal), Proposal.id, Attachment.proposal_id).where(
        Proposal.published_at.is_not(None), Proposal.hidden_at.is_(None))


@prepared
def _reactions(network: Network) -> Select[Any]:
    return _unread(network, select(Reaction), Reaction.id, Attachment.reaction_id).where(
        Reaction.state == ReactionState.PUBLISHED, Reaction.withdrawn_at.is_(None),
        Reaction.hidden_at.is_(None)).options(joinedload(Reaction.round).joinedload(CommentRound.proposal))


@prepared
def _pilots(network: Network) -> Select[Any]:
    return _unread(network, select(Pilot), Pilot.id, Attachment.pilot_id).where(Pilot.published_at.is_not(None), Pilot.hidden_at.is_(None))


@prepared
def _results(network: Network) -> Select[Any]:
    return _unread(network, select(Pilot).join(Pilot.results), PilotResult.id, Attachment.pilot_result_id).where(
        Pilot.published_at.is_not(None), Pilot.hidden_at.is_(None), PilotResult.published_at.is_not(None))


def _unread(network: Network, query: Select[Any], owner: Any, column: Any) -> Select[Any]:
    """The owners with the first of their unread documents, how many there are, and when the oldest came."""
    found = (select(column.label("owner"), func.min(Attachment.id).label("first"), func.count(Attachment.id).label("count"),
                    func.min(Document.received_at).label("since"))
             .join(Attachment.document).where(Attachment.network_id == network.id, Attachment.read_at.is_(None), ~Attachment.is_confidential,
                    column.is_not(None))
             .group_by(column).subquery())
    return query.add_columns(found.c.first, found.c.count, found.c.since).join(found, found.c.owner == owner).order_by(owner).limit(MOST)


def _task(what: str, public: Public | None, first: int, count: int, since: Any) -> Task:
    return waits(since, READ_DAYS, TaskKind.READING, what, f"/bureau/bijlagen/{first}", "todo:documents", count, public=public)
