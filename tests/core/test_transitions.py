"""A table of steps: guard, and what is still needed."""

from enum import StrEnum

import pytest

from portal.core.errors import Refused
from portal.core.transitions import Transition, Unmet, guard, steps_from


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


def street_is_clear(facts):
    return None if facts["clear"] else Unmet("unmet:busy", (("cars", facts["cars"]),))


GO = Transition("go", frozenset({Light.RED}), Light.GREEN, "light:go", needs_reason=True, conditions=(street_is_clear,))


def test_step_with_everything_it_needs_is_allowed():
    guard(GO, Light.RED, {"clear": True}, "because")


@pytest.mark.parametrize(("stage", "facts", "reason", "code"), [
    (Light.GREEN, {"clear": True}, "because", "step:not-from-here"),
    (Light.RED, {"clear": True}, "  ", "step:reason-missing"),
    (Light.RED, {"clear": False, "cars": 2}, "because", "unmet:busy"),
])
def test_step_that_misses_something_is_refused(stage, facts, reason, code):
    with pytest.raises(Refused) as refusal:
        guard(GO, stage, facts, reason)

    assert refusal.value.code == code


def test_what_is_still_needed_is_said_with_its_data():
    assert GO.unmet({"clear": False, "cars": 2}) == [Unmet("unmet:busy", (("cars", 2),))]


def test_steps_are_found_by_stage():
    assert steps_from([GO], Light.RED) == [GO]
    assert steps_from([GO], Light.GREEN) == []
