"""What was there before the history begins: municipalities, the network, its agreements, people and members.

The mass of the members stands in plain rows: a hundred and more applications say nothing that three do not.
"""

import re
import secrets
import unicodedata
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from portal.accounts.models import Role, RoleGrant, User
from portal.core.access import SYSTEM, Actor, ActsFor
from portal.core.calendar import local_day, local_instant
from portal.core.revisions import Paragraph
from portal.demo.cast import Cast
from portal.demo.content import network as said
from portal.demo.content import people, records
from portal.demo.content.agreements import AGREEMENTS
from portal.demo.content.shapes import AgreementText
from portal.intake.files import cells_of
from portal.intake.rules import Reading, read
from portal.members.models import Membership, Signature
from portal.members.rules import Declaration, MembershipState, SigningChannel
from portal.members.sealing import seal
from portal.members.signatures import facts_of, new_number
from portal.networks.models import Agreement, AgreementVersion, Network, NetworkAgreement, NetworkMunicipality
from portal.networks.operations import publish_agreement_version
from portal.parties.models import ContactPerson, Party
from portal.parties.products import LAWS, PRODUCTS
from portal.parties.rules import AuthorityGround, ContactDetails, Domain, Organisation
from portal.region.models import Municipality
from portal.region.operations import MUNICIPALITIES, load_municipalities
from portal.region.rules import read_municipalities
from portal.tables.rules import Provider, by_provider

DATA = Path(__file__).parent / "data"
COUNTS_FILE = "clients-per-provider.csv"
LAST_JOINED = 380
"""Days ago: everyone in the plain rows was a member when the history begins."""


def found(session: Session, now: datetime) -> Cast:
    """The network as it stood before the first table met."""
    begin = date(local_day(now).year - 2, 1, 1)
    places = _municipalities(session, now)
    network = Network(slug=said.SLUG, name=said.NAME, email=said.EMAIL, phone=said.PHONE,
                      settings={"countersign": True, "service_contracts": True, "network_meetings": 1, "table_meetings": 4})
    session.add(network)
    session.flush()
    session.add_all(NetworkMunicipality(network_id=network.id, municipality_id=place.id, is_host=name == said.HOST)
                    for name, place in places.items() if place.until is None)
    cast = Cast(session, network, places)
    _agreements(cast, begin)
    _staff(cast, local_instant(begin, time(8)))
    _members(cast, begin, local_day(now) - timedelta(days=LAST_JOINED))
    return cast


def _municipalities(session: Session, now: datetime) -> dict[str, Municipality]:
    rows = [row for row in read_municipalities(MUNICIPALITIES.read_text(encoding="utf-8")) if row.region == said.NAME]
    return {place.name: place for place in load_municipalities(session, rows, actor=SYSTEM, now=now)}


def _agreements(cast: Cast, begin: date) -> None:
    published = local_instant(begin - timedelta(days=45), time(9))
    for text in AGREEMENTS:
        agreement = Agreement(network_id=cast.network.id, slug=text.slug, title=text.title, kind=text.kind, laws=text.laws,
                              results=text.results)
        agreement.uses.append(NetworkAgreement(network_id=cast.network.id, used_since=begin))
        cast.session.add(agreement)
        cast.session.flush()
        publish_agreement_version(cast.session, agreement, paragraphs=paragraphs_of(text), in_force_from=begin,
                                  proposal_id=None, actor=SYSTEM, now=published)
        cast.agreements[text.slug] = agreement


def paragraphs_of(text: AgreementText) -> tuple[Paragraph, ...]:
    """Numbered article.paragraph, each with the title of its article."""
    return tuple(
        Paragraph(f"{article}.{number}", words, title)
        for article, (title, paragraphs) in enumerate(text.articles, start=1)
        for number, words in enumerate(paragraphs, start=1))


def _staff(cast: Cast, since: datetime) -> None:
    host = cast.municipalities[said.HOST]
    cast.secretary = official(cast, *people.SECRETARY, Role.SECRETARY, host, since)
    official(cast, *people.CHAIR, Role.CHAIR, host, since)
    for name, person in people.BOARD_STAFF.items():
        cast.board_staff[name] = official(cast, *person, Role.BOARD_STAFF, cast.municipalities[name], since)
    user = _user(*people.ADMINISTRATOR, since)
    cast.session.add(user)
    cast.session.flush()
    cast.session.add(RoleGrant(user_id=user.id, role=Role.ADMINISTRATOR, begins_at=since))


def official(cast: Cast, name: str, email: str, role: Role, place: Municipality, since: datetime) -> Actor:
    """Somebody of a municipality, with the role since then."""
    user = _user(name, email, since)
    cast.session.add(user)
    cast.session.flush()
    cast.session.add(RoleGrant(user_id=user.id, role=role, municipality_id=place.id, begins_at=since))
    return Actor(user.id, name, ActsFor.MUNICIPALITY, place.id, place.name, frozenset({role}))


def _user(name: str, email: str, since: datetime) -> User:
    return User(email=email, name=name, fs_uniquifier=secrets.token_hex(32), created_at=since, confirmed_at=since)


def cells() -> list[list[str]]:
    """The counts of the demonstration, as a spreadsheet shows them."""
    return cells_of((DATA / COUNTS_FILE).read_bytes())


def reading() -> Reading:
    """The counts of the demonstration, read as any upload is."""
    return read(cells())


def providers() -> list[tuple[int, Provider]]:
    """The providers of the counts with a number, by which their people and addresses are picked."""
    return list(enumerate(sorted(by_provider(reading().rows), key=lambda provider: provider.kvk)))


def _members(cast: Cast, begin: date, end: date) -> None:
    market = [(number, provider) for number, provider in providers() if provider.name not in said.ADMITTED]
    days = (end - begin).days
    since = [local_instant(begin + timedelta(days=days * place // len(market)), time(9)) for place in range(len(market))]
    # Half of them signed when the agreements began.
    since = [local_instant(begin, time(9)) if number % 2 else instant for (number, _), instant in zip(market, since, strict=True)]
    join(cast, market, since)


def join(cast: Cast, market: list[tuple[int, Provider]], since: list[datetime]) -> None:
    """These providers with their people, as members of the network since then. Their numbers pick people and addresses."""
    parties = [_party(cast, number, provider) for number, provider in market]
    for party, instant in zip(parties, since, strict=True):
        party.created_at = instant
    cast.session.add_all(parties)
    cast.session.flush()
    _people(cast, market, parties, since)
    make_members(cast, parties, since)
    cast.parties |= {party.name: party for party in parties}


def _party(cast: Cast, number: int, provider: Provider) -> Party:
    organisation = organisation_of(number, provider)
    party = Party(name=organisation.name, kvk=organisation.kvk, street=organisation.street, city=organisation.city,
                  postcode=organisation.postcode, domains=organisation.domains, streams=organisation.streams)
    party.branches, party.agb_codes = (f"0000{organisation.kvk}",), (f"41{number:06d}",)
    laws = [law for law, domain in zip(LAWS, (Domain.WMO, Domain.YOUTH), strict=True) if domain in organisation.domains]
    party.products = tuple(product.code for place, product in enumerate(PRODUCTS)
                           if product.law in laws and (place + number) % 4 == 0)
    # Some still have a municipality that has since merged into another one.
    party.municipalities = [place for order, place in enumerate(cast.municipalities.values()) if (order * 7 + number) % 5 < 2]
    if organisation.name == people.PROVIDER:
        party.website = records.WEBSITE
        party.postal_street, party.postal_postcode, party.postal_city = records.PO_BOX
    return party


def _people(cast: Cast, market: list[tuple[int, Provider]], parties: list[Party], since: list[datetime]) -> None:
    roles = (Role.CONTACT, Role.SUBSTITUTE)
    named = [(party, role, person, instant)
             for (number, provider), party, instant in zip(market, parties, since, strict=True)
             for role, person in zip(roles, contacts_of(number, organisation_of(number, provider)), strict=True)]
    users = [_user(person.name, person.email, instant) for _, _, person, instant in named]
    cast.session.add_all(users)
    cast.session.flush()
    for user, (party, role, person, instant) in zip(users, named, strict=True):
        held = [role, Role.PARTY_ADMIN] if role == Role.CONTACT else [role]
        cast.session.add_all(RoleGrant(user_id=user.id, role=each, party_id=party.id, begins_at=instant) for each in held)
        cast.session.add(ContactPerson(party_id=party.id, role=role, name=person.name, email=person.email, user_id=user.id,
                                       phone=person.phone, address=person.address, begins_at=instant))
        if role == Role.CONTACT:
            cast.speakers[party.name] = Actor(user.id, user.name, ActsFor.PARTY, party.id, party.name, frozenset({role}))


def make_members(cast: Cast, parties: list[Party], since: list[datetime]) -> None:
    """Parties that are there already become members; their speakers signed every agreement."""
    versions: list[AgreementVersion] = [version for agreement in cast.agreements.values() for version in agreement.versions]
    memberships = [
        Membership(network_id=cast.network.id, party_id=party.id, state=MembershipState.ADMITTED, applied_at=instant,
                   decided_at=instant, member_since=local_day(instant)) for party, instant in zip(parties, since, strict=True)]
    cast.session.add_all(memberships)
    cast.session.flush()
    for number, (party, membership) in enumerate(zip(parties, memberships, strict=True)):
        cast.session.add_all(_signature(number, party, membership, version, cast.speakers[party.name]) for version in versions)


def _signature(number: int, party: Party, membership: Membership, version: AgreementVersion, signer: Actor) -> Signature:
    signature = Signature(
        number=new_number(), membership_id=membership.id, agreement_version=version, signed_at=membership.applied_at,
        organisation=party.name, kvk=party.kvk, name=signer.person_name, channel=SigningChannel.ONLINE,
        job_title=people.JOB_TITLES[number % len(people.JOB_TITLES)], email=f"bestuur@{slug_of(party.name)}.example",
        ground=list(AuthorityGround)[number % 3], declarations=sorted(Declaration), fingerprint=version.fingerprint)
    signature.seal = seal(facts_of(signature))
    return signature


def organisation_of(number: int, provider: Provider) -> Organisation:
    postcode, city = people.PLACES[number % len(people.PLACES)]
    street = f"{people.STREETS[number % len(people.STREETS)]} {number % 60 + 1}"
    return Organisation(provider.name, provider.kvk, street, postcode, city, provider.domains, provider.streams)


def contacts_of(number: int, organisation: Organisation) -> tuple[ContactDetails, ContactDetails]:
    """A provider's contact person and substitute: the printed ones for one provider, invented ones for the others."""
    address = f"{organisation.street}, {organisation.postcode} {organisation.city}"
    named = people.PROVIDER_PEOPLE if organisation.name == people.PROVIDER else (
        _name(2 * number, organisation), _name(2 * number + 1, organisation))
    phones = (f"043 000 {number % 100:02d} 10", f"043 000 {number % 100:02d} 11")
    first, second = ((*person, phone) for person, phone in zip(named, phones, strict=True))
    return ContactDetails(*first, address), ContactDetails(*second, address)


def _name(number: int, organisation: Organisation) -> tuple[str, str]:
    first = people.FIRST_NAMES[number % len(people.FIRST_NAMES)]
    last = people.LAST_NAMES[number % len(people.LAST_NAMES)]
    return f"{first} {last}", f"{first}.{last}@{slug_of(organisation.name)}.example".lower()


def slug_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
