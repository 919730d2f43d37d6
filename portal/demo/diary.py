"""The history as a diary: acts with their instant, played in order. Days are counted from today."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias, TypeVar

from portal.core.calendar import COMMENT_DAYS, deadline, local_day, local_instant, rest_day

Act: TypeAlias = Callable[[datetime], object]
SEARCHED = 40
"""Days back in which an opening day is looked for."""
T = TypeVar("T")


@dataclass
class Diary:
    """What happened when. `now` is the present: nothing is written after it."""

    now: datetime
    entries: list[tuple[datetime, int, Act]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return local_day(self.now)

    def day(self, offset: int) -> date:
        """The working day `offset` days from today: on it, else before it for the past and after it for what comes."""
        day = self.today + timedelta(days=offset)
        return working_day(day, 1 if offset > 0 else -1)

    def on(self, day: date, at: str, act: Act) -> None:
        """Write an act on a day at a time in Amsterdam ("9:30")."""
        hour, minute = at.split(":")
        self.write(local_instant(day, time(int(hour), int(minute))), act)

    def write(self, instant: datetime, act: Act) -> None:
        if instant >= self.now:
            raise ValueError(f"{instant} has not come yet")
        self.entries.append((instant, len(self.entries), act))

    def play(self) -> None:
        """Carry out every act in the order of its instant."""
        for instant, _number, act in sorted(self.entries, key=lambda entry: entry[:2]):
            act(instant)


def working_day(day: date, step: int = -1) -> date:
    """That day, or the nearest working day before it; after it when `step` goes on."""
    while rest_day(day):
        day += timedelta(days=step)
    return day


def opening_day(today: date, left: range, after: date) -> date:
    """The day on which a term opened that ends within `left` days from today, by the real rule of deadlines.

    Where rest days leave no such day, the nearest one that is still to come, or over, as `left` is. Opening on a
    working day goes before ending in the middle.
    """
    middle = (left.start + left.stop - 1) / 2
    is_ahead = left.start > 0

    def badness(day: date) -> tuple[int, bool, float]:
        ends_in = (deadline(day, COMMENT_DAYS).last_day - today).days
        outside = max(left.start - ends_in, ends_in - left.stop + 1, 0)
        return outside, rest_day(day) is not None, abs(ends_in - middle)

    days = [day for back in range(1, SEARCHED) if (day := today - timedelta(days=back)) > after]
    ends = {day: deadline(day, COMMENT_DAYS).last_day for day in days}
    return min((day for day in days if (ends[day] > today if is_ahead else ends[day] < today)), key=badness)


def first_of_month(day: date, at_least: int) -> date:
    """The first day of a month that lies at least so many days ahead."""
    soonest = day + timedelta(days=at_least)
    return (soonest.replace(day=1) + timedelta(days=32)).replace(day=1) if soonest.day > 1 else soonest


def spread(since: datetime, until: datetime, number: int, of: int) -> datetime:
    """The instant of the `number`th of so many things, evenly between two instants and never on one of them."""
    return since + (until - since) * ((number + 1) / (of + 1))


def waking(instant: datetime, since: datetime, until: datetime, salt: str) -> datetime:
    """That day at an hour when people are awake, when that is still between the two instants."""
    minutes = 8 * 60 + int(digest(salt), 16) % (13 * 60)
    awake = local_instant(local_day(instant), time(minutes // 60, minutes % 60))
    return awake if since < awake < until else instant


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def shuffled(items: Sequence[T], salt: str, name: Callable[[T], str]) -> list[T]:
    """In an order that looks like chance and is the same every time."""
    return sorted(items, key=lambda item: digest(salt + name(item)))
