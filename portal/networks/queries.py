"""Finding the network, its members, its agreements and who waits to be admitted."""

from dataclasses import dataclass
from datetime import date

from flask import current_app, g
from sqlalchemy import ColumnElement, Select, String, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session, contains_eager, defer, joinedload, selectinload

from portal.core import clock
from portal.core.calendar import local_day
from portal.core.database import Base
from portal.networks.models import (
    Agreement,
    AgreementVersion,
    Membership,
    Network,
    NetworkMunicipality,
    Signature,
)
from portal.networks.rules import AgreementKind, MembershipState
from portal.parties.models import ContactPerson, Party
from portal.parties.queries import Recipient
from portal.parties.rules import Domain
from portal.region.models import Municipality


class NoNetwork(LookupError):
    """The database holds no network yet, or not the one that the setting names."""


def current_network(session: Session) -> Network:
    """The network that this installation serves: the setting NETWORK, or the first. One query a request."""
    network: Network | None = g.get("network")
    if network is None:
        slug = current_app.config["NETWORK"]
        query = select(Network).where(Network.slug == slug) if slug else select(Network).order_by(Network.id).limit(1)
        network = session.scalar(query)
        if network is None:
            raise NoNetwork(slug)
        g.network = network
    return network


def memberships(network: Network) -> Select[Membership]:
    """The places of those who are members today: admitted and not ended."""
    today = local_day(clock.now())
    return (select(Membership)
            .where(Membership.network_id == network.id, Membership.state == MembershipState.ADMITTED)
            .where(or_(Membership.member_until.is_(None), Membership.member_until >= today)))


def members(session: Session, network: Network) -> list[Party]:
    """Every member, by name."""
    ids = memberships(network).with_only_columns(Membership.party_id)
    return list(session.scalars(select(Party).where(Party.id.in_(ids)).order_by(func.lower(Party.name), Party.id)))


def member_ids(session: Session, network: Network) -> list[int]:
    return list(session.scalars(memberships(network).with_only_columns(Membership.party_id).order_by(Membership.party_id)))


def network_recipients(session: Session, network: Network) -> list[Recipient]:
    """The contact persons and substitutes of all members as they are now. One query."""
    ids = memberships(network).with_only_columns(Membership.party_id)
    rows = session.execute(
        select(ContactPerson.email, ContactPerson.name, ContactPerson.party_id)
        .where(ContactPerson.party_id.in_(ids), ContactPerson.ends_at.is_(None)).order_by(ContactPerson.id))
    return [Recipient(*row) for row in rows]


def listed(network: Network, domain: Domain | None = None, name: str = "") -> Select[Membership]:
    """The public list with its parties, unordered; only those in a domain, or with this in their name."""
    query = memberships(network).join(Membership.party).options(contains_eager(Membership.party))
    if domain is not None:
        query = query.where(_works_in(domain))
    return query.where(func.lower(Party.name).contains(name.casefold(), autoescape=True)) if name else query


def member_counts(session: Session, network: Network) -> dict[Domain | None, int]:
    """How many members there are (None), and how many work in each domain. One query."""
    columns = [func.count(), *(func.sum(case((_works_in(domain), 1), else_=0)) for domain in Domain)]
    row = session.execute(memberships(network).join(Membership.party).with_only_columns(*columns)).one()
    keys: list[Domain | None] = [None, *Domain]
    return {key: int(count or 0) for key, count in zip(keys, row, strict=True)}


def _works_in(domain: Domain) -> ColumnElement[bool]:
    return type_coerce(Party.domains, String).contains(f",{domain.value},", autoescape=True)


def municipalities(session: Session, network: Network) -> list[Municipality]:
    """The municipalities that take part and exist today, by name; a successor stands for who merged into it (RN 12.3)."""
    today = local_day(clock.now())
    places = session.scalars(
        select(Municipality).join(NetworkMunicipality).options(joinedload(Municipality.successor))
        .where(NetworkMunicipality.network_id == network.id))
    present = {(place if _exists(place, today) else place.successor) for place in places}
    return sorted((place for place in present if place is not None), key=lambda place: place.name.casefold())


def _exists(place: Municipality, today: date) -> bool:
    return place.until is None or place.until >= today


def host(session: Session, network: Network) -> Municipality:
    """The municipality that acts for the others (ZL h, WM25 4). Raises NoResultFound where none is named."""
    return session.scalars(
        select(Municipality).join(NetworkMunicipality)
        .where(NetworkMunicipality.network_id == network.id, NetworkMunicipality.is_host)).one()


def agreements(session: Session, network: Network) -> list[Agreement]:
    """The network's agreements, the shared arrangements first, with their versions but not yet the texts. Two queries."""
    return list(session.scalars(
        select(Agreement).where(Agreement.network_id == network.id)
        .options(selectinload(Agreement.versions).options(defer(AgreementVersion.paragraphs)))
        .order_by(case((Agreement.kind == AgreementKind.SHARED, 0), else_=1), func.lower(Agreement.title))))


def agreement_by_slug(session: Session, network: Network, slug: str) -> Agreement | None:
    """One agreement with all its versions and their texts."""
    return session.scalar(
        select(Agreement).options(selectinload(Agreement.versions))
        .where(Agreement.network_id == network.id, Agreement.slug == slug))


def latest_version(session: Session, agreement: Agreement) -> AgreementVersion:
    """The highest number, in force or coming. Raises NoResultFound for an agreement without a text."""
    return session.scalars(
        select(AgreementVersion).where(AgreementVersion.agreement_id == agreement.id)
        .order_by(AgreementVersion.number.desc()).limit(1)).one()


def in_force(versions: list[AgreementVersion], today: date) -> AgreementVersion | None:
    """The version that holds on a day: the highest number of those that have begun."""
    begun = [version for version in versions if version.in_force_from <= today]
    return max(begun, key=lambda version: version.number, default=None)


def versions_to_sign(session: Session, network: Network, today: date) -> list[AgreementVersion]:
    """What a provider signs: the version in force of each agreement, the shared arrangements first. One query."""
    newest = (
        select(func.max(AgreementVersion.number)).correlate(Agreement)
        .where(AgreementVersion.agreement_id == Agreement.id, AgreementVersion.in_force_from <= today).scalar_subquery())
    return list(session.scalars(
        select(AgreementVersion).join(AgreementVersion.agreement).options(contains_eager(AgreementVersion.agreement))
        .where(Agreement.network_id == network.id, AgreementVersion.number == newest)
        .order_by(case((Agreement.kind == AgreementKind.SHARED, 0), else_=1), func.lower(Agreement.title))))


@dataclass(frozen=True, slots=True)
class Cause:
    """The proposal that changed an agreement. Proposals live below this package: the table is named, not imported."""

    number: str
    title: str


def causes(session: Session, versions: list[AgreementVersion]) -> dict[int, Cause]:
    """By the id of the version: which published proposal it came from. One query."""
    proposal = Base.metadata.tables["proposal"]
    wanted = {version.proposal_id for version in versions if version.proposal_id}
    rows = session.execute(
        select(proposal.c.id, proposal.c.year, proposal.c.sequence, proposal.c.title)
        .where(proposal.c.id.in_(wanted), proposal.c.published_at.is_not(None))).all() if wanted else []
    found = {row.id: Cause(f"{row.year}-{row.sequence:02d}", row.title) for row in rows}
    return {version.id: found[version.proposal_id] for version in versions if version.proposal_id in found}


def standing(session: Session, network: Network, kvk: str) -> MembershipState | None:
    """Whether a provider is a member, waits, or neither: None also after a refusal, and after it left."""
    today = local_day(clock.now())
    return session.scalar(
        select(Membership.state).join(Membership.party)
        .where(Membership.network_id == network.id, Party.kvk == kvk, Membership.state != MembershipState.REFUSED)
        .where(or_(Membership.member_until.is_(None), Membership.member_until >= today)))


def membership_by_key(session: Session, key: str) -> Membership | None:
    """An application by the secret of its receipt, with what was signed."""
    return session.scalar(_whole().where(Membership.follow_key == key))


def membership_by_id(session: Session, network: Network, membership_id: int) -> Membership | None:
    return session.scalar(_whole().where(Membership.id == membership_id, Membership.network_id == network.id))


def _whole() -> Select[Membership]:
    signed = (selectinload(Membership.signatures).joinedload(Signature.agreement_version)
              .options(defer(AgreementVersion.paragraphs), joinedload(AgreementVersion.agreement)))
    return select(Membership).options(joinedload(Membership.party).selectinload(Party.contacts), signed)


def earlier_applications(session: Session, membership: Membership) -> list[Membership]:
    """What the same provider applied for before, newest first."""
    return list(session.scalars(
        select(Membership)
        .where(Membership.party_id == membership.party_id, Membership.network_id == membership.network_id,
               Membership.id < membership.id).order_by(Membership.id.desc()).limit(20)))


def waiting(session: Session, network: Network) -> list[Membership]:
    """Applications that the secretary has not judged yet, oldest first."""
    return list(session.scalars(
        select(Membership).options(joinedload(Membership.party))
        .where(Membership.network_id == network.id, Membership.state == MembershipState.APPLIED)
        .order_by(Membership.id).limit(200)))


def with_contacts(network: Network, name: str = "") -> Select[Membership]:
    """The list of members with their contact persons: for the municipality alone (IN 5.3 b)."""
    return listed(network, name=name).options(contains_eager(Membership.party).selectinload(
        Party.contacts.and_(ContactPerson.ends_at.is_(None))))
