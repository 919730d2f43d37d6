"""The terms of joining and leaving, to the second: month ends, both clock changes, and terms that stand still."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.calendar import local_day, months_after, rest_day
from portal.members.models import Notice
from portal.members.rules import MembershipState, Phase, phase
from portal.members.terms import Pause, deciding_term, earliest_last_day, first_day
from portal.networks.rules import Joining, Profile

YEARLY = Profile(joining=Joining.YEARLY, apply_until="10-01")


def instant(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("day", "months", "expected"), [
    ("2026-08-31", 6, "2027-02-28"),
    ("2027-08-31", 6, "2028-02-29"),
    ("2026-08-30", 6, "2027-02-28"),
    ("2026-08-28", 6, "2027-02-28"),
    ("2026-12-31", 2, "2027-02-28"),
    ("2026-10-31", 1, "2026-11-30"),
    ("2026-01-31", 1, "2026-02-28"),
    ("2028-02-29", 12, "2029-02-28"),
    ("2026-11-30", 6, "2027-05-30"),
    ("2026-06-15", 6, "2026-12-15"),
    ("2026-07-01", 6, "2027-01-01"),
    ("2026-03-20", 0, "2026-03-20"),
])
def test_calendar_months_end_with_a_shorter_month(day, months, expected):
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(0, 36))
def test_months_go_on_and_never_past_the_month(day, months):
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert months_after(day, months + 1) > later


@pytest.mark.parametrize(("given_at", "last_day"), [
    ("2026-08-31T21:59:59", "2027-02-28"),  # still 31 August, summer time
    ("2026-08-31T22:00:00", "2027-03-01"),  # 1 September begins
    ("2026-10-24T21:59:59", "2027-04-24"),
    ("2026-10-25T00:59:59", "2027-04-25"),  # 02:59:59 for the first time, the night that the clock goes back
    ("2026-10-25T01:00:00", "2027-04-25"),  # 02:00:00 for the second time
    ("2026-10-25T22:59:59", "2027-04-25"),  # winter time now
    ("2026-10-25T23:00:00", "2027-04-26"),
    ("2026-03-28T22:59:59", "2026-09-28"),
    ("2026-03-28T23:00:00", "2026-09-29"),  # the day that the clock goes forward
    ("2026-03-29T21:59:59", "2026-09-29"),
    ("2026-03-29T22:00:00", "2026-09-30"),
])
def test_notice_counts_from_its_day_in_amsterdam(given_at, last_day):
    profile = Profile(notice_months=6)

    assert earliest_last_day(profile, local_day(instant(given_at)), date(2020, 1, 1)) == date.fromisoformat(last_day)


def test_without_a_notice_term_today_is_the_last_day_and_never_before_the_first():
    assert earliest_last_day(Profile(), date(2026, 3, 20), date(2025, 1, 1)) == date(2026, 3, 20)
    assert earliest_last_day(Profile(), date(2026, 3, 20), date(2027, 1, 1)) == date(2027, 1, 1)


@pytest.mark.parametrize(("last_day", "ends_at"), [
    ("2026-10-24", "2026-10-24T22:00:00"),  # the last day before the day of 25 hours
    ("2026-10-25", "2026-10-25T23:00:00"),
    ("2026-03-28", "2026-03-28T23:00:00"),
    ("2026-03-29", "2026-03-29T22:00:00"),  # the day of 23 hours
    ("2026-12-31", "2026-12-31T23:00:00"),
])
def test_membership_is_over_at_the_start_of_the_next_day(last_day, ends_at):
    assert Notice(last_day=date.fromisoformat(last_day)).ends_at == instant(ends_at)


@pytest.mark.parametrize(("applied", "decided", "since"), [
    ("2026-03-20", "2026-04-10", "2027-01-01"),
    ("2026-10-01", "2026-10-20", "2027-01-01"),
    ("2026-10-02", "2026-10-20", "2028-01-01"),
    ("2026-12-31", "2027-01-20", "2028-01-01"),
    ("2026-09-30", "2027-01-15", "2027-01-15"),  # the municipality was late: never a member before it was decided
    ("2027-01-01", "2027-01-15", "2028-01-01"),
])
def test_yearly_one_takes_part_per_1_january(applied, decided, since):
    """ZL 10."""
    dates = date.fromisoformat(applied), date.fromisoformat(decided)

    assert first_day(YEARLY, *dates) == date.fromisoformat(since)
    assert first_day(Profile(), *dates) == dates[1]


def test_without_a_last_day_the_whole_year_counts_and_february_fits_every_year():
    assert first_day(Profile(joining=Joining.YEARLY), date(2026, 12, 31), date(2026, 12, 31)) == date(2027, 1, 1)
    assert first_day(Profile(joining=Joining.YEARLY, apply_until="02-29"), date(2026, 2, 28), date(2026, 3, 1)) == date(2027, 1, 1)


APPLIED = instant("2026-03-20T09:00:00")


@pytest.mark.parametrize(("days", "pauses", "now", "last_day"), [
    (28, [], "2026-03-20T09:00:00", "2026-04-17"),
    (14, [], "2026-03-20T09:00:00", "2026-04-07"),  # day 14 is Good Friday: past Easter
    (28, [("2026-03-27T09:00:00", "2026-04-10T22:00:00", None)], "2026-04-10T21:59:59", None),
    (28, [("2026-03-27T09:00:00", "2026-04-10T22:00:00", None)], "2026-04-10T22:00:00", "2026-05-01"),  # 14 days stood still
    (28, [("2026-03-27T09:00:00", "2026-04-10T22:00:00", "2026-03-30T08:00:00")], "2026-03-30T08:00:00", "2026-04-20"),
    (28, [("2026-03-27T09:00:00", "2026-04-10T22:00:00", "2026-03-27T10:00:00")], "2026-03-28T08:00:00", "2026-04-17"),
    (28, [("2026-03-27T09:00:00", "2026-04-10T22:00:00", "2026-04-20T10:00:00")], "2026-04-21T08:00:00", "2026-05-01"),  # late
    (28, [("2026-03-23T09:00:00", "2026-04-06T22:00:00", "2026-03-24T08:00:00"),
          ("2026-03-27T09:00:00", "2026-04-10T22:00:00", None)], "2026-04-12T08:00:00", "2026-05-04"),  # 15 days: a Saturday
    (28, [("2026-10-24T09:00:00", "2026-10-26T23:00:00", None)], "2026-10-26T22:59:59", None),
])
def test_deciding_term_stands_still_while_an_answer_is_awaited(days, pauses, now, last_day):
    found = [Pause(*(text and instant(text) for text in pause)) for pause in pauses]

    term = deciding_term(APPLIED, days, found, instant(now))

    assert (term and term.last_day) == (last_day and date.fromisoformat(last_day))


@given(st.integers(1, 60), st.integers(0, 40), st.integers(1, 40), st.one_of(st.none(), st.integers(0, 90)))
def test_a_pause_never_shortens_the_term_and_never_ends_on_a_rest_day(days, asked, length, answered):
    asked_at = APPLIED + timedelta(days=asked)
    pause = Pause(asked_at, asked_at + timedelta(days=length), None if answered is None else asked_at + timedelta(days=answered))
    later = APPLIED + timedelta(days=400)

    plain, paused = deciding_term(APPLIED, days, [], later), deciding_term(APPLIED, days, [pause], later)

    assert plain.last_day <= paused.last_day
    assert paused.days <= days + length
    assert rest_day(paused.last_day) is None


@pytest.mark.parametrize(("state", "since", "until", "awaited", "expected"), [
    ("applied", None, None, False, Phase.WAITS),
    ("applied", None, None, True, Phase.ASKED),
    ("refused", None, None, False, Phase.REFUSED),
    ("withdrawn", None, None, False, Phase.WITHDRAWN),
    ("admitted", "2026-03-21", None, False, Phase.COMING),
    ("admitted", "2026-03-20", None, False, Phase.MEMBER),
    ("admitted", "2025-01-01", "2026-03-20", False, Phase.LEAVING),
    ("admitted", "2025-01-01", "2026-03-19", False, Phase.LEFT),
])
def test_phase_follows_the_dates(state, since, until, awaited, expected):
    days = [text and date.fromisoformat(text) for text in (since, until)]

    assert phase(MembershipState(state), *days, awaited, date(2026, 3, 20)) == expected
