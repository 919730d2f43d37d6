"""Counting: every party once, the table as part of the network, unanimity said right (IN 9.1)."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tables.rules import SizeClass
from portal.votes.rules import Choice, Count, last_ballots, tally


@dataclass(frozen=True)
class Voter:
    party_id: int
    size_class: SizeClass | None = SizeClass.SMALL
    at_table: bool = False


@dataclass(frozen=True)
class Cast:
    party_id: int
    choice: Choice


FOR, AGAINST = Choice.FOR, Choice.AGAINST
ROLL = (Voter(1, SizeClass.LARGE, True), Voter(2, SizeClass.LARGE), Voter(3, SizeClass.SMALL, True), Voter(4, None))


def test_tally_counts_network_table_and_classes():
    counted = tally(ROLL, [Cast(1, FOR), Cast(2, AGAINST), Cast(3, FOR)])

    assert counted.network == Count(4, 2, 1)
    assert counted.table == Count(2, 2, 0)
    assert dict(counted.classes) == {SizeClass.LARGE: Count(2, 1, 1), SizeClass.SMALL: Count(1, 1, 0), None: Count(1, 0, 0)}
    assert (counted.network.not_voted, counted.turnout) == (1, 0.75)


def test_last_ballot_of_a_party_counts_once():
    counted = tally(ROLL, [Cast(1, FOR), Cast(1, AGAINST), Cast(1, AGAINST), Cast(2, FOR)])

    assert counted.network == Count(4, 1, 1)


def test_ballot_of_a_party_that_is_not_on_the_roll_counts_nowhere():
    assert tally(ROLL, [Cast(99, AGAINST), Cast(1, FOR)]).network == Count(4, 1, 0)


@pytest.mark.parametrize(("count", "unanimous", "majority"), [
    (Count(4, 4, 0), FOR, FOR),
    (Count(4, 0, 1), AGAINST, AGAINST),
    (Count(4, 1, 0), FOR, FOR),
    (Count(4, 3, 1), None, FOR),
    (Count(4, 2, 2), None, None),
    (Count(4, 0, 0), None, None),
    (Count(0, 0, 0), None, None),
])
def test_unanimity_needs_a_vote_and_no_other_one(count, unanimous, majority):
    assert (count.unanimous, count.majority) == (unanimous, majority)


rolls = st.lists(st.builds(Voter, st.integers(1, 30), st.sampled_from([*SizeClass, None]), st.booleans()),
                 unique_by=lambda voter: voter.party_id, max_size=20)
ballots = st.lists(st.builds(Cast, st.integers(1, 40), st.sampled_from(Choice)), max_size=60)


@given(rolls, ballots)
def test_every_voter_is_counted_exactly_once(roll, cast):
    counted = tally(roll, cast)

    assert counted.network.voters == len(roll)
    assert 0 <= counted.network.cast <= len(roll)
    assert 0 <= counted.turnout <= 1
    for field in ("voters", "in_favour", "against", "abstained", "not_voted"):
        assert sum(getattr(count, field) for _, count in counted.classes) == getattr(counted.network, field)
        assert getattr(counted.table, field) <= getattr(counted.network, field)


@given(rolls, ballots)
def test_only_the_last_ballots_matter(roll, cast):
    assert tally(roll, cast) == tally(roll, list(last_ballots(cast).values()))


aside = st.sets(st.integers(1, 40), max_size=20)


@given(rolls, ballots, aside)
def test_totals_equal_the_roll_whoever_stands_aside(roll, cast, aside):
    counted = tally(roll, cast, aside)

    for count in (counted.network, counted.table, *(count for _, count in counted.classes)):
        assert count.in_favour + count.against + count.abstained + count.not_voted + count.aside == count.voters
        assert min(count.in_favour, count.against, count.abstained, count.not_voted, count.aside) >= 0
        assert 0 <= count.turnout <= 1
    assert counted.network.aside == len({voter.party_id for voter in roll} & aside)
    assert sum(count.aside for _, count in counted.classes) == counted.network.aside


@given(rolls, ballots, aside)
def test_who_stands_aside_changes_nothing_for_the_others(roll, cast, aside):
    counted = tally(roll, cast, aside).network
    others = tally([voter for voter in roll if voter.party_id not in aside], cast).network

    assert (counted.in_favour, counted.against, counted.not_voted, counted.turnout, counted.unanimous) == (
        others.in_favour, others.against, others.not_voted, others.turnout, others.unanimous)


def test_all_who_can_vote_did_and_turnout_is_whole():
    counted = tally(ROLL, [Cast(1, FOR), Cast(2, FOR), Cast(3, FOR)], aside={4})

    assert counted.network == Count(4, 3, 0, 1)
    assert (counted.turnout, counted.network.not_voted, counted.unanimous) == (1, 0, FOR)


@given(rolls, ballots, st.randoms())
def test_order_of_the_roll_does_not_matter(roll, cast, random):
    shuffled = random.sample(roll, len(roll))

    assert tally(shuffled, cast) == tally(roll, cast)


@given(rolls, ballots)
def test_unanimous_means_that_nobody_voted_otherwise(roll, cast):
    counted = tally(roll, cast)
    said = {ballot.choice for party, ballot in last_ballots(cast).items() if party in {v.party_id for v in roll}}
    said -= {Choice.ABSTAIN}

    assert counted.unanimous == (said.pop() if len(said) == 1 else None)
