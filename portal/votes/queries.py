"""Votes with their roll and ballots; what is known before one closes is how many voted, never what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from portal.core.access import OUTSIDER
from portal.core.prepared import prepared
from portal.meetings.queries import conclusion_after
from portal.networks.models import Network
from portal.parties.candidates import Candidates
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.proposals.queries import belongs_to, latest_version, visible_rows
from portal.proposals.rules import Facts, Stage
from portal.rounds.queries import round_facts, round_of
from portal.votes.models import Ballot, RollEntry, Vote, VoteRecusal, VoteReminder
from portal.votes.rules import Tally, last_ballots, reminder_is_due, tally


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
        _votes().where(belongs_to(network.id), Vote.opened_at <= now, Vote.closes_at > now)
        .order_by(Vote.closes_at, Vote.id)))


def votes_between(session: Session, network: Network, began_at: datetime, ended_at: datetime) -> list[Vote]:
    """Votes that were open at some moment between and that the municipality has not weighed."""
    return list(session.scalars(
        _votes().where(belongs_to(network.id), Proposal.stage == Stage.IN_VOTE, Vote.opened_at < ended_at, Vote.closes_at > began_at)
        .order_by(Vote.closes_at, Vote.id)))


def undecided_votes(session: Session, network: Network, now: datetime) -> list[Vote]:
    """Votes that closed and wait for the municipality's choice (IN 9.1), the first to close first."""
    return list(session.scalars(*_undecided_votes(network, now)))


@prepared
def _undecided_votes(network: Network, now: datetime) -> Select[Vote]:
    return (_votes().where(Proposal.network_id == network.id, Proposal.stage == Stage.IN_VOTE, Vote.closes_at <= now)
            .order_by(Vote.closes_at, Vote.id))


def public_votes(network: Network, now: datetime) -> Select[Vote]:
    """Every vote that began, on proposals that everyone may see, unordered; what was voted is not in it."""
    seen = visible_rows(OUTSIDER, network).with_only_columns(Proposal.id)
    return _votes().where(Vote.proposal_id.in_(seen), Vote.opened_at <= now)


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


def candidates(session: Session, vote: Vote) -> Candidates:
    """The parties on the roll to choose one of, by their names of then."""
    names = RollEntry.party_id.label("id"), RollEntry.party_name.label("name"), Party.kvk, Party.city
    return Candidates(session, select(*names).join(Party, Party.id == RollEntry.party_id).where(RollEntry.vote_id == vote.id))


@dataclass(frozen=True, slots=True)
class Line:
    """A party on the roll with the ballot that counts; None when it did not vote, or stands aside."""

    entry: RollEntry
    ballot: Ballot | None
    is_aside: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The list of a vote, by name, and what it adds up to. Page, files and decisions all show this one calculation."""

    vote: Vote
    lines: list[Line]
    tally: Tally

    @property
    def ballots(self) -> list[Ballot]:
        """What counts, by the number of the receipt: an order that says nothing about who."""
        return sorted((line.ballot for line in self.lines if line.ballot), key=lambda ballot: ballot.number)


def outcome_of(session: Session, vote: Vote) -> Outcome:
    """One query. What it says is for nobody before the vote closes."""
    later = aliased(Ballot)
    last = (select(func.max(later.id)).where(later.vote_id == RollEntry.vote_id, later.party_id == RollEntry.party_id)
            .correlate(RollEntry).scalar_subquery())
    rows = session.execute(
        select(RollEntry, Ballot, stands_aside(RollEntry.vote_id, RollEntry.party_id)).outerjoin(Ballot, Ballot.id == last)
        .where(RollEntry.vote_id == vote.id).order_by(func.lower(RollEntry.party_name), RollEntry.id))
    lines = [Line(entry, None if is_aside else ballot, bool(is_aside)) for entry, ballot, is_aside in rows]
    return Outcome(vote, lines, tally([line.entry for line in lines], [line.ballot for line in lines if line.ballot],
                                      {line.entry.party_id for line in lines if line.is_aside}))


def outcome_after(session: Session, vote: Vote | None, now: datetime) -> Outcome | None:
    """The outcome of a vote that is over; None without a vote, and while one runs: until then nobody knows."""
    return outcome_of(session, vote) if vote and not vote.is_open(now) else None


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


def those_aside(of: type[RollEntry] | type[Ballot]) -> Select[int, int]:
    """Of which vote which party stands aside, of all that are on the roll or that voted: the few are looked up among the thousands."""
    return select(VoteRecusal.party_id, VoteRecusal.vote_id).where(
        VoteRecusal.taken_back_at.is_(None), exists().where(of.vote_id == VoteRecusal.vote_id, of.party_id == VoteRecusal.party_id))


def roll_entry(session: Session, vote: Vote, party_id: int | None) -> RollEntry | None:
    return session.scalar(select(RollEntry).where(RollEntry.vote_id == vote.id, RollEntry.party_id == party_id))


def last_ballot(session: Session, vote: Vote, party_id: int | None) -> Ballot | None:
    """What a party voted last."""
    return session.scalar(select(Ballot).where(Ballot.vote_id == vote.id, Ballot.party_id == party_id)
                          .order_by(Ballot.id.desc()).limit(1))


def ballot_by_id(session: Session, ballot_id: int) -> Ballot | None:
    return session.get(Ballot, ballot_id)


def ballot_by_number(session: Session, number: str) -> Ballot | None:
    """By the number of its receipt, however it was typed."""
    return session.scalar(select(Ballot).where(Ballot.number == "".join(number.split()).upper()))


def waiting_for(session: Session, vote: Vote) -> list[RollEntry]:
    """Who can vote and did not, by name."""
    return [line.entry for line in outcome_of(session, vote).lines if line.ballot is None and not line.is_aside]


def reminders_of(session: Session, vote: Vote) -> list[VoteReminder]:
    return list(session.scalars(select(VoteReminder).where(VoteReminder.vote_id == vote.id).order_by(VoteReminder.day)))


def votes_to_remind(session: Session, now: datetime, today: date) -> list[Vote]:
    """Votes of every network whose reminder is due by itself (`rules.reminder_is_due`)."""
    running = session.scalars(_votes().where(Vote.opened_at <= now, Vote.closes_at > now).order_by(Vote.id))
    return [vote for vote in running
            if reminder_is_due(vote.last_day, [row.day for row in reminders_of(session, vote)], today)]


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
    """What proposals' steps ask about the vote: until when it runs, and whether there was one and it is over."""
    closes_at = session.scalar(select(Vote.closes_at).where(Vote.proposal_id == proposal.id)
                               .order_by(Vote.id.desc()).limit(1))
    return {"vote_is_closed": closes_at is not None and closes_at <= now, "vote_closes_at": closes_at}


def facts_before_boards(session: Session, proposal: Proposal, now: datetime) -> Facts:
    """Round, table and vote; `decisions.queries.facts_of` adds the boards."""
    return Facts(latest_version=latest_version(session, proposal).number, **round_facts(session, proposal, now),
                 **vote_facts(session, proposal, now), table_concluded=bool(table_conclusion(session, proposal)))


def table_conclusion(session: Session, proposal: Proposal) -> str:
    """What the table concluded about the proposal once its round was over (ZL 7.7); empty when it did not, or not yet."""
    if proposal.network.profile.vote_is_needed:
        return ""
    round_ = round_of(session, proposal)
    return conclusion_after(session, proposal, round_.closes_at) if round_ else ""
