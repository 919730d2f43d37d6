"""Where a working group is, and when its end comes near. Pure."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.core.errors import Refused

REMIND_DAYS = 7
"""So many days before its end a group is reminded; and on the day after it."""


class GroupState(StrEnum):
    """Derived from what was recorded and the day."""

    WORKING = "working"
    OVERDUE = "overdue"
    ADVISED = "advised"
    CLOSED = "closed"


def state_of(ends_on: date, advised_at: datetime | None, closed_at: datetime | None, today: date) -> GroupState:
    if closed_at:
        return GroupState.CLOSED
    if advised_at:
        return GroupState.ADVISED
    return GroupState.OVERDUE if today > ends_on else GroupState.WORKING


def reminder_due(ends_on: date, today: date) -> str:
    """Which reminder a group gets today: "ahead" in the last days, "over" in the days after its end; "" for none."""
    if ends_on - timedelta(days=REMIND_DAYS) <= today <= ends_on:
        return "ahead"
    return "over" if ends_on < today <= ends_on + timedelta(days=REMIND_DAYS) else ""


def check_end(ends_on: date, today: date, former: date | None = None) -> None:
    """An end lies ahead; one that is put off comes later than it was."""
    if ends_on <= today:
        raise Refused("group:end-behind", field="ends_on")
    if former is not None and ends_on <= former:
        raise Refused("group:end-earlier", field="ends_on", ends_on=former)
