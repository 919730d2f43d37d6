"""Votes with their roll and ballots; what is known before one closes is how many voted, never what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from portal.networks.models import Network
from portal.proposals.models import Proposal
from portal.proposals.queries import belongs_to, latest_version
from portal.proposals.rules import Facts, Stage
from portal.rounds.queries import round_facts
from portal.votes.models import Ballot, RollEntry, Vote, VoteRecusal
from portal.votes.rules import Tally, last_ballots, tally


def _votes() -> Select[Vote]:
    return select(Vote).join(Vote.proposal).options(
        joinedload(Vote.proposal).joinedload(Proposal.party), joinedload(Vote.proposal).joinedload(Proposal.agreement),
        joinedload(Vote.text_version))


def vote_of(session: Session, proposal: Proposal) -> Vote | None:
    """The newest vote on a proposal."""
    return session.scalar(_votes().where(Vote.proposal_id == proposal.id).order_by(Vote.id.desc()).limit(1))


def vote_by_id(session: Session, vote_id: int) -> Vote | None:
    return session.scalar(_votes().where(Vote.id == vote_id))


def open_votes(session: Session, network: Network, now: datetime) -> list[Vote]:
    """Votes that run, the first to close first."""
    return list(session.scalars(
        _votes().where(belongs_to(network), Vote.opened_at <= now, Vote.closes_at > now)
        .order_by(Vote.closes_at, Vote.id)))


def undecided_votes(session: Session, network: Network, now: datetime) -> list[Vote]:
    """Votes that closed and wait for the municipality's choice (IN 9.1), the first to close first."""
    return list(session.scalars(
        _votes().where(Proposal.network_id == network.id, Proposal.stage == Stage.IN_VOTE, Vote.closes_at <= now)
        .order_by(Vote.closes_at, Vote.id)))


def decided_votes(network: Network) -> Select[Vote]:
    """Votes that the municipality has weighed."""
    return _votes().where(Proposal.network_id == network.id, Proposal.stage != Stage.IN_VOTE)


def ready_for_a_vote(session: Session, network: Network) -> list[Proposal]:
    """Worked-out proposals, the longest waiting first."""
    return list(session.scalars(
        select(Proposal).options(joinedload(Proposal.party))
        .where(Proposal.network_id == network.id, Proposal.stage == Stage.WORKED_OUT)
        .order_by(Proposal.stage_since, Proposal.id).limit(200)))


def roll_of(session: Session, vote: Vote) -> list[RollEntry]:
    """Who may vote, by name."""
    return list(session.scalars(select(RollEntry).where(RollEntry.vote_id == vote.id)
                                .order_by(func.lower(RollEntry.party_name), RollEntry.id)))


def ballots_of(session: Session, vote: Vote) -> list[Ballot]:
    """Every ballot in the order they were cast. What they say is for nobody before the vote closes."""
    return list(session.scalars(select(Ballot).where(Ballot.vote_id == vote.id).order_by(Ballot.id)))


def tally_of(session: Session, vote: Vote) -> Tally:
    return tally(roll_of(session, vote), ballots_of(session, vote), recusals_of(session, vote))


def counted_ballots(session: Session, vote: Vote) -> dict[int, Ballot]:
    """Per party the ballot that counts; what a party cast that stands aside does not."""
    return last_ballots(session.scalars(
        select(Ballot).where(Ballot.vote_id == vote.id, ~stands_aside(Ballot.vote_id, Ballot.party_id)).order_by(Ballot.id)))


def recusals_of(session: Session, vote: Vote) -> dict[int, VoteRecusal]:
    """Per party why it takes no part, as it stands now; what was taken back is on record alone."""
    found = session.scalars(_recusals().where(VoteRecusal.vote_id == vote.id, VoteRecusal.taken_back_at.is_(None)))
    return {recusal.party_id: recusal for recusal in found}


def recusal_by_id(session: Session, recusal_id: int) -> VoteRecusal | None:
    return session.scalar(_recusals().where(VoteRecusal.id == recusal_id))


def _recusals() -> Select[VoteRecusal]:
    return select(VoteRecusal).options(joinedload(VoteRecusal.vote), joinedload(VoteRecusal.party),
                                       joinedload(VoteRecusal.disclosure))


def stands_aside(vote_id: InstrumentedAttribute[int], party_id: InstrumentedAttribute[int] | int) -> ColumnElement[bool]:
    """In a query: whether this party takes no part in this vote."""
    return exists().where(VoteRecusal.vote_id == vote_id, VoteRecusal.party_id == party_id,
                          VoteRecusal.taken_back_at.is_(None))


def roll_entry(session: Session, vote: Vote, party_id: int | None) -> RollEntry | None:
    return session.scalar(select(RollEntry).where(RollEntry.vote_id == vote.id, RollEntry.party_id == party_id))


def last_ballot(session: Session, vote: Vote, party_id: int | None) -> Ballot | None:
    """What a party voted last."""
    return session.scalar(select(Ballot).where(Ballot.vote_id == vote.id, Ballot.party_id == party_id)
                          .order_by(Ballot.id.desc()).limit(1))


def ballot_by_id(session: Session, ballot_id: int) -> Ballot | None:
    return session.get(Ballot, ballot_id)


def participation(session: Session, votes: Sequence[Vote]) -> dict[int, tuple[int, int]]:
    """Per vote: how many parties voted, and how many can, without who stands aside. Two queries for all of them."""
    ids = [vote.id for vote in votes]
    voted = _per_vote(session, select(Ballot.vote_id, func.count(Ballot.party_id.distinct()))
                      .where(Ballot.vote_id.in_(ids), ~stands_aside(Ballot.vote_id, Ballot.party_id))
                      .group_by(Ballot.vote_id))
    entitled = _per_vote(session, select(RollEntry.vote_id, func.count())
                         .where(RollEntry.vote_id.in_(ids), ~stands_aside(RollEntry.vote_id, RollEntry.party_id))
                         .group_by(RollEntry.vote_id))
    return {vote.id: (voted.get(vote.id, 0), entitled.get(vote.id, 0)) for vote in votes}


def _per_vote(session: Session, counts: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in session.execute(counts)}


def to_cast(session: Session, network: Network, party_id: int, now: datetime) -> list[Vote]:
    """Open votes in which this party may vote and has not; where it stands aside nothing is asked of it."""
    voted = select(Ballot.id).where(Ballot.vote_id == Vote.id, Ballot.party_id == party_id).exists()
    on_roll = select(RollEntry.id).where(RollEntry.vote_id == Vote.id, RollEntry.party_id == party_id).exists()
    return list(session.scalars(
        _votes().where(Proposal.network_id == network.id, Vote.opened_at <= now, Vote.closes_at > now, on_roll, ~voted,
                       ~stands_aside(Vote.id, party_id))
        .order_by(Vote.closes_at, Vote.id)))


def vote_facts(session: Session, proposal: Proposal, now: datetime) -> dict[str, Any]:
    """What proposals' steps ask about the vote: whether there was one and it is over."""
    closes_at = session.scalar(select(Vote.closes_at).where(Vote.proposal_id == proposal.id)
                               .order_by(Vote.id.desc()).limit(1))
    return {"vote_is_closed": closes_at is not None and closes_at <= now}


def facts_before_boards(session: Session, proposal: Proposal, now: datetime) -> Facts:
    """Round and vote; `decisions.queries.facts_of` adds the boards."""
    return Facts(latest_version=latest_version(session, proposal).number, **round_facts(session, proposal, now),
                 **vote_facts(session, proposal, now))
