"""What each party did in a calendar year (ZL 1.5): rounds read and reacted to, proposals, signals, votes; and the same by class.

Only what everyone may know: proposals and signals that stand on the site, votes that are over. Nothing is weighed: these are counts.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.core.calendar import local_day, start_of_day
from portal.core.database import only_compared
from portal.members.models import Membership
from portal.members.queries import memberships
from portal.networks.models import Network
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.rounds.models import CommentRound, Reaction, RoundRead
from portal.rounds.queries import counted
from portal.signals.models import Signal
from portal.tables.queries import size_classes
from portal.tables.rules import SizeClass
from portal.votes.models import Ballot, RollEntry, Vote, VoteRecusal
from portal.votes.queries import those_aside


class Deeds(NamedTuple):
    """Counts of one party, of which thousands go by, or of a class together. `rounds` and `votes` are those in which it could take part."""

    rounds: int = 0
    read: int = 0
    reacted: int = 0
    votes: int = 0
    voted: int = 0
    proposed: int = 0
    signalled: int = 0


class Row(NamedTuple):
    party_id: int
    name: str
    size_class: SizeClass | None
    deeds: Deeds


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of providers: how many, and their deeds together. None: not in the last composition."""

    size_class: SizeClass | None
    parties: int
    deeds: Deeds

    def percent(self, did: str, could: str) -> int | None:
        """Of all the times that the class could, rounded; None when it never could."""
        possible = getattr(self.deeds, could)
        return round(100 * getattr(self.deeds, did) / possible) if possible else None


def years(session: Session, network: Network, now: datetime) -> list[int]:
    """Calendar years with a round, the newest first; this year always."""
    first = session.scalar(select(func.min(CommentRound.opened_at)).join(CommentRound.proposal).where(Proposal.network_id == network.id))
    return list(range(local_day(now).year, local_day(first or now).year - 1, -1))


def participation(session: Session, network: Network, year: int, now: datetime, party_id: int | None = None) -> list[Row]:
    """Every member of today by name, or one, with what it did in this year. A fixed number of queries."""
    begin, end = start_of_day(date(year, 1, 1)), min(start_of_day(date(year + 1, 1, 1)), now)
    counts = _Counts(session, network, begin, end, party_id)
    places = memberships(network).join(Membership.party).with_only_columns(
        Membership.party_id, Party.name, Membership.member_since,
        counts.along(RollEntry, func.count()), counts.along(Ballot, func.count(Ballot.vote_id.distinct())))
    if party_id is not None:
        places = places.where(Membership.party_id == party_id)
    classes = size_classes(session, network)
    rows = [Row(party, name, classes.get(party), counts.of(party, since, votes, voted))
            for party, name, since, votes, voted in session.execute(places)]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.party_id))


class _Counts:
    """The counts of a year by party, each in one query."""

    def __init__(self, session: Session, network: Network, begin: datetime, end: datetime, party_id: int | None) -> None:
        self.session, self.party_id = session, party_id
        within = (Proposal.network_id == network.id, CommentRound.opened_at >= begin, CommentRound.opened_at < end)
        rounds = select(CommentRound.id).join(CommentRound.proposal).where(*within)
        self.since: dict[date, int] = {}
        self.opened = sorted(session.scalars(rounds.with_only_columns(CommentRound.opened_at)))
        reacted = select(Reaction.party_id, Reaction.round_id).where(
            Reaction.round_id.in_(rounds), Reaction.party_id.is_not(None), ~Reaction.late, counted())
        # Reactions are read once: there are far more of them than of rounds that somebody only read.
        looked = select(RoundRead.party_id).where(RoundRead.round_id.in_(rounds), ~reacted.where(
            Reaction.round_id == RoundRead.round_id, Reaction.party_id == RoundRead.party_id).exists())
        if party_id is not None:  # said inside: a database does not carry it into what is put together
            reacted, looked = reacted.where(Reaction.party_id == party_id), looked.where(RoundRead.party_id == party_id)
        self.closed = sorted(session.scalars(select(Vote.id).join(Vote.proposal).where(
            Proposal.network_id == network.id, Vote.opened_at >= begin, Vote.opened_at < end, Vote.closes_at <= end)))
        self.reacted = self._by_party(reacted.distinct().subquery())
        self.looked = self._by_party(looked.subquery())
        self.aside, self.voted_aside = self._aside(RollEntry), self._aside(Ballot)
        self.proposed = self._by_party(_public(Proposal, network, begin, end).subquery())
        self.signalled = self._by_party(_public(Signal, network, begin, end).subquery())

    def _by_party(self, rows: Any) -> dict[int, int]:
        query = select(rows.c.party_id, func.count()).group_by(rows.c.party_id)
        if self.party_id is not None:
            query = query.where(rows.c.party_id == self.party_id)
        return {row[0]: row[1] for row in self.session.execute(query)}

    def _aside(self, of: type[RollEntry] | type[Ballot]) -> dict[int, int]:
        """Who stands aside is counted apart: there are thousands of the one, a few of the other."""
        return self._by_party(those_aside(of).where(VoteRecusal.vote_id.in_(self._closed_ids())).subquery())

    def _closed_ids(self) -> BindParameter[list[int]]:
        """Hundreds of numbers, three times over: written out in the question, they need not be handed over one by one."""
        return bindparam(None, self.closed, expanding=True, literal_execute=True)

    def along(self, of: type[RollEntry] | type[Ballot], count: ColumnElement[int]) -> ScalarSelect[int]:
        """In how many votes a member stands on the roll, or voted: along an index by party, between the first vote of the year and the last.

        Found vote by vote, half a million rows would have to be sorted by party.
        """
        first, last = (self.closed[0], self.closed[-1]) if self.closed else (0, 0)
        return (select(count)
                .where(of.party_id == Membership.party_id, of.vote_id.between(first, last), only_compared(of.vote_id).in_(self._closed_ids()))
                .correlate(Membership).scalar_subquery())

    def of(self, party: int, since: date | None, votes: int, voted: int) -> Deeds:
        """What a member could and did; rounds from before it was a member were not its to react to."""
        rounds = self._rounds_from(since) if since else 0
        reacted = self.reacted.get(party, 0)
        return Deeds(rounds, min(reacted + self.looked.get(party, 0), rounds), min(reacted, rounds), votes - self.aside.get(party, 0),
                     voted - self.voted_aside.get(party, 0), self.proposed.get(party, 0), self.signalled.get(party, 0))

    def _rounds_from(self, day: date) -> int:
        """How many rounds of the year opened on this day or later; many became a member on the same one."""
        if day not in self.since:
            self.since[day] = len(self.opened) - bisect_left(self.opened, start_of_day(day))
        return self.since[day]


def _public(kind: Any, network: Network, begin: datetime, end: datetime) -> Select[Any]:
    return select(kind.party_id).where(kind.network_id == network.id, kind.party_id.is_not(None), kind.published_at.is_not(None),
                                       kind.hidden_at.is_(None), kind.received_at >= begin, kind.received_at < end)


def by_class(rows: Sequence[Row]) -> list[ClassRow]:
    """The classes in order, those that somebody is in; who is in no composition comes last."""
    found = []
    for size_class in (*SizeClass, None):
        own = [row.deeds for row in rows if row.size_class == size_class]
        if own:
            found.append(ClassRow(size_class, len(own), _together(own)))
    return found


def _together(deeds: Iterable[Deeds]) -> Deeds:
    return Deeds(*(sum(counts) for counts in zip(*deeds, strict=True)))
