"""The duties that the agreements give the municipality: which work at the desk is one, by which article, and how it is kept. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from portal.core.calendar import last_day_of, local_day
from portal.desk.rules import Public

LOOKS_BACK = timedelta(days=365)
"""So far back goes what was done."""


class Duty(StrEnum):
    """In the order of the road."""

    JUDGE_SIGNAL = "judge_signal"
    JUDGE_PROPOSAL = "judge_proposal"
    REPLY = "reply"
    MEETING = "meeting"
    MINUTES = "minutes"
    OWN_TABLE = "own_table"
    ROUND = "round"
    ANSWERS = "answers"
    WEIGHING = "weighing"
    BOARDS = "boards"
    APPROVAL = "approval"
    ADMISSION = "admission"
    CONSENT = "consent"
    COMPOSITION = "composition"
    REPLACEMENT = "replacement"
    REVIEW = "review"
    GUEST = "guest"
    EVALUATION = "evaluation"


ARTICLES = {
    Duty.JUDGE_SIGNAL: "ZL 6.5, 7.6", Duty.JUDGE_PROPOSAL: "ZL 6.5, 7.6", Duty.REPLY: "ZL 5.5, 6.4", Duty.MEETING: "IN 7.2, WM25 3",
    Duty.MINUTES: "IN 6.1, 7.2", Duty.OWN_TABLE: "ZL 5.4", Duty.ROUND: "IN 5.6, ZL 7.7", Duty.ANSWERS: "ZL 5.5, 7.7",
    Duty.WEIGHING: "IN 9.1", Duty.BOARDS: "ZL 7.7, RN 12.2", Duty.APPROVAL: "IN 5.4", Duty.ADMISSION: "ZL 3.2",
    Duty.CONSENT: "WM25 4.11", Duty.COMPOSITION: "IN 7.4", Duty.REPLACEMENT: "IN 7.5", Duty.REVIEW: "IN 7.6", Duty.GUEST: "IN 7.7",
    Duty.EVALUATION: "IN 7.3, 7.4",
}
"""By which articles it is owed."""

DUTY_OF = {f"todo:{todo}": duty for duty, todos in {
    Duty.JUDGE_SIGNAL: ("signal",), Duty.JUDGE_PROPOSAL: ("proposal",), Duty.REPLY: ("signal-reply", "objection"),
    Duty.MEETING: ("owed",), Duty.MINUTES: ("minutes", "remarks", "adopt"), Duty.OWN_TABLE: ("found-table",), Duty.ROUND: ("round",),
    Duty.ANSWERS: ("answers", "publish-answers"), Duty.WEIGHING: ("submission",), Duty.BOARDS: ("boards",),
    Duty.APPROVAL: ("networks", "approval"), Duty.ADMISSION: ("admission", "no-answer"), Duty.CONSENT: ("mandate", "consent"),
    Duty.COMPOSITION: ("compose", "free-seats"), Duty.REPLACEMENT: ("ask-replacement",), Duty.REVIEW: ("review",),
    Duty.GUEST: ("guest",), Duty.EVALUATION: ("evaluate", "evaluation-runs", "evaluation-report")}.items() for todo in todos}
"""Work at the desk that is a duty; the rest the secretary does of its own accord."""


ADDRESSES = {
    Duty.JUDGE_SIGNAL: "signalen", Duty.JUDGE_PROPOSAL: "voorstellen", Duty.REPLY: "weerwoorden", Duty.MEETING: "bijeenkomsten",
    Duty.MINUTES: "verslagen", Duty.ANSWERS: "antwoorden", Duty.WEIGHING: "afwegingen", Duty.BOARDS: "besluiten",
    Duty.ADMISSION: "toelatingen", Duty.REVIEW: "herzieningen", Duty.GUEST: "gasten", Duty.EVALUATION: "evaluaties",
}
"""Duties that leave a trace when they are done, as they stand in addresses."""


class Owed(NamedTuple):
    """A duty with its term: late from `due` on. `done_at` is None while it waits; `since`: since when it was owed.

    Of what was done there are thousands. `about` says by table and key which row it is about, until `public` is looked up for those
    that are shown; `times` how many were done alike.
    """

    duty: Duty
    due: datetime
    public: Public | None
    since: datetime | None = None
    done_at: datetime | None = None
    about: tuple[Any, ...] = ()
    times: int = 1

    @property
    def article(self) -> str:
        return ARTICLES[self.duty]

    def is_late(self, now: datetime) -> bool:
        return self.due <= (self.done_at or now)

    def days_late(self, now: datetime) -> int:
        return max(0, (local_day(self.done_at or now) - last_day_of(self.due)).days)


@dataclass(frozen=True, slots=True)
class Kept:
    """How a duty was kept: how often it was done, how often of those late, and the most days late."""

    duty: Duty
    done: int
    late: int
    most_days: int

    @property
    def article(self) -> str:
        return ARTICLES[self.duty]

    @property
    def address(self) -> str:
        return ADDRESSES[self.duty]


def kept(duty: Duty, done: Iterable[Owed], now: datetime) -> Kept:
    """The figures of one duty, of which thousands may go by: none is held on to."""
    times = late = most_days = 0
    for one in done:
        times += one.times
        if one.is_late(now):
            late += one.times
            most_days = max(most_days, one.days_late(now))
    return Kept(duty, times, late, most_days)


def part(rows: Sequence[Owed], number: int, size: int) -> tuple[list[Owed], int]:
    """The rows in which the `number`th so many lie, counted one by one; and how many of the first row come before them."""
    found: list[Owed] = []
    start, passed, skipped = (number - 1) * size, 0, 0
    for row in rows:
        if passed >= start + size:
            break
        if passed + row.times > start:
            skipped = skipped if found else start - passed
            found.append(row)
        passed += row.times
    return found, max(0, skipped)
