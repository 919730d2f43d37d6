"""The stages of a pilot (IN 10): one table of steps, what a plan must hold, its phases by the calendar, and who has a place. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.core.calendar import months_after
from portal.core.transitions import Mark, StepMark, Transition, Unmet, steps_from

MOST_PLACES = 500
MAX_PART = 3_000
"""Characters of one part of a plan."""


class PilotStage(StrEnum):
    """What was decided. Where an admitted pilot is, follows from its days: `PilotPhase`. `GATHERING`: not sent in before each of the
    parties that ask for it together has confirmed.
    """

    GATHERING = "gathering"
    RECEIVED = "received"
    PROPOSED = "proposed"
    ADMITTED = "admitted"
    STOPPED = "stopped"
    CONCLUDED = "concluded"
    SET_ASIDE = "set_aside"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PilotPhase(StrEnum):
    """Where a pilot is for who looks at it today."""

    GATHERING = "gathering"
    RECEIVED = "received"
    PROPOSED = "proposed"
    SIGN_UP = "sign_up"
    READY = "ready"
    RUNNING = "running"
    OVER = "over"
    STOPPED = "stopped"
    CONCLUDED = "concluded"
    SET_ASIDE = "set_aside"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ROAD = (PilotPhase.RECEIVED, PilotPhase.PROPOSED, PilotPhase.SIGN_UP, PilotPhase.RUNNING, PilotPhase.OVER, PilotPhase.CONCLUDED)
"""The phases in the order of the stepper; READY stands in the place of SIGN_UP, STOPPED in that of OVER."""
DEAD = frozenset({PilotPhase.SET_ASIDE, PilotPhase.REFUSED, PilotPhase.WITHDRAWN})


class PartnerAnswer(StrEnum):
    """What a party says that is named as one of those that ask for a pilot together (IN 10.1)."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Choosing(StrEnum):
    """How participants are chosen when there are more than places."""

    FIRST_COME = "first_come"
    LOT = "lot"


class Consenting(StrEnum):
    """IN 10.4: the municipality decides to consent or not."""

    CONSENTS = "consents"
    REFUSES = "refuses"

    @classmethod
    def of(cls, consents: bool) -> "Consenting":
        return cls.CONSENTS if consents else cls.REFUSES


class Finding(StrEnum):
    """Whether the result that the plan named was reached."""

    REACHED = "reached"
    PARTLY = "partly"
    NOT_REACHED = "not_reached"


class Part(StrEnum):
    """What a plan must hold, in the order in which it is read."""

    DEPARTURE = "departure"
    INNOVATION = "innovation"
    QUESTION = "question"
    NAMED_RESULT = "named_result"
    MEASURING = "measuring"
    PERIOD = "period"
    LIMIT = "limit"


ARTICLE = {Part.DEPARTURE: "10.1", Part.INNOVATION: "10.3", Part.QUESTION: "10.3", Part.NAMED_RESULT: "10.3", Part.MEASURING: "10.3",
           Part.PERIOD: "10.3", Part.LIMIT: "10.3"}
"""The paragraph of IN that asks for each part; how a result is measured makes it the 'clearly named' one of 10.3."""
_FIELDS = {Part.DEPARTURE: ("agreement_id", "articles", "departure"), Part.INNOVATION: ("innovation",), Part.QUESTION: ("question",),
           Part.NAMED_RESULT: ("named_result",), Part.MEASURING: ("measuring",), Part.PERIOD: ("begins_on", "ends_on"),
           Part.LIMIT: ("most", "choosing")}


def missing_parts(plan: Mapping[str, Any]) -> tuple[Part, ...]:
    """The parts of which something was not filled in."""
    return tuple(part for part, names in _FIELDS.items() if not all(plan.get(name) for name in names))


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to know of a pilot before a step. The defaults are those of one that just came in, with a whole plan."""

    missing: tuple[Part, ...] = ()
    ends_ahead: bool = True
    unconfirmed: tuple[str, ...] = ()
    has_room: bool = True
    undecided: tuple[str, ...] = ()
    agrees: bool = False
    begun: bool = False
    is_over: bool = False
    result_is_read: bool = False


def _plan_is_whole(facts: Facts) -> Unmet | None:
    return Unmet("unmet:parts", (("parts", facts.missing),)) if facts.missing else None


def _ends_ahead(facts: Facts) -> Unmet | None:
    return None if facts.ends_ahead else Unmet("unmet:pilot-in-the-past")


def _all_confirmed(facts: Facts) -> Unmet | None:
    return Unmet("unmet:partners", (("parties", facts.unconfirmed),)) if facts.unconfirmed else None


def _has_room(facts: Facts) -> Unmet | None:
    return None if facts.has_room else Unmet("unmet:pilot-too-small")


def _all_decided(facts: Facts) -> Unmet | None:
    return Unmet("unmet:consents", (("places", facts.undecided),)) if facts.undecided else None


def _somebody_agrees(facts: Facts) -> Unmet | None:
    return None if facts.agrees else Unmet("unmet:nobody-consents")


def _nobody_agrees(facts: Facts) -> Unmet | None:
    return Unmet("unmet:somebody-consents") if facts.agrees else None


def _is_over(facts: Facts) -> Unmet | None:
    return None if facts.is_over else Unmet("unmet:pilot-runs")


def _is_not_over(facts: Facts) -> Unmet | None:
    return Unmet("unmet:pilot-over") if facts.is_over else None


def _result_is_read(facts: Facts) -> Unmet | None:
    return None if facts.result_is_read else Unmet("unmet:no-result")


JUDGE, CONSENT, WITHDRAW, SEND_IN = "pilot:judge", "pilot:consent", "pilot:withdraw", "pilot:send-in"


def _step(name: str, sources: set[PilotStage], target: PilotStage, permission: str, *conditions: object, reason: bool = False
          ) -> Transition:
    return Transition(name, frozenset(sources), target, permission, reason, conditions)  # type: ignore[arg-type]


STEPS = (
    _step("send_in", {PilotStage.GATHERING}, PilotStage.RECEIVED, SEND_IN, _all_confirmed),
    _step("publish", {PilotStage.RECEIVED}, PilotStage.PROPOSED, JUDGE, _plan_is_whole, _ends_ahead, _all_confirmed, _has_room),
    _step("set_aside", {PilotStage.RECEIVED}, PilotStage.SET_ASIDE, JUDGE, reason=True),
    _step("withdraw", {PilotStage.GATHERING, PilotStage.RECEIVED, PilotStage.PROPOSED}, PilotStage.WITHDRAWN, WITHDRAW, reason=True),
    _step("open", {PilotStage.PROPOSED}, PilotStage.ADMITTED, JUDGE, _all_decided, _somebody_agrees),
    _step("refuse", {PilotStage.PROPOSED}, PilotStage.REFUSED, CONSENT, _all_decided, _nobody_agrees),
    _step("stop", {PilotStage.ADMITTED}, PilotStage.STOPPED, JUDGE, _is_not_over, reason=True),
    _step("conclude", {PilotStage.ADMITTED, PilotStage.STOPPED}, PilotStage.CONCLUDED, JUDGE, _is_over, _result_is_read),
)
"""The only ways from stage to stage (IN 10.2-10.5)."""


def step_named(name: str) -> Transition:
    """Raises KeyError for a name that is no step."""
    return {step.name: step for step in STEPS}[name]


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that leaves a stage, and what is still needed before it can be taken."""

    step: Transition
    unmet: tuple[Unmet, ...]

    @property
    def is_possible(self) -> bool:
        return not self.unmet


def next_steps(stage: PilotStage, facts: Facts) -> list[NextStep]:
    return [NextStep(step, tuple(step.unmet(facts))) for step in steps_from(STEPS, stage)]


def phase_of(stage: PilotStage, sign_up_until: date | None, begins_on: date | None, ends_on: date | None, today: date) -> PilotPhase:
    """What an admitted pilot is doing today, a day in Amsterdam; each last day belongs to what ends with it."""
    if stage != PilotStage.ADMITTED or begins_on is None or ends_on is None or sign_up_until is None:
        return PilotPhase(stage.value)
    if today <= sign_up_until:
        return PilotPhase.SIGN_UP
    if today < begins_on:
        return PilotPhase.READY
    return PilotPhase.RUNNING if today <= ends_on else PilotPhase.OVER


_PLACE_ON_ROAD = {PilotPhase.GATHERING: PilotPhase.RECEIVED, PilotPhase.READY: PilotPhase.SIGN_UP, PilotPhase.STOPPED: PilotPhase.OVER}


def stepper(phase: PilotPhase, reached: Mapping[PilotPhase, date]) -> list[StepMark]:
    """The marks of the road. What ended on the way has what it passed, and then how it ended."""
    if phase in DEAD:
        return [*(StepMark(step, Mark.DONE, reached[step]) for step in ROAD if step in reached),
                StepMark(phase, Mark.NOW, reached.get(phase))]
    here = ROAD.index(_PLACE_ON_ROAD.get(phase, phase))
    marks = []
    for place, step in enumerate(ROAD):
        mark = Mark.DONE if place < here else Mark.NOW if place == here else Mark.AHEAD
        marks.append(StepMark(phase if mark == Mark.NOW else step, mark, reached.get(step) if mark != Mark.AHEAD else None))
    return marks


class Place(StrEnum):
    """Where a party that signed up stands."""

    TAKES_PART = "takes_part"
    WAITS = "waits"
    AWAITS_LOT = "awaits_lot"


@dataclass(frozen=True, slots=True)
class Entry:
    """A party that signed up and did not withdraw. `rank`: its turn by lot, once that was drawn. `leads`: it asked for the pilot, alone
    or with others, and goes first.
    """

    party_id: int
    signed_up_at: datetime
    leads: bool = False
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """`position` on the waiting list, from 1; 0 for who is not on it."""

    entry: Entry
    place: Place
    position: int = 0


def standings(entries: Iterable[Entry], most: int, choosing: Choosing, *, is_closed: bool) -> list[Standing]:
    """Who takes part and who waits, in order of their turn. A place that comes free goes to who is next by itself.

    By lot nobody but who asked for it has a place before the lot was drawn, or before signing up is closed with room for all.
    """
    found = sorted(entries, key=lambda entry: (not entry.leads, entry.rank or 0, entry.signed_up_at, entry.party_id))
    drawn = choosing == Choosing.FIRST_COME or all(entry.rank is not None or entry.leads for entry in found)
    if not drawn and (not is_closed or len(found) > most):
        return [Standing(entry, Place.TAKES_PART if entry.leads else Place.AWAITS_LOT) for entry in found]
    return [Standing(entry, Place.TAKES_PART if turn <= most else Place.WAITS, max(0, turn - most))
            for turn, entry in enumerate(found, start=1)]


def reminder(begins_on: date, ends_on: date, today: date) -> str:
    """Which letter to the leader is due: one month and one week before the last day, and the day after it; empty for none."""
    month, week = months_after(ends_on, -1), ends_on - timedelta(days=7)
    if today > ends_on:
        return "over"
    if week <= today:
        return "week"
    return "month" if max(month, begins_on) <= today else ""


REMIND_PARTNER = timedelta(days=7)
"""So long after it was asked a party that did not answer is reminded, once."""


def ends_soon(ends_on: date, today: date) -> bool:
    """From a month before its last day on the end stands on the desk."""
    return months_after(ends_on, -1) <= today
