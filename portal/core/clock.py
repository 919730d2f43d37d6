"""The one place that asks what time it is; everything else receives `now`."""

from datetime import UTC, datetime, timedelta

from flask import current_app

STANDS_STILL = timedelta(hours=3)
"""So far back the clock of the machine is not followed: it was set wrong, or corrected by a step. Further back it is a repair."""

_latest = datetime.min.replace(tzinfo=UTC)


def now() -> datetime:
    """The present instant, aware, in UTC; moved by CLOCK_SHIFT (demonstrations and tests, refused in production).

    It does not go back: what has closed stays closed. A machine whose clock is set back waits here until it has caught up.
    """
    return _onward(actual()) + current_app.config["CLOCK_SHIFT"]


def _onward(told: datetime) -> datetime:
    global _latest  # noqa: PLW0603 - of this process, as the clock of the machine is
    if not timedelta(0) < _latest - told <= STANDS_STILL:
        _latest = told
    return _latest


def actual() -> datetime:
    """The present instant as the world has it: for what a person's own devices count along with, such as a code of an app."""
    return datetime.now(UTC)
