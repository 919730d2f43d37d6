"""Service contracts: the ten subjects, what is missing, the table of steps, and the days of a term (ZL 8.1-8.2). Pure."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from portal.core.calendar import months_after
from portal.core.errors import Refused
from portal.core.transitions import Transition, Unmet


class ContractSubject(StrEnum):
    """What a service contract holds in any case, with the letters of ZL 8.2."""

    MUNICIPALITIES = "a"
    PROVIDERS = "b"
    RESIDENTS = "c"
    QUALITY = "d"
    JOINING = "e"
    ACTIVITIES = "f"
    MUNICIPAL = "g"
    MONITORING = "h"
    FINANCE = "i"
    TERM = "j"


WRITTEN = tuple(ContractSubject)[2:9]
"""The subjects that are written as a text; the others are chosen or counted."""


class ContractState(StrEnum):
    """Where a contract stands: a draft of the municipality, sent for signature, signed by all, or one of its ends."""

    DRAFT = "draft"
    SENT = "sent"
    SIGNED = "signed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


KNOWN = (ContractState.SIGNED, ContractState.ENDED)
"""Contracts that everyone may know of: both sides signed them."""
BUSY = (ContractState.DRAFT, ContractState.SENT, ContractState.REFUSED)


class ContractPhase(StrEnum):
    """What a signed contract is on a day; derived, never stored."""

    COMING = "coming"
    IN_FORCE = "in_force"
    ENDING = "ending"
    OVER = "over"


class ContractSide(StrEnum):
    """Who wrote or did something."""

    PROVIDER = "provider"
    MUNICIPALITY = "municipality"


class ContractAct(StrEnum):
    """What is on record about a contract, for both sides to read."""

    SEND = "send"
    ASK_CHANGE = "ask_change"
    ANSWER = "answer"
    REVISE = "revise"
    SIGN = "sign"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    COUNTERSIGN = "countersign"
    EXTEND = "extend"
    END = "end"


class EndGround(StrEnum):
    """Why a contract ends: not extended, by a notice of one side, or because both agree."""

    EXPIRES = "expires"
    PROVIDER = "provider"
    MUNICIPALITY = "municipality"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as it was called when the contract was sent."""

    name: str
    kvk: str


@dataclass(frozen=True, slots=True)
class Tariff:
    """What is paid for a service: euros for one unit."""

    service: str
    unit: str
    amount: Decimal

    @property
    def line(self) -> str:
        return f"{self.service}; {self.unit}; {str(self.amount).replace('.', ',')}"


@dataclass(frozen=True, slots=True)
class Indicator:
    """How a result is measured, what is aimed at, and how often it is looked at (ZL 8.2 f, h)."""

    name: str
    target: str
    moment: str

    @property
    def line(self) -> str:
        return f"{self.name}; {self.target}; {self.moment}"


@dataclass(frozen=True, slots=True)
class Content:
    """All that a contract says. `ends_on` is its last day; it may be extended `extensions` times by `extension_months`.

    `basis`: the agreement out of which it was drawn up. Tariffs are for the two sides alone until both have signed.
    """

    title: str
    basis: str = ""
    municipalities: tuple[str, ...] = ()
    providers: tuple[Provider, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    begins_on: date | None = None
    ends_on: date | None = None
    extensions: int = 0
    extension_months: int = 0
    notice_months: int = 0
    tariffs: tuple[Tariff, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """As plain JSON."""
        data = asdict(self)
        return data | {
            "texts": dict(self.texts), "begins_on": self.begins_on and self.begins_on.isoformat(),
            "ends_on": self.ends_on and self.ends_on.isoformat(),
            "tariffs": [asdict(row) | {"amount": str(row.amount)} for row in self.tariffs]}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Content":
        known = {one.name: data[one.name] for one in fields(cls) if one.name in data}
        for name in ("begins_on", "ends_on"):
            known[name] = date.fromisoformat(known[name]) if known.get(name) else None
        return cls(**known | {"municipalities": tuple(known["municipalities"]),
                              "providers": tuple(Provider(**row) for row in known["providers"]),
                              "tariffs": tariffs_of(known["tariffs"]), "indicators": indicators_of(known["indicators"])})

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that is signed, tariffs included; the same on every machine."""
        plain = json.dumps(self.to_data(), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()


def tariffs_of(data: Iterable[Mapping[str, Any]]) -> tuple[Tariff, ...]:
    return tuple(Tariff(row["service"], row["unit"], Decimal(row["amount"])) for row in data)


def indicators_of(data: Iterable[Mapping[str, Any]]) -> tuple[Indicator, ...]:
    return tuple(Indicator(**row) for row in data)


MOST_LINES = 200
_MOST = Decimal(10_000_000)


def _parts(text: str, name: str) -> Iterable[tuple[int, list[str]]]:
    """The lines of a text in three parts each, by semicolons, or by the tabs of a spreadsheet. Raises Refused with the line."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise Refused("contract:too-many-lines", field=name, most=MOST_LINES)
    for number, line in lines:
        parts = [part.strip() for part in line.split("\t" if "\t" in line else ";")]
        if len(parts) != 3 or not all(parts):
            raise Refused(f"contract:{name}-line", field=name, line=number)
        yield number, parts


def read_tariffs(text: str) -> tuple[Tariff, ...]:
    """One tariff a line: the service; the unit; the amount in euros, as people in the Netherlands write it."""
    return tuple(Tariff(service, unit, _amount(amount, number)) for number, (service, unit, amount) in _parts(text, "tariffs"))


def read_indicators(text: str) -> tuple[Indicator, ...]:
    """One indicator a line: what is measured; what is aimed at; how often."""
    return tuple(Indicator(*parts) for _number, parts in _parts(text, "indicators"))


def _amount(text: str, line: int) -> Decimal:
    plain = re.sub(r"[\s€\u00a0]", "", text)
    if not re.fullmatch(r"[0-9]+([.,][0-9]{1,2})?|[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,2})?", plain):
        raise Refused("contract:amount", field="tariffs", line=line)
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,2})?", plain):
        plain = plain.replace(".", "")
    try:
        amount = Decimal(plain.replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise Refused("contract:amount", field="tariffs", line=line) from None
    if amount >= _MOST:
        raise Refused("contract:amount", field="tariffs", line=line)
    return amount


def missing(content: Content) -> tuple[Unmet, ...]:
    """What of the ten subjects is not there yet, each in its own words (ZL 8.2)."""
    lacks = {subject: not content.texts.get(subject, "").strip() for subject in WRITTEN}
    lacks |= {ContractSubject.MUNICIPALITIES: not content.municipalities, ContractSubject.PROVIDERS: not content.providers}
    found = [Unmet(f"contract:missing-{subject.value}") for subject in ContractSubject if lacks.get(subject)]
    if content.begins_on is None or content.ends_on is None:
        found.append(Unmet("contract:missing-term"))
    if not content.tariffs:
        found.append(Unmet("contract:missing-tariffs"))
    return tuple(found)


def missing_subjects(content: Content) -> frozenset[ContractSubject]:
    """The letters of which something is missing."""
    codes = {unmet.code.removeprefix("contract:missing-") for unmet in missing(content)}
    return frozenset(subject for subject in ContractSubject
                     if subject.value in codes or (subject == ContractSubject.TERM and codes & {"term", "tariffs"}))


# Steps

@dataclass(frozen=True, slots=True)
class Facts:
    """What a step looks at: what is missing, who did not sign, whose mandate or consent is missing, extensions that are left."""

    missing: tuple[Unmet, ...] = ()
    unsigned: tuple[str, ...] = ()
    without_mandate: tuple[str, ...] = ()
    without_consent: tuple[str, ...] = ()
    extensions_left: int = 0


def has_ten_subjects(facts: Facts) -> Unmet | None:
    return facts.missing[0] if facts.missing else None


def providers_signed(facts: Facts) -> Unmet | None:
    return Unmet("contract:unsigned", (("names", facts.unsigned),)) if facts.unsigned else None


def has_mandates(facts: Facts) -> Unmet | None:
    return Unmet("contract:mandates", (("names", facts.without_mandate),)) if facts.without_mandate else None


def has_consents(facts: Facts) -> Unmet | None:
    return Unmet("contract:consents", (("names", facts.without_consent),)) if facts.without_consent else None


def can_be_extended(facts: Facts) -> Unmet | None:
    return None if facts.extensions_left > 0 else Unmet("contract:no-extension")


DRAW_UP, SIGN = "contract:draw-up", "contract:sign"
_S = ContractState
STEPS = (
    Transition("send", frozenset({_S.DRAFT}), _S.SENT, DRAW_UP, conditions=(has_ten_subjects,)),
    # What was sent never changes: another text is another version, which is signed anew.
    Transition("revise", frozenset({_S.SENT, _S.REFUSED}), _S.DRAFT, DRAW_UP, needs_reason=True),
    Transition("refuse", frozenset({_S.SENT}), _S.REFUSED, SIGN, needs_reason=True),
    Transition("countersign", frozenset({_S.SENT}), _S.SIGNED, DRAW_UP, conditions=(providers_signed, has_mandates, has_consents)),
    Transition("withdraw", frozenset(BUSY), _S.WITHDRAWN, DRAW_UP, needs_reason=True),
    Transition("extend", frozenset({_S.SIGNED}), _S.SIGNED, DRAW_UP, needs_reason=True, conditions=(can_be_extended,)),
    Transition("end", frozenset({_S.SIGNED}), _S.ENDED, DRAW_UP, needs_reason=True),
)


def contract_step(name: str) -> Transition:
    """The step of this name. Raises KeyError for a name that is no step."""
    return {step.name: step for step in STEPS}[name]


# The term

MOST_MONTHS = 60


def check_term(begins_on: date | None, ends_on: date | None, extensions: int, extension_months: int) -> None:
    """Raise Refused for a term that is turned round, and for extensions of no months."""
    if begins_on and ends_on and ends_on < begins_on:
        raise Refused("contract:ends-before-begin", field="ends_on")
    if extensions and not extension_months:
        raise Refused("contract:extension-months", field="extension_months")


def extended(ends_on: date, months: int) -> date:
    """The last day after an extension: whole months further, 31 December and 3 months is 31 March."""
    return months_after(ends_on + timedelta(days=1), months) - timedelta(days=1)


def notice_by(ends_on: date, notice_months: int) -> date:
    """The last day on which one can say that the contract goes on or not."""
    return extended(ends_on, -notice_months)


AHEAD_MONTHS = 3
LAST_CALL_DAYS = 14


def remind_on(ends_on: date, notice_months: int) -> date:
    """From when the municipality is reminded: three months before the last day on which it can decide."""
    return extended(notice_by(ends_on, notice_months), -AHEAD_MONTHS)


class ContractReminder(StrEnum):
    """Which reminder of the end of a term is due."""

    AHEAD = "ahead"
    LAST_CALL = "last_call"
    LAPSED = "lapsed"


def contract_reminder(ends_on: date, notice_months: int, today: date) -> ContractReminder | None:
    """AHEAD from three months before the last day of notice, LAST_CALL from two weeks before it, LAPSED after it."""
    last = notice_by(ends_on, notice_months)
    if today > ends_on or today < remind_on(ends_on, notice_months):
        return None
    if today > last:
        return ContractReminder.LAPSED
    return ContractReminder.LAST_CALL if today >= last - timedelta(days=LAST_CALL_DAYS) else ContractReminder.AHEAD


def check_end(last_day: date, ground: EndGround, *, begins_on: date, ends_on: date, notice_months: int, today: date) -> None:
    """Raise Refused for a last day outside the contract, before today, or before the term of notice has passed."""
    if ground == EndGround.EXPIRES and last_day != ends_on:
        raise Refused("contract:expires-on", field="last_day", ends_on=ends_on)
    if last_day > ends_on or last_day < max(begins_on, today):
        raise Refused("contract:last-day", field="last_day", first=max(begins_on, today), ends_on=ends_on)
    earliest = months_after(today, notice_months)
    if ground in (EndGround.PROVIDER, EndGround.MUNICIPALITY) and last_day < min(earliest, ends_on):
        raise Refused("contract:notice-term", field="last_day", months=notice_months, earliest=earliest)


def contract_phase(begins_on: date, ends_on: date, today: date, *, is_ended: bool) -> ContractPhase:
    """What a signed contract is on a day. `is_ended`: an earlier end was recorded, or that it is not extended."""
    if today > ends_on:
        return ContractPhase.OVER
    if is_ended:
        return ContractPhase.ENDING
    return ContractPhase.COMING if today < begins_on else ContractPhase.IN_FORCE
