"""A network's profile, the laws, and the kinds of agreement."""

import re
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any


class Law(StrEnum):
    """IN 1.4-1.6."""

    JEUGDWET = "jeugdwet"
    WMO = "wmo2015"
    PARTICIPATIEWET = "participatiewet"


class AgreementKind(StrEnum):
    """The shared arrangements (IN 5.4, last sentence), or a framework agreement under a law."""

    SHARED = "shared"
    FRAMEWORK = "framework"


class Order(StrEnum):
    """When the comment round comes: on the preliminary proposal (IN 5.6), or on the worked-out one (ZL 7.7)."""

    ROUND_THEN_WORKED_OUT = "in"
    WORKED_OUT_THEN_ROUND = "zl"


class Adoption(StrEnum):
    """Whether each municipality decides for itself, or the change needs all of them (WM15 6.3, RN 12.2)."""

    EACH = "each"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Profile:
    """A network's rules as data: the agreements differ. The defaults are those of IN."""

    order: Order = Order.ROUND_THEN_WORKED_OUT
    adoption: Adoption = Adoption.ALL
    comment_days: int = 14
    vote_days: int = 14
    vote_is_needed: bool = True
    outsiders_may_contribute: bool = True
    absences_allowed: int | None = 3
    answer_days: int = 14
    information_days: int = 14

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Profile":
        known = {field.name for field in fields(cls)}
        profile = cls(**{name: value for name, value in data.items() if name in known})
        return cls(**asdict(profile) | {"order": Order(profile.order), "adoption": Adoption(profile.adoption)})


def anchor(label: str) -> str:
    """The place of a numbered paragraph in its page: '4.3, lid 1' → 'lid-4-3-lid-1'."""
    return f"lid-{re.sub(r'[^a-z0-9]+', '-', label.casefold()).strip('-')}"
