"""The table of a dispute's steps, and the days that belong to them."""

from datetime import date, timedelta

import pytest

from portal.core.access import known_permissions
from portal.core.errors import Refused
from portal.core.transitions import guard, steps_from
from portal.dealings.rules import (
    ENDED,
    STEPS,
    DisputeState,
    Side,
    check_happened,
    dispute_step,
    next_look,
)

TODAY = date(2026, 3, 20)
S = DisputeState
POSSIBLE = {
    S.RAISED: {"talk_over", "settle", "withdraw"},
    S.TALKED_OVER: {"mediate", "go_to_court", "settle", "withdraw"},
    S.MEDIATION: {"go_to_court", "settle", "withdraw"},
    S.COURT: {"settle", "withdraw", "judge"},
    S.SETTLED: set(), S.WITHDRAWN: set(), S.JUDGED: set(),
}


@pytest.mark.parametrize("state", DisputeState)
def test_steps_that_leave_each_state(state):
    assert {step.name for step in steps_from(STEPS, state)} == POSSIBLE[state]
    assert (state in ENDED) == (not POSSIBLE[state])


@pytest.mark.parametrize("state", DisputeState)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_is_taken_only_from_where_it_leaves_and_with_a_note(state, step):
    if step.name in POSSIBLE[state]:
        guard(step, state, None, "Notitie")
        with pytest.raises(Refused):
            guard(step, state, None, " ")
    else:
        with pytest.raises(Refused):
            guard(step, state, None, "Notitie")


def test_the_court_is_the_last_way():
    assert DisputeState.RAISED not in dispute_step("go_to_court").sources


def test_every_permission_of_the_table_exists(app):
    assert {step.permission for step in STEPS} <= known_permissions()


@pytest.mark.parametrize(("happened_on", "code"), [
    (TODAY, None), (TODAY - timedelta(days=5), None), (TODAY + timedelta(days=1), "dispute:still-to-come"),
    (TODAY - timedelta(days=6), "dispute:before-raised")])
def test_a_step_happened_between_raising_and_today(happened_on, code):
    if code is None:
        check_happened(happened_on, TODAY - timedelta(days=5), TODAY)
        return
    with pytest.raises(Refused) as refusal:
        check_happened(happened_on, TODAY - timedelta(days=5), TODAY)
    assert refusal.value.code == code


def test_an_open_dispute_is_always_looked_at_again():
    assert next_look(None, TODAY) == TODAY + timedelta(days=28)
    assert next_look(TODAY + timedelta(days=3), TODAY) == TODAY + timedelta(days=3)
    with pytest.raises(Refused) as refusal:
        next_look(TODAY, TODAY)
    assert refusal.value.code == "dispute:look-behind"


def test_each_side_has_another():
    assert [side.other.other for side in Side] == list(Side)
