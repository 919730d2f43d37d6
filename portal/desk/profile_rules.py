"""The rules of a network as they can be chosen: by which article, between which bounds, and what must not run while one changes. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal.core.errors import Refused
from portal.networks.rules import Adoption, Joining, Order, Profile, Silence


class Runs(StrEnum):
    """What goes on by a rule while it runs, so that the rule stays as it is until that is over."""

    PROPOSALS = "proposals"
    BOARDS = "boards"
    APPLICATIONS = "applications"
    STATEMENTS = "statements"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a choice of `kind`, yes or no, or a whole number from `least` to `most`; `may_be_empty`: then there is no such rule."""

    name: str
    article: str
    kind: type[StrEnum] | None = None
    least: int = 0
    most: int = 0
    may_be_empty: bool = False
    is_day: bool = False
    runs: Runs | None = None

    @property
    def is_number(self) -> bool:
        return self.most > 0

    @property
    def choices(self) -> list[str]:
        if self.kind is not None:
            return [choice.value for choice in self.kind]
        return [] if self.is_number or self.is_day else ["yes", "no"]


RULES = (
    Rule("order", "IN 5.6, ZL 7.7", kind=Order, runs=Runs.PROPOSALS),
    Rule("comment_days", "IN 5.6", least=7, most=90),
    Rule("answer_days", "ZL 5.5, 6.5", least=1, most=90),
    Rule("outsiders_may_contribute", "IN 5.4, 5.5"),
    Rule("vote_days", "IN 9.1", least=3, most=90),
    Rule("abstention", "IN 9.1"), Rule("vote_by_name", "IN 9.1"), Rule("vote_progress", "IN 9.1"), Rule("proof_of_vote", "IN 9.1"),
    Rule("adoption", "WM15 6.3, RN 12.2", kind=Adoption, runs=Runs.BOARDS),
    Rule("silence", "IN 9.3", kind=Silence, runs=Runs.STATEMENTS),
    Rule("absences_allowed", "IN 7.5", least=0, most=12, may_be_empty=True),
    Rule("network_meetings", "IN 7.2, WM25 3", least=0, most=12), Rule("table_meetings", "IN 7.2", least=0, most=12),
    Rule("joining", "ZL 10", kind=Joining, runs=Runs.APPLICATIONS),
    Rule("apply_until", "ZL 10", is_day=True, may_be_empty=True, runs=Runs.APPLICATIONS),
    Rule("admission_days", "ZL 3.2", least=7, most=180, runs=Runs.APPLICATIONS),
    Rule("notice_months", "ZL 3.4", least=0, most=24),
    Rule("information_days", "IN 3.2", least=3, most=90), Rule("signing_days", "ZL 4.1", least=3, most=180),
    Rule("countersign", "WM25 4.11"), Rule("service_contracts", "ZL 8"), Rule("second_factor_for_providers", "WM25 10-11"),
)
BY_NAME = {rule.name: rule for rule in RULES}


def text_of(rule: Rule, profile: Profile) -> str:
    """The value as a form carries it."""
    value = getattr(profile, rule.name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value.value if isinstance(value, StrEnum) else value)


def parsed(rule: Rule, text: str) -> Any:
    """The value that was filled in; Refused with what is wrong about it."""
    text = text.strip()
    if not text and rule.may_be_empty:
        return "" if rule.is_day else None
    if rule.is_day:
        return _day(text)
    if rule.is_number:
        if not re.fullmatch(r"[0-9]{1,3}", text) or not rule.least <= int(text) <= rule.most:
            raise Refused("rule:number", field="value", least=rule.least, most=rule.most)
        return int(text)
    if text not in rule.choices:
        raise Refused("rule:choice", field="value")
    return text if rule.kind is not None else text == "yes"


def _day(text: str) -> str:
    """Month and day, as "10-01"."""
    try:
        return date.fromisoformat(f"2024-{text}").strftime("%m-%d")
    except ValueError:
        raise Refused("rule:day", field="value") from None
