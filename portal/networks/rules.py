"""A network's profile, the laws, and what signing on asks."""

import re
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from portal.core.errors import Refused
from portal.parties.rules import ContactDetails, Organisation, same_person


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

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Profile":
        known = {field.name for field in fields(cls)}
        profile = cls(**{name: value for name, value in data.items() if name in known})
        return cls(**asdict(profile) | {"order": Order(profile.order), "adoption": Adoption(profile.adoption)})


class MembershipState(StrEnum):
    APPLIED = "applied"
    ADMITTED = "admitted"
    REFUSED = "refused"


class AuthorityGround(StrEnum):
    """On what ground somebody represents a party (IN 4.1)."""

    LAW = "law"
    STATUTES = "statutes"
    POWER_OF_ATTORNEY = "power_of_attorney"


class Declaration(StrEnum):
    """What the signature declares, one by one (IN 3.1 a, 3.2 a-c, ZL 3.2)."""

    QUALITY = "quality"
    GOOD_FAITH = "good_faith"
    ARCHIVE = "archive"
    DISCLOSURE = "disclosure"
    INFORMATION = "information"


class Condition(StrEnum):
    """What the municipality checks before it admits a provider; the same list stands on the form (ZL 3.2)."""

    IDENTITY = "identity"
    AUTHORITY = "authority"
    QUALITY = "quality"
    CONTACTS = "contacts"
    INTERESTS = "interests"


class Admission(StrEnum):
    """What the municipality can decide on an application (ZL 3.2)."""

    ADMIT = "admit"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Who signs, on what ground, and what is declared and disclosed with it (IN 3.2, 4.1)."""

    name: str
    job_title: str
    email: str
    ground: AuthorityGround
    declarations: frozenset[Declaration]
    disclosure: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """What a provider fills in to sign on. Kept with the membership as it was sent."""

    organisation: Organisation
    contact: ContactDetails
    substitute: ContactDetails

    def to_data(self) -> dict[str, Any]:
        return {"organisation": self.organisation.to_data(), "contact": asdict(self.contact),
                "substitute": asdict(self.substitute)}

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Application":
        return cls(Organisation.of(data["organisation"]), ContactDetails(**data["contact"]),
                   ContactDetails(**data["substitute"]))


def check_application(application: Application, signed_by: SignedBy) -> None:
    """Raise Refused when the substitute is the contact person (IN 5.2), or a declaration is missing (IN 3.2, ZL 3.2)."""
    if same_person(application.contact, application.substitute):
        raise Refused("membership:same-person", field="substitute_name")
    if missing := [declaration for declaration in Declaration if declaration not in signed_by.declarations]:
        raise Refused("membership:declarations-missing", field="declarations", count=len(missing))


def check_is_free(standing: MembershipState | None) -> None:
    """Raise Refused when this KVK number has a place or waits for one. After a refusal one may apply again."""
    if standing == MembershipState.ADMITTED:
        raise Refused("membership:already-member", field="kvk")
    if standing == MembershipState.APPLIED:
        raise Refused("membership:already-applied", field="kvk")


def anchor(label: str) -> str:
    """The place of a numbered paragraph in its page: '4.3, lid 1' → 'lid-4-3-lid-1'."""
    return f"lid-{re.sub(r'[^a-z0-9]+', '-', label.casefold()).strip('-')}"
