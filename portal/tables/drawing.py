"""The figures of a composition as points on paper: seats around a table, and the Pareto curve. Pure geometry."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.tables.rules import SizeClass
from portal.tables.tiers import Point

CENTRE, ACROSS, DEEP = (320.0, 170.0), 255.0, 128.0
"""The ellipse of the chairs in a drawing of 640 by 340."""
CHAIR = 22.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 612.0, 30.0, 330.0
"""The field of the curve in a drawing of 640 by 404."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody sits. `size_class` is None for chair and secretary, who are the municipality's (ZL 5.3)."""

    x: float
    y: float
    label: str
    size_class: SizeClass | None


@dataclass(frozen=True, slots=True)
class Seating:
    places: list[Place]
    radius: float


def around_the_table(seats: Sequence[tuple[int, SizeClass]], chair: str, secretary: str) -> Seating:
    """Everyone clockwise from the top: chair, the seats with the classes spread evenly, secretary."""
    people = [(chair, None), *((str(number), size) for number, size in _spread(seats)), (secretary, None)]
    step = 2 * math.pi / len(people)
    places = []
    for index, (label, size_class) in enumerate(people):
        angle = math.pi + step * (0.5 - index)
        x, y = CENTRE[0] + ACROSS * math.sin(angle), CENTRE[1] + DEEP * math.cos(angle)
        places.append(Place(round(x, 1), round(y, 1), label, size_class))
    nearest = min(math.dist((one.x, one.y), (other.x, other.y)) for one, other in pairwise([*places, places[0]]))
    return Seating(places, round(min(CHAIR, 0.46 * nearest), 1))


def _spread(seats: Sequence[tuple[int, SizeClass]]) -> list[tuple[int, SizeClass]]:
    placed = []
    for order, size in enumerate(SizeClass):
        own = [seat for seat in seats if seat[1] == size]
        placed += [((index + 0.5) / len(own), order, seat) for index, seat in enumerate(own)]
    return [seat for _, _, seat in sorted(placed)]


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a class on the curve, with the place of its note and of the line that leads there."""

    point: Point
    x: float
    y: float
    note_y: float
    lead_x: float


@dataclass(frozen=True, slots=True)
class Zone:
    """A class along the axis; `fits` tells whether its name does."""

    size_class: SizeClass
    x: float
    width: float
    fits: bool


def across(percent: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * percent / 100, 1)


def up(percent: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * percent / 100, 1)


def curve_path(points: Sequence[Point]) -> str:
    """A smooth line through the points that nowhere falls, whatever the points (Fritsch and Carlson's slopes)."""
    places = [(across(p.providers), up(p.clients)) for p in points]
    if len(places) < 2:
        return ""
    rises = [(b[1] - a[1]) / (b[0] - a[0]) if b[0] > a[0] else 0.0 for a, b in pairwise(places)]
    between = [2 * a * b / (a + b) if a * b > 0 else 0.0 for a, b in pairwise(rises)]
    slopes = [rises[0], *between, rises[-1]]
    path = [f"M{places[0][0]} {places[0][1]}"]
    for ((x0, y0), (x1, y1)), slope0, slope1 in zip(pairwise(places), slopes, slopes[1:], strict=False):
        third = (x1 - x0) / 3
        path.append(f"C{x0 + third:.1f} {y0 + third * slope0:.1f} {x1 - third:.1f} {y1 - third * slope1:.1f} {x1} {y1}")
    return "".join(path)


def marks(ends: Sequence[Point]) -> list[Mark]:
    """Notes stand under the curve at the right; none for the end of everything."""
    found = []
    for index, point in enumerate(end for end in ends if 0 < end.providers < 100):
        x, y = across(point.providers), up(point.clients)
        note_y = max(y, TOP + 6) + 48 + 6 * index
        found.append(Mark(point, x, y, note_y, max(x + 6, 360.0)))
    for index in range(len(found) - 2, -1, -1):  # the first class ends lower: its note stands lower too
        here, after = found[index], found[index + 1]
        if here.note_y < after.note_y + 30:
            found[index] = Mark(here.point, here.x, here.y, after.note_y + 34, here.lead_x)
    return found


def zones(ends: Sequence[tuple[SizeClass, int]], letters: int = 8) -> list[Zone]:
    """The classes along the axis, from the per cents where each ends."""
    found, start = [], 0
    for size_class, end in ends:
        x, width = across(start), across(end) - across(start)
        if width > 0:
            found.append(Zone(size_class, x, round(width, 1), width > letters * 11))
        start = end
    return found
