"""Every deadline of the portal is computed here, in days of Europe/Amsterdam (DESIGN 2, rule 1; IN 5.6).

Pure: no clock, no database, no screen words. What kept a day from being the last one is a code;
`language.explain` makes the sentence.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
COMMENT_DAYS = 14
"""IN 5.6: parties have two weeks."""
MAX_DAYS = 366

# Days equated to a rest day by decree, Algemene termijnenwet art. 3 paragraph 3.
EQUATED_DAYS = frozenset(
    {date(2026, 1, 2), date(2026, 5, 15), date(2027, 5, 7), date(2028, 4, 28), date(2028, 5, 26)}
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A term in days. `skipped` holds (day, code) for each day that could not be the last one."""

    published_on: date
    days: int
    last_day: date
    skipped: tuple[tuple[date, str], ...] = ()

    @property
    def first_day(self) -> date:
        """Day 1 is the day after publication."""
        return self.published_on + timedelta(days=1)

    @property
    def closes_at(self) -> datetime:
        """The UTC instant from which nothing counts: the start of the day after the last day."""
        return start_of_day(self.last_day + timedelta(days=1))


def deadline(published_on: date, days: int = COMMENT_DAYS) -> Deadline:
    """The term of `days` days that starts the day after `published_on` and ends on no rest day.

    Raises ValueError when `days` is not between 1 and MAX_DAYS.
    """
    if not 1 <= days <= MAX_DAYS:
        raise ValueError(f"a term has 1 to {MAX_DAYS} days, not {days}")
    last_day, skipped = roll_past_rest_days(published_on + timedelta(days=days))
    return Deadline(published_on, days, last_day, skipped)


@lru_cache(maxsize=4096)
def roll_past_rest_days(day: date) -> tuple[date, tuple[tuple[date, str], ...]]:
    """The first day from `day` on that is no rest day, and the rest days passed on the way."""
    skipped = []
    while code := rest_day(day):
        skipped.append((day, code))
        day += timedelta(days=1)
    return day, tuple(skipped)


def rest_day(day: date) -> str | None:
    """Why a term cannot end on this day (Algemene termijnenwet art. 1 and 3), or None when it can."""
    if holiday := _holidays(day.year).get(day):
        return holiday
    if day in EQUATED_DAYS:
        return "equated"
    return {5: "saturday", 6: "sunday"}.get(day.weekday())


@cache
def _holidays(year: int) -> dict[date, str]:
    # The optional category holds Good Friday's and Liberation Day's yearly place: art. 3 has 5 May every year.
    table = holidays.country_holidays("NL", years=year, categories=("public", "optional"), language="en_US")
    return {day: name.split(";")[0].strip().lower().replace("'", "").replace(" ", "-") for day, name in table.items()}


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months on, or the last day of a shorter month: 31 August + 6 months is 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@lru_cache(maxsize=4096)  # thousands of terms are counted on one page, in a few hundred days
def start_of_day(day: date) -> datetime:
    """The UTC instant at which this day begins in Amsterdam."""
    return datetime.combine(day, time(), AMSTERDAM).astimezone(UTC)


def local_day(instant: datetime) -> date:
    """The day in Amsterdam that holds this instant."""
    # Twenty thousand are asked for a page. Amsterdam is at most two hours ahead of UTC: until 22:00 it is the same day there.
    if instant.tzinfo is UTC and instant.hour < 22:
        return instant.date()
    return instant.astimezone(AMSTERDAM).date()


def local_instant(day: date, at: time) -> datetime:
    """The UTC instant of a wall-clock time in Amsterdam; of an hour that occurs twice, the first."""
    return datetime.combine(day, at, AMSTERDAM).astimezone(UTC)


def last_day_of(closes_at: datetime) -> date:
    """The last whole day before this instant: what people call "through 7 April"."""
    return local_day(closes_at - timedelta(microseconds=1))


def days_left(closes_at: datetime, now: datetime) -> int:
    """Days from today to the last day, in Amsterdam: 0 on the last day itself, and after it."""
    return max(0, (last_day_of(closes_at) - local_day(now)).days)
