"""The states of a meeting, presence and what the attendance rule says (IN 7.5, DESIGN rule 5), planned times, shows of hands."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from portal.advice.rules import Hands
from portal.core.calendar import local_day, start_of_day
from portal.core.errors import Refused
from portal.core.transitions import Transition, Unmet
from portal.networks.rules import Order
from portal.proposals.rules import STEPS as PROPOSAL_STEPS
from portal.proposals.rules import TABLE, Stage

MAX_MINUTES = 480
"""The most that one point of an agenda may take."""


class MeetingState(StrEnum):
    DRAFT = "draft"
    INVITED = "invited"
    HELD = "held"
    ADOPTED = "adopted"
    CANCELLED = "cancelled"


OVER = frozenset({MeetingState.ADOPTED, MeetingState.CANCELLED})
"""Nothing changes any more, and nothing waits on its agenda."""
CALLED = frozenset({MeetingState.INVITED, MeetingState.HELD})
"""From the invitation to the adopted minutes: what happens in the meeting can be recorded."""


class Presence(StrEnum):
    """DESIGN rule 5."""

    PRESENT = "present"
    SUBSTITUTE = "substitute"
    EXCUSED = "excused"
    ABSENT = "absent"


GUEST_PRESENCES = (Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT)
"""A guest comes itself, or not (IN 7.7)."""
MISSED = frozenset({Presence.EXCUSED, Presence.ABSENT})
ANSWERS = (Presence.PRESENT, Presence.SUBSTITUTE, Presence.EXCUSED)
"""What a party can say beforehand: nobody announces to stay away without a reason."""


class Moment(StrEnum):
    """Where a meeting is, by the clock and what was recorded; derived, never stored."""

    DRAFT = "draft"
    AHEAD = "ahead"
    RUNNING = "running"
    PAST = "past"
    ADOPTED = "adopted"
    CANCELLED = "cancelled"


def moment_of(state: MeetingState, starts_at: datetime, ends_at: datetime, now: datetime) -> Moment:
    if state in (MeetingState.DRAFT, *OVER):
        return Moment(state.value)
    if now >= ends_at:
        return Moment.PAST
    return Moment.RUNNING if now >= starts_at else Moment.AHEAD


def is_day_or_later(starts_at: datetime, now: datetime) -> bool:
    """What happens in a meeting is recorded from the start of its day in Amsterdam: people begin early."""
    return now >= start_of_day(local_day(starts_at))


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What has to be known before a meeting takes a step."""

    items: int = 0
    has_begun: bool = False
    is_day: bool = False
    unnoted: int = 0
    has_minutes: bool = False
    draft_is_sent: bool = False
    remarks_are_open: bool = False
    unanswered: int = 0


def _has_agenda(facts: MeetingFacts) -> Unmet | None:
    return None if facts.items else Unmet("unmet:no-agenda")


def _is_ahead(facts: MeetingFacts) -> Unmet | None:
    return Unmet("unmet:meeting-begun") if facts.has_begun else None


def _day_has_come(facts: MeetingFacts) -> Unmet | None:
    return None if facts.is_day else Unmet("unmet:meeting-ahead")


def _attendance_is_noted(facts: MeetingFacts) -> Unmet | None:
    return Unmet("unmet:attendance", (("count", facts.unnoted),)) if facts.unnoted else None


def _minutes_are_written(facts: MeetingFacts) -> Unmet | None:
    return None if facts.has_minutes else Unmet("unmet:no-minutes")


def _draft_is_sent(facts: MeetingFacts) -> Unmet | None:
    return None if facts.draft_is_sent else Unmet("unmet:draft-not-sent")


def _remarks_are_over(facts: MeetingFacts) -> Unmet | None:
    return Unmet("unmet:remarks-open") if facts.remarks_are_open else None


def _remarks_are_answered(facts: MeetingFacts) -> Unmet | None:
    return Unmet("unmet:remarks", (("count", facts.unanswered),)) if facts.unanswered else None


PREPARE, RECORD = "meeting:prepare", "meeting:record"

INVITE = Transition("invite", frozenset({MeetingState.DRAFT, MeetingState.INVITED}), MeetingState.INVITED, PREPARE,
                    conditions=(_has_agenda, _is_ahead))
HOLD = Transition("hold", frozenset({MeetingState.INVITED}), MeetingState.HELD, RECORD, conditions=(_day_has_come,))
CANCEL = Transition("cancel", frozenset({MeetingState.DRAFT, MeetingState.INVITED}), MeetingState.CANCELLED, PREPARE,
                    needs_reason=True)
SEND_DRAFT = Transition("send_draft", frozenset({MeetingState.HELD}), MeetingState.HELD, RECORD,
                        conditions=(_attendance_is_noted, _minutes_are_written))
ADOPT = Transition("adopt", frozenset({MeetingState.HELD}), MeetingState.ADOPTED, RECORD,
                   conditions=(_attendance_is_noted, _minutes_are_written, _draft_is_sent, _remarks_are_over,
                               _remarks_are_answered))
STEPS = (INVITE, HOLD, CANCEL, SEND_DRAFT, ADOPT)
REMARK_DAYS = 14
"""How long members have for remarks on a draft, unless the secretary says otherwise."""


class OwnTable(StrEnum):
    """Whether the subject of a proposal gets a table of its own (ZL 5.4)."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Ratio:
    """How a vote in the portal went: the table's count as part of the network's (IN 9.1)."""

    closes_at: datetime
    table_for: int
    table_against: int
    table_voters: int
    network_for: int
    network_against: int
    network_voters: int


def check_hands(hands: Hands | None, there: int, point: int | None = None) -> None:
    """Refused when more hands were counted than parties that are there and take part in the point.

    `point`: its number on the agenda, for who is not busy with that point itself.
    """
    if hands is None:
        return
    if min(hands.in_favour, hands.against, hands.abstained) < 0:
        raise Refused("item:hands-negative", field="in_favour")
    if hands.raised > there:
        code = "item:hands" if point is None else "item:hands-at"
        raise Refused(code, field="in_favour", count=hands.raised, there=there, point=point)


def new_order(ids: Sequence[int], wanted: Iterable[int]) -> list[int]:
    """The points in the order that was asked for. What the asker did not see keeps its place at the end; what is gone is gone."""
    known = [number for number in dict.fromkeys(wanted) if number in set(ids)]
    return [*known, *(number for number in ids if number not in set(known))]


def outcomes(order: Order, stage: Stage) -> list[Transition]:
    """The steps that a table can take with a proposal in this stage: onwards first, setting aside last."""
    steps = [step for step in PROPOSAL_STEPS[order] if stage in step.sources]
    forward = sorted((s for s in steps if s.permission == TABLE), key=lambda s: s.target == Stage.IN_WORKING_GROUP)
    return [*forward, *(s for s in steps if s.name == "set_aside")]


def planned_times(starts_at: datetime, minutes: Sequence[int]) -> list[datetime]:
    """When each point begins, and last when the agenda ends."""
    times = [starts_at]
    for count in minutes:
        times.append(times[-1] + timedelta(minutes=count))
    return times


class Finding(StrEnum):
    """What the attendance rule says about a party in a calendar year. It proposes; the municipality decides."""

    NOTHING = "nothing"
    WITHOUT_REASON = "without_reason"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True, slots=True)
class Year:
    """A party's presence in one calendar year, and what the rule says about it."""

    present: int
    substitute: int
    excused: int
    absent: int
    finding: Finding

    @property
    def missed(self) -> int:
        return self.excused + self.absent

    @property
    def meetings(self) -> int:
        return self.present + self.substitute + self.missed


def year_of(presences: Iterable[Presence] | Mapping[Presence, int], allowed: int | None) -> Year:
    """Presences, or how often there was each. IN 7.5: missing once without reasons, or more often than `allowed`; None is a network without this rule."""
    counts: Counter[Presence] = Counter(presences)
    missed = sum(counts[presence] for presence in MISSED)
    finding = Finding.NOTHING
    if allowed is not None and counts[Presence.ABSENT]:
        finding = Finding.WITHOUT_REASON
    elif allowed is not None and missed > allowed:
        finding = Finding.TOO_OFTEN
    return Year(counts[Presence.PRESENT], counts[Presence.SUBSTITUTE], counts[Presence.EXCUSED], counts[Presence.ABSENT],
                finding)


@dataclass(frozen=True, slots=True)
class OwedMeeting:
    """One of the meetings that are owed in a calendar year, spread evenly: it is held in time through `due_on`."""

    year: int
    number: int
    begins_on: date
    due_on: date
    held_on: date | None


def owed_meetings(year: int, count: int, held: Iterable[date]) -> list[OwedMeeting]:
    """So many meetings a year, each with its part of the year: the first meeting of the year counts for the first (WM25 3)."""
    days = iter(sorted(day for day in held if day.year == year))
    ends = [date(year, 12, 31) if number == count else date(year, number * 12 // count + 1, 1) - timedelta(days=1)
            for number in range(1, count + 1)]
    begins = [date(year, 1, 1), *(end + timedelta(days=1) for end in ends)]
    return [OwedMeeting(year, number, begin, end, next(days, None))
            for number, (begin, end) in enumerate(zip(begins, ends, strict=False), start=1)]


Who = TypeVar("Who", bound=Hashable)


def attendance_of_each(counted: Iterable[tuple[Who, Presence, int]], allowed: int | None) -> dict[Who, Year]:
    """What happened in one calendar year, out of (party, presence, how often) in any order.

    `Who` is a party, or a party at one table.
    """
    found: dict[Who, Counter[Presence]] = {}
    for who, presence, times in counted:
        found.setdefault(who, Counter())[presence] += times
    return {who: year_of(presences, allowed) for who, presences in found.items()}
