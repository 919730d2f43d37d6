"""The verbs of a draft: drawn up from an agreement, written subject by subject, by two secretaries at once (ZL 8.1-8.2)."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.audit.operations import record
from portal.contracts.models import ServiceContract
from portal.contracts.queries import next_sequence
from portal.contracts.rules import ContractState, ContractSubject, check_term, read_indicators, read_tariffs
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.members.queries import member_ids
from portal.networks.models import Network
from portal.networks.queries import municipalities
from portal.parties.models import Party


def draw_up(session: Session, network: Network, *, title: str, agreement_id: int | None, party_ids: Collection[int], actor: Actor,
            now: datetime) -> ServiceContract:
    """Begin a contract with one or more members, for all municipalities of the network until others are chosen.

    Raises Refused in a network that knows no such contracts, and for who is no member.
    """
    if not network.profile.service_contracts:
        raise Refused("contract:not-known")
    lock(session, network)  # two at once must not get the same number
    year = local_day(now).year
    contract = ServiceContract(
        network_id=network.id, year=year, sequence=next_sequence(session, network, year), title=title, agreement_id=agreement_id,
        state_since=now, created_at=now, changed_at=now, municipalities=municipalities(session, network),
        parties=_members(session, network, party_ids))
    session.add(contract)
    record(session, contract, "contract:draw-up", actor=actor, now=now, number=contract.number, parties=sorted(contract.party_ids))
    return contract


def _members(session: Session, network: Network, party_ids: Collection[int]) -> list[Party]:
    if not set(party_ids) <= set(member_ids(session, network)):
        raise Refused("contract:no-member", field="party_id")
    return list(session.scalars(select(Party).where(Party.id.in_(party_ids))))


def name_it(session: Session, contract: ServiceContract, *, title: str, agreement_id: int | None, seen: int, actor: Actor, now: datetime
            ) -> None:
    """Another title, or another agreement out of which it is drawn up."""
    _open(session, contract, seen, now, theirs=contract.title)
    contract.title, contract.agreement_id = title, agreement_id
    _recorded(session, contract, "title", actor, now)


def choose_municipalities(session: Session, network: Network, contract: ServiceContract, ids: Collection[int], *, seen: int, actor: Actor,
                          now: datetime) -> None:
    """For which municipalities the contract is made (ZL 8.2 a)."""
    _open(session, contract, seen, now)
    contract.municipalities = [place for place in municipalities(session, network) if place.id in ids]
    _recorded(session, contract, ContractSubject.MUNICIPALITIES, actor, now)


def choose_providers(session: Session, network: Network, contract: ServiceContract, ids: Collection[int], *, seen: int, actor: Actor,
                     now: datetime) -> None:
    """With which members the contract is made (ZL 8.2 b). Raises Refused once it was sent: who read the tariffs stays a side."""
    _open(session, contract, seen, now)
    if contract.versions and set(ids) != contract.party_ids:
        raise Refused("contract:providers-fixed")
    contract.parties = _members(session, network, ids)
    _recorded(session, contract, ContractSubject.PROVIDERS, actor, now)


def write_subject(session: Session, contract: ServiceContract, subject: ContractSubject, *, text: str, indicators: str | None = None,
                  seen: int, actor: Actor, now: datetime) -> None:
    """Write one of the subjects c to i; with monitoring (h) the indicators by which results are measured."""
    _open(session, contract, seen, now, theirs=contract.texts.get(subject, ""))
    contract.texts = {**contract.texts, subject.value: text}
    if indicators is not None:
        contract.indicators = [asdict(row) for row in read_indicators(indicators)]
    _recorded(session, contract, subject, actor, now)


def set_term(session: Session, contract: ServiceContract, *, begins_on: date | None, ends_on: date | None, extensions: int,
             extension_months: int, notice_months: int, tariffs: str, seen: int, actor: Actor, now: datetime) -> None:
    """Term and tariffs (ZL 8.2 j). The record says that they were set, never the tariffs."""
    _open(session, contract, seen, now)
    check_term(begins_on, ends_on, extensions, extension_months)
    contract.begins_on, contract.ends_on, contract.notice_months = begins_on, ends_on, notice_months
    contract.extensions, contract.extension_months = extensions, extension_months if extensions else 0
    contract.tariffs = [asdict(row) | {"amount": str(row.amount)} for row in read_tariffs(tariffs)]
    _recorded(session, contract, ContractSubject.TERM, actor, now)


def _open(session: Session, contract: ServiceContract, seen: int, now: datetime, theirs: str = "") -> None:
    lock(session, contract)
    if contract.state != ContractState.DRAFT:
        raise Refused("contract:not-a-draft")
    if contract.version != seen:
        raise Stale(theirs)
    contract.changed_at = now
    flag_modified(contract, "changed_at")  # also where only a list of names changes: the next writer must notice


def _recorded(session: Session, contract: ServiceContract, what: str, actor: Actor, now: datetime) -> None:
    record(session, contract, "contract:write", actor=actor, now=now, what=str(what))
