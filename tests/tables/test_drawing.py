"""The figures: everyone has a chair, nobody overlaps, the curve nowhere falls."""

import re
from itertools import pairwise
from math import dist

from hypothesis import given
from hypothesis import strategies as st

from portal.tables.drawing import around_the_table, curve_path, marks, zones
from portal.tables.rules import SizeClass
from portal.tables.tiers import Point

SEATS = st.lists(st.sampled_from(SizeClass), min_size=1, max_size=40).map(lambda sizes: list(enumerate(sizes, start=1)))
CURVES = st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), max_size=6, unique_by=lambda point: point[0]).map(
    lambda points: [Point(0, 0), *(Point(x, y) for x, y in zip(sorted(p[0] for p in points), sorted(p[1] for p in points),
                                                              strict=True)), Point(100, 100)])


@given(SEATS)
def test_everyone_has_a_chair_of_their_own_on_the_paper(seats):
    seating = around_the_table(seats, "V", "S")
    places = seating.places

    assert sorted(place.label for place in places) == sorted(["V", "S", *(str(number) for number, _ in seats)])
    assert all(dist((a.x, a.y), (b.x, b.y)) >= 1.8 * seating.radius for a, b in pairwise([*places, places[0]]))
    assert all(p.x - seating.radius > 0 and p.x + seating.radius < 640 and p.y - seating.radius > 0 and p.y + seating.radius < 340
               for p in places)


@given(CURVES)
def test_the_line_goes_through_every_point_and_never_falls(points):
    heights = [float(y) for _, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", curve_path(points))]

    assert len(heights) == 1 + 3 * (len(points) - 1)
    ends = heights[::3]
    for start, end, *between in zip(ends, ends[1:], heights[1::3], heights[2::3], strict=False):
        assert all(end - 0.1 <= height <= start + 0.1 for height in between)  # a curve stays among its control points


def test_notes_do_not_stand_on_each_other():
    first, second = marks([Point(27, 80), Point(54, 96)])

    assert abs(first.note_y - second.note_y) >= 30
    assert marks([Point(100, 100)]) == []


def test_a_zone_that_is_too_narrow_has_no_name():
    found = zones([(SizeClass.LARGE, 3), (SizeClass.MEDIUM, 3), (SizeClass.SMALL, 100)])

    assert [(zone.size_class, zone.fits) for zone in found] == [(SizeClass.LARGE, False), (SizeClass.SMALL, True)]
