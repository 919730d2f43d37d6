"""What a party is asked to do, and the order in which it is shown. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AskKind(StrEnum):
    """What is asked."""

    REACT = "react"
    VOTE = "vote"
    PARTICIPATE = "participate"
    ATTEND = "attend"
    INFORM = "inform"
    CONFIRM = "confirm"
    REPRESENT = "represent"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that is asked of a party, until `closes_at` or already too late; `path` is where it is done."""

    kind: AskKind
    closes_at: datetime
    subject: str
    number: str
    path: str


def by_last_moment(asks: Iterable[Ask]) -> list[Ask]:
    """What closes first comes first; of equal moments what binds most: voting before reacting."""
    weight = {AskKind.VOTE: 0, AskKind.PARTICIPATE: 1, AskKind.INFORM: 2, AskKind.ATTEND: 3, AskKind.REACT: 4,
              AskKind.REPRESENT: 5, AskKind.CONFIRM: 6}
    return sorted(asks, key=lambda ask: (ask.closes_at, weight[ask.kind], ask.path))
