"""The clock of the machine is set back: the portal's does not go back with it, unless it was so wrong that it is a repair."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock

NOON = datetime(2026, 4, 7, 10, 0, tzinfo=UTC)


@pytest.fixture
def machine(app, monkeypatch):
    """The clock of the machine: `machine(instant)` answers what the portal then says the time is."""
    monkeypatch.setattr(clock, "_latest", datetime.min.replace(tzinfo=UTC))

    def tell(instant):
        monkeypatch.setattr(clock, "actual", lambda: instant)
        with app.app_context():
            return clock.now()

    return tell


@pytest.mark.parametrize("back", [timedelta(microseconds=1), timedelta(seconds=2), timedelta(hours=1), clock.STANDS_STILL])
def test_time_stands_still_until_the_machine_has_caught_up(machine, back):
    assert machine(NOON) == NOON

    assert machine(NOON - back) == NOON
    assert machine(NOON - timedelta(microseconds=1)) == NOON
    assert machine(NOON + timedelta(seconds=1)) == NOON + timedelta(seconds=1)


def test_clock_that_ran_far_ahead_and_was_repaired_is_followed(machine):
    machine(NOON + timedelta(days=400))

    assert machine(NOON) == NOON
    assert machine(NOON + timedelta(seconds=1)) == NOON + timedelta(seconds=1)


@given(st.lists(st.timedeltas(timedelta(0), clock.STANDS_STILL)))
def test_within_those_hours_nothing_ever_goes_back(steps):
    clock._latest = NOON - timedelta(days=1)
    seen = [clock._onward(NOON + step) for step in steps]

    assert seen == sorted(seen)
    assert all(instant >= NOON + step for instant, step in zip(seen, steps, strict=True))
    clock._latest = datetime.min.replace(tzinfo=UTC)
