"""What a signal can be, and what can become of it."""

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


class Subject(StrEnum):
    """What a signal is about (IN 5.5)."""

    OPERATIONS = "operations"
    NEIGHBOURHOOD = "neighbourhood"
    RESIDENTS = "residents"
    OTHER = "other"
