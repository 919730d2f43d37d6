"""What the public pages show, each page in a fixed and small number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Function,
    Row,
    ScalarSelect,
    Select,
    String,
    bindparam,
    exists,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Bundle, InstrumentedAttribute, Session, joinedload, selectinload

from portal.core.access import Actor
from portal.decisions.models import BoardDecision, Submission
from portal.decisions.queries import standing
from portal.networks.models import AgreementVersion, Network, Publication
from portal.networks.rules import Law
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.queries import belongs_to, visible_rows
from portal.proposals.rules import ENDED, Stage
from portal.publication.rules import ENDS, STAGES, Group
from portal.rounds.models import CommentRound
from portal.votes.models import Ballot, RollEntry, Vote, VoteRecusal
from portal.votes.queries import those_aside

NEWS = 6
FEED = 50


def latest_publications(session: Session, network: Network, most: int = NEWS) -> list[Publication]:
    """What was made known last, the newest first."""
    return list(session.scalars(
        select(Publication).where(Publication.network_id == network.id, ~Publication.is_hidden)
        .order_by(Publication.id.desc()).limit(most)))


def publications_of(session: Session, proposal: Proposal) -> list[Publication]:
    """All that was made known about a proposal, the newest first."""
    return list(session.scalars(
        select(Publication).where(Publication.proposal_id == proposal.id, ~Publication.is_hidden)
        .order_by(Publication.id.desc()).limit(500)))


@lru_cache(maxsize=64)
def _stage_counts(network_id: int) -> Select[Stage, int]:
    # Questions of the front page are put together once: that takes longer than asking them.
    running = [stage for stage in Stage if stage not in ENDED]
    return (select(Proposal.stage, func.count()).where(
        Proposal.network_id == network_id, Proposal.stage.in_(running), Proposal.published_at.is_not(None)).group_by(Proposal.stage))


def stage_counts(session: Session, network: Network) -> dict[Stage, int]:
    """How many public proposals are on their road, by stage. Ended ones are not counted: they only grow in number."""
    rows = session.execute(_stage_counts(network.id))
    return {stage: count for stage, count in rows}  # noqa: C416 - a row is no pair to the type checker


LINE: Bundle[Any] = Bundle("line", Proposal.id, Proposal.year, Proposal.sequence, Proposal.stage, Proposal.written_title,
                           Proposal.written_summary, Proposal.hidden_ground)
"""What a row of the list shows: columns, for fifty whole proposals cost a fifth of the page."""


def listed(actor: Actor, network: Network, now: datetime, group: Group | None = None, law: Law | None = None
           ) -> Select[Proposal]:
    """The proposals of the list, unordered."""
    query = visible_rows(actor, network)
    if group is not None:
        query = query.where(Proposal.stage.in_(STAGES[group]))
    if group in (Group.ROUND, Group.ANSWERS):
        in_round = exists().where(CommentRound.proposal_id == Proposal.id, CommentRound.opened_at <= now,
                                  CommentRound.closes_at > now)
        query = query.where(in_round if group == Group.ROUND else ~in_round)
    if law is not None:
        query = query.where(type_coerce(Proposal.laws, String).contains(f",{law.value},", autoescape=True))
    return query


@dataclass(frozen=True, slots=True)
class Term:
    """What is open of a proposal, and until when."""

    is_vote: bool
    closes_at: datetime


_OPEN_TERMS = union_all(*(
    select(table.proposal_id, literal(table is Vote).label("is_vote"), table.closes_at)
    .where(table.proposal_id.in_(bindparam("ids", expanding=True)), table.opened_at <= bindparam("now"), table.closes_at > bindparam("now"))
    for table in (CommentRound, Vote)))


def open_terms(session: Session, proposals: Sequence[Any], now: datetime) -> dict[int, Term]:
    """By the id of the proposal: the round or vote that runs now, of whole proposals or lines of the list. One query."""
    ids = [proposal.id for proposal in proposals if proposal.stage not in ENDED]
    found = session.execute(_OPEN_TERMS, {"ids": ids, "now": now})
    return {proposal_id: Term(bool(is_vote), closes_at) for proposal_id, is_vote, closes_at in found}


@dataclass(frozen=True, slots=True)
class OpenVote:
    """A vote that runs, with how many parties can vote and did; never what they voted."""

    vote: Vote
    voted: int
    voters: int

    @property
    def proposal(self) -> Proposal:
        return self.vote.proposal

    @property
    def closes_at(self) -> datetime:
        return self.vote.closes_at


@lru_cache(maxsize=64)
def _running_votes(network_id: int, most: int) -> Select[Any]:
    chosen = (select(Vote.id, func.count().over().label("total")).join(Vote.proposal)
              .where(belongs_to(network_id), Vote.opened_at <= bindparam("now"), Vote.closes_at > bindparam("now"))
              .order_by(Vote.closes_at, Vote.id).limit(most).cte("chosen"))
    voted = _beside_those_aside(func.count(Ballot.party_id.distinct()), Ballot)
    voters = _beside_those_aside(func.count(), RollEntry)
    return (select(Vote, voted, voters, chosen.c.total).join(chosen, chosen.c.id == Vote.id).options(joinedload(Vote.proposal))
            .order_by(Vote.closes_at, Vote.id))


def running_votes(session: Session, network: Network, now: datetime, most: int = 50) -> tuple[list[OpenVote], int]:
    """Votes that run, the first to close first, and how many run in all. One query."""
    rows = session.execute(_running_votes(network.id, most), {"now": now}).all()
    return [OpenVote(vote, voted, voters) for vote, voted, voters, _total in rows], rows[0][3] if rows else 0


def _beside_those_aside(count: Function[int], of: type[Ballot] | type[RollEntry]) -> ColumnElement[int]:
    """Of one vote: how many there are, who stands aside not counted."""
    aside = those_aside(of).with_only_columns(func.count()).where(VoteRecusal.vote_id == Vote.id).correlate(Vote)
    every = select(count).select_from(of).where(of.vote_id == Vote.id).correlate(Vote)
    return every.scalar_subquery() - aside.scalar_subquery()


@dataclass(frozen=True, slots=True)
class Decision:
    """How a proposal ended, and why."""

    publication: Publication
    proposal: Proposal
    reason: str
    in_force_from: date | None

    @property
    def stage(self) -> Stage:
        """How it ended, as this publication says."""
        return ENDS[self.publication.kind]

    @classmethod
    def of(cls, row: Row[Any]) -> "Decision":
        publication, proposal, submission_reason, in_force_from, board_reason = tuple(row)
        told = publication.reason or (board_reason if publication.kind == "proposal:reject" else submission_reason)
        return cls(publication, proposal, told or "", in_force_from)


def decision_publications(network: Network) -> Select[Publication]:
    """The decisions on proposals as they were made known, unordered."""
    return _ended(network.id, tuple(ENDS))


def _ended(network_id: int, kinds: Iterable[str]) -> Select[Publication]:
    return select(Publication).where(Publication.network_id == network_id, Publication.kind.in_(list(kinds)))


@lru_cache(maxsize=64)
def _decisions(network_id: int) -> Select[Any]:
    why_not = (standing(select(BoardDecision)).with_only_columns(BoardDecision.reason)
               .where(BoardDecision.submission_id == Submission.id, ~BoardDecision.adopted)
               .order_by(BoardDecision.id).limit(1).correlate(Submission).scalar_subquery())
    return (
        _ended(network_id, ENDS).join(Proposal, Proposal.id == Publication.proposal_id)
        .outerjoin(Submission, Submission.id == _newest(Submission.id, Submission.proposal_id))
        .outerjoin(AgreementVersion, AgreementVersion.id == _newest(AgreementVersion.id, AgreementVersion.proposal_id))
        .with_only_columns(Publication, Proposal, Submission.reason, AgreementVersion.in_force_from, why_not,
                           maintain_column_froms=True)
        .order_by(Publication.id.desc()))


@lru_cache(maxsize=64)
def _latest_decisions(network_id: int, most: int) -> Select[Any]:
    # The newest of each kind first: however many decisions there are, a handful of rows is read.
    newest = [select(_ended(network_id, [kind]).with_only_columns(Publication.id)
                     .order_by(Publication.id.desc()).limit(most).subquery()) for kind in ENDS]
    return _decisions(network_id).where(Publication.id.in_(union_all(*newest))).limit(most)


def decisions(session: Session, network: Network, *, ids: Iterable[int] | None = None, most: int = 3) -> list[Decision]:
    """The latest decisions with their reasons, or those of some publications; the newest first. One query.

    A rejection has the reason of the first board that did not adopt; the others have the municipality's own.
    """
    query = _latest_decisions(network.id, most) if ids is None else _decisions(network.id).where(Publication.id.in_(list(ids)))
    return [Decision.of(row) for row in session.execute(query)]


def _newest(key: InstrumentedAttribute[int], proposal: InstrumentedAttribute[Any]) -> ScalarSelect[int]:
    """The newest row of a proposal: one that came back to the table was weighed, and may have been adopted, twice."""
    return select(func.max(key)).where(proposal == Proposal.id).correlate(Proposal).scalar_subquery()


T = TypeVar("T", CommentRound, Vote)


def with_extensions(session: Session, kind: type[T], terms: Sequence[T]) -> Sequence[T]:
    """The same rounds or votes with the times that they were extended. One query."""
    session.scalars(select(kind).options(selectinload(kind.extensions)).where(kind.id.in_([row.id for row in terms]))).all()
    return terms


def closed_rounds(network: Network, now: datetime) -> Select[CommentRound]:
    """Rounds that are over, unordered, with their proposals."""
    return (select(CommentRound).join(CommentRound.proposal).options(joinedload(CommentRound.proposal))
            .where(belongs_to(network.id), CommentRound.closes_at <= now))


@dataclass(frozen=True, slots=True)
class Text:
    """A version of a proposal, with the round and the vote that were held on it."""

    version: ProposalVersion
    round: CommentRound | None
    vote: Vote | None


def texts(session: Session, proposal: Proposal) -> list[Text]:
    """Every version, oldest first, with its round and its vote. One query."""
    rows = session.execute(
        select(ProposalVersion, CommentRound, Vote)
        .outerjoin(CommentRound, CommentRound.version_id == ProposalVersion.id)
        .outerjoin(Vote, Vote.version_id == ProposalVersion.id)
        .where(ProposalVersion.proposal_id == proposal.id).order_by(ProposalVersion.number))
    return [Text(*row) for row in rows]



