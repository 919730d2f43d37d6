"""The verbs of membership: signing on, admitting and refusing."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused
from portal.members import messages
from portal.members.models import Membership
from portal.members.queries import standing
from portal.members.rules import (
    Application,
    Condition,
    MembershipState,
    SignedBy,
    check_application,
    check_is_free,
)
from portal.members.signatures import sign
from portal.networks.models import AgreementVersion, Network
from portal.networks.operations import publish
from portal.networks.queries import versions_to_sign
from portal.notifications.operations import queue
from portal.parties.models import Party
from portal.parties.operations import name_contacts, register_party, update_party
from portal.parties.queries import Recipient, party_by_kvk, recipients


def check_sign_on(session: Session, network: Network, application: Application, signed_by: SignedBy,
                  read: Sequence[int], today: date) -> list[AgreementVersion]:
    """The versions that this application signs. Raises Refused when something stands in its way.

    `read` are the ids of the versions that the signer had before them: another text is never signed unread.
    """
    check_is_free(standing(session, network, application.organisation.kvk))
    check_application(application, signed_by)
    versions = versions_to_sign(session, network, today)
    if not versions:
        raise Refused("membership:nothing-to-sign")
    if [version.id for version in versions] != list(read):
        raise Refused("membership:text-changed")
    return versions


def apply_for_membership(session: Session, network: Network, *, application: Application, signed_by: SignedBy,
                         read: Sequence[int], actor: Actor, now: datetime) -> Membership:
    """Sign the agreements and ask to be admitted (IN 3.2, 4.1, 5.1-5.2, ZL 4.1). Sends the receipts.

    What was sent is kept as it was; of a provider that is known already nothing changes before it is admitted.
    """
    lock(session, network)
    versions = check_sign_on(session, network, application, signed_by, read, local_day(now))
    organisation = application.organisation
    party = party_by_kvk(session, organisation.kvk) or register_party(session, organisation, actor=actor, now=now)
    membership = Membership(network_id=network.id, party=party, state=MembershipState.APPLIED, applied_at=now,
                            application_data=application.to_data())
    session.add(membership)
    for version in versions:
        sign(session, membership, version, signed_by, actor=actor, now=now)
    record(session, membership, "membership:apply", actor=actor, now=now, kvk=organisation.kvk, signer=signed_by.name,
           ground=signed_by.ground, texts=[version.fingerprint for version in versions])
    queue(session, messages.receipt(membership, applicants(membership)), now=now)
    return membership


def admit(session: Session, membership: Membership, *, actor: Actor, now: datetime, reason: str = "",
          checked: frozenset[Condition] = frozenset(Condition)) -> None:
    """Make the provider a member from today: accounts for who acts for it, on the public list (IN 5.1, ZL 3.2, 4.1).

    Raises Refused when somebody else judged it first, or when a condition was not checked.
    """
    _take_up(session, membership)
    if missing := [condition for condition in Condition if condition not in checked]:
        raise Refused("membership:conditions-missing", field="checked", count=len(missing))
    membership.state, membership.decided_at, membership.reason = MembershipState.ADMITTED, now, reason
    membership.member_since = local_day(now)
    record(session, membership, "membership:admit", actor=actor, now=now, reason=reason, checked=sorted(checked),
           state=(MembershipState.APPLIED, MembershipState.ADMITTED))
    party = session.get_one(Party, membership.party_id)
    if application := membership.application:
        update_party(session, party, application.organisation, actor=actor, now=now)
        name_contacts(session, party, application.contact, application.substitute, actor=actor, now=now)
    publish(session, "member:admitted", network_id=membership.network_id, title=party.name, path="/deelnemers", now=now,
            name=party.name)
    told = [*recipients(session, [party.id]), *applicants(membership)]
    queue(session, messages.admitted(membership, told), now=now)


def refuse(session: Session, membership: Membership, *, reason: str, actor: Actor, now: datetime) -> None:
    """Turn the application down, with a reason that the provider reads (ZL 3.2). It may apply again."""
    _take_up(session, membership)
    if not reason.strip():
        raise Refused("membership:reason-missing", field="reason")
    membership.state, membership.decided_at, membership.reason = MembershipState.REFUSED, now, reason
    record(session, membership, "membership:refuse", actor=actor, now=now, reason=reason,
           state=(MembershipState.APPLIED, MembershipState.REFUSED))
    queue(session, messages.refused(membership, applicants(membership)), now=now)


def _take_up(session: Session, membership: Membership) -> None:
    lock(session, membership)
    if membership.state != MembershipState.APPLIED:
        raise Refused(f"membership:already-{membership.state}")


def applicants(membership: Membership) -> list[Recipient]:
    """Who hears what becomes of an application: the contact person and who signed."""
    application = membership.application
    people = [Recipient(application.contact.email, application.contact.name, membership.party_id)] if application else []
    return people + [Recipient(signature.email, signature.name, membership.party_id)
                     for signature in membership.signatures[:1]]
