"""What signing on asks, what is checked before a provider is admitted, what a membership is at a moment. Pure."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal.core.errors import Refused
from portal.parties.rules import AuthorityGround, ContactDetails, Organisation, same_person


class MembershipState(StrEnum):
    APPLIED = "applied"
    ADMITTED = "admitted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Phase(StrEnum):
    """What a membership is at a moment: its state, with what the dates say."""

    WAITS = "waits"
    ASKED = "asked"
    COMING = "coming"
    MEMBER = "member"
    LEAVING = "leaving"
    LEFT = "left"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class EndedBy(StrEnum):
    """Who ended a membership: the party by giving notice (ZL 3.4), or the municipality."""

    PARTY = "party"
    MUNICIPALITY = "municipality"


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
    """What the municipality can do with an application (ZL 3.2)."""

    ADMIT = "admit"
    ASK = "ask"
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
    check_people(application)
    check_declarations(signed_by.declarations)


def check_people(application: Application) -> None:
    if same_person(application.contact, application.substitute):
        raise Refused("membership:same-person", field="substitute_name")


def check_declarations(declared: frozenset[Declaration]) -> None:
    if missing := [declaration for declaration in Declaration if declaration not in declared]:
        raise Refused("membership:declarations-missing", field="declarations", count=len(missing))


def check_is_free(standing: MembershipState | None) -> None:
    """Raise Refused when this KVK number has a place or waits for one. After a refusal one may apply again."""
    if standing == MembershipState.ADMITTED:
        raise Refused("membership:already-member", field="kvk")
    if standing == MembershipState.APPLIED:
        raise Refused("membership:already-applied", field="kvk")


def phase(state: MembershipState, since: date | None, until: date | None, is_awaited: bool, today: date) -> Phase:
    """What a membership is today. `is_awaited`: the applicant was asked for more and has not answered."""
    if state == MembershipState.APPLIED:
        return Phase.ASKED if is_awaited else Phase.WAITS
    if state != MembershipState.ADMITTED or since is None:
        return Phase(state.value)
    if until is not None:
        return Phase.LEAVING if today <= until else Phase.LEFT
    return Phase.COMING if today < since else Phase.MEMBER
