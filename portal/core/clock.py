"""The one place that asks what time it is; everything else receives `now`."""

from datetime import UTC, datetime

from flask import current_app


def now() -> datetime:
    """The present instant, aware, in UTC; moved by CLOCK_SHIFT (demonstrations and tests, refused in production)."""
    return datetime.now(UTC) + current_app.config["CLOCK_SHIFT"]


def actual() -> datetime:
    """The present instant as the world has it: for what a person's own devices count along with, such as a code of an app."""
    return datetime.now(UTC)
