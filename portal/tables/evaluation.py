"""A year of a table in figures: what providers and inhabitants say of it, and what the rule says of its seats now. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.tables.rules import SCALE, Question, SizeClass
from portal.tables.tiers import percent

PARTIES, INHABITANTS = "parties", "inhabitants"
GROUPS = (PARTIES, INHABITANTS)
AGREE = 4
"""From here on the scale somebody agrees."""


def figures(answers: Iterable[tuple[bool, Mapping[str, int]]]) -> dict[str, Any]:
    """Per group how many answered, and per question how often each point of the scale was chosen. First of each: is it a party?"""
    by_group: dict[str, list[Mapping[str, int]]] = {group: [] for group in GROUPS}
    for is_party, scores in answers:
        by_group[PARTIES if is_party else INHABITANTS].append(scores)
    return {group: {"answers": len(some)} | {
        question.value: [sum(scores.get(question.value) == point for scores in some) for point in SCALE] for question in Question}
        for group, some in by_group.items()}


@dataclass(frozen=True, slots=True)
class Score:
    """What one group says on one question."""

    group: str
    question: Question
    counts: tuple[int, ...]

    @property
    def answers(self) -> int:
        return sum(self.counts)

    @property
    def agree_percent(self) -> int:
        return percent(sum(self.counts[AGREE - 1 :]), self.answers)

    @property
    def mean(self) -> float | None:
        """To one decimal; None when nobody answered."""
        total = sum(point * count for point, count in zip(SCALE, self.counts, strict=True))
        return round(total / self.answers, 1) if self.answers else None


def scores(frozen: Mapping[str, Any]) -> list[Score]:
    """Question by question, the groups beside each other."""
    return [Score(group, question, tuple(frozen[group][question.value])) for question in Question for group in GROUPS if group in frozen]


@dataclass(frozen=True, slots=True)
class SeatCheck:
    """A seat held against the newest counts: its class when it was given, and now."""

    name: str
    then: SizeClass
    now: SizeClass

    @property
    def is_same(self) -> bool:
        return self.then == self.now


def packed_check(rows: Sequence[SeatCheck]) -> list[list[str]]:
    """For a JSON column."""
    return [[row.name, row.then.value, row.now.value] for row in rows]


def unpacked_check(rows: Iterable[Sequence[str]]) -> list[SeatCheck]:
    return [SeatCheck(name, SizeClass(then), SizeClass(now)) for name, then, now in rows]
