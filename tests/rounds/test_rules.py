"""Phase, who counts, and what is still needed: pure, so tried with everything."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.networks.rules import Order
from portal.proposals.rules import ENDED, Stage
from portal.rounds.rules import (
    WHOLE,
    Position,
    RoundPhase,
    Voice,
    initials,
    labels_in_order,
    phase,
    takes_reactions,
    tally,
    unmet_before_answers,
    unmet_before_opening,
)

OPENS = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
CLOSES = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

voices = st.lists(st.builds(Voice, st.sampled_from("abc"), st.booleans(), st.sampled_from(Position)), max_size=30)


@pytest.mark.parametrize(("now", "expected"), [
    (OPENS - SECOND, RoundPhase.PLANNED), (OPENS, RoundPhase.OPEN), (CLOSES - SECOND, RoundPhase.OPEN),
    (CLOSES, RoundPhase.CLOSED), (CLOSES + SECOND, RoundPhase.CLOSED),
])
def test_phase_is_half_open(now, expected):
    assert phase(OPENS, CLOSES, now) == expected


@pytest.mark.parametrize(("said", "expected"), [
    ([Position.FOR, Position.AGAINST], Position.AGAINST),
    ([Position.AGAINST, Position.QUESTION], Position.AGAINST),
    ([Position.QUESTION, Position.AMEND], Position.AMEND),
    ([Position.QUESTION, Position.QUESTION], Position.QUESTION),
])
def test_sender_counts_once_by_the_last_position(said, expected):
    counts = tally(Voice("boot", True, position) for position in said)

    assert counts.parties == dict.fromkeys(Position, 0) | {expected: 1}
    assert (counts.party_total, counts.other_total) == (1, 0)


@given(voices)
def test_each_sender_counts_once_whatever_it_says(said):
    counts = tally(said)

    assert counts.party_total == len({voice.sender for voice in said if voice.is_party})
    assert counts.other_total == len({voice.sender for voice in said if not voice.is_party})


@given(voices)
def test_repeating_everything_changes_nothing(said):
    assert tally([*said, *said]) == tally(said)


@given(st.lists(st.sampled_from([WHOLE, "1", "2", "9"])))
def test_labels_stand_in_the_order_of_the_text_and_exist(chosen):
    labels = labels_in_order(chosen, ["2", "1"])

    assert labels == [label for label in (WHOLE, "2", "1") if label in chosen]


@pytest.mark.parametrize(("order", "stage"), [
    (Order.ROUND_THEN_WORKED_OUT, Stage.PRELIMINARY), (Order.WORKED_OUT_THEN_ROUND, Stage.WORKED_OUT)])
def test_a_round_belongs_to_one_stage_of_the_profile(order, stage):
    assert unmet_before_opening(stage, order, version_had_round=False, open_until=None) == []
    for other in set(Stage) - {stage}:
        missing = unmet_before_opening(other, order, version_had_round=False, open_until=None)
        assert [unmet.code for unmet in missing] == ["round:other-stage"]


def test_a_text_has_one_round():
    order, stage = Order.ROUND_THEN_WORKED_OUT, Stage.PRELIMINARY

    held = unmet_before_opening(stage, order, version_had_round=True, open_until=None)
    running = unmet_before_opening(stage, order, version_had_round=True, open_until=CLOSES)

    assert [unmet.code for unmet in held] == ["round:held-before"]
    assert [unmet.code for unmet in running] == ["round:still-open"]


@pytest.mark.parametrize(("now", "missing", "codes"), [
    (CLOSES - SECOND, 0, ["round:still-open"]), (CLOSES, 0, []), (CLOSES, 3, ["round:answers-missing"]),
    (CLOSES - SECOND, 3, ["round:still-open", "round:answers-missing"]),
])
def test_answers_wait_for_the_end_and_for_each_other(now, missing, codes):
    assert [unmet.code for unmet in unmet_before_answers(CLOSES, missing, now)] == codes


def test_an_ended_proposal_takes_no_reactions():
    assert {stage for stage in Stage if not takes_reactions(stage)} == ENDED


@pytest.mark.parametrize(("name", "expected"), [
    ("Regenlaarzen Begeleiding", "RB"), ("De Papieren Boot", "DP"), ("Inwoner", "I"), ("’t Huis", "H"), ("", "?")])
def test_initials_stand_for_a_name(name, expected):
    assert initials(name) == expected
