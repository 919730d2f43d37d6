"""What signing on asks, what is checked before a provider is admitted. Pure."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from portal.core.errors import Refused
from portal.parties.rules import AuthorityGround, ContactDetails, Organisation, same_person


class MembershipState(StrEnum):
    APPLIED = "applied"
    ADMITTED = "admitted"
    REFUSED = "refused"


class SigningChannel(StrEnum):
    """How a signature was given. A paper one is entered by the municipality, with the scan."""

    ONLINE = "online"
    PAPER = "paper"


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
