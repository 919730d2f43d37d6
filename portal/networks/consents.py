"""The written consents of the municipalities before the host signs for them (WM25 4.11)."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Role
from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused
from portal.networks.models import AgreementVersion, Consent, Network
from portal.networks.queries import host, municipalities
from portal.region.models import Municipality
from portal.region.queries import mandates_in_force
from portal.region.rules import MandateTask, Standing


def consents(session: Session, version: AgreementVersion) -> dict[int, Consent]:
    """By municipality: its consent to this version. One query."""
    rows = session.scalars(select(Consent).options(joinedload(Consent.document), joinedload(Consent.municipality))
                           .where(Consent.agreement_version_id == version.id))
    return {row.municipality_id: row for row in rows}


def others(session: Session, network: Network) -> list[Municipality]:
    """The municipalities that the host acts for."""
    acting = host(session, network)
    return [place for place in municipalities(session, network) if place.id != acting.id]


def standings(session: Session, network: Network, version: AgreementVersion, today: date) -> list[Standing]:
    """How each of the others stands towards this version: its mandate, and its consent where the mandate asks for it."""
    return standings_of(session, network, [version.id], today)[version.id]


def standings_of(session: Session, network: Network, version_ids: Collection[int], today: date) -> dict[int, list[Standing]]:
    """The same for several versions, in as many queries."""
    given = {(version_id, place_id) for version_id, place_id in session.execute(
        select(Consent.agreement_version_id, Consent.municipality_id).where(Consent.agreement_version_id.in_(version_ids)))}
    mandates = mandates_in_force(session, host(session, network).id, MandateTask.CONTRACTS, today)
    places = others(session, network)
    return {version_id: [Standing(place.name, place.id in mandates,
                                  place.id in mandates and mandates[place.id].consent_before_signing,
                                  (version_id, place.id) in given, place.id) for place in places]
            for version_id in version_ids}


def check_consent(session: Session, network: Network, version: AgreementVersion, place: Municipality, given_on: date, *,
                  has_document: bool, actor: Actor, now: datetime) -> bool:
    """Whether the host enters this consent for the other municipality.

    Raises Refused for who may not, a day to come, a consent that is there already, and the host without a document.
    """
    if place.id not in {other.id for other in others(session, network)}:
        raise Refused("consent:not-asked")
    by_host = check_written(session, network, place, given_on, has_document=has_document, actor=actor, now=now)
    if place.id in consents(session, version):
        raise Refused("consent:already", name=place.name)
    return by_host


def check_written(session: Session, network: Network, place: Municipality, given_on: date, *, has_document: bool, actor: Actor,
                  now: datetime) -> bool:
    """What holds for every written consent: its own staff, or the host with the document; no day to come. Whether the host enters it."""
    by_host = actor.municipality_id != place.id
    if by_host and not (Role.SECRETARY in actor.roles and actor.municipality_id == host(session, network).id):
        raise Refused("consent:not-yours")
    if by_host and not has_document:
        raise Refused("consent:document-missing", field="document")
    if given_on > local_day(now):
        raise Refused("consent:day-ahead", field="given_on")
    return by_host


def give_consent(session: Session, network: Network, version: AgreementVersion, place: Municipality, *, given_on: date,
                 given_by: str, document: Document | None, actor: Actor, now: datetime) -> Consent:
    """Put a municipality's written consent on record: by its own staff, or by the host with the document (WM25 4.11)."""
    lock(session, version)
    by_host = check_consent(session, network, version, place, given_on, has_document=document is not None, actor=actor, now=now)
    consent = Consent(agreement_version_id=version.id, municipality=place, given_on=given_on, given_by=given_by, by_host=by_host,
                      document=document, entered_at=now, entered_by_id=actor.person_id)
    session.add(consent)
    record(session, consent, "consent:give", actor=actor, now=now, version=version.id, municipality=place.id, given_on=given_on,
           given_by=given_by, by_host=by_host)
    return consent
