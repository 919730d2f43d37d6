"""The verbs of the register: taking a file in, and taking over what was shown."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.accounts.models import CONTACT_ROLES, Role
from portal.audit.operations import record, record_many
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused
from portal.core.language import gettext
from portal.intake.models import RegisterUpload
from portal.intake.operations import plain_finding
from portal.intake.register import Field, RegisterReading, RegisterRow
from portal.intake.register_plan import PARTS, Outcome, Planned, fingerprint, planned_of
from portal.members.models import Membership
from portal.members.queries import members_since
from portal.members.rules import MembershipState
from portal.networks.models import Network
from portal.parties.models import ContactPerson, Party, PartyMunicipality
from portal.parties.operations import name_contacts, update_party
from portal.parties.queries import details_of
from portal.parties.rules import ContactDetails, Domain, FundingStream, Organisation


def receive_register(session: Session, network: Network, *, filename: str, content: bytes, reading: RegisterReading,
                     member_from: date | None, actor: Actor, now: datetime) -> RegisterUpload:
    """Keep a file as it came, with what was read in it. Nothing is applied yet."""
    if member_from is not None and member_from > local_day(now):
        raise Refused("register:future", field="member_from")
    upload = RegisterUpload(
        network_id=network.id, filename=filename[-200:], content=content, sha256=hashlib.sha256(content).hexdigest(),
        uploaded_at=now, uploaded_by=actor.person_name, member_from=member_from, findings_count=len(reading.refused),
        reading={"rows": [[row.number, row.kvk, row.facts, row.contact and asdict(row.contact), row.substitute and asdict(row.substitute)]
                          for row in reading.rows],
                 "refused": [[number, name] for number, name in reading.refused.items()],
                 "findings": [plain_finding(finding) for finding in reading.findings],
                 "notices": [plain_finding(notice) for notice in reading.notices]})
    session.add(upload)
    record(session, upload, "register:receive", actor=actor, now=now, filename=upload.filename, sha256=upload.sha256)
    return upload


def apply_register(session: Session, network: Network, upload: RegisterUpload, *, seen: str, actor: Actor, now: datetime
                   ) -> Counter[Outcome]:
    """Take over what was shown, in one go; refused rows stay behind. Answers how many rows of each outcome.

    Raises Refused when it was done already, when there is nothing to do, and when what is known changed after it was shown.
    """
    lock(session, network)
    lock(session, upload)
    if upload.applied_at is not None:
        raise Refused("upload:applied")
    plan = planned_of(session, upload)
    if fingerprint(plan) != seen:
        raise Refused("register:changed-meanwhile")
    counts = Counter(one.outcome for one in plan)
    if not counts[Outcome.NEW] + counts[Outcome.CHANGED]:
        raise Refused("register:nothing")
    _add(session, network, upload, [one.row for one in plan if one.outcome == Outcome.NEW and one.row], actor, now)
    changed = [one for one in plan if one.outcome == Outcome.CHANGED]
    members = members_since(session, network, [one.party.id for one in changed if one.party])
    for one in changed:
        _change(session, upload, one, members, actor, now)
    upload.applied_at, upload.report = now, {outcome.value: number for outcome, number in counts.items()}
    record(session, upload, "register:apply", actor=actor, now=now, rows=upload.report)
    return counts


def _add(session: Session, network: Network, upload: RegisterUpload, rows: list[RegisterRow], actor: Actor, now: datetime) -> None:
    """New providers, a statement for each table: there may be ten thousand of them."""
    if not rows:
        return
    ids = _inserted(session, Party.id, Party.kvk, [_party(row, now) for row in rows])
    by_id = {ids[row.kvk]: row for row in rows}
    places = [{"party_id": party_id, "municipality_id": place} for party_id, row in by_id.items()
              for place in row.facts.get("municipalities", ())]
    people = [{"party_id": party_id, "role": role, "begins_at": now, **asdict(person)} for party_id, row in by_id.items()
              for role in sorted(CONTACT_ROLES) if (person := getattr(row, role))]
    for kind, values in ((PartyMunicipality, places), (ContactPerson, people)):
        if values:
            session.execute(insert(kind), values)
    record_many(session, Party, "party:import", {party_id: {"name": row.name, "kvk": row.kvk, "file": upload.sha256}
                                                 for party_id, row in by_id.items()}, actor=actor, now=now)
    if upload.member_from is not None:
        _take_up(session, network, upload, list(by_id), actor, now)


def _inserted(session: Session, id_: InstrumentedAttribute[int], key: InstrumentedAttribute[Any], values: list[dict[str, Any]]) -> dict[Any, int]:
    """The ids of new rows by the column that tells them apart. SQLite gives ids in the order of the values for one row at a time only."""
    return {row[1]: row[0] for row in session.execute(insert(id_.class_).returning(id_, key), values)}


def _party(row: RegisterRow, now: datetime) -> dict[str, Any]:
    facts = _said({name: value for name, value in row.facts.items() if name != "municipalities"})
    nothing: dict[str, Any] = dict.fromkeys(("street", "postcode", "city", "postal_street", "postal_postcode", "postal_city", "website"), "")
    nothing |= dict.fromkeys(("branches", "agb_codes", "products"), ()) | dict.fromkeys(("domains", "streams"), frozenset())
    return nothing | facts | {"kvk": row.kvk, "created_at": now}


def _contact(party: Party, role: Role, person: ContactDetails, now: datetime) -> ContactPerson:
    return ContactPerson(party_id=party.id, role=role, begins_at=now, **asdict(person))


def _take_up(session: Session, network: Network, upload: RegisterUpload, parties: list[int], actor: Actor, now: datetime) -> None:
    """They signed before this portal existed: members from the day that the secretary gave, without a signature here."""
    reason = gettext("Took part before this portal. Taken over from %(file)s.", file=upload.filename)
    ids = _inserted(session, Membership.id, Membership.party_id, [
        {"network_id": network.id, "party_id": party_id, "state": MembershipState.ADMITTED, "applied_at": now, "decided_at": now,
         "member_since": upload.member_from, "reason": reason} for party_id in parties])
    record_many(session, Membership, "membership:take-over", {ids[party_id]: {"member_since": upload.member_from} for party_id in parties},
                actor=actor, now=now, reason=reason)


def _change(session: Session, upload: RegisterUpload, one: Planned, members: dict[int, date], actor: Actor, now: datetime) -> None:
    party, row, changes = one.party, one.row, one.changes or {}
    if party is None or row is None:
        return
    facts: dict[str, Any] = {field.value: row.facts[field.value] for field in changes if field.value in row.facts}
    if facts:
        update_party(session, party, _organisation(party, facts), actor=actor, now=now,
                     reason=gettext("Taken over from %(file)s.", file=upload.filename))
    roles = [role for role in sorted(CONTACT_ROLES) if any(field.startswith(f"{role}_") for field in changes)]
    if roles:
        _change_people(session, party, row, roles, party.id in members, actor, now)


_READ: dict[str, Callable[[Any], Any]] = {
    "domains": lambda codes: frozenset(Domain(code) for code in codes), "branches": tuple, "agb_codes": tuple, "products": tuple,
    "streams": lambda codes: frozenset(FundingStream(code) for code in codes), "municipalities": frozenset,
}
"""From a list in the file to what a provider says about itself."""


def _organisation(party: Party, facts: dict[str, Any]) -> Organisation:
    stands = Organisation(party.name, party.kvk, party.street, party.postcode, party.city, party.domains, party.streams)
    return replace(stands, **_said(facts))


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _READ[name](value) if name in _READ else value for name, value in facts.items()}


def _change_people(session: Session, party: Party, row: RegisterRow, roles: list[Role], is_member: bool, actor: Actor, now: datetime
                   ) -> None:
    """Other details of the same person are put right; somebody else takes over as on the provider's own page."""
    present = {person.role: person for person in party.contacts if person.ends_at is None}
    others = [role for role in roles if role not in present or present[role].email.casefold() != getattr(row, role).email.casefold()]
    for role in [role for role in roles if role not in others]:
        _correct(session, party, present[role], getattr(row, role), actor, now)
    if not others:
        return
    contact, substitute = (getattr(row, role) or (details_of(present[role]) if role in present else None)
                           for role in (Role.CONTACT, Role.SUBSTITUTE))
    if is_member and contact and substitute:
        name_contacts(session, party, contact, substitute, actor=actor, now=now)
        return
    for role in others:
        if role in present:
            present[role].ends_at = now
        session.add(_contact(party, role, getattr(row, role), now))
    record(session, party, "party:name-contacts", actor=actor, now=now, **{role: getattr(row, role).name for role in others})


def _correct(session: Session, party: Party, person: ContactPerson, details: ContactDetails, actor: Actor, now: datetime) -> None:
    changes: dict[str, Any] = {}
    for part in PARTS:
        old, new = getattr(person, part), getattr(details, part)
        if old != new and part != "email":
            changes[Field(f"{person.role}_{part}").value] = (old, new)
            setattr(person, part, new)
    record(session, party, "party:contact-details", actor=actor, now=now, about=person.name, **changes)
