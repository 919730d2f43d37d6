"""The 80-20 rule and what may be known of it (IN 1.1, 7.4, DESIGN rules 3 and 4). Pure; whole numbers only.

Large is the shortest head of the list, highest first, that serves at least 80% of all clients; medium is the same rule
on the clients that remain; small is the rest. Who has as many clients as the last one of a class is in that class too.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter, neg
from typing import Protocol

from portal.tables.rules import SizeClass

FEWEST = 5
"""A published figure covers at least this many providers, so that nobody's share can be read from it."""


class Counted(Protocol):
    @property
    def clients(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Tier:
    """One class: how many providers, and how many clients they have together."""

    size_class: SizeClass
    providers: int
    clients: int


@dataclass(frozen=True, slots=True)
class Tiers:
    """The outcome. `counts` is highest first and `sums[n]` the clients of the first n; `large` and `medium` are numbers
    of providers."""

    counts: tuple[int, ...]
    sums: tuple[int, ...]
    large: int
    medium: int

    @property
    def small(self) -> int:
        return len(self.counts) - self.large - self.medium

    @property
    def clients(self) -> int:
        return self.sums[-1]

    @property
    def ends(self) -> tuple[int, int, int]:
        """After how many providers each class ends, from large to small."""
        return self.large, self.large + self.medium, len(self.counts)

    def class_of(self, clients: int) -> SizeClass:
        """The class of a provider with this many clients."""
        if self.large and clients >= self.counts[self.large - 1]:
            return SizeClass.LARGE
        if self.medium and clients >= self.counts[self.large + self.medium - 1]:
            return SizeClass.MEDIUM
        return SizeClass.SMALL

    def __iter__(self) -> Iterator[Tier]:
        starts = (0, *self.ends)
        for size_class, start, end in zip(SizeClass, starts, self.ends, strict=False):
            yield Tier(size_class, end - start, self.sums[end] - self.sums[start])


def classify(providers: Iterable[Counted]) -> Tiers:
    """The classes of these providers, whatever order they come in. Raises ValueError for a negative number."""
    # The classes depend on the counts alone: sorting bare numbers is what makes a million providers cheap.
    counts = tuple(sorted(map(attrgetter("clients"), providers), reverse=True))
    if counts and counts[-1] < 0:
        raise ValueError(f"a number of clients is never negative: {counts[-1]}")
    sums = (0, *accumulate(counts))
    large = _end_of_head(counts, sums, 0)
    return Tiers(counts, sums, large, _end_of_head(counts, sums, large) - large)


def _end_of_head(counts: tuple[int, ...], sums: tuple[int, ...], start: int) -> int:
    """Where the shortest head from `start` ends that serves 80% of what remains there, ties included."""
    served, remaining = sums[start], sums[-1] - sums[start]
    if remaining == 0:
        return start
    end = bisect_left(sums, True, lo=start + 1, key=lambda reached: 5 * (reached - served) >= 4 * remaining)
    return bisect_right(counts, -counts[end - 1], lo=end, key=neg)


@dataclass(frozen=True, slots=True)
class Point:
    """A published point: so many per cent of the providers, the largest first, serve so many per cent of the clients."""

    providers: int
    clients: int


@dataclass(frozen=True, slots=True)
class PublishedTier:
    """What everyone may know of a class. The per cents run from the largest provider through this class;
    `clients_percent` is None where it would tell about fewer than five providers."""

    size_class: SizeClass
    providers: int
    providers_percent: int
    clients_percent: int | None


def percent(part: int, whole: int) -> int:
    """Whole per cents, half a per cent upwards; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def curve(tiers: Tiers) -> list[Point]:
    """A few rounded points of the Pareto curve, with at least five providers between one and the next.

    None at all when that cannot be, or when nobody has clients.
    """
    return [_point(tiers, cut) for cut in sorted(_cuts(tiers))]


def published(tiers: Tiers) -> list[PublishedTier]:
    """The classes with only the per cents that the curve has too."""
    cuts, everyone = _cuts(tiers), len(tiers.counts)
    return [
        PublishedTier(tier.size_class, tier.providers, percent(end, everyone),
                      _point(tiers, end).clients if end in cuts else None)
        for tier, end in zip(tiers, tiers.ends, strict=True)
    ]


def _point(tiers: Tiers, cut: int) -> Point:
    return Point(percent(cut, len(tiers.counts)), percent(tiers.sums[cut], tiers.clients))


def _cuts(tiers: Tiers) -> set[int]:
    """After how many providers a point may stand: first the ends of the classes, then some to give the curve its shape."""
    everyone = len(tiers.counts)
    if everyone < FEWEST or tiers.clients == 0:
        return set()
    cuts = {0, everyone}
    for cut in (*tiers.ends[:2], everyone // 10, everyone // 4, everyone // 2, 3 * everyone // 4):
        if all(abs(cut - other) >= FEWEST for other in cuts):
            cuts.add(cut)
    return cuts
