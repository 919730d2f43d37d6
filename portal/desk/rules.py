"""What waits for the secretary, in order of its date; the steps that are recorded from the desk. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from portal.core.calendar import last_day_of, local_day, start_of_day
from portal.core.errors import Refused

INVITE_DAYS = 14
"""A meeting is called so many days before."""
READ_DAYS = 2
"""What outsiders sent is read within so many days: it is on nobody's screen before that."""
MINUTES_DAYS = 14
REMARK_DAYS = 7
"""Remarks on a draft are answered within so many days, and so long after the term the minutes are adopted."""
ATTENDANCE_DAYS = 14
"""Whether a party that missed meetings is still invited is decided within so many days after the last one."""
MOST = 200
"""So many of each thing to do are asked, here and in the packages where they wait: those that wait longest."""


class TaskKind(StrEnum):
    """The kinds of work, in the order of the road."""

    POST = "post"
    SIGNAL = "signal"
    PROPOSAL = "proposal"
    AGENDA = "agenda"
    MEETING = "meeting"
    MINUTES = "minutes"
    ACTION = "action"
    ATTENDANCE = "attendance"
    ADVICE = "advice"
    GROUP = "group"
    ROUND = "round"
    READING = "reading"
    ANSWERS = "answers"
    VOTE = "vote"
    SUBMISSION = "submission"
    BOARD = "board"
    APPROVAL = "approval"
    PILOT = "pilot"
    ADMISSION = "admission"
    LEAVING = "leaving"
    INTEREST = "interest"
    INFORMATION = "information"
    DISPUTE = "dispute"
    TABLE = "table"
    RECORD = "record"
    REPRESENTATION = "representation"
    CONSENT = "consent"
    SIGNING = "signing"
    CONTRACT = "contract"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Public:
    """How something is called on the site, and where one reads about it."""

    label: str
    path: str = ""


NAMED = frozenset(f"todo:{name}" for name in (
    "advice-agenda", "advice-record", "advice-respond", "group-found", "group-agenda", "group-advise", "group-late", "group-people",
    "group-close", "signal-agenda", "agenda", "answered", "meeting", "owed", "running", "minutes", "update", "remarks", "adopt", "action",
    "attendance", "ask-replacement", "seat-silent", "found-table", "round", "reading", "documents", "rejoinder", "reply", "answers",
    "publish-answers", "vote",
    "submission", "boards", "networks", "stuck", "approval", "own-board", "compose", "evaluate", "evaluation-runs",
    "evaluation-report", "opinions", "free-seats", "mandate", "consent", "own-consent", "countersign", "pilot-consents", "own-pilot",
    "pilot-open", "pilot-draw", "pilot-ends", "pilot-result", "pilot-publish", "contract-ends"))
"""What these tasks are about stands on the site, or is the table's own. All others are about what was not read yet, or is
between the municipality and one party (DESIGN rules 7 and 8)."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do before `due`, the first instant at which it is late. `todo` is a phrasebook code; `since`: since when it waits.

    `who` must do it: names of boards, networks or whoever promised it; empty is the secretary.
    `public`: what everyone may know of it; None is nothing but that it is there.
    """

    due: datetime
    kind: TaskKind
    what: str
    path: str
    todo: str
    count: int = 0
    since: datetime | None = None
    who: str = ""
    public: Public | None = None

    @property
    def is_named(self) -> bool:
        """Whether `what` may be read by who is not the secretary: unread and confidential things are not named."""
        return self.todo in NAMED

    def days_late(self, now: datetime) -> int:
        return max(0, (local_day(now) - last_day_of(self.due)).days)


class When(StrEnum):
    """The groups of the desk."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


def when(due: datetime, now: datetime) -> When:
    """The week ends with Sunday; what falls due at midnight belongs to the day before it."""
    if due <= now:
        return When.LATE
    today, day = local_day(now), last_day_of(due)
    if day <= today:
        return When.TODAY
    return When.WEEK if day <= today + timedelta(days=6 - today.weekday()) else When.LATER


def grouped(tasks: Iterable[Task], now: datetime) -> dict[When, list[Task]]:
    """Every group, empty ones too, each by date; equal dates by kind and name."""
    order = list(TaskKind)
    found: dict[When, list[Task]] = {group: [] for group in When}
    for task in sorted(tasks, key=lambda task: (task.due, order.index(task.kind), task.what.casefold(), task.path)):
        found[when(task.due, now)].append(task)
    return found


@dataclass(frozen=True, slots=True)
class KindCount:
    """How much there is of one kind, and how much of it is late."""

    kind: TaskKind
    total: int
    late: int


def counted(tasks: Iterable[Task], now: datetime) -> list[KindCount]:
    """By kind, in the order of the road; kinds without work are left out."""
    found = list(tasks)
    totals = {kind: [task for task in found if task.kind == kind] for kind in TaskKind}
    return [KindCount(kind, len(some), sum(task.due <= now for task in some)) for kind, some in totals.items() if some]


def cut_at(todos: Iterable[str]) -> int:
    """How many of each thing to do are asked, when of one so many wait that there may be more; else 0."""
    return MOST if any(times >= MOST for times in Counter(todos).values()) else 0


def end_of(day: date) -> datetime:
    """What is to be done on or before this day is late from here."""
    return start_of_day(day + timedelta(days=1))


def term_of(begins_on: date | None, ends_on: date | None, today: date) -> tuple[datetime | None, datetime | None]:
    """From when until when a role is given: through its last day. Refused for days that have passed or are turned round."""
    if begins_on is not None and begins_on < today:
        raise Refused("role:begin-has-passed", field="begins_on")
    if ends_on is not None and ends_on < (begins_on or today):
        raise Refused("role:ends-before-begin", field="ends_on")
    begins_at = start_of_day(begins_on) if begins_on is not None and begins_on > today else None
    return begins_at, end_of(ends_on) if ends_on is not None else None


def days_after(instant: datetime, days: int) -> datetime:
    return _days_after(local_day(instant), days)


@lru_cache(maxsize=8192)  # of what was done in a year thousands are asked, on a few hundred days
def _days_after(day: date, days: int) -> datetime:
    return end_of(day + timedelta(days=days))


def waits(since: datetime, days: int, kind: TaskKind, what: str, path: str, todo: str, count: int = 0, who: str = "",
          public: Public | None = None) -> Task:
    """What is to be done within so many days after it came in."""
    return Task(days_after(since, days), kind, what, path, todo, count, since, who, public)


class ProviderState(StrEnum):
    """What the list of providers can be narrowed to."""

    MEMBERS = "members"
    OTHERS = "others"
    UNCONFIRMED = "unconfirmed"
    LAPSING = "lapsing"


class TableStep(StrEnum):
    """What the table or the municipality decides on, and the secretary records from the desk with its reason."""

    MAKE_PRELIMINARY = "make_preliminary"
    WORK_OUT = "work_out"
    TO_WORKING_GROUP = "to_working_group"
    SET_ASIDE = "set_aside"
