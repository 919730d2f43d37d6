"""What waits for a table: proposals, signals, disputes and answers that stand on no agenda of a meeting to come."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, load_only

from portal.core.prepared import prepared
from portal.dealings.dispute_queries import disputes
from portal.dealings.models import Dispute
from portal.dealings.rules import DisputeState
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.queries import MOST
from portal.meetings.rules import OVER
from portal.networks.models import Network
from portal.networks.rules import Order
from portal.proposals.models import Proposal
from portal.proposals.queries import CARD, belongs_to
from portal.proposals.rules import ENDED, ROUND_STAGE, Stage
from portal.rounds.models import CommentRound, Reaction, Rejoinder
from portal.rounds.rules import ReactionState
from portal.signals.models import Signal
from portal.signals.queries import CARD as SIGNAL_CARD
from portal.signals.rules import SignalState


def waiting_proposals(session: Session, network: Network, now: datetime) -> list[Proposal]:
    """Proposals that a table has to talk about: new ones, those that came back from a working group, and those whose round is over.

    Those that already stand on the agenda of a meeting to come, or of one that is not finished, do not wait.
    """
    return list(session.scalars(*_waiting_proposals(network, now, order=network.profile.order)))


@prepared
def _waiting_proposals(network: Network, now: datetime, *, order: Order) -> Select[Proposal]:
    round_open = select(CommentRound.id).where(CommentRound.proposal_id == Proposal.id, CommentRound.closes_at > now)
    round_held = select(CommentRound.id).where(CommentRound.proposal_id == Proposal.id, CommentRound.closes_at <= now)
    planned = select(AgendaItem.id).join(Meeting).where(
        AgendaItem.proposal_id == Proposal.id, AgendaItem.handled_at.is_(None), Meeting.state.not_in(OVER), Meeting.group_id.is_(None))
    after_round = (Proposal.stage == ROUND_STAGE[order]) & round_held.exists() & ~round_open.exists()
    return (select(Proposal).options(load_only(*CARD))
            .where(Proposal.network_id == network.id, Proposal.published_at.is_not(None),
                   or_(Proposal.stage == Stage.SCHEDULED, after_round), ~planned.exists())
            .order_by(Proposal.stage_since, Proposal.id).limit(MOST))


def waiting_signals(session: Session, network: Network) -> list[Signal]:
    """Relevant signals that were not discussed and stand on no agenda that still runs, oldest first (ZL 7.6)."""
    return list(session.scalars(*_waiting_signals(network)))


@prepared
def _waiting_signals(network: Network) -> Select[Signal]:
    planned = select(AgendaItem.id).join(Meeting).where(
        AgendaItem.signal_id == Signal.id, or_(AgendaItem.handled_at.is_not(None), Meeting.state.not_in(OVER)))
    return (select(Signal).options(load_only(*SIGNAL_CARD))
            .where(Signal.network_id == network.id, Signal.state == SignalState.SCHEDULED, ~planned.exists())
            .order_by(Signal.id).limit(MOST))


def waiting_disputes(session: Session, network: Network) -> list[Dispute]:
    """Disputes to talk over that stand on no agenda of a meeting that is not finished, oldest first (ZL 11.4)."""
    return list(session.scalars(*_waiting_disputes(network)))


@prepared
def _waiting_disputes(network: Network) -> Select[Dispute]:
    planned = select(AgendaItem.id).join(Meeting).where(
        AgendaItem.dispute_id == Dispute.id, AgendaItem.handled_at.is_(None), Meeting.state.not_in(OVER))
    return disputes(network).where(Dispute.state == DisputeState.RAISED, ~planned.exists()).order_by(Dispute.id).limit(MOST)


def waiting_answers(session: Session, network: Network) -> list[tuple[CommentRound, datetime]]:
    """Rounds of which senders said what they think of the answers, since the table talked about them last (ZL 5.5), oldest first.

    Each with since when. Where the proposal itself stands on an agenda, or it lies with the boards, they do not wait.
    """
    return [(round_, read_at) for round_, read_at in session.execute(*_waiting_answers(network)) if read_at]


@prepared
def _waiting_answers(network: Network) -> Select[CommentRound, datetime | None]:
    about = or_(AgendaItem.round_id == CommentRound.id, AgendaItem.proposal_id == CommentRound.proposal_id)
    planned = select(AgendaItem.id).join(Meeting).where(about, AgendaItem.handled_at.is_(None), Meeting.state.not_in(OVER))
    talked = select(func.max(AgendaItem.handled_at)).where(about).correlate(CommentRound).scalar_subquery()
    since = select(func.min(Rejoinder.read_at)).join(Rejoinder.reaction).where(
        Reaction.round_id == CommentRound.id, Rejoinder.state != ReactionState.NEW,
        or_(talked.is_(None), Rejoinder.read_at > talked)).correlate(CommentRound).scalar_subquery()
    # The few rounds that somebody came back on are looked up first: what was said since is not sought in all rounds there are.
    said = select(Reaction.round_id).join(Rejoinder, Rejoinder.reaction_id == Reaction.id).where(Rejoinder.state != ReactionState.NEW)
    return (select(CommentRound, since).join(CommentRound.proposal).options(contains_eager(CommentRound.proposal))
            .where(belongs_to(network.id), CommentRound.id.in_(said), Proposal.published_at.is_not(None),
                   Proposal.stage.not_in([*ENDED, Stage.SUBMITTED]), since.is_not(None), ~planned.exists())
            .order_by(CommentRound.id).limit(MOST))
