"""Finding service contracts: what everyone may know of, one's own, and what waits for the municipality."""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal.accounts.models import Role
from portal.contracts.models import ContractConsent, ContractParty, ContractSignature, ContractVersion, ServiceContract
from portal.contracts.rules import BUSY, KNOWN, ContractState, Facts, missing
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.documents import Document
from portal.core.finding import has_words
from portal.core.prepared import prepared
from portal.networks.models import Network
from portal.networks.queries import host
from portal.parties.models import Party
from portal.region.queries import mandates_in_force
from portal.region.rules import MandateTask, Standing, lacking

MOST = 200


def contracts(network: Network) -> Select[ServiceContract]:
    """Every contract with its parties, unordered. Whoever asks for all is the municipality."""
    return (select(ServiceContract).options(selectinload(ServiceContract.parties), selectinload(ServiceContract.municipalities))
            .where(ServiceContract.network_id == network.id))


def _whole() -> list[ExecutableOption]:
    """Versions with signatures and consents, and all that was written."""
    versions = selectinload(ServiceContract.versions)
    return [versions.selectinload(ContractVersion.signatures).joinedload(ContractSignature.municipality),
            versions.selectinload(ContractVersion.consents).joinedload(ContractConsent.document),
            selectinload(ServiceContract.entries), joinedload(ServiceContract.agreement)]


def known() -> ColumnElement[bool]:
    """Both sides signed it: which contracts there are is for everyone to know."""
    return ServiceContract.state.in_(KNOWN)


def is_with(party_id: int | None) -> ColumnElement[bool]:
    return exists().where(ContractParty.contract_id == ServiceContract.id, ContractParty.party_id == party_id)


def of_party(party_id: int | None) -> ColumnElement[bool]:
    """It was sent to this party for signature, or the party signed it. A draft that was never sent is the municipality's."""
    return is_with(party_id) & was_sent()


def was_sent() -> ColumnElement[bool]:
    return exists().where(ContractVersion.contract_id == ServiceContract.id)


def visible(actor: Actor, network: Network) -> Select[Any]:
    """The ids of the contracts of which this actor may know: THE visibility query of this kind."""
    own = of_party(actor.party_id) if actor.party_id is not None else false()
    seen = ServiceContract.network_id == network.id if Role.SECRETARY in actor.roles else or_(known(), own)
    return select(ServiceContract.id).where(ServiceContract.network_id == network.id, seen)


def public_contracts(network: Network, name: str = "") -> Select[ServiceContract]:
    """What everyone may know, unordered; only those with this in their title or in the name of a provider."""
    query = contracts(network).where(known())
    if not name:
        return query
    with_party = exists().where(ContractParty.contract_id == ServiceContract.id, ContractParty.party_id == Party.id,
                                has_words(Party.name, name))
    return query.where(or_(has_words(ServiceContract.title, name), with_party))


def contracts_with(network: Network, party_id: int) -> Select[ServiceContract]:
    """All with one party, drafts too: for the municipality."""
    return contracts(network).where(is_with(party_id))


def own_contracts(network: Network, party_id: int) -> Select[ServiceContract]:
    return contracts(network).where(of_party(party_id))


def busy_contracts(session: Session, network: Network) -> list[ServiceContract]:
    """Drafts, what waits for signatures and what was refused; the longest first."""
    return list(session.scalars(*_busy_contracts(network)))


@prepared
def _busy_contracts(network: Network) -> Select[ServiceContract]:
    return (contracts(network).options(*_whole()).where(ServiceContract.state.in_(BUSY))
            .order_by(ServiceContract.state_since, ServiceContract.id).limit(MOST))


def other_contracts(network: Network) -> Select[ServiceContract]:
    """Signed, ended and withdrawn ones."""
    return contracts(network).where(ServiceContract.state.not_in(BUSY))


def contract_by_id(session: Session, network: Network, contract_id: int, party_id: int | None = None) -> ServiceContract | None:
    """A contract with all that belongs to it; of another party, or before it was sent, it does not exist."""
    query = contracts(network) if party_id is None else own_contracts(network, party_id)
    return session.scalar(query.options(*_whole()).where(ServiceContract.id == contract_id))


def contract_by_number(session: Session, network: Network, number: str) -> ServiceContract | None:
    """A contract in any state by its number, such as 2026-03: for the municipality."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2,6})", number)
    if found is None:
        return None
    year, sequence = map(int, found.groups())
    return session.scalar(contracts(network).options(*_whole()).where(ServiceContract.year == year, ServiceContract.sequence == sequence))


def public_by_number(session: Session, network: Network, number: str) -> ServiceContract | None:
    """A signed contract by its number."""
    contract = contract_by_number(session, network, number)
    return contract if contract and contract.is_public else None


def signature_by_number(session: Session, number: str) -> ContractSignature | None:
    """A signature by the number of its receipt, with its contract and all that was signed under the same text."""
    version = joinedload(ContractSignature.version)
    return session.scalar(select(ContractSignature).where(ContractSignature.number == number).options(
        version.joinedload(ContractVersion.contract), version.selectinload(ContractVersion.signatures)))


def next_sequence(session: Session, network: Network, year: int) -> int:
    last = session.scalar(select(func.max(ServiceContract.sequence)).where(
        ServiceContract.network_id == network.id, ServiceContract.year == year))
    return (last or 0) + 1


# What a step needs to know

def standings(session: Session, network: Network, contract: ServiceContract, today: date) -> list[Standing]:
    """How each of the contract's other municipalities stands towards the newest version: mandate, and consent where it is asked."""
    acting = host(session, network)
    mandates = mandates_in_force(session, acting.id, MandateTask.CONTRACTS, today)
    given = {row.municipality_id for row in contract.newest.consents} if contract.newest else set()
    return [Standing(place.name, place.id in mandates, place.id in mandates and mandates[place.id].consent_before_signing,
                     place.id in given, place.id) for place in contract.municipalities if place.id != acting.id]


def facts_of(session: Session, network: Network, contract: ServiceContract, now: datetime) -> Facts:
    """What the steps of this contract look at."""
    lacks = lacking(standings(session, network, contract, local_day(now))) if contract.state == ContractState.SENT else None
    return Facts(missing(contract.draft), unsigned(contract), lacks.mandates if lacks else (), lacks.consents if lacks else (),
                 contract.extensions - contract.times_extended)


def unsigned(contract: ServiceContract) -> tuple[str, ...]:
    """The providers that did not sign the version that was sent last, by name."""
    version = contract.newest
    return tuple(party.name for party in contract.parties if version is None or version.signature_of(party.id) is None)


# What waits

def to_sign(session: Session, network: Network, party_id: int) -> list[ServiceContract]:
    """What was sent to a party and it has not signed."""
    newest = (select(func.max(ContractVersion.number)).where(ContractVersion.contract_id == ServiceContract.id)
              .correlate(ServiceContract).scalar_subquery())
    signed = exists().where(ContractVersion.contract_id == ServiceContract.id, ContractVersion.number == newest,
                            ContractSignature.version_id == ContractVersion.id, ContractSignature.party_id == party_id)
    return list(session.scalars(
        own_contracts(network, party_id).options(selectinload(ServiceContract.versions))
        .where(ServiceContract.state == ContractState.SENT, ~signed).order_by(ServiceContract.id).limit(MOST)))


def near_their_end(session: Session, network: Network, today: date) -> list[ServiceContract]:
    """Signed contracts of which the municipality must say whether they go on; what ends first on top."""
    return list(session.scalars(*_near_their_end(network, today)))


@prepared
def _near_their_end(network: Network, today: date) -> Select[ServiceContract]:
    return (contracts(network).options(selectinload(ServiceContract.entries))
            .where(ServiceContract.state == ContractState.SIGNED, ServiceContract.remind_on <= today, ServiceContract.ends_on >= today)
            .order_by(ServiceContract.ends_on, ServiceContract.id).limit(MOST))


def to_consent(session: Session, network: Network, municipality_id: int, now: datetime) -> list[ServiceContract]:
    """Contracts that wait for the written consent of one municipality."""
    return [row for row in busy_contracts(session, network) if row.state == ContractState.SENT and any(
        each.municipality_id == municipality_id and each.consent_is_missing
        for each in standings(session, network, row, local_day(now)))]


def consent_letter(contract: ServiceContract, municipality_id: int) -> Document | None:
    """The letter in which a municipality consented to the newest version."""
    rows = contract.newest.consents if contract.newest else []
    return next((row.document for row in rows if row.municipality_id == municipality_id), None)


def sent_lately(session: Session, sign_by: Collection[date]) -> list[ContractVersion]:
    """Versions that wait for signatures until one of these days, with the contract and what was signed."""
    return [row for row in session.scalars(
        select(ContractVersion).join(ContractVersion.contract)
        .options(joinedload(ContractVersion.contract).selectinload(ServiceContract.parties),
                 joinedload(ContractVersion.contract).joinedload(ServiceContract.network),
                 joinedload(ContractVersion.contract).selectinload(ServiceContract.versions),
                 selectinload(ContractVersion.signatures))
        .where(ServiceContract.state == ContractState.SENT, ContractVersion.sign_by.in_(sign_by)).order_by(ContractVersion.id))
        if row.contract.newest is row]


def ending(session: Session, today: date) -> list[ServiceContract]:
    """Of every network: signed contracts that near their end without a decision."""
    return list(session.scalars(
        select(ServiceContract).options(selectinload(ServiceContract.parties), joinedload(ServiceContract.network))
        .where(ServiceContract.state == ContractState.SIGNED, ServiceContract.remind_on <= today, ServiceContract.ends_on >= today)
        .order_by(ServiceContract.id)))
