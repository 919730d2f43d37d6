"""Finding the network, its municipalities and its agreements."""

from dataclasses import dataclass
from datetime import date

from flask import current_app, g
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload, selectinload

from portal.core import clock
from portal.core.calendar import local_day
from portal.core.database import Base
from portal.networks.models import Agreement, AgreementVersion, Network, NetworkMunicipality
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
        query = select(Network).where(Network.slug == slug) if slug else select(Network).order_by(Network.id).limit(1)
        network = session.scalar(query)
        if network is None:
            raise NoNetwork(slug)
        g.network = network
    return network


def municipalities(session: Session, network: Network) -> list[Municipality]:
    """The municipalities that take part and exist today, by name; a successor stands for who merged into it (RN 12.3)."""
    today = local_day(clock.now())
    places = session.scalars(
        select(Municipality).join(NetworkMunicipality).options(joinedload(Municipality.successor))
        .where(NetworkMunicipality.network_id == network.id))
    return sorted({present(place, today) for place in places}, key=lambda place: place.name.casefold())


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
