"""Drawing lots that come out the same every time: words, people, receipts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from portal.demo.content import grown as said

T = TypeVar("T")
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_RECEIPTS = len(_LETTERS) ** 8
_STEP = 387_420_489_017
"""Has no factor in common with the number of receipts: numbers that look like chance and never come twice."""


@dataclass
class Chance:
    """`seed` alone decides; the clock and the machine do not."""

    seed: int
    dice: random.Random = field(init=False)
    _receipt: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - lots for a demonstration

    def one(self, things: Sequence[T]) -> T:
        return things[int(self.dice.random() * len(things))]

    def happens(self, share: float) -> bool:
        return self.dice.random() < share

    def key(self) -> str:
        """The secret part of an address."""
        return f"{self.dice.getrandbits(96):024x}"

    def person(self) -> str:
        return f"{self.one(said.FIRST)} {self.one(said.LAST)}"

    def title(self) -> str:
        return f"{self.one(said.SUBJECTS)} {self.one(said.CHANGES)}"

    def between(self, since: datetime, until: datetime) -> datetime:
        return since + (until - since) * self.dice.random()

    def days(self, least: int, most: int) -> timedelta:
        return timedelta(seconds=int(86_400 * (least + (most - least) * self.dice.random())))

    def sentences(self, some: Sequence[str], least: int, most: int, **slots: str) -> str:
        words = " ".join(self.one(some) for _ in range(least + int(self.dice.random() * (most - least + 1))))
        return words.format(days=14 + int(self.dice.random() * 90), **slots) if "{" in words else words

    def receipt(self, letter: str) -> str:
        """A number as receipts have: H-7K3M-9QPX."""
        self._receipt += 1
        number, drawn = (self._receipt * _STEP + self.seed) % _RECEIPTS, ""
        for _ in range(8):
            number, place = divmod(number, len(_LETTERS))
            drawn += _LETTERS[place]
        return f"{letter}-{drawn[:4]}-{drawn[4:]}"


def html_of(sentences: str) -> str:
    """What `render` makes of a line of plain words, of which it changes none: a test holds them side by side."""
    return f"<p>{sentences}</p>"
