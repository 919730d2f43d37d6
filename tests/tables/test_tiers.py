"""The 80-20 rule: its properties, the cases that people argue about, and what may be published of it."""

from collections import namedtuple
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tables.rules import SizeClass
from portal.tables.tiers import FEWEST, Point, classify, curve, percent, published

Provider = namedtuple("Provider", "clients")
COUNTS = st.lists(st.integers(0, 50) | st.integers(0, 10**9), max_size=60)


def of(*counts):
    return classify(map(Provider, counts))


def numbers(tiers):
    return tiers.large, tiers.medium, tiers.small


@pytest.mark.parametrize(("counts", "expected"), [
    ((), (0, 0, 0)),
    ((7,), (1, 0, 0)),
    ((0,), (0, 0, 1)),
    ((0, 0, 0), (0, 0, 3)),
    ((5, 5, 5, 5), (4, 0, 0)),
    ((80, 16, 4), (1, 1, 1)),
    ((79, 17, 4), (2, 1, 0)),
    ((80, 10, 10), (1, 2, 0)),
    ((80, 20, 0, 0), (1, 1, 2)),
    ((60, 20, 20), (3, 0, 0)),
    ((8, 2), (1, 1, 0)),
], ids=str)
def test_worked_cases(counts, expected):
    assert numbers(of(*counts)) == expected


def test_exactly_eighty_per_cent_is_enough_and_one_client_less_is_not():
    assert of(8 * 10**17, 2 * 10**17).large == 1
    assert of(8 * 10**17 - 1, 2 * 10**17 + 1).large == 2


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="never negative"):
        of(3, -1)


@given(COUNTS)
def test_the_head_serves_eighty_per_cent_and_no_shorter_one_does(counts):
    tiers = of(*counts)
    ranked, total = sorted(counts, reverse=True), sum(counts)
    head = ranked[: tiers.large]

    assert 5 * sum(head) >= 4 * total
    without_the_last = [count for count in head if count > head[-1]]
    assert not head or 5 * sum(without_the_last) < 4 * total


@given(COUNTS)
def test_medium_is_the_same_rule_on_the_rest(counts):
    tiers = of(*counts)
    rest = sorted(counts, reverse=True)[tiers.large :]

    assert of(*rest).large == tiers.medium


@given(COUNTS, st.randoms())
def test_the_order_of_input_does_not_matter(counts, random):
    shuffled = random.sample(counts, len(counts))

    assert of(*counts) == of(*shuffled)


@given(COUNTS)
def test_everyone_has_the_class_of_its_number_and_more_clients_is_never_a_lower_class(counts):
    tiers = of(*counts)
    classes = [tiers.class_of(count) for count in sorted(counts, reverse=True)]

    assert tuple(classes.count(size) for size in SizeClass) == numbers(tiers)
    assert classes == sorted(classes, key=list(SizeClass).index)


@given(COUNTS)
def test_nobody_without_clients_is_more_than_small(counts):
    assert of(*counts, 0).class_of(0) == SizeClass.SMALL


@given(COUNTS)
def test_the_classes_together_are_everyone(counts):
    tiers = of(*counts)

    assert sum(tier.providers for tier in tiers) == len(counts)
    assert sum(tier.clients for tier in tiers) == sum(counts)


@pytest.mark.parametrize(("part", "whole", "expected"), [(1, 3, 33), (1, 200, 1), (1, 201, 0), (2, 3, 67), (0, 0, 0), (5, 5, 100)])
def test_per_cents_are_whole_and_half_goes_up(part, whole, expected):
    assert percent(part, whole) == expected


@given(COUNTS)
def test_between_two_published_points_stand_at_least_five_providers(counts):
    tiers = of(*counts)
    points = curve(tiers)

    for left, right in pairwise(points):
        fewest = (right.providers - left.providers + 1) * len(counts) / 100
        assert fewest >= FEWEST  # the per cents are rounded: one more lies between them at most
    assert len(points) <= 8


@given(COUNTS)
def test_the_curve_runs_from_nothing_to_everything(counts):
    points = curve(of(*counts))

    if len(counts) < FEWEST or not any(counts):
        assert points == []
    else:
        assert (points[0], points[-1]) == (Point(0, 0), Point(100, 100))
        assert [p.clients for p in points] == sorted(p.clients for p in points)


@given(COUNTS)
def test_the_table_tells_no_more_than_the_curve(counts):
    tiers = of(*counts)
    known = {(point.providers, point.clients) for point in curve(tiers)}

    for tier in published(tiers):
        assert tier.clients_percent is None or (tier.providers_percent, tier.clients_percent) in known


def test_the_share_of_a_class_of_fewer_than_five_is_withheld():
    tiers = of(500, 300, 100, *[10] * 10)

    assert tiers.large == 3 - 1
    large, medium, small = published(tiers)
    assert (large.clients_percent, large.providers) == (None, 2)
    assert (medium.clients_percent, small.clients_percent) == (100, 100)


def test_the_last_five_are_never_told_apart_when_they_are_four():
    tiers = of(*[1000] * 8, *[100] * 8, 1, 1, 1, 1)

    assert numbers(tiers) == (8, 8, 4)
    assert [tier.clients_percent for tier in published(tiers)] == [91, None, 100]
