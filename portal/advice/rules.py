"""What advice can say, what the municipality does with it, and how it was voted on. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.core.errors import Refused


class Advises(StrEnum):
    """What the advice comes down to."""

    POSITIVE = "positive"
    WITH_CHANGES = "with_changes"
    NEGATIVE = "negative"
    DIVIDED = "divided"


class Followed(StrEnum):
    """What the municipality does with the advice."""

    WHOLLY = "wholly"
    PARTLY = "partly"
    NOT = "not"


class AdviceState(StrEnum):
    """Where a request is; derived from what was recorded, never stored."""

    ASKED = "asked"
    ANSWERED = "answered"
    RESPONDED = "responded"
    WITHDRAWN = "withdrawn"


def state_of(advised_at: datetime | None, responded_at: datetime | None, withdrawn_at: datetime | None) -> AdviceState:
    if withdrawn_at:
        return AdviceState.WITHDRAWN
    if responded_at:
        return AdviceState.RESPONDED
    return AdviceState.ANSWERED if advised_at else AdviceState.ASKED


@dataclass(frozen=True, slots=True)
class Hands:
    """How people voted by show of hands."""

    in_favour: int
    against: int
    abstained: int

    @property
    def raised(self) -> int:
        return self.in_favour + self.against + self.abstained


@dataclass(frozen=True, slots=True)
class Said:
    """Advice as it is given: what it comes down to, why, what a minority thinks, and the ratio when hands were counted."""

    outcome: Advises
    text: str
    minority: str = ""
    hands: Hands | None = None


def check_said(said: Said) -> None:
    """Refused without a text, and for a ratio in which nobody or fewer than nobody voted."""
    if not said.text.strip():
        raise Refused("advice:text-missing", field="text")
    hands = said.hands
    if hands and (min(hands.in_favour, hands.against, hands.abstained) < 0 or not hands.raised):
        raise Refused("advice:hands", field="in_favour")
    if said.outcome == Advises.DIVIDED and not said.minority.strip():
        raise Refused("advice:views-missing", field="minority")
