"""The host municipality signs as well, for itself and for the others under their mandates (WM25 4.11)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused
from portal.core.prepared import prepared
from portal.members import messages
from portal.members.models import Countersignature, Membership, Signature
from portal.members.rules import MembershipState
from portal.members.sealing import counterseal
from portal.networks.consents import standings, standings_of
from portal.networks.models import AgreementVersion, Network
from portal.networks.queries import host
from portal.notifications.operations import queue
from portal.parties.models import Party
from portal.parties.queries import Recipient
from portal.region.rules import Lacking, lacking


def waiting_for_countersignature(session: Session, network: Network, version: AgreementVersion) -> Sequence[Signature]:
    """Signatures of members that the municipality has not countersigned, the oldest first."""
    return session.scalars(
        select(Signature).join(Signature.membership).outerjoin(Signature.countersignature)
        .options(contains_eager(Signature.membership).joinedload(Membership.party).selectinload(Party.contacts),
                 contains_eager(Signature.countersignature))
        .where(Signature.agreement_version_id == version.id, Membership.network_id == network.id,
               Membership.state == MembershipState.ADMITTED, Countersignature.id.is_(None)).order_by(Signature.id)).all()


def check_countersigning(session: Session, network: Network, version: AgreementVersion, now: datetime) -> list[str]:
    """The mandates under which the host signs for the others: their names. Raises Refused where the profile does not ask for
    it, and while a mandate or a written consent is missing (WM25 4.11)."""
    if not network.profile.countersign:
        raise Refused("countersignature:not-asked")
    others = standings(session, network, version, local_day(now))
    missing = lacking(others)
    if missing.mandates:
        raise Refused("countersignature:mandates", names=missing.mandates)
    if missing.consents:
        raise Refused("countersignature:consents", names=missing.consents)
    return [row.name for row in others]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Signatures under one version that the municipality has not countersigned, and what is missing before it can.

    `consents_of`: the municipalities whose written consent is missing.
    """

    version: AgreementVersion
    count: int
    oldest: datetime
    missing: Lacking
    consents_of: frozenset[int]


def waiting(session: Session, network: Network, today: date) -> list[Waiting]:
    """By version: what waits for the municipality's signature. Five queries, whatever there is; none where it never signs."""
    if not network.profile.countersign:
        return []
    counted = session.execute(*_not_countersigned(network)).all()
    versions = _versions(session, [row[0] for row in counted])
    found = standings_of(session, network, list(versions), today)
    return [Waiting(versions[version_id], count, oldest, lacking(found[version_id]),
                    frozenset(row.municipality_id for row in found[version_id] if row.consent_is_missing))
            for version_id, count, oldest in counted]


@prepared
def _not_countersigned(network: Network) -> Select[int, int, datetime]:
    """By version how many, and since when: a newcomer's signature waits since it was admitted."""
    since = case((Membership.decided_at > Signature.signed_at, Membership.decided_at), else_=Signature.signed_at)
    return (select(Signature.agreement_version_id, func.count(), func.min(since)).join(Signature.membership)
            .outerjoin(Signature.countersignature)
            .where(Membership.network_id == network.id, Membership.state == MembershipState.ADMITTED, Countersignature.id.is_(None))
            .group_by(Signature.agreement_version_id))


def _versions(session: Session, ids: Collection[int]) -> dict[int, AgreementVersion]:
    rows = session.scalars(select(AgreementVersion).where(AgreementVersion.id.in_(ids))
                           .options(joinedload(AgreementVersion.agreement), defer(AgreementVersion.paragraphs)))
    return {row.id: row for row in rows}


def countersign(session: Session, network: Network, version: AgreementVersion, *, name: str, job_title: str, actor: Actor,
                now: datetime) -> int:
    """Sign for the municipality below every signature that waits. Answers how many; the parties are told."""
    lock(session, version)
    mandates = check_countersigning(session, network, version, now)
    place = host(session, network)
    rows = waiting_for_countersignature(session, network, version)
    if not rows:
        raise Refused("countersignature:nothing-waits")
    for row in rows:
        session.add(Countersignature(
            signature_id=row.id, municipality=place, name=name, job_title=job_title, signed_at=now, mandates=mandates,
            person_id=actor.person_id, seal=counterseal(row.seal, municipality=place.code, name=name, job_title=job_title,
                                                        signed_at=now, mandates=mandates)))
    record(session, version, "signature:countersign", actor=actor, now=now, signer=name, mandates=mandates,
           signatures=[row.number for row in rows])
    queue(session, [letter for row in rows for letter in messages.countersigned(row, _countersigned_to(row))], now=now)
    return len(rows)


def _countersigned_to(signature: Signature) -> list[Recipient]:
    people = [person for person in signature.membership.party.contacts if person.ends_at is None]
    return [Recipient(person.email, person.name, signature.membership.party_id) for person in people]
