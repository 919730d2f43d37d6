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
    SIGN = "sign"
    CONTRACT = "contract"
    ATTEND = "attend"
    INFORM = "inform"
    DISPUTE = "dispute"
    CONFIRM = "confirm"
    REPRESENT = "represent"
    EVALUATE = "evaluate"
    SEAT = "seat"
    REMARK = "remark"
    ACT = "act"
    REPORT = "report"
    ADVISE = "advise"
    PILOT = "pilot"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that is asked of a party, until `closes_at` or already too late; `path` is where it is done."""

    kind: AskKind
    closes_at: datetime
    subject: str
    number: str
    path: str

    def is_past(self, now: datetime) -> bool:
        """The moment has passed: a term that ended, a text that holds already."""
        return self.closes_at <= now


def by_last_moment(asks: Iterable[Ask]) -> list[Ask]:
    """What closes first comes first; of equal moments what binds most: voting before reacting."""
    weight = {AskKind.VOTE: 0, AskKind.PARTICIPATE: 1, AskKind.SIGN: 2, AskKind.CONTRACT: 2, AskKind.INFORM: 3, AskKind.DISPUTE: 4, AskKind.ATTEND: 5,
              AskKind.REACT: 6, AskKind.REPRESENT: 7, AskKind.CONFIRM: 8, AskKind.EVALUATE: 9,
              AskKind.REPORT: 5, AskKind.PILOT: 5, AskKind.SEAT: 5, AskKind.ACT: 5, AskKind.ADVISE: 5, AskKind.REMARK: 6}
    return sorted(asks, key=lambda ask: (ask.closes_at, weight[ask.kind], ask.path))
