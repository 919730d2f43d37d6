"""The attendance rule, the planned times and the steps of a meeting, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.calendar import AMSTERDAM
from portal.core.errors import Refused
from portal.core.transitions import guard
from portal.meetings.rules import (
    ADOPT,
    CANCEL,
    HOLD,
    INVITE,
    MISSED,
    SEND_DRAFT,
    STEPS,
    Finding,
    MeetingFacts,
    MeetingState,
    Moment,
    Presence,
    attendance_of_each,
    is_day_or_later,
    moment_of,
    outcomes,
    planned_times,
    year_of,
)
from portal.networks.rules import Order
from portal.proposals.rules import Stage

P, S, E, A = Presence.PRESENT, Presence.SUBSTITUTE, Presence.EXCUSED, Presence.ABSENT
NONE, WITHOUT, OFTEN = Finding.NOTHING, Finding.WITHOUT_REASON, Finding.TOO_OFTEN
presences = st.lists(st.sampled_from(Presence), max_size=30)


@pytest.mark.parametrize(("year", "allowed", "finding"), [
    ([], 3, NONE),
    ([P, P, S, P], 3, NONE),
    ([E, E, E], 3, NONE),
    ([E, E, E, E], 3, OFTEN),
    ([P, E, E, S, E, E, P], 3, OFTEN),
    ([A], 3, WITHOUT),
    ([P, P, P, A], 3, WITHOUT),
    ([E, E, E, A], 3, WITHOUT),
    ([E], 0, OFTEN),
    ([A, E, E, E, E], None, NONE),
])
def test_what_the_rule_says_about_a_year(year, allowed, finding):
    """IN 7.5: once without reasons, or the fourth missed meeting."""
    assert year_of(year, allowed).finding == finding


@given(presences, st.integers(0, 10))
def test_coming_never_makes_it_worse_and_order_never_matters(year, allowed):
    said = year_of(year, allowed)

    assert year_of([*year, P], allowed).finding == said.finding
    assert year_of(reversed(year), allowed) == said
    assert said.meetings == len(year)
    assert (said.finding == NONE) == (A not in year and sum(p in MISSED for p in year) <= allowed)


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(Presence), st.integers(1, 5))))
def test_each_party_stands_apart(counted):
    found = attendance_of_each(counted, 3)

    assert sum(year.meetings for year in found.values()) == sum(times for _who, _presence, times in counted)
    for who, year in found.items():
        assert year == year_of([presence for one, presence, times in counted for _ in range(times) if one == who], 3)


START, END = datetime(2026, 4, 16, 11, 30, tzinfo=UTC), datetime(2026, 4, 16, 14, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("state", "now", "moment"), [
    (MeetingState.DRAFT, START, Moment.DRAFT),
    (MeetingState.INVITED, START - SECOND, Moment.AHEAD),
    (MeetingState.INVITED, START, Moment.RUNNING),
    (MeetingState.HELD, END - SECOND, Moment.RUNNING),
    (MeetingState.HELD, END, Moment.PAST),
    (MeetingState.INVITED, END + SECOND, Moment.PAST),
    (MeetingState.ADOPTED, END + SECOND, Moment.ADOPTED),
])
def test_moment_follows_from_the_state_and_the_clock(state, now, moment):
    assert moment_of(state, START, END, now) == moment


@pytest.mark.parametrize(("starts_at", "day"), [
    (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=AMSTERDAM)),
    (datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=AMSTERDAM)),
    (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=AMSTERDAM)),
])
def test_recording_begins_with_the_day_in_amsterdam(starts_at, day):
    begin = day.astimezone(UTC)

    assert [is_day_or_later(starts_at, begin + shift) for shift in (-SECOND, timedelta(0), SECOND)] == [False, True, True]


@given(st.lists(st.integers(1, 480), max_size=20))
def test_planned_times_follow_each_other(minutes):
    times = planned_times(START, minutes)

    assert [later - earlier for earlier, later in pairwise(times)] == [timedelta(minutes=m) for m in minutes]


def test_planned_times_pass_the_clock_change_in_real_minutes():
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)

    assert [t.astimezone(AMSTERDAM).strftime("%H:%M") for t in planned_times(before, [45])] == ["01:30", "03:15"]


GOOD = MeetingFacts(items=1, has_begun=False, is_day=True, unnoted=0, has_minutes=True, draft_is_sent=True)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
@pytest.mark.parametrize("state", MeetingState)
def test_steps_leave_only_their_own_states(step, state):
    if state in step.sources:
        guard(step, state, GOOD, "De voorzitter is ziek.")
        return
    with pytest.raises(Refused, match="step:not-from-here"):
        guard(step, state, GOOD, "De voorzitter is ziek.")


def test_cancelling_needs_a_reason():
    with pytest.raises(Refused, match="step:reason-missing"):
        guard(CANCEL, MeetingState.INVITED, GOOD, "  ")


@pytest.mark.parametrize(("step", "facts", "missing"), [
    (INVITE, MeetingFacts(items=0), "unmet:no-agenda"),
    (INVITE, MeetingFacts(items=1, has_begun=True), "unmet:meeting-begun"),
    (HOLD, MeetingFacts(), "unmet:meeting-ahead"),
    (SEND_DRAFT, MeetingFacts(unnoted=2, has_minutes=True), "unmet:attendance"),
    (SEND_DRAFT, MeetingFacts(), "unmet:no-minutes"),
    (ADOPT, replace(GOOD, unnoted=2), "unmet:attendance"),
    (ADOPT, replace(GOOD, has_minutes=False), "unmet:no-minutes"),
    (ADOPT, replace(GOOD, draft_is_sent=False), "unmet:draft-not-sent"),
    (ADOPT, replace(GOOD, remarks_are_open=True), "unmet:remarks-open"),
    (ADOPT, replace(GOOD, unanswered=1), "unmet:remarks"),
])
def test_steps_say_what_is_still_needed(step, facts, missing):
    assert [unmet.code for unmet in step.unmet(facts)] == [missing]


@pytest.mark.parametrize(("order", "stage", "names"), [
    (Order.ROUND_THEN_WORKED_OUT, Stage.RECEIVED, ["set_aside"]),
    (Order.ROUND_THEN_WORKED_OUT, Stage.SCHEDULED, ["make_preliminary", "to_working_group", "set_aside"]),
    (Order.ROUND_THEN_WORKED_OUT, Stage.PRELIMINARY, ["work_out", "to_working_group", "set_aside"]),
    (Order.ROUND_THEN_WORKED_OUT, Stage.WORKED_OUT, []),
    (Order.WORKED_OUT_THEN_ROUND, Stage.SCHEDULED, ["work_out", "to_working_group", "set_aside"]),
    (Order.ROUND_THEN_WORKED_OUT, Stage.ADOPTED, []),
])
def test_outcomes_are_the_tables_own_steps(order, stage, names):
    assert [step.name for step in outcomes(order, stage)] == names
