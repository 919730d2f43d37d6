"""Finding the network, its municipalities and its agreements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask import current_app, g
from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload, selectinload

from portal.core import clock
from portal.core.calendar import local_day
from portal.core.database import Base
from portal.core.language import say
from portal.core.prepared import prepared
from portal.networks.models import Agreement, AgreementVersion, Network, NetworkAgreement, NetworkMunicipality
from portal.networks.rules import AgreementKind
from portal.region.models import Municipality
from portal.region.queries import present


class NoNetwork(LookupError):
    """The database holds no network yet, or not the one that the setting names."""


def current_network(session: Session) -> Network:
    """The network that this installation serves: the setting NETWORK, or the first. One query a request."""
    network: Network | None = g.get("network")
    if network is None:
        slug = current_app.config["NETWORK"]
        network = session.scalar(_of_site(slug))
        if network is None:
            raise NoNetwork(slug)
        g.network = network
    return network


@lru_cache(maxsize=8)  # every page asks it, and putting it together takes longer than the answer
def _of_site(slug: str) -> Select[Network]:
    return select(Network).where(Network.slug == slug) if slug else select(Network).order_by(Network.id).limit(1)


def served() -> Select[int]:
    """The ids of the municipalities whose desk this site is: those that take part, and those that took their place by today."""
    return _served(current_app.config["NETWORK"], local_day(clock.now()))


@lru_cache(maxsize=8)
def _served(slug: str, today: date) -> Select[int]:
    network = _of_site(slug).with_only_columns(Network.id).scalar_subquery()
    found = select(NetworkMunicipality.municipality_id).where(NetworkMunicipality.network_id == network).cte("served", recursive=True)
    found = found.union(select(Municipality.successor_id).join(found, found.c.municipality_id == Municipality.id)
                        .where(Municipality.until < today))
    return select(found.c.municipality_id)


def municipalities(session: Session, network: Network) -> list[Municipality]:
    """The municipalities that take part and exist today, by name; a successor stands for who merged into it (RN 12.3)."""
    return sorted(set(successors(session, network).values()), key=lambda place: place.name.casefold())


def successors(session: Session, network: Network) -> dict[int, Municipality]:
    """By the id of every municipality that takes part: itself, or the one that has taken its place by today. One query."""
    today = local_day(clock.now())
    return {place.id: present(place, today) for place in session.scalars(*_taking_part(network))}


@prepared
def _taking_part(network: Network) -> Select[Municipality]:
    return (select(Municipality).join(NetworkMunicipality).options(joinedload(Municipality.successor))
            .where(NetworkMunicipality.network_id == network.id))


def host(session: Session, network: Network) -> Municipality:
    """The municipality that acts for the others (ZL h, WM25 4). Raises NoResultFound where none is named. One query a session:
    a page asks row by row who may do something, and who is host is said once, when a network is founded.
    """
    known: dict[int, Municipality] = session.info.setdefault("hosts", {})
    if network.id not in known:
        known[network.id] = session.scalars(
            select(Municipality).join(NetworkMunicipality)
            .where(NetworkMunicipality.network_id == network.id, NetworkMunicipality.is_host)).one()
    return known[network.id]


def used(network: Network, today: date) -> Select[int]:
    """The ids of the agreements that a network uses on a day (IN 5.4, last sentence: they may be another one's)."""
    return (select(NetworkAgreement.agreement_id)
            .where(NetworkAgreement.network_id == network.id, NetworkAgreement.used_since <= today)
            .where(or_(NetworkAgreement.used_until.is_(None), NetworkAgreement.used_until >= today)))


def _touched(network: Network) -> Select[int]:
    """The ids of the agreements that a network uses or used."""
    return select(NetworkAgreement.agreement_id).where(NetworkAgreement.network_id == network.id)


_SHARED_FIRST = (case((Agreement.kind == AgreementKind.SHARED, 0), else_=1), func.lower(Agreement.title), Agreement.id)


def agreements(session: Session, network: Network) -> list[Agreement]:
    """What the network uses today, the shared arrangements first, with the versions but not yet the texts. Two queries."""
    return list(session.scalars(
        select(Agreement).where(Agreement.id.in_(used(network, local_day(clock.now()))))
        .options(selectinload(Agreement.versions).options(defer(AgreementVersion.paragraphs))).order_by(*_SHARED_FIRST)))


def every_agreement(session: Session, network: Network) -> list[Agreement]:
    """For the desk: what the network uses, used or wrote, and what others share. With versions and uses. Three queries."""
    return list(session.scalars(
        select(Agreement)
        .where(or_(Agreement.network_id == network.id, Agreement.id.in_(_touched(network)), Agreement.kind == AgreementKind.SHARED))
        .options(joinedload(Agreement.network), selectinload(Agreement.uses).joinedload(NetworkAgreement.network),
                 selectinload(Agreement.versions).options(defer(AgreementVersion.paragraphs)))
        .order_by(*_SHARED_FIRST)))


def known_agreements(network: Network) -> Select[Agreement]:
    """Every agreement that has a page: what the network wrote, uses or used, unordered."""
    return select(Agreement).where(_has_page(network), Agreement.versions.any())


def _has_page(network: Network) -> ColumnElement[bool]:
    return or_(Agreement.network_id == network.id, Agreement.id.in_(_touched(network)))


def agreement_by_slug(session: Session, network: Network, slug: str) -> Agreement | None:
    """One agreement with all its versions and their texts; also one that the network no longer uses."""
    return session.scalars(
        select(Agreement).options(selectinload(Agreement.versions), selectinload(Agreement.uses))
        .where(_has_page(network), Agreement.slug == slug).order_by(Agreement.id)).first()


def agreement_by_id(session: Session, network: Network, agreement_id: int) -> Agreement | None:
    """One of `every_agreement`."""
    return session.scalar(
        select(Agreement).options(selectinload(Agreement.versions), selectinload(Agreement.uses), joinedload(Agreement.network))
        .where(Agreement.id == agreement_id)
        .where(or_(Agreement.network_id == network.id, Agreement.id.in_(_touched(network)), Agreement.kind == AgreementKind.SHARED)))


def version_by_id(session: Session, network: Network, version_id: int) -> AgreementVersion | None:
    """A version of an agreement that the network uses or used."""
    return session.scalar(
        select(AgreementVersion).options(joinedload(AgreementVersion.agreement).selectinload(Agreement.versions))
        .where(AgreementVersion.id == version_id, AgreementVersion.agreement_id.in_(_touched(network))))


def networks_that_use(session: Session, agreement_ids: Collection[int], today: date) -> dict[int, list[Network]]:
    """By agreement: every network that uses it today. One query."""
    found: dict[int, list[Network]] = {}
    for agreement_id, network in session.execute(*_networks_that_use(agreement_ids, today)):
        if network not in found.setdefault(agreement_id, []):
            found[agreement_id].append(network)
    return found


@prepared
def _networks_that_use(agreement_ids: Collection[int], today: date) -> Select[int, Network]:
    return (select(NetworkAgreement.agreement_id, Network).join(NetworkAgreement.network)
            .where(NetworkAgreement.agreement_id.in_(agreement_ids), NetworkAgreement.used_since <= today)
            .where(or_(NetworkAgreement.used_until.is_(None), NetworkAgreement.used_until >= today)).order_by(Network.name))


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
        .where(Agreement.id.in_(used(network, today)), AgreementVersion.number == newest).order_by(*_SHARED_FIRST)))


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
        select(proposal.c.id, proposal.c.year, proposal.c.sequence, proposal.c.title, proposal.c.hidden_at)
        .where(proposal.c.id.in_(wanted), proposal.c.published_at.is_not(None))).all() if wanted else []
    numbers = {row.id: f"{row.year}-{row.sequence:02d}" for row in rows}
    found = {row.id: Cause(numbers[row.id], say("proposal:untitled", number=numbers[row.id]) if row.hidden_at else row.title)
             for row in rows}
    return {version.id: found[version.proposal_id] for version in versions if version.proposal_id in found}


def network_of_proposal(session: Session, proposal_id: int | None) -> int | None:
    """The network in which a proposal was made, by its id: it may change what other networks use too."""
    proposal = Base.metadata.tables["proposal"].c
    return session.scalar(select(proposal.network_id).where(proposal.id == proposal_id)) if proposal_id else None
