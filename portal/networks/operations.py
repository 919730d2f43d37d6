"""The verbs of a network: beginning it, publishing, and new versions of agreements."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.codec import pack
from portal.core.database import lock
from portal.core.errors import Refused
from portal.core.revisions import Paragraph, fingerprint
from portal.networks.models import Agreement, AgreementVersion, Network, NetworkMunicipality, Publication
from portal.networks.queries import latest_version, network_of_proposal, networks_that_use
from portal.region.models import Municipality


def publish(session: Session, kind: str, *, network_id: int, title: str, path: str, now: datetime,
            proposal_id: int | None = None, reason: str = "", **data: Any) -> Publication:
    """Make one thing known to everyone at one moment. `kind` is a phrasebook code, `data` the data of its sentence."""
    publication = Publication(network_id=network_id, proposal_id=proposal_id, published_at=now, kind=kind, title=title,
                              path=path, reason=reason, data=pack(data))
    session.add(publication)
    return publication


def publish_agreement_version(session: Session, agreement: Agreement, *, paragraphs: Sequence[Paragraph],
                              in_force_from: date, proposal_id: int | None, reason: str = "", actor: Actor, now: datetime
                              ) -> AgreementVersion:
    """Give an agreement its next version, made known in every network that uses it. Paragraphs without a text go.

    Raises Refused when there is no text, or when it would be in force before the version that it replaces.
    """
    lock(session, agreement)
    text = tuple(replace(paragraph, before="") for paragraph in paragraphs if paragraph.text.strip())
    if not text:
        raise Refused("agreement:without-text")
    before = _version_before(session, agreement)
    if before and in_force_from < before.in_force_from:
        raise Refused("agreement:starts-too-early", field="in_force_from", earliest=before.in_force_from)
    version = AgreementVersion(
        agreement=agreement, number=before.number + 1 if before else 1, paragraphs=text, fingerprint=fingerprint(text),
        in_force_from=in_force_from, published_at=now, proposal_id=proposal_id, reason=reason)
    session.add(version)
    record(session, version, "agreement:publish-version", actor=actor, now=now, reason=reason, agreement=agreement.id,
           number=version.number, in_force_from=in_force_from, proposal=proposal_id, text=version.fingerprint)
    home = network_of_proposal(session, proposal_id)
    places = {network.id for network in networks_that_use(session, [agreement.id], local_day(now)).get(agreement.id, [])}
    for network_id in sorted(places | {agreement.network_id}):
        publish(session, "agreement:new-version", network_id=network_id, title=agreement.title, now=now,
                path=f"/overeenkomsten/{agreement.slug}?versie={version.number}", reason=reason,
                proposal_id=proposal_id if network_id == home else None,
                agreement=agreement.title, number=version.number, in_force_from=in_force_from)
    return version


def _version_before(session: Session, agreement: Agreement) -> AgreementVersion | None:
    try:
        return latest_version(session, agreement)
    except NoResultFound:
        return None


def create_network(session: Session, *, slug: str, name: str, email: str, phone: str, host: Municipality,
                   others: Sequence[Municipality] = (), actor: Actor, now: datetime) -> Network:
    """Begin a procurement network with its host municipality and those it acts for (ZL h, WM25 4).

    Raises Refused for a slug that cannot stand in an address or is taken, and for a municipality that is no more.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise Refused("network:slug", slug=slug)
    if session.scalar(select(Network.id).where(Network.slug == slug)):
        raise Refused("network:slug-taken", slug=slug)
    if gone := next((place for place in (host, *others) if place.until), None):
        raise Refused("network:municipality-ended", name=gone.name, until=gone.until)
    network = Network(slug=slug, name=name, email=email, phone=phone, settings={})
    session.add(network)
    session.flush()
    places = {place.id: place for place in (host, *others)}
    session.add_all(NetworkMunicipality(network_id=network.id, municipality_id=place.id, is_host=place is host)
                    for place in places.values())
    record(session, network, "network:create", actor=actor, now=now, slug=slug, name=name, host=host.id,
           municipalities=sorted(places))
    return network
