"""What a signal can be, what can become of it, and which signals are alike. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from enum import StrEnum


class Sentiment(StrEnum):
    """IN 5.5: signals are positive, neutral or negative."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class SignalState(StrEnum):
    RECEIVED = "received"
    SCHEDULED = "scheduled"
    SET_ASIDE = "set_aside"
    MERGED = "merged"
    PROPOSAL = "proposal"


JUDGED = frozenset({SignalState.SCHEDULED, SignalState.SET_ASIDE, SignalState.MERGED})
"""The sender may say once what it thinks of this, and the secretary may judge again."""


class Subject(StrEnum):
    """What a signal is about (IN 5.5)."""

    OPERATIONS = "operations"
    NEIGHBOURHOOD = "neighbourhood"
    RESIDENTS = "residents"
    OTHER = "other"


class Channel(StrEnum):
    """How a signal came in. What came by telephone or on paper was entered by the secretary."""

    WEB = "web"
    EMAIL = "email"
    PHONE = "phone"
    PAPER = "paper"


ENTERED = frozenset({Channel.PHONE, Channel.PAPER})


class ReplyOutcome(StrEnum):
    """What became of what a sender said of the judgement."""

    LEFT = "left"
    RECONSIDERED = "reconsidered"


def is_article(text: str) -> bool:
    """A number of an article, such as 4.3.1 or 7a, and nothing else."""
    return re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){0,4}[a-z]?", text) is not None


MOST_ALIKE = 5
_FEWEST_SHARED = 2


def alike(own: Collection[str], others: Mapping[int, Collection[str]]) -> list[int]:
    """The keys of the texts that look most like one's own, by the words that they share; a word that few have counts most.

    Words are stems. Independent of the order of `others`; equal likeness: the highest key, which is the newest, first.
    """
    texts = {key: set(words) for key, words in others.items()}
    spread = Counter(word for words in texts.values() for word in words)
    shared = {key: words & set(own) for key, words in texts.items()}
    points = {key: sum(1 / spread[word] for word in words) + len(words) for key, words in shared.items()
              if len(words) >= _FEWEST_SHARED}
    return sorted(points, key=lambda key: (-points[key], -key))[:MOST_ALIKE]
