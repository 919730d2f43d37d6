"""Who gets a seat: a calculation that anyone can do again (IN 7.3-7.4, ZL 4.2, DESIGN rule 4). Pure and deterministic.

The table must look like the network: in every kind of help and money flow the part of the seats should be near the
part of the members. How far off a table is, is the sum over these kinds of the squared distance, in whole numbers.
Seats are given one by one to who brings the table nearest; then seated and unseated change places within their
class as long as that brings it nearer still. What is equally good is decided by lot, and by nothing else.
So each reason below can be checked on the published table itself, whatever order the calculation went in.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeAlias

from portal.parties.rules import Domain, FundingStream
from portal.tables.rules import SizeClass
from portal.tables.tiers import percent

RULE_VERSION = "2026-1"
Kind: TypeAlias = Domain | FundingStream
KINDS: tuple[Kind, ...] = (*Domain, *FundingStream)
EVERY_DOMAIN = frozenset(Domain)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member that wants to take part."""

    kvk: str
    name: str
    size_class: SizeClass
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the calculation says of one candidate: a seat, or a place on the reserve list of its class; and why."""

    kvk: str
    seat: int | None
    rank: int | None
    code: str
    data: dict[str, Any] = field(default_factory=dict)


def lot(seed: str, kvk: str) -> int:
    """A candidate's lot: SHA-256 of the seed, a colon and the KVK number. The lowest lot goes first."""
    return int(sha256(f"{seed}:{kvk}".encode()).hexdigest(), 16)


def compose(candidates: Iterable[Candidate], network: Sequence[frozenset[Kind]], seats: Mapping[SizeClass, int],
            seed: str, about: frozenset[Domain] = EVERY_DOMAIN) -> list[Verdict]:
    """A verdict on every candidate: the seated in order of their seats, then the reserve of each class in order.

    `network` holds the kinds of each member of the network; `about` the domains that the table is about: members
    with none of these neither sit nor count.
    """
    lots = {candidate: lot(seed, candidate.kvk) for candidate in candidates}
    drawn = sorted(lots, key=lambda candidate: (lots[candidate], candidate.kvk))
    fitting = [candidate for candidate in drawn if candidate.kinds & about]
    asked = Counter(candidate.size_class for candidate in fitting)
    places = {size: min(seats.get(size, 0), asked[size]) for size in SizeClass}
    target = _Target.of([kinds for kinds in network if kinds & about], sum(places.values()))
    chosen = _Choice(target, fitting, lots, places)
    chosen.fill()
    chosen.improve()
    judge = _Reasons(chosen, seats)
    elsewhere = [candidate for candidate in drawn if not candidate.kinds & about]
    return [*judge.seated(), *judge.reserve(), *(Verdict(c.kvk, None, None, "out:elsewhere") for c in elsewhere)]


@dataclass(frozen=True, slots=True)
class _Target:
    """The network in numbers. Everything is multiplied by the number of members, so that it stays whole."""

    members: int
    seats: int
    wanted: dict[Kind, int]

    @classmethod
    def of(cls, network: Sequence[frozenset[Kind]], seats: int) -> "_Target":
        has = Counter(kind for kinds in network for kind in kinds)
        return cls(len(network), seats, {kind: has[kind] * seats for kind in KINDS})

    def shortage(self, kind: Kind, places: int) -> int:
        """How many seats this kind comes short, times the members; below zero when it has more than its part."""
        return self.wanted[kind] - self.members * places

    def distance(self, places: Mapping[Kind, int]) -> int:
        return sum(self.shortage(kind, places.get(kind, 0)) ** 2 for kind in KINDS)


class _Choice:
    """The seats while they are being given. `open` candidates stand in the order of their lots."""

    def __init__(self, target: _Target, fitting: list[Candidate], lots: Mapping[Candidate, int],
                 places: Mapping[SizeClass, int]) -> None:
        self.target, self.lots, self.free = target, lots, dict(places)
        self.open, self.seated = list(fitting), list[Candidate]()
        self.places: Counter[Kind] = Counter()

    def distance(self, comes: Candidate | None = None, leaves: Candidate | None = None) -> int:
        """How far off the table is, after somebody comes or leaves."""
        places = self.places.copy()
        if comes:
            places.update(comes.kinds)
        if leaves:
            places.subtract(leaves.kinds)
        return self.target.distance(places)

    def fill(self) -> None:
        while any(self.free.values()):
            may_sit = [candidate for candidate in self.open if self.free[candidate.size_class]]
            best = min(may_sit, key=self.distance)  # of equals the first: the lowest lot
            self.free[best.size_class] -= 1
            self._sit(best)

    def improve(self) -> None:
        # Ends: each exchange brings the table nearer, or keeps it and lowers the sum of the seated lots.
        while exchange := self._best_exchange():
            comes, leaves = exchange
            self._sit(comes)
            self.seated.remove(leaves)
            self.places.subtract(leaves.kinds)
            self.open = sorted([*self.open, leaves], key=self.lots.__getitem__)

    def _sit(self, candidate: Candidate) -> None:
        self.open.remove(candidate)
        self.seated.append(candidate)
        self.places.update(candidate.kinds)

    def _best_exchange(self) -> tuple[Candidate, Candidate] | None:
        here = self.distance()
        better = []
        for comes, leaves in self._exchanges():
            there = self.distance(comes, leaves)
            if (there, self.lots[comes]) < (here, self.lots[leaves]):
                better.append((there, self.lots[comes], -self.lots[leaves], comes, leaves))
        return min(better, key=lambda exchange: exchange[:3])[3:] if better else None

    def _exchanges(self) -> Iterable[tuple[Candidate, Candidate]]:
        # Of candidates that are alike only the first that waits and the last that sits can change places.
        first = {_likeness(c): c for c in reversed(self.open)}
        last: dict[Any, Candidate] = {}
        for candidate in sorted(self.seated, key=self.lots.__getitem__):
            last[_likeness(candidate)] = candidate
        return ((comes, leaves) for comes in first.values() for leaves in last.values()
                if comes.size_class == leaves.size_class)

    def equals_seated(self, candidate: Candidate) -> list[Candidate]:
        """The seated with whom this open candidate could change places without any difference, in order of lots."""
        here = self.distance()
        rivals = [seated for seated in self.seated if seated.size_class == candidate.size_class]
        return sorted((seated for seated in rivals if self.distance(candidate, seated) == here), key=self.lots.__getitem__)

    def equals_open(self, candidate: Candidate) -> list[Candidate]:
        """The open ones with whom this seated candidate could change places without any difference."""
        here = self.distance()
        return [waiting for waiting in self.open if waiting.size_class == candidate.size_class
                and self.distance(waiting, candidate) == here]


def _likeness(candidate: Candidate) -> tuple[SizeClass, frozenset[Kind]]:
    return candidate.size_class, candidate.kinds


class _Reasons:
    """Why each has its seat or not, read from the outcome."""

    def __init__(self, choice: _Choice, seats: Mapping[SizeClass, int]) -> None:
        self.choice, self.target, self.seats = choice, choice.target, seats
        self.waiting = Counter(candidate.size_class for candidate in choice.open)

    def seated(self) -> list[Verdict]:
        in_order = sorted(self.choice.seated, key=lambda c: (_CLASS_ORDER[c.size_class], self.choice.lots[c]))
        return [Verdict(c.kvk, seat, None, *self._why_in(c)) for seat, c in enumerate(in_order, start=1)]

    def _why_in(self, candidate: Candidate) -> tuple[str, dict[str, Any]]:
        if not self.waiting[candidate.size_class]:
            return "seat:all", {"size_class": candidate.size_class}
        if others := self.choice.equals_open(candidate):
            alike = [c for c in self.choice.seated if _likeness(c) == _likeness(candidate)]
            return "seat:lot", {"equal": len(others) + len(alike)}
        places = self.choice.places
        kinds = [kind for kind in KINDS if kind in candidate.kinds]
        if alone := tuple(kind for kind in kinds if places[kind] == 1):
            return "seat:only", {"kinds": alone}
        scarce = max(self._telling(kinds), key=lambda kind: self.target.shortage(kind, places[kind]))
        return "seat:brings", {"kind": scarce, "places": places[scarce], "all": self.target.seats}

    def reserve(self) -> list[Verdict]:
        in_order = sorted(self.choice.open, key=lambda c: (_CLASS_ORDER[c.size_class], self.choice.distance(c), self.choice.lots[c]))
        rank: Counter[SizeClass] = Counter()
        verdicts = []
        for candidate in in_order:
            rank[candidate.size_class] += 1
            verdicts.append(Verdict(candidate.kvk, None, rank[candidate.size_class], *self._why_out(candidate)))
        return verdicts

    def _why_out(self, candidate: Candidate) -> tuple[str, dict[str, Any]]:
        if not self.seats.get(candidate.size_class, 0):
            return "out:no-seats", {"size_class": candidate.size_class}
        if equals := self.choice.equals_seated(candidate):
            return "out:lot", {"other": equals[-1].name}
        places = self.choice.places
        present = self._telling([kind for kind in KINDS if kind in candidate.kinds and places[kind]])
        plenty = min(present, key=lambda kind: self.target.shortage(kind, places[kind]), default=None)
        if plenty and 2 * self.target.shortage(plenty, places[plenty]) < self.target.members:  # one more would overshoot
            return "out:mirror", {"kind": plenty, "places": places[plenty], "all": self.target.seats}
        return "out:less", {}

    def _telling(self, kinds: list[Kind]) -> list[Kind]:
        """The kinds that tell one from another: those that not every seat has, if there are any."""
        return [kind for kind in kinds if self.choice.places[kind] < self.target.seats] or kinds


_CLASS_ORDER = {size: order for order, size in enumerate(SizeClass)}


@dataclass(frozen=True, slots=True)
class Reflection:
    """One kind (or class) in the mirror: how many at the table have it, and how many in the network. A place has a `name`."""

    kind: Any
    at_table: int
    seats: int
    in_network: int
    members: int
    name: str = ""

    @property
    def table_percent(self) -> int:
        return percent(self.at_table, self.seats)

    @property
    def network_percent(self) -> int:
        return percent(self.in_network, self.members)

    @property
    def difference(self) -> int:
        """In percentage points."""
        return abs(self.table_percent - self.network_percent)


def mirror(table: Sequence[frozenset[Any]], network: Sequence[frozenset[Any]], kinds: Iterable[Any]) -> list[Reflection]:
    """The table against the network, kind by kind. Each provider is the set of what it has."""
    at_table = Counter(kind for own in table for kind in own)
    in_network = Counter(kind for own in network for kind in own)
    return [Reflection(kind, at_table[kind], len(table), in_network[kind], len(network)) for kind in kinds]
