"""A process as a table of records. Guard, buttons, help text, "what is still needed" and tests read the table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from portal.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition that does not hold yet: a phrasebook code and the data of its sentence."""

    code: str
    data: tuple[tuple[str, Any], ...] = ()


class Mark(StrEnum):
    """Where a thing is with a step of its road."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class StepMark:
    """One mark of a stepper; `since` is when the thing came there."""

    stage: StrEnum
    mark: Mark
    since: date | None = None


Condition: TypeAlias = Callable[[Any], Unmet | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed step. `permission` says who may; `conditions` look at a facts object and say what is missing."""

    name: str
    sources: frozenset[StrEnum]
    target: StrEnum
    permission: str
    needs_reason: bool = False
    conditions: tuple[Condition, ...] = ()

    def unmet(self, facts: Any) -> list[Unmet]:
        return [missing for condition in self.conditions if (missing := condition(facts))]


def steps_from(table: Iterable[Transition], stage: StrEnum) -> list[Transition]:
    """The steps that leave this stage, in the table's order."""
    return [step for step in table if stage in step.sources]


def guard(step: Transition, stage: StrEnum, facts: Any, reason: str) -> None:
    """Raise Refused unless the step leaves this stage, has its reason and misses nothing."""
    if stage not in step.sources:
        raise Refused("step:not-from-here", step=step.name)
    if step.needs_reason and not reason.strip():
        raise Refused("step:reason-missing", field="reason")
    if missing := step.unmet(facts):
        raise Refused(missing[0].code, **dict(missing[0].data))
