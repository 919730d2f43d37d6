"""The verbs of a network: publishing, and new versions of agreements."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.codec import pack
from portal.core.database import lock
from portal.core.errors import Refused
from portal.core.revisions import Paragraph, fingerprint
from portal.networks.models import Agreement, AgreementVersion, Publication
from portal.networks.queries import latest_version


def publish(session: Session, kind: str, *, network_id: int, title: str, path: str, now: datetime,
            proposal_id: int | None = None, reason: str = "", **data: Any) -> Publication:
    """Make one thing known to everyone at one moment. `kind` is a phrasebook code, `data` the data of its sentence."""
    publication = Publication(network_id=network_id, proposal_id=proposal_id, published_at=now, kind=kind, title=title,
                              path=path, reason=reason, data=pack(data))
    session.add(publication)
    return publication


def publish_agreement_version(session: Session, agreement: Agreement, *, paragraphs: Sequence[Paragraph],
                              in_force_from: date, proposal_id: int | None, actor: Actor, now: datetime
                              ) -> AgreementVersion:
    """Give an agreement its next version. Paragraphs without a text are gone from it.

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
        in_force_from=in_force_from, published_at=now, proposal_id=proposal_id)
    session.add(version)
    record(session, version, "agreement:publish-version", actor=actor, now=now, agreement=agreement.id,
           number=version.number, in_force_from=in_force_from, proposal=proposal_id, text=version.fingerprint)
    publish(session, "agreement:new-version", network_id=agreement.network_id, title=agreement.title, now=now,
            path=f"/overeenkomsten/{agreement.slug}?versie={version.number}", proposal_id=proposal_id,
            agreement=agreement.title, number=version.number, in_force_from=in_force_from)
    return version


def _version_before(session: Session, agreement: Agreement) -> AgreementVersion | None:
    try:
        return latest_version(session, agreement)
    except NoResultFound:
        return None
