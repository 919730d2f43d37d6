"""When a letter is due: at 8:00 by the clock on the wall, in days of 23, 24 and 25 hours."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.calendar import AMSTERDAM
from portal.notifications.rules import Rhythm, faster_than, tells_until


def amsterdam(*parts):
    return datetime(*parts, tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.mark.parametrize(("now", "daily", "weekly"), [
    (amsterdam(2026, 3, 20, 10), amsterdam(2026, 3, 20, 8), amsterdam(2026, 3, 16, 8)),
    (amsterdam(2026, 3, 20, 7, 59), amsterdam(2026, 3, 19, 8), amsterdam(2026, 3, 16, 8)),
    (amsterdam(2026, 3, 16, 7, 59), amsterdam(2026, 3, 15, 8), amsterdam(2026, 3, 9, 8)),
    (amsterdam(2026, 3, 16, 8), amsterdam(2026, 3, 16, 8), amsterdam(2026, 3, 16, 8)),
    (amsterdam(2026, 3, 29, 8), datetime(2026, 3, 29, 6, tzinfo=UTC), datetime(2026, 3, 23, 7, tzinfo=UTC)),
    (amsterdam(2026, 10, 25, 8), datetime(2026, 10, 25, 7, tzinfo=UTC), datetime(2026, 10, 19, 6, tzinfo=UTC)),
])
def test_letters_of_a_day_and_a_week(now, daily, weekly):
    assert tells_until(Rhythm.AT_ONCE, now) == now
    assert tells_until(Rhythm.DAILY, now) == daily
    assert tells_until(Rhythm.WEEKLY, now) == weekly


@given(st.integers(0, 8 * 365 * 24 * 60), st.sampled_from(Rhythm))
def test_the_last_moment_has_come_and_is_less_than_a_period_ago(minutes, rhythm):
    now = amsterdam(2024, 1, 1) + timedelta(minutes=minutes)
    until = tells_until(rhythm, now)
    longest = {Rhythm.AT_ONCE: timedelta(0), Rhythm.DAILY: timedelta(hours=25), Rhythm.WEEKLY: timedelta(days=7, hours=1)}

    assert timedelta(0) <= now - until <= longest[rhythm]
    assert tells_until(rhythm, until) == until
    assert rhythm == Rhythm.AT_ONCE or until.astimezone(AMSTERDAM).strftime("%H:%M") == "08:00"


def test_faster_rhythms_come_first():
    assert faster_than(Rhythm.WEEKLY) == [Rhythm.AT_ONCE, Rhythm.DAILY]
    assert faster_than(Rhythm.AT_ONCE) == []
