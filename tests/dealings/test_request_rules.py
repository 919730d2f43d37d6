"""Where a request stands, more time, and which reminder is due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.calendar import deadline, last_day_of, rest_day, start_of_day
from portal.core.errors import Refused
from portal.dealings.rules import (
    Reminder,
    RequestState,
    check_more_time,
    end_of_term,
    reminder,
    request_state,
)

ASKED = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
CLOSES = deadline(date(2026, 3, 20), 14).closes_at
"""Day 14 is Good Friday: through Tuesday 7 April."""
instants = st.integers(-500, 500).map(lambda hours: CLOSES + timedelta(hours=hours))
moments = st.none() | instants


@given(moments, moments, instants)
def test_state_follows_from_what_happened_and_the_clock(answered_at, closed_at, now):
    state = request_state(CLOSES, answered_at, closed_at, now)

    assert (state == RequestState.CLOSED) == (closed_at is not None)
    if closed_at is None:
        assert (state == RequestState.ANSWERED) == (answered_at is not None)
        assert state != RequestState.LATE or now >= CLOSES
        assert state != RequestState.OPEN or now < CLOSES


@pytest.mark.parametrize(("day", "due"), [
    (date(2026, 3, 20), None), (date(2026, 4, 1), None), (date(2026, 4, 2), Reminder.FIVE_DAYS),
    (date(2026, 4, 5), Reminder.FIVE_DAYS), (date(2026, 4, 6), Reminder.LAST_DAY), (date(2026, 4, 7), Reminder.LAST_DAY),
    (date(2026, 4, 8), Reminder.PASSED)])
def test_reminders_come_five_days_and_one_day_before_the_end_and_after_it(day, due):
    assert reminder(ASKED, CLOSES, start_of_day(day) + timedelta(hours=1)) == due


@pytest.mark.parametrize(("days", "expected"), [
    (1, [Reminder.PASSED]), (3, [Reminder.LAST_DAY, Reminder.PASSED]), (5, [Reminder.LAST_DAY, Reminder.PASSED]),
    (6, [Reminder.FIVE_DAYS, Reminder.LAST_DAY, Reminder.PASSED])])
def test_a_short_term_has_no_reminder_that_says_what_was_just_said(days, expected):
    asked = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    closes = start_of_day(date(2026, 6, 1) + timedelta(days=days + 1))
    found = [reminder(asked, closes, asked + timedelta(days=count)) for count in range(days + 3)]

    assert list(dict.fromkeys(which for which in found if which)) == expected


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_more_time_ends_on_no_rest_day(until):
    last_day = last_day_of(end_of_term(until))

    assert last_day >= until and rest_day(last_day) is None


@pytest.mark.parametrize(("until", "code"), [
    (date(2026, 4, 7), "request:not-later"), (date(2026, 4, 8), None), (date(2026, 7, 8), None),
    (date(2026, 7, 9), "request:much-later")])
def test_more_time_is_later_and_not_endless(until, code):
    if code is None:
        check_more_time(until, CLOSES)
        return
    with pytest.raises(Refused) as refusal:
        check_more_time(until, CLOSES)
    assert refusal.value.code == code
