"""What taking over a register would do, row by row: held against what is known now, never written."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.models import CONTACT_ROLES
from portal.core import clock
from portal.core.calendar import local_day
from portal.intake.models import RegisterUpload
from portal.intake.register import Field, Place, RegisterRow
from portal.intake.rules import Finding, plain
from portal.networks.models import Network, NetworkMunicipality
from portal.parties.models import ContactPerson, Party
from portal.parties.queries import served_by
from portal.region.models import Municipality
from portal.region.queries import exists_on, present

CHUNK = 1000
PARTS = ("name", "email", "phone", "address")


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Planned:
    """One row of the file. `changes`: by column, what stands now and what comes; `findings`: why it is refused."""

    number: int
    outcome: Outcome
    name: str
    row: RegisterRow | None = None
    party: Party | None = None
    changes: Mapping[Field, tuple[Any, Any]] | None = None
    findings: tuple[Finding, ...] = ()


def planned_of(session: Session, upload: RegisterUpload) -> list[Planned]:
    """The rows of a file in their own order, each with what it would do now. A few queries, whatever there is."""
    rows = upload.rows
    today, known = local_day(clock.now()), _known(session, [row.kvk for row in rows])
    refused: dict[int, list[Finding]] = {}
    for finding in upload.findings:
        refused.setdefault(finding.row, []).append(finding)
    plan = [*(Planned(number, Outcome.REFUSED, name, findings=tuple(refused.get(number, ()))) for number, name in upload.refused.items()),
            *(_plan(row, known.get(row.kvk), upload.member_from is not None, today) for row in rows)]
    return sorted(plan, key=lambda one: one.number)


def _known(session: Session, kvks: list[str]) -> dict[str, Party]:
    known: dict[str, Party] = {}
    for start in range(0, len(kvks), CHUNK):
        query = (select(Party).where(Party.kvk.in_(kvks[start : start + CHUNK]))
                 .options(selectinload(Party.municipalities).joinedload(Municipality.successor),
                          selectinload(Party.contacts.and_(ContactPerson.ends_at.is_(None)))))
        known |= {party.kvk: party for party in session.scalars(query)}
    return known


def _plan(row: RegisterRow, party: Party | None, become_members: bool, today: date) -> Planned:
    if party is None:
        missing = [Finding(row.number, "register:person-missing", Field(f"{role}_name"))
                   for role in sorted(CONTACT_ROLES) if become_members and getattr(row, role) is None]
        if missing:
            return Planned(row.number, Outcome.REFUSED, row.name, findings=tuple(missing))
        return Planned(row.number, Outcome.NEW, row.name, row)
    changes = _differences(row, party, today)
    return Planned(row.number, Outcome.CHANGED if changes else Outcome.UNCHANGED, row.name, row, party, changes)


def _differences(row: RegisterRow, party: Party, today: date) -> dict[Field, tuple[Any, Any]]:
    stands = cells_of_party(party, today)
    comes = {Field(name): value for name, value in row.facts.items()}
    for role in CONTACT_ROLES:
        if person := getattr(row, role):
            comes |= {Field(f"{role}_{part}"): value for part, value in asdict(person).items()}
    return {field: (stands[field], value) for field, value in comes.items() if _plain(stands[field]) != _plain(value)}


def _plain(value: Any) -> Any:
    """Spaces and the order of a list are no change; nor are capitals in an address."""
    if isinstance(value, str):
        return " ".join(value.split()).casefold() if "@" in value else " ".join(value.split())
    return sorted(value)


def cells_of_party(party: Party, today: date) -> dict[Field, Any]:
    """A provider as the register has it: the same columns, read the same way."""
    people = {person.role.value: person for person in party.contacts if person.ends_at is None}
    return {
        Field.KVK: party.kvk, Field.NAME: party.name, Field.BRANCHES: party.branches, Field.AGB_CODES: party.agb_codes,
        Field.STREET: party.street, Field.POSTCODE: party.postcode, Field.CITY: party.city, Field.POSTAL_STREET: party.postal_street,
        Field.POSTAL_POSTCODE: party.postal_postcode, Field.POSTAL_CITY: party.postal_city, Field.WEBSITE: party.website,
        Field.DOMAINS: tuple(code.value for code in party.domains), Field.STREAMS: tuple(code.value for code in party.streams),
        Field.PRODUCTS: party.products, Field.MUNICIPALITIES: tuple(place.id for place in served_by(party, today)),
        **{Field(f"{role}_{part}"): getattr(people[role], part) if role in people else ""
           for role in sorted(CONTACT_ROLES) for part in PARTS},
    }


def fingerprint(plan: Iterable[Planned]) -> str:
    """What was shown: applying is for exactly this."""
    said = [[one.number, one.outcome, sorted((field, str(old), str(new)) for field, (old, new) in (one.changes or {}).items())]
            for one in plan]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def places_of(session: Session, network: Network) -> dict[str, Place]:
    """The municipalities that a file may name: those of the network and those that merged into one of them."""
    today = local_day(clock.now())
    members = {present(place, today) for place in session.scalars(
        select(Municipality).join(NetworkMunicipality).options(joinedload(Municipality.successor))
        .where(NetworkMunicipality.network_id == network.id))}
    found = {plain(place.name): Place(place.id, place.name) for place in members}
    for place in session.scalars(select(Municipality).options(joinedload(Municipality.successor)).where(Municipality.until.is_not(None))):
        now = present(place, today)
        if now in members and not exists_on(place, today):
            found.setdefault(plain(place.name), Place(now.id, now.name, is_successor=True))
    return found


def place_names(session: Session) -> dict[int, str]:
    """Every municipality by its id, to write it down."""
    return {place_id: name for place_id, name in session.execute(select(Municipality.id, Municipality.name))}  # noqa: C416 - rows
