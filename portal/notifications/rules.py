"""Following: what can be followed, how often one hears of it, and when a letter is due."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from portal.core.calendar import local_day, local_instant

UNCONFIRMED_FOR = timedelta(days=14)
"""An address that was not confirmed by then is removed."""
LONGEST_ADDRESS = 120
"""With the name of a letter it must fit the outbox's key."""
EIGHT = time(8)
"""When the letters of a day or a week go out, by the clock in Amsterdam."""
MONDAY = 0


class Topic(StrEnum):
    """Kinds of things to follow. The values stand in addresses: ?tafel=jeugd."""

    EVERYTHING = "alles"
    PROPOSAL = "voorstel"
    PILOT = "pilot"
    TABLE = "tafel"
    AGREEMENT = "overeenkomst"
    LAW = "wet"


class Rhythm(StrEnum):
    """How often, the fastest first. The values stand in addresses: ?ritme=dagelijks."""

    AT_ONCE = "meteen"
    DAILY = "dagelijks"
    WEEKLY = "wekelijks"


def faster_than(rhythm: Rhythm) -> list[Rhythm]:
    return list(Rhythm)[: list(Rhythm).index(rhythm)]


def tells_until(rhythm: Rhythm, now: datetime) -> datetime:
    """Until which instant the newest letter of this rhythm tells: now, or the last 8:00 of a day or of a Monday.

    By the clock on the wall: a day of 23 or 25 hours has its letter at 8:00 like any other.
    """
    if rhythm == Rhythm.AT_ONCE:
        return now
    day = local_day(now)
    if now < local_instant(day, EIGHT):
        day -= timedelta(days=1)
    if rhythm == Rhythm.WEEKLY:
        day -= timedelta(days=day.weekday() - MONDAY)
    return local_instant(day, EIGHT)
