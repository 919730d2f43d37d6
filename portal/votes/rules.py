"""What a party can vote."""

from enum import StrEnum


class Choice(StrEnum):
    """IN 9.1: for or against."""

    FOR = "for"
    AGAINST = "against"
