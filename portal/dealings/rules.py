"""Disclosed interests: what may be said about one. Pure."""

from datetime import date

from portal.core.errors import Refused


def check_since(since: date, today: date) -> None:
    """Raise Refused when an interest would begin in the future: disclosed is what is there."""
    if since > today:
        raise Refused("interest:since-ahead", field="since")


def check_end(ended_on: date, since: date, today: date) -> None:
    """Raise Refused unless the interest ended after it began, and not later than today."""
    if ended_on > today:
        raise Refused("interest:end-ahead", field="ended_on")
    if ended_on < since:
        raise Refused("interest:end-before-since", field="ended_on", since=since)
