"""On which day a party is reminded of a text that it did not sign."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.members.reminding import next_reminder, stage_of

START = date(2026, 5, 1)


@pytest.mark.parametrize(("days", "stage"), [
    (-60, "new"), (-15, "new"), (-14, "before-14"), (-4, "before-14"), (-3, "before-3"), (-1, "before-3"), (0, ""), (6, ""),
    (7, "after-1"), (13, "after-1"), (14, "after-2"), (28, "after-4"), (34, "after-4"), (35, ""), (400, ""),
])
def test_stages(days, stage):
    assert stage_of(START, START + timedelta(days=days)) == stage


@pytest.mark.parametrize(("days", "next_one"), [
    (-60, date(2026, 4, 17)), (-14, date(2026, 4, 28)), (-3, date(2026, 5, 8)), (0, date(2026, 5, 8)), (27, date(2026, 5, 29)),
    (28, None),
])
def test_next_reminder(days, next_one):
    assert next_reminder(START, START + timedelta(days=days)) == next_one


@given(st.integers(-100, 100))
def test_next_reminder_is_the_day_on_which_the_stage_changes(days):
    today = START + timedelta(days=days)
    day = next_reminder(START, today)

    if day is not None:
        assert stage_of(START, day) not in ("", stage_of(START, day - timedelta(days=1)))
