"""The terms of joining and leaving: until when the municipality decides, from when one takes part, when one has left. Pure."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from portal.core.calendar import Deadline, last_day_of, local_day, months_after, roll_past_rest_days
from portal.networks.rules import Joining, Profile


@dataclass(frozen=True, slots=True)
class Pause:
    """The applicant was asked for more: the deciding term stands still until the answer, or until the term for it ended."""

    asked_at: datetime
    closes_at: datetime
    answered_at: datetime | None = None

    def is_running(self, now: datetime) -> bool:
        return self.answered_at is None and now < self.closes_at

    @property
    def days(self) -> int:
        """The days that it takes: from the day after asking through the day of the answer, or the last day for it."""
        last = last_day_of(self.closes_at)
        if self.answered_at is not None:
            last = min(last, local_day(self.answered_at))
        return (last - local_day(self.asked_at)).days


def deciding_term(applied_at: datetime, days: int, pauses: Iterable[Pause], now: datetime) -> Deadline | None:
    """Until when the municipality decides on an application; None while the applicant's answer is awaited."""
    found = list(pauses)
    if any(pause.is_running(now) for pause in found):
        return None
    return _term(local_day(applied_at), days + sum(pause.days for pause in found))


@lru_cache(maxsize=1024)  # thousands apply in a year, many on one day
def _term(applied_on: date, days: int) -> Deadline:
    last_day, skipped = roll_past_rest_days(applied_on + timedelta(days=days))
    return Deadline(applied_on, days, last_day, skipped)


def last_day_to_apply(profile: Profile, year: int) -> date:
    """The last day of a year on which one applies for 1 January of the next (ZL 10)."""
    month, day = (int(part) for part in (profile.apply_until or "12-31").split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))


def first_day(profile: Profile, applied_on: date, decided_on: date) -> date:
    """From when an admitted provider takes part: never before it is decided, also where that was late."""
    if profile.joining == Joining.ANY_TIME:
        return decided_on
    years = 1 if applied_on <= last_day_to_apply(profile, applied_on.year) else 2
    return max(date(applied_on.year + years, 1, 1), decided_on)


def earliest_last_day(profile: Profile, given_on: date, member_since: date) -> date:
    """The last day of taking part when notice is given on a day (ZL 3.4); at least one day was taken part."""
    return max(months_after(given_on, profile.notice_months), member_since)
