"""The providers: their people, their memberships, and a signature of both sides under every agreement."""

from datetime import datetime, timedelta

from portal.accounts.models import Role
from portal.core.calendar import local_day
from portal.demo.content import grown as said
from portal.demo.content.people import JOB_TITLES, STREETS
from portal.demo.grown.chance import Chance
from portal.demo.grown.land import Land, Member, add_user, contact_of, grant
from portal.demo.grown.store import Store, Tick
from portal.members.models import Countersignature, Membership, Signature
from portal.members.rules import Declaration, MembershipState, SigningChannel
from portal.members.sealing import SealedFacts, counterseal, seal
from portal.networks.models import Agreement, AgreementVersion
from portal.parties.models import ContactPerson, Party, PartyMunicipality
from portal.parties.products import PRODUCTS
from portal.parties.rules import AuthorityGround, Domain, FundingStream

FIRST_KVK = 60_000_001
ROLES = (Role.CONTACT, Role.SUBSTITUTE)
RUSH = 10
"""How late most of them join: with a power of 10 the network doubles in its last ten weeks."""


def join(land: Land, store: Store, chance: Chance, most: int, tick: Tick) -> None:
    """They join one after another, few in the first year and most of them at the end."""
    for number in range(most):
        since = land.begin + (land.now - land.begin) * ((number + 1) / (most + 1)) ** (1 / RUSH)
        member = _provider(land, store, chance, number, since)
        land.members.append(member)
        _membership(land, store, chance, number, member)
        tick(1)
    land.members.sort(key=lambda member: member.since)


def _provider(land: Land, store: Store, chance: Chance, number: int, since: datetime) -> Member:
    place = chance.one(land.places)
    name, kvk = f"{chance.one(said.KINDS)} {chance.one(said.CALLED)} {place.name}", str(FIRST_KVK + number)
    name = f"{name} {number + 1}"
    confirmed_at = max(since, land.now - timedelta(days=number % 300))
    party_id = store.add(
        Party, name=name, kvk=kvk, branches=(f"0000{kvk}",), agb_codes=(f"42{number:06d}",), street=f"{chance.one(STREETS)} {number % 90 + 1}",
        postcode=f"{1000 + number % 9000} AB", city=place.name, domains=frozenset(domain for domain in Domain if chance.happens(.4))
        or frozenset({Domain.WMO}), streams=frozenset({FundingStream.ZIN, *([FundingStream.PGB] if chance.happens(.3) else [])}),
        products=tuple(product.code for product in PRODUCTS if chance.happens(.15)), created_at=since, confirmed_at=confirmed_at,
        confirmed_by="de contactpersoon")
    served = {place.id, *(chance.one(land.places).id for _ in range(4))}
    for place_id in sorted(served):
        store.link(PartyMunicipality, party_id=party_id, municipality_id=place_id)
    people = [_person(land, store, chance, party_id, role, f"{role.value}@p{number + 1:05d}.example", since) for role in ROLES]
    return Member(party_id, name, kvk, since, contact_of(party_id, name, *people[0]))


def _person(land: Land, store: Store, chance: Chance, party_id: int, role: Role, email: str, since: datetime) -> tuple[int, str]:
    name = chance.person()
    user_id = add_user(land, store, chance, name, email, since)
    for held in [role, Role.PARTY_ADMIN] if role == Role.CONTACT else [role]:
        grant(store, user_id, held, since, party_id=party_id)
    store.add(ContactPerson, party_id=party_id, role=role, name=name, email=email, phone="010 000 00 00", address="Postbus 1",
              begins_at=since, ends_at=None, user_id=user_id)
    return user_id, name


def _membership(land: Land, store: Store, chance: Chance, number: int, member: Member) -> None:
    membership_id = store.add(
        Membership, network_id=land.network.id, party_id=member.id, state=MembershipState.ADMITTED, application_data={},
        follow_key=chance.key(), applied_at=member.since, decided_at=member.since, member_since=local_day(member.since))
    store.record(Membership, membership_id, "membership:admit", land.secretary, member.since)
    store.tell("member:admitted", member.since, network_id=land.network.id, title=member.name, path="/deelnemers", name=member.name,
               member_since=local_day(member.since))
    for agreement, version in land.agreements:
        if version.published_at <= member.since:
            _signature(land, store, chance, number, member, membership_id, agreement, version)


def _signature(land: Land, store: Store, chance: Chance, number: int, member: Member, membership_id: int, agreement: Agreement,
               version: AgreementVersion) -> None:
    receipt, job, ground = chance.receipt("H"), JOB_TITLES[number % len(JOB_TITLES)], list(AuthorityGround)[number % 3]
    sealed = seal(SealedFacts(
        number=receipt, agreement=agreement.slug, version=version.number, text=version.fingerprint, organisation=member.name,
        kvk=member.kvk, signed_at=member.since, name=member.contact.person_name, job_title=job, ground=ground,
        declarations=tuple(sorted(Declaration)), channel=SigningChannel.ONLINE, scan=""))
    signature_id = store.add(
        Signature, number=receipt, membership_id=membership_id, agreement_version_id=version.id, organisation=member.name,
        kvk=member.kvk, signed_at=member.since, name=member.contact.person_name, job_title=job, email=f"bestuur@p{number + 1:05d}.example",
        ground=ground, declarations=sorted(Declaration), fingerprint=version.fingerprint, channel=SigningChannel.ONLINE, seal=sealed)
    store.record(Signature, signature_id, "signature:sign", member.contact, member.since, number=receipt, ground=ground,
                 channel=SigningChannel.ONLINE, signer=member.contact.person_name, text=version.fingerprint, seal=sealed)
    if land.network.profile.countersign:
        _countersign(land, store, signature_id, sealed, min(member.since + timedelta(hours=2), land.now))


def _countersign(land: Land, store: Store, signature_id: int, sealed: str, signed_at: datetime) -> None:
    place, name, job = land.home, land.secretary.person_name, "secretaris"
    store.add(Countersignature, signature_id=signature_id, municipality_id=place.id, name=name, job_title=job, signed_at=signed_at,
              mandates=[], person_id=land.secretary.person_id,
              seal=counterseal(sealed, municipality=place.code, name=name, job_title=job, signed_at=signed_at, mandates=[]))
