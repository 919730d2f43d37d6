"""What can be found of service contracts: never a tariff. Signed ones by everyone, sent ones by their two sides."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.contracts.models import ContractParty, ContractVersion, ServiceContract
from portal.contracts.queries import visible
from portal.contracts.rules import WRITTEN, ContractState
from portal.core.indexing import MUNICIPALITY, PUBLIC, Entry, Source, Touched, has_changed, of_party
from portal.parties.models import Party


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    rows = session.scalars(
        select(ServiceContract).where(ServiceContract.id.in_(ids))
        .options(selectinload(ServiceContract.parties), selectinload(ServiceContract.municipalities),
                 selectinload(ServiceContract.versions)).execution_options(populate_existing=True))
    for contract in rows:
        for audience, path in _readers(contract):
            yield Entry(contract.network_id, "contract", contract.id, path, contract.title, _text(contract, audience),
                        contract.signed_at or contract.created_at, audience, label=contract.number)


def _readers(contract: ServiceContract) -> list[tuple[str, str]]:
    """Each audience with its own page. While a new draft is written its providers find what was sent before by its page alone."""
    if contract.is_public:
        return [(PUBLIC, contract.path)]
    own = contract.parties if contract.versions and contract.state != ContractState.DRAFT else []
    return [(MUNICIPALITY, f"/bureau/dienstverleningsovereenkomsten/{contract.id}"),
            *((of_party(party.id), f"/mijn/dienstverleningsovereenkomsten/{contract.id}") for party in own)]


def _text(contract: ServiceContract, audience: str) -> str:
    content = contract.draft if audience == MUNICIPALITY else contract.content
    return "\n".join([*(provider.name for provider in content.providers), *content.municipalities,
                      *(content.texts.get(subject, "") for subject in WRITTEN)])


def _of_party(party: Party) -> Touched:
    with_party = select(ContractParty.contract_id).where(ContractParty.party_id == party.id)
    return with_party if has_changed(party, "name") else ()


SOURCES = [Source(
    "contract", select(ServiceContract.id, ServiceContract.created_at), _entries, visible=visible,
    touched_by={ServiceContract: lambda contract: [contract.id], ContractVersion: lambda version: [version.contract_id],
                Party: _of_party},
    heading=lambda entry: f"{entry.label} {entry.title}")]
