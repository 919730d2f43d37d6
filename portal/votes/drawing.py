"""The outcome of a vote as bars: a bar per group, in parts of those who can vote. Pure geometry."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.votes.rules import Count

LEFT, WIDTH, HEIGHT, PITCH = 0.0, 640.0, 26.0, 62.0
"""The bars in a drawing 640 wide; the name of the group stands above its bar."""
NARROW = 30.0
"""A part that is narrower than this has no figure in it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar; `fits` tells whether its figure does."""

    kind: str
    count: int
    x: float
    width: float

    @property
    def fits(self) -> bool:
        return self.width >= NARROW


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    count: Count
    y: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]

    @property
    def height(self) -> float:
        return PITCH * len(self.bars)


def chart(groups: Iterable[tuple[str, Count]]) -> Chart:
    """A bar as long as the paper for every group of which somebody can vote, in the order given."""
    counted = [(name, count) for name, count in groups if count.entitled]
    return Chart(tuple(Bar(name, count, PITCH * place + 28, _parts(count)) for place, (name, count) in enumerate(counted)))


def _parts(count: Count) -> tuple[Part, ...]:
    parts, x, unit = [], LEFT, WIDTH / count.entitled
    for kind, number in (("for", count.in_favour), ("against", count.against), ("abstain", count.abstained),
                         ("none", count.not_voted)):
        if number:
            parts.append(Part(kind, number, round(x, 1), round(number * unit, 1)))
            x += number * unit
    return tuple(parts)
