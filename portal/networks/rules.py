"""A network's profile, the laws, and the kinds of agreement."""

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from typing import Any


class Law(StrEnum):
    """IN 1.4-1.6."""

    JEUGDWET = "jeugdwet"
    WMO = "wmo2015"
    PARTICIPATIEWET = "participatiewet"


class Result(StrEnum):
    """What a measure under a law must lead to, with the letters of IN 1.4-1.6: the law, a dash, the letter."""

    JEUGDWET_A = "jeugdwet-a"
    JEUGDWET_B = "jeugdwet-b"
    JEUGDWET_C = "jeugdwet-c"
    JEUGDWET_D = "jeugdwet-d"
    JEUGDWET_E = "jeugdwet-e"
    WMO_A = "wmo2015-a"
    WMO_B = "wmo2015-b"
    WMO_C = "wmo2015-c"
    PARTICIPATIEWET_A = "participatiewet-a"
    PARTICIPATIEWET_B = "participatiewet-b"

    @property
    def law(self) -> Law:
        return Law(self.value.rsplit("-", 1)[0])

    @property
    def letter(self) -> str:
        return self.value[-1]


def results_of(law: Law) -> tuple[Result, ...]:
    return tuple(result for result in Result if result.law == law)


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


class Joining(StrEnum):
    """When a provider begins to take part: once it is admitted, or per 1 January after the year of its process (ZL 10)."""

    ANY_TIME = "any_time"
    YEARLY = "yearly"


class Silence(StrEnum):
    """What it means that a party did not say whether it takes part in a changed text before that is in force (IN 9.3)."""

    TAKES_PART = "takes_part"
    LEAVES = "leaves"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Profile:
    """A network's rules as data: the agreements differ. The defaults are those of IN.

    A vote follows the rules that hold when it opens: whether a party may abstain (`abstention`), whether the list says by
    name what each voted or only the totals come out (`vote_by_name`), whether everyone sees meanwhile how many voted
    (`vote_progress`), and whether a vote is confirmed with a code (`proof_of_vote`).
    `service_contracts`: providers also sign a contract of their own with the municipalities (ZL 8), which IN does not know.
    `apply_until` is the last month and day ("10-01") on which one applies for the next 1 January; empty: the whole year.
    `network_meetings` and `table_meetings`: how many are owed a calendar year (IN 7.2, WM25 3); 0: no number was agreed on.
    """

    order: Order = Order.ROUND_THEN_WORKED_OUT
    adoption: Adoption = Adoption.ALL
    comment_days: int = 14
    vote_days: int = 14
    abstention: bool = False
    vote_by_name: bool = True
    vote_progress: bool = True
    proof_of_vote: bool = False
    outsiders_may_contribute: bool = True
    absences_allowed: int | None = 3
    answer_days: int = 14
    admission_days: int = 28
    joining: Joining = Joining.ANY_TIME
    apply_until: str = ""
    notice_months: int = 0
    information_days: int = 14
    second_factor_for_providers: bool = False
    countersign: bool = False
    signing_days: int = 28
    silence: Silence = Silence.ASKED
    service_contracts: bool = False
    network_meetings: int = 0
    table_meetings: int = 0

    @property
    def vote_is_needed(self) -> bool:
        """IN 9.1; in the other order the conclusion of the table is enough (ZL 7.7)."""
        return self.order == Order.ROUND_THEN_WORKED_OUT

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Profile":
        """Out of a network's settings, in which there is more than rules."""
        return _profile(tuple((name, data[name]) for name in _NAMES if name in data))


_NAMES = tuple(field.name for field in fields(Profile))


@lru_cache(maxsize=64)  # it is asked for wherever a term is counted
def _profile(settings: tuple[tuple[str, Any], ...]) -> Profile:
    kinds: dict[str, Any] = {"order": Order, "adoption": Adoption, "joining": Joining, "silence": Silence}
    return Profile(**{name: kinds[name](value) if name in kinds else value for name, value in settings})


def anchor(label: str) -> str:
    """The place of a numbered paragraph in its page: '4.3, lid 1' → 'lid-4-3-lid-1'."""
    return f"lid-{re.sub(r'[^a-z0-9]+', '-', label.casefold()).strip('-')}"


def label_order(label: str) -> list[tuple[int, int, str]]:
    """Article 4.10 comes after 4.9, and 4a after 4."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|[^\d.\s]+", label)]
