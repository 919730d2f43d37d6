"""Disclosed interests: what may be said about one. Information requests: state and reminders. Disputes: one table of steps."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.core.calendar import days_left, last_day_of, local_day, roll_past_rest_days, start_of_day
from portal.core.errors import Refused
from portal.core.transitions import Transition


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


class RequestState(StrEnum):
    """Where an information request stands with one party; derived, never stored."""

    OPEN = "open"
    LATE = "late"
    ANSWERED = "answered"
    CLOSED = "closed"


def request_state(closes_at: datetime, answered_at: datetime | None, closed_at: datetime | None, now: datetime
                  ) -> RequestState:
    """Closed by the municipality; else answered; else by the clock."""
    if closed_at is not None:
        return RequestState.CLOSED
    if answered_at is not None:
        return RequestState.ANSWERED
    return RequestState.LATE if now >= closes_at else RequestState.OPEN


class MoreTime(StrEnum):
    """Whether a party asked for more time, which it may once, and what the municipality said."""

    NONE = "none"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class RequestAct(StrEnum):
    """What is written between the municipality and a party about a request."""

    ANSWER = "answer"
    ASK_MORE_TIME = "ask_more_time"
    GRANT = "grant"
    REFUSE = "refuse"
    ASK_ON = "ask_on"
    CLOSE = "close"


MOST_DAYS_MORE = 92
"""More time than a quarter of a year is another request."""


def end_of_term(until: date) -> datetime:
    """The instant at which a term through this day ends: on no rest day, as every term."""
    day, _passed = roll_past_rest_days(until)
    return start_of_day(day + timedelta(days=1))


def check_more_time(until: date, closes_at: datetime) -> None:
    """Raise Refused unless the day lies after the term, and not more than a quarter of a year."""
    last_day = last_day_of(closes_at)
    if until <= last_day:
        raise Refused("request:not-later", field="until", last_day=last_day)
    if until > last_day + timedelta(days=MOST_DAYS_MORE):
        raise Refused("request:much-later", field="until", most=last_day + timedelta(days=MOST_DAYS_MORE))


class Reminder(StrEnum):
    """Which reminder a party gets of a request that it did not answer."""

    FIVE_DAYS = "five_days"
    LAST_DAY = "last_day"
    PASSED = "passed"


def reminder(asked_at: datetime, closes_at: datetime, now: datetime) -> Reminder | None:
    """What is due: from five days before the end, from one day before it, and when it has passed.

    A term that was no longer than that when it began has no such reminder: the party was just told.
    """
    if now >= closes_at:
        return Reminder.PASSED
    left, whole = days_left(closes_at, now), (last_day_of(closes_at) - local_day(asked_at)).days
    if left <= 1:
        return Reminder.LAST_DAY if whole > 1 else None
    return Reminder.FIVE_DAYS if left <= 5 < whole else None


class Side(StrEnum):
    """The two between whom a dispute is."""

    PARTY = "party"
    MUNICIPALITY = "municipality"

    @property
    def other(self) -> "Side":
        return Side.MUNICIPALITY if self == Side.PARTY else Side.PARTY


class DisputeState(StrEnum):
    """Where a dispute stands (ZL 11.4, WM25 14): the last three are its ends."""

    RAISED = "raised"
    TALKED_OVER = "talked_over"
    MEDIATION = "mediation"
    COURT = "court"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    JUDGED = "judged"


ENDED = frozenset({DisputeState.SETTLED, DisputeState.WITHDRAWN, DisputeState.JUDGED})
_OPEN = frozenset(DisputeState) - ENDED
HANDLE, TO_COURT, WITHDRAW = "dispute:handle", "dispute:go-to-court", "dispute:withdraw"

STEPS = (
    # First talked over at the next meeting, then if wanted a mediator, and the court as the last way (ZL 11.4, WM25 14.2-14.4).
    Transition("talk_over", frozenset({DisputeState.RAISED}), DisputeState.TALKED_OVER, HANDLE, needs_reason=True),
    Transition("mediate", frozenset({DisputeState.TALKED_OVER}), DisputeState.MEDIATION, HANDLE, needs_reason=True),
    Transition("go_to_court", frozenset({DisputeState.TALKED_OVER, DisputeState.MEDIATION}), DisputeState.COURT, TO_COURT,
               needs_reason=True),
    Transition("settle", _OPEN, DisputeState.SETTLED, HANDLE, needs_reason=True),
    Transition("withdraw", _OPEN, DisputeState.WITHDRAWN, WITHDRAW, needs_reason=True),
    Transition("judge", frozenset({DisputeState.COURT}), DisputeState.JUDGED, HANDLE, needs_reason=True),
)


def dispute_step(name: str) -> Transition:
    """The step of this name. Raises KeyError for a name that is no step."""
    return {step.name: step for step in STEPS}[name]


LOOK_AGAIN_DAYS = 28
"""When nobody names a day, the municipality looks at an open dispute again after four weeks."""


def check_happened(happened_on: date, raised_on: date, today: date) -> None:
    """Raise Refused unless a step lies between the day that the dispute was raised and today."""
    if happened_on > today:
        raise Refused("dispute:still-to-come", field="happened_on")
    if happened_on < raised_on:
        raise Refused("dispute:before-raised", field="happened_on", raised_on=raised_on)


def next_look(next_on: date | None, today: date) -> date:
    """The day on which the municipality looks at it again. Raises Refused for one that lies behind."""
    if next_on is not None and next_on <= today:
        raise Refused("dispute:look-behind", field="next_on")
    return next_on or today + timedelta(days=LOOK_AGAIN_DAYS)
