"""The verbs of members about new texts: signing one, entering a paper, reminding who did not sign."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused
from portal.members import messages
from portal.members.models import Membership, Signature
from portal.members.rules import MembershipState, SignedBy, SigningChannel, check_declarations
from portal.members.signatures import sign
from portal.members.signing_queries import place_of, reminder_event, to_remind, to_sign
from portal.networks.models import AgreementVersion, Network
from portal.notifications.operations import Letter, queue
from portal.parties.queries import Recipient, recipients


def check_signing(session: Session, network: Network, version: AgreementVersion, signed_by: SignedBy, *, read: str, actor: Actor,
                  now: datetime) -> Membership:
    """The place that this signature binds. `read`: the fingerprint of the text that lay before the signer.

    Raises Refused for who is no member, a version that was signed already, one that is not asked any more or another text
    than was read, and a declaration that is missing (IN 3.2).
    """
    place = place_of(session, network, actor.party_id)
    if place is None:
        raise Refused("signature:not-a-member")
    if any(row.agreement_version_id == version.id for row in place.signatures):
        raise Refused("signature:already")
    asked = {row.id for row in to_sign(session, network, actor.party_id, now)}
    if version.id not in asked or read != version.fingerprint:
        raise Refused("membership:text-changed")
    check_declarations(signed_by.declarations)
    return place


def sign_version(session: Session, network: Network, version: AgreementVersion, signed_by: SignedBy, *, read: str, actor: Actor,
                 now: datetime) -> Signature:
    """Sign a new or additional text for one's party (IN 3.2, 4.1, 9.3). The receipt goes to signer and contact persons."""
    place = place_of(session, network, actor.party_id)
    if place is not None:
        lock(session, place)
    place = check_signing(session, network, version, signed_by, read=read, actor=actor, now=now)
    signature = sign(session, place, version, signed_by, actor=actor, now=now)
    queue(session, messages.signed(signature, _told(session, signature)), now=now)
    return signature


def enter_paper(session: Session, place: Membership, version: AgreementVersion, signed_by: SignedBy, *, document: Document | None,
                signed_on: date, actor: Actor, now: datetime) -> Signature:
    """Enter a signature that a member gave on paper, with the scan and the day that stands on it."""
    lock(session, place)
    if place.state != MembershipState.ADMITTED:
        raise Refused("signature:not-a-member")
    check_paper(signed_by, signed_on, now)
    signature = sign(session, place, version, signed_by, channel=SigningChannel.PAPER, document=document, signed_on=signed_on,
                     actor=actor, now=now)
    queue(session, messages.signed(signature, _told(session, signature)), now=now)
    return signature


def check_paper(signed_by: SignedBy, signed_on: date, now: datetime) -> None:
    """Raises Refused for a day that is still to come, and for a declaration that is not on the paper (IN 3.2)."""
    if signed_on > local_day(now):
        raise Refused("signature:still-to-come", field="signed_on")
    check_declarations(signed_by.declarations)


def _told(session: Session, signature: Signature) -> list[Recipient]:
    """The contact persons and who signed, each once."""
    party_id = signature.membership.party_id
    signer = [Recipient(signature.email, signature.name, party_id)] if signature.email else []
    return [*recipients(session, [party_id]), *signer]


def remind(session: Session, network: Network, version: AgreementVersion, *, actor: Actor, now: datetime) -> int:
    """Write to everyone who acts for a party that did not sign; nobody gets two letters on one day. Answers how many."""
    letters = reminders(session, network, version, f"day-{local_day(now)}", now)
    if not letters:
        raise Refused("signature:reminded")
    sent = queue(session, letters, now=now)
    record(session, version, "signature:remind", actor=actor, now=now, letters=sent)
    return sent


def reminders(session: Session, network: Network, version: AgreementVersion, stage: str, now: datetime) -> list[Letter]:
    """The letters of one stage that did not go out yet."""
    return [messages.reminder(version, person.organisation, person.email, person.name,
                              event=reminder_event(version.id, person.membership_id, stage), now=now)
            for person in to_remind(session, network, version, stage, now)]
