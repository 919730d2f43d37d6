"""What a provider is and offers, who acts for it, and how its name may be shown."""

import re
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.core.calendar import local_day

KVK_DIGITS, BRANCH_DIGITS, AGB_DIGITS = 8, 12, 8
WARN_DAYS = (60, 14)
"""A representation that lapses is announced so many days before."""
CONFIRM_EVERY = timedelta(days=365)
CONFIRM_AHEAD = timedelta(days=30)
"""A provider is asked whether its record is still right this long before the year is over."""
REMIND_AFTER = timedelta(days=14)
"""Who did not confirm in time is reminded again after this long."""


class Domain(StrEnum):
    """Kinds of help that a table mirrors (DESIGN rule 4)."""

    YOUTH = "youth"
    WMO = "wmo"
    PARTICIPATION = "participation"
    SHELTERED_HOUSING = "sheltered_housing"


class FundingStream(StrEnum):
    """Geldstroom (ZL 4.2)."""

    ZIN = "zin"
    PGB = "pgb"


class AuthorityGround(StrEnum):
    """On what ground somebody represents a party (IN 4.1)."""

    LAW = "law"
    STATUTES = "statutes"
    POWER_OF_ATTORNEY = "power_of_attorney"


class PublishAs(StrEnum):
    """How a sender without an account wants to be shown."""

    NAME = "name"
    PLACE = "place"
    HIDDEN = "hidden"


class Stays(StrEnum):
    """What becomes of a contact person or substitute who is replaced."""

    COLLEAGUE = "colleague"
    LEAVES = "leaves"


class Subject(StrEnum):
    """What another contact of a provider is for (IN 5.2, ZL 5.2)."""

    CONTRACTS = "contracts"
    INVOICES = "invoices"
    REFERRALS = "referrals"
    QUALITY = "quality"
    PRIVACY = "privacy"
    PUBLICITY = "publicity"


class Scope(StrEnum):
    """How far a representation goes (IN 4.1)."""

    ALL = "all"
    LIMITED = "limited"


class RepresentationState(StrEnum):
    """Where a representation stands on a day."""

    COMING = "coming"
    VALID = "valid"
    LAPSING = "lapsing"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A provider as it makes itself known. What is None was not asked, and stays as it is."""

    name: str
    kvk: str
    street: str
    postcode: str
    city: str
    domains: frozenset[Domain]
    streams: frozenset[FundingStream]
    branches: tuple[str, ...] | None = None
    agb_codes: tuple[str, ...] | None = None
    postal_street: str | None = None
    postal_postcode: str | None = None
    postal_city: str | None = None
    website: str | None = None
    products: tuple[str, ...] | None = None
    municipalities: frozenset[int] | None = None

    def to_data(self) -> dict[str, Any]:
        return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(self).items()}

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Organisation":
        known = {field.name: data[field.name] for field in fields(cls) if field.name in data}
        for name in ("branches", "agb_codes", "products"):
            known[name] = None if known.get(name) is None else tuple(known[name])
        places = known.get("municipalities")
        return cls(**known | {
            "domains": frozenset(Domain(code) for code in data["domains"]),
            "streams": frozenset(FundingStream(code) for code in data["streams"]),
            "municipalities": None if places is None else frozenset(places)})


@dataclass(frozen=True, slots=True)
class RepresentativeDetails:
    """Who may represent a party, on what ground, for what and from when until when (IN 4.1)."""

    name: str
    job_title: str
    ground: AuthorityGround
    scope: Scope
    limits: str
    begins_on: date
    ends_on: date | None


def representation_state(begins_on: date, ends_on: date | None, ended_at: datetime | None, today: date) -> RepresentationState:
    """`ends_on` is the last day on which it holds; None holds until it is ended."""
    if ended_at is not None:
        return RepresentationState.ENDED
    if today < begins_on:
        return RepresentationState.COMING
    if ends_on is None or today + timedelta(days=max(WARN_DAYS)) < ends_on:
        return RepresentationState.VALID
    return RepresentationState.LAPSING if today <= ends_on else RepresentationState.LAPSED


def warning_of(ends_on: date, today: date) -> int | None:
    """Which warning is due: so many days before the last day; 0 once it has passed, None while it is far away."""
    left = (ends_on - today).days
    if left < 0:
        return 0
    return min((days for days in WARN_DAYS if left <= days), default=None)


def confirmation_due(confirmed_at: datetime | None, member_since: date) -> date:
    """The last day for "is this still right?": a year after it was last confirmed, or after the provider was admitted."""
    return (max(local_day(confirmed_at), member_since) if confirmed_at else member_since) + CONFIRM_EVERY


def confirmed_before(due_within: timedelta, today: date) -> date:
    """Whose record was last confirmed before this day must confirm it within this time from today, or is late."""
    return today + due_within - CONFIRM_EVERY + timedelta(days=1)


def digits_of(text: str) -> str:
    """An identifier without the spaces, points and dashes that people write in it."""
    return re.sub(r"[\s.\-\u00a0\u202f]", "", text)


def identifiers(text: str) -> tuple[str, ...]:
    """The identifiers in a text, one a line or with commas between them, each once, in their own order."""
    return tuple(dict.fromkeys(found for part in re.split(r"[,;/|\n]+", text) if (found := digits_of(part))))


def has_digits(text: str, count: int) -> bool:
    return re.fullmatch(rf"[0-9]{{{count}}}", text) is not None


def web_address(text: str) -> str | None:
    """A site's whole address, however it was typed; None for what is no such address."""
    address = text.strip()
    if not re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE):
        address = f"https://{address}"
    return address if re.fullmatch(r"(?i:https?)://[^\s/@\"'<>:]+\.[^\s/@\"'<>.:]{2,}(?::[0-9]+)?(?:/[^\s\"'<>]*)?", address) else None


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """A contact person or substitute with how to reach them (IN 5.2)."""

    name: str
    email: str
    phone: str
    address: str


def same_person(one: ContactDetails, other: ContactDetails) -> bool:
    """A substitute is somebody else (IN 5.2): another name and another e-mail address."""
    return one.email.casefold() == other.email.casefold() or _plain(one.name) == _plain(other.name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
