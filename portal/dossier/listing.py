"""Which files there are on the desk, a page of one kind at a time."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, exists
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.accounts.models import Role
from portal.advice.models import AdviceRequest
from portal.advice.queries import requests
from portal.contracts.models import ContractMunicipality, ServiceContract
from portal.contracts.queries import contracts
from portal.core.access import Actor
from portal.core.paging import Page, newest_first
from portal.dossier.kinds import ADVICE, CONTRACT, GROUP, PILOT, PROPOSAL, SHARED
from portal.dossier.parts import DESK
from portal.dossier.shared import asked_of
from portal.groups.models import WorkingGroup
from portal.groups.queries import groups
from portal.networks.models import Network
from portal.networks.queries import successors
from portal.pilots import queries as pilots
from portal.pilots.models import Pilot
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal

PAGED: dict[str, tuple[Callable[[Network], Select[Any]], InstrumentedAttribute[int]]] = {
    PROPOSAL: (lambda network: proposals.visible_rows(DESK, network), Proposal.id),
    PILOT: (lambda network: pilots.visible_rows(DESK, network), Pilot.id),
    ADVICE: (requests, AdviceRequest.id),
    GROUP: (groups, WorkingGroup.id),
    CONTRACT: (contracts, ServiceContract.id),
    SHARED: (asked_of, Proposal.id),
}
"""By kind: every subject of the network, and the key that it is paged by."""


def files(session: Session, network: Network, kind: str, actor: Actor) -> Page[Any]:
    """The newest first; of contracts those that are the business of the actor's municipality, for staff of its board."""
    rows, key = PAGED[kind]
    query = rows(network)
    if kind == CONTRACT and not actor.roles & {Role.SECRETARY, Role.ADMINISTRATOR}:
        query = query.where(_is_for(session, network, actor.municipality_id))
    return newest_first(session, query, key)


def _is_for(session: Session, network: Network, municipality_id: int | None) -> Any:
    """The contract is made for this municipality, or for one that merged into it (RN 12.3)."""
    theirs = [member for member, place in successors(session, network).items() if municipality_id in (member, place.id)]
    return exists().where(ContractMunicipality.contract_id == ServiceContract.id, ContractMunicipality.municipality_id.in_(theirs))
