"""Signing a contract: each provider first, then the host municipality for itself and under the mandates of the others."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contracts import messages
from portal.contracts.models import ContractConsent, ContractSignature, ContractVersion, ServiceContract
from portal.contracts.operations import make_known, take, write
from portal.contracts.queries import standings, unsigned
from portal.contracts.rules import ContractAct, ContractState, remind_on
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused
from portal.members.rules import SigningChannel
from portal.members.sealing import SealedFacts, counterseal, seal
from portal.members.signatures import new_number
from portal.networks.consents import check_written
from portal.networks.models import Network
from portal.networks.queries import host
from portal.notifications.operations import queue
from portal.parties.models import Party
from portal.parties.queries import recipients
from portal.parties.rules import AuthorityGround
from portal.region.models import Municipality

LETTER = "D"
"""Numbers of these signatures begin with it, those under agreements with H."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for a provider, and why this person may."""

    name: str
    job_title: str
    ground: AuthorityGround


def check_signing(contract: ServiceContract, *, read: str, actor: Actor) -> tuple[ContractVersion, Party]:
    """The version and the provider that a signature would bind. `read`: the fingerprint of the text that lay before the signer.

    Raises Refused when it does not wait for signatures, is not with this provider, was signed by it, or is another text.
    """
    version = contract.newest
    if contract.state != ContractState.SENT or version is None:
        raise Refused("contract:not-sent")
    party = next((row for row in contract.parties if row.id == actor.party_id), None)
    if party is None:
        raise Refused("contract:not-a-side")
    if version.signature_of(party.id):
        raise Refused("contract:already-signed")
    if version.fingerprint != read:
        raise Refused("contract:text-changed")
    return version, party


def sign_for_provider(session: Session, network: Network, contract: ServiceContract, signer: Signer, *, read: str, actor: Actor,
                      now: datetime) -> ContractSignature:
    """Sign for one's party, sealed; the receipt goes to its contact persons. When it is the last one, the municipality hears it."""
    lock(session, contract)
    version, party = check_signing(contract, read=read, actor=actor)
    signature = ContractSignature(
        number=new_number(LETTER), version=version, party_id=party.id, organisation=party.name, kvk=party.kvk, name=signer.name,
        job_title=signer.job_title, ground=signer.ground, signed_at=now, person_id=actor.person_id)
    signature.seal = seal(facts_of(signature))
    _add(session, version, signature)
    write(session, contract, ContractAct.SIGN, "", actor, now)
    record(session, contract, "contract:sign", actor=actor, now=now, number=signature.number, signer=signer.name,
           ground=signer.ground, text=version.fingerprint, seal=signature.seal)
    queue(session, messages.signed(signature, recipients(session, [party.id])), now=now)
    if not unsigned(contract):
        queue(session, messages.told(contract, f"contract-all-signed:{version.id}", "contract:letter-all-signed", network), now=now)
    return signature


def _add(session: Session, version: ContractVersion, signature: ContractSignature) -> None:
    session.add(signature)
    session.flush()
    session.expire(version, ["signatures"])


def facts_of(signature: ContractSignature) -> SealedFacts:
    """What a provider's signature says now: its seal is right when nothing in it was changed."""
    assert signature.ground  # noqa: S101 - a provider's signature has one
    version = signature.version
    return SealedFacts(
        number=signature.number, agreement=f"dienstverleningsovereenkomst-{version.contract.number}", version=version.number,
        text=version.fingerprint, organisation=signature.organisation, kvk=signature.kvk, signed_at=signature.signed_at,
        name=signature.name, job_title=signature.job_title, ground=signature.ground, declarations=(), channel=SigningChannel.ONLINE,
        scan="")


def sign_for_municipality(session: Session, network: Network, contract: ServiceContract, *, name: str, job_title: str, actor: Actor,
                          now: datetime) -> ContractSignature:
    """Sign for the municipalities, below the signatures of all providers: from now on everyone can read the contract.

    Raises Refused while a provider has not signed, and while a mandate or a written consent is missing (WM25 4.11).
    """
    take(session, network, contract, "countersign", "", now)
    version, place = contract.newest, host(session, network)
    assert version and contract.ends_on  # noqa: S101 - what was sent has a version with a term
    mandates = [row.name for row in standings(session, network, contract, local_day(now))]
    signature = ContractSignature(
        number=new_number(LETTER), version=version, municipality=place, organisation=place.name, kvk="", name=name,
        job_title=job_title, signed_at=now, mandates=mandates, person_id=actor.person_id)
    signature.seal = _counterseal(version, signature, place)
    _add(session, version, signature)
    contract.remind_on = remind_on(contract.ends_on, contract.notice_months)
    entry = write(session, contract, ContractAct.COUNTERSIGN, "", actor, now)
    record(session, contract, "contract:countersign", actor=actor, now=now, number=signature.number, signer=name, mandates=mandates,
           text=version.fingerprint, seal=signature.seal)
    make_known(session, contract, "contract:signed", now)
    queue(session, messages.news(contract, entry, recipients(session, contract.party_ids)), now=now)
    return signature


def _counterseal(version: ContractVersion, signature: ContractSignature, place: Municipality) -> str:
    below = "+".join(sorted(row.seal for row in version.of_providers))
    return counterseal(f"{version.fingerprint}+{below}", municipality=place.code, name=signature.name, job_title=signature.job_title,
                       signed_at=signature.signed_at, mandates=list(signature.mandates))


def is_sealed(signature: ContractSignature) -> bool:
    """Whether this signature still says what was sealed."""
    if signature.municipality is not None:
        return signature.seal == _counterseal(signature.version, signature, signature.municipality)
    return signature.seal == seal(facts_of(signature))


def is_unchanged(version: ContractVersion) -> bool:
    """Whether text and signatures still say what was sealed."""
    return version.fingerprint == version.content.fingerprint and all(is_sealed(row) for row in version.signatures)


# Consents

def check_consent(session: Session, network: Network, contract: ServiceContract, place: Municipality, given_on: date, *,
                  has_document: bool, actor: Actor, now: datetime) -> bool:
    """Whether the host enters this consent for the other municipality.

    Raises Refused where it is not asked, for who may not, a day to come, and the host without the letter.
    """
    if contract.state != ContractState.SENT or place.id not in _asked(session, network, contract, now):
        raise Refused("contract:consent-not-asked")
    return check_written(session, network, place, given_on, has_document=has_document, actor=actor, now=now)


def _asked(session: Session, network: Network, contract: ServiceContract, now: datetime) -> Collection[int]:
    return {row.municipality_id for row in standings(session, network, contract, local_day(now)) if row.consent_is_missing}


def give_consent(session: Session, network: Network, contract: ServiceContract, place: Municipality, *, given_on: date, given_by: str,
                 document: Document | None, actor: Actor, now: datetime) -> ContractConsent:
    """Put a municipality's written consent to the newest version on record (WM25 4.11)."""
    lock(session, contract)
    by_host = check_consent(session, network, contract, place, given_on, has_document=document is not None, actor=actor, now=now)
    version = contract.newest
    assert version  # noqa: S101 - it was sent
    consent = ContractConsent(version_id=version.id, municipality_id=place.id, given_on=given_on, given_by=given_by, by_host=by_host,
                              document=document, entered_at=now, entered_by_id=actor.person_id)
    session.add(consent)
    record(session, contract, "contract:consent", actor=actor, now=now, version=version.number, municipality=place.id,
           given_on=given_on, given_by=given_by, by_host=by_host)
    session.flush()
    session.expire(version, ["consents"])
    return consent
