"""Deadlines: the worked cases of the design, both clock changes, and what must hold for every day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import language
from portal.core.calendar import (
    AMSTERDAM,
    EQUATED_DAYS,
    days_left,
    deadline,
    last_day_of,
    local_day,
    rest_day,
    start_of_day,
)
from portal.core.terms import Term

DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(("published", "last_day"), [
    (date(2026, 3, 20), date(2026, 4, 7)),     # Good Friday, Easter
    (date(2026, 4, 21), date(2026, 5, 6)),     # Liberation Day, also outside the lustrum years
    (date(2026, 4, 30), date(2026, 5, 18)),    # Ascension and the day equated to a rest day
    (date(2026, 12, 11), date(2026, 12, 28)),  # Christmas and a Sunday
    (date(2026, 5, 1), date(2026, 5, 18)),
    (date(2025, 12, 19), date(2026, 1, 5)),    # 2 January 2026 is equated
    (date(2026, 3, 24), date(2026, 4, 7)),     # an ordinary Tuesday
])
def test_term_ends_on_no_rest_day(published, last_day):
    assert deadline(published).last_day == last_day


@pytest.mark.parametrize(("published", "closes_at"), [
    (date(2026, 3, 20), datetime(2026, 4, 7, 22, tzinfo=UTC)),    # over the change to summer time
    (date(2026, 10, 16), datetime(2026, 10, 30, 23, tzinfo=UTC)),  # over the change to winter time
    (date(2026, 3, 13), datetime(2026, 3, 27, 23, tzinfo=UTC)),
])
def test_term_ends_at_the_start_of_the_next_day_in_amsterdam(published, closes_at):
    assert deadline(published).closes_at == closes_at


@given(DAYS, st.integers(1, 60))
def test_every_term(published, days):
    term = deadline(published, days)

    assert rest_day(term.last_day) is None
    assert term.last_day >= published + timedelta(days=days)
    assert term.last_day.weekday() < 5
    assert [day for day, _ in term.skipped] == [
        published + timedelta(days=days + n) for n in range((term.last_day - published).days - days)]
    assert term.closes_at.astimezone(AMSTERDAM).time().isoformat() == "00:00:00"
    assert last_day_of(term.closes_at) == term.last_day


@pytest.mark.parametrize("year", range(2024, 2036))
def test_liberation_day_is_a_rest_day_every_year(year):
    assert rest_day(date(year, 5, 5)) is not None


@pytest.mark.parametrize("day", sorted(EQUATED_DAYS))
def test_equated_days_end_no_term(day):
    assert rest_day(day) is not None


@pytest.mark.parametrize("days", [0, -1, 367])
def test_term_without_a_sensible_number_of_days_is_refused(days):
    with pytest.raises(ValueError, match="days"):
        deadline(date(2026, 3, 20), days)


@pytest.mark.parametrize(("now", "left"), [
    (datetime(2026, 3, 25, 8, tzinfo=UTC), 13),
    (datetime(2026, 4, 6, 21, 59, 59, tzinfo=UTC), 1),
    (datetime(2026, 4, 6, 22, tzinfo=UTC), 0),
    (datetime(2026, 4, 7, 21, 59, 59, tzinfo=UTC), 0),
    (datetime(2026, 4, 9, tzinfo=UTC), 0),
])
def test_days_left_are_counted_in_amsterdam(now, left):
    assert days_left(deadline(date(2026, 3, 20)).closes_at, now) == left


@pytest.mark.parametrize("published", [date(2026, 3, 20), date(2026, 10, 16)])
def test_term_is_open_until_its_closing_instant(published):
    term = Term()
    term.opened_at = start_of_day(published)
    term.set_deadline(deadline(published))

    assert term.is_open(term.opened_at)
    assert term.is_open(term.closes_at - timedelta(seconds=1))
    assert not term.is_open(term.closes_at)
    assert not term.is_open(term.closes_at + timedelta(seconds=1))
    assert not term.is_open(term.opened_at - timedelta(seconds=1))
    assert term.deadline == deadline(published)


def test_local_day_follows_amsterdam():
    assert local_day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2027, 1, 1)


@given(st.timedeltas(timedelta(0), timedelta(days=100_000)))
def test_the_day_is_the_one_of_the_clock_in_amsterdam_in_every_hour(passed):
    instant = datetime(1900, 1, 1, tzinfo=UTC) + passed

    assert local_day(instant) == local_day(instant.astimezone(AMSTERDAM)) == instant.astimezone(AMSTERDAM).date()


@pytest.mark.parametrize(("code", "sentence"), [
    ("nl", "De termijn is 14 dagen. Dag 1 is zaterdag 21 maart 2026. Dag 14 is vrijdag 3 april 2026. "
           "Door Goede Vrijdag, het weekend en Tweede Paasdag schuift de laatste dag naar dinsdag 7 april 2026."),
    ("en", "The term is 14 days. Day 1 is Saturday 21 March 2026. Day 14 is Friday 3 April 2026. "
           "Because of Good Friday, the weekend, and Easter Monday the last day moves to Tuesday 7 April 2026."),
])
def test_term_explains_itself(app, code, sentence):
    with app.test_request_context(), language.speaking(code):
        assert language.explain(deadline(date(2026, 3, 20))) == sentence
