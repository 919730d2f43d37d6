"""What the calendar asks for: who left is told, drafts that nobody finished go, and who did not sign is reminded."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, contains_eager, defer

from portal.core.calendar import local_day
from portal.members.leaving import announce_departures
from portal.members.models import SignOnDraft
from portal.members.queries import DRAFT_KEPT_FOR
from portal.members.reminding import stage_of
from portal.members.signing import reminders
from portal.networks.models import Agreement, AgreementVersion, Network, NetworkAgreement
from portal.networks.queries import network_of_proposal
from portal.notifications.announcements import register, register_reading
from portal.notifications.operations import Letter


@register
def departures(session: Session, now: datetime) -> list[Letter]:
    """Memberships that ended are published; no letter goes to who left."""
    announce_departures(session, now=now)
    return []


@register
def old_drafts(session: Session, now: datetime) -> list[Letter]:
    session.execute(delete(SignOnDraft).where(SignOnDraft.saved_at <= now - DRAFT_KEPT_FOR))
    return []


@register_reading
def texts_to_sign(session: Session, now: datetime) -> list[Letter]:
    """At once, 14 and 3 days before a text is in force, then every week, four times; to who did not sign (IN 5.1).

    A text out of an adopted proposal was announced with its adoption, in the network of the proposal.
    """
    today = local_day(now)
    rows = session.execute(
        select(NetworkAgreement, Network, AgreementVersion)
        .join(NetworkAgreement.network).join(NetworkAgreement.agreement).join(Agreement.versions)
        .options(contains_eager(AgreementVersion.agreement), defer(AgreementVersion.paragraphs))
        .where(NetworkAgreement.used_until.is_(None)).order_by(AgreementVersion.id)).all()
    letters: list[Letter] = []
    for use, network, version in rows:
        stage = stage_of(max(version.in_force_from, use.used_since), today)
        if stage and not (stage == "new" and version.proposal_id and network_of_proposal(session, version.proposal_id) == network.id):
            letters += reminders(session, network, version, stage, now)
    return letters
