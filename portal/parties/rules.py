"""What a provider is and offers, who acts for it, and how its name may be shown."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Organisation:
    """A provider as it makes itself known when it signs on."""

    name: str
    kvk: str
    street: str
    postcode: str
    city: str
    domains: frozenset[Domain]
    streams: frozenset[FundingStream]

    def to_data(self) -> dict[str, Any]:
        return asdict(self) | {"domains": sorted(self.domains), "streams": sorted(self.streams)}

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Organisation":
        domains = frozenset(Domain(code) for code in data["domains"])
        return cls(**data | {"domains": domains, "streams": frozenset(FundingStream(c) for c in data["streams"])})


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
