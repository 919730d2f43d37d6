"""What a reaction can say, and what can become of it."""

from enum import StrEnum


class Position(StrEnum):
    FOR = "for"
    AMEND = "amend"
    AGAINST = "against"
    NONE = "none"


class ReactionState(StrEnum):
    """Nothing is published unread (DESIGN rule 8)."""

    NEW = "new"
    PUBLISHED = "published"
    WITHHELD = "withheld"


class Ground(StrEnum):
    """Why a part is confidential (IN 5.7)."""

    COST = "cost"
    INNOVATION = "innovation"
    OTHER = "other"


class Adopted(StrEnum):
    """What was done with a reaction (ZL 5.5, 7.7)."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


WHOLE = "all"
"""The label with which a reaction says that it is about the whole proposal."""
