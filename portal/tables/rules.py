"""The 80-20 rule and the seats it leads to (IN 1.1, 7.4, DESIGN rules 3 and 4)."""

from enum import StrEnum


class SizeClass(StrEnum):
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"


class CompositionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
