"""The verbs of joining: signing on, asking for more and answering, withdrawing, admitting and refusing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import MAX_DAYS, local_day, roll_past_rest_days, start_of_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.members import messages
from portal.members.models import Membership, SignOnDraft, Supplement
from portal.members.queries import standing
from portal.members.rules import (
    Application,
    Condition,
    MembershipState,
    SignedBy,
    SigningChannel,
    check_application,
    check_is_free,
)
from portal.members.signatures import sign
from portal.networks.models import AgreementVersion, Network
from portal.networks.operations import publish
from portal.networks.queries import versions_to_sign
from portal.notifications.operations import queue
from portal.parties.models import Party
from portal.parties.operations import come_back, name_contacts, register_party, update_party
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

    What was sent is kept as it was; of a provider that is known already nothing changes before it is admitted. The
    draft of who sends it goes.
    """
    lock(session, network)
    versions = check_sign_on(session, network, application, signed_by, read, local_day(now))
    membership = _applied(session, network, application, actor, now)
    for version in versions:
        sign(session, membership, version, signed_by, actor=actor, now=now)
    forget_draft(session, network, actor=actor)
    _take_in(session, membership, signed_by, actor, now)
    return membership


def enter_paper_application(session: Session, network: Network, *, application: Application, signed_by: SignedBy,
                            document: Document | None, signed_on: date, actor: Actor, now: datetime) -> Membership:
    """Enter an application that was signed on paper, with its scan: under the texts that were in force on that day.

    From here on it is an application as any other; the applicant gets the same receipts.
    """
    lock(session, network)
    read = [version.id for version in versions_to_sign(session, network, signed_on)]
    versions = check_sign_on(session, network, application, signed_by, read, signed_on)
    membership = _applied(session, network, application, actor, now)
    for version in versions:
        sign(session, membership, version, signed_by, channel=SigningChannel.PAPER, document=document, signed_on=signed_on,
             actor=actor, now=now)
    _take_in(session, membership, signed_by, actor, now)
    return membership


def _applied(session: Session, network: Network, application: Application, actor: Actor, now: datetime) -> Membership:
    organisation = application.organisation
    party = party_by_kvk(session, organisation.kvk) or register_party(session, organisation, actor=actor, now=now)
    membership = Membership(network=network, party=party, state=MembershipState.APPLIED, applied_at=now,
                            application_data=application.to_data())
    session.add(membership)
    return membership


def _take_in(session: Session, membership: Membership, signed_by: SignedBy, actor: Actor, now: datetime) -> None:
    texts = [signature.fingerprint for signature in membership.signatures]
    record(session, membership, "membership:apply", actor=actor, now=now, kvk=membership.party.kvk, signer=signed_by.name,
           ground=signed_by.ground, channel=membership.signatures[0].channel, texts=texts)
    queue(session, messages.receipt(membership, applicants(membership), now), now=now)


def save_draft(session: Session, network: Network, *, step: int, answers: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Keep what somebody with an account filled in so far, as it was typed."""
    draft = session.get(SignOnDraft, (actor.person_id, network.id)) or SignOnDraft(
        person_id=actor.person_id, network_id=network.id)
    draft.step, draft.answers, draft.saved_at = step, answers, now
    session.add(draft)


def forget_draft(session: Session, network: Network, *, actor: Actor) -> None:
    session.execute(delete(SignOnDraft).where(
        SignOnDraft.person_id == actor.person_id, SignOnDraft.network_id == network.id))


def ask_for_more(session: Session, membership: Membership, *, missing: str, until: date | None, version: int | None = None,
                 actor: Actor, now: datetime) -> Supplement:
    """Tell the applicant what is missing and until when it may answer; the deciding term stands still meanwhile.

    A last day that is a rest day moves on. Raises Refused while an earlier question is open.
    """
    _take_up(session, membership, version)
    if not missing.strip():
        raise Refused("membership:missing-missing", field="reason")
    if until is None or not local_day(now) < until <= local_day(now) + timedelta(days=MAX_DAYS):
        raise Refused("membership:until-wrong", field="until")
    _nothing_awaited(membership, now)
    last_day, _skipped = roll_past_rest_days(until)
    row = Supplement(missing=missing, asked_at=now, closes_at=start_of_day(last_day + timedelta(days=1)))
    membership.supplements.append(row)
    _seen_otherwise(membership)
    record(session, row, "membership:ask", actor=actor, now=now, missing=missing, closes_at=row.closes_at)
    queue(session, messages.asked(membership, row, applicants(membership)), now=now)
    return row


def answer_question(session: Session, membership: Membership, *, answer: str = "", document: Document | None = None,
                    actor: Actor, now: datetime) -> Supplement:
    """The applicant adds what was missing, with words, a document or both. What comes late is kept and marked so."""
    _take_up(session, membership)
    row = membership.question
    if row is None:
        raise Refused("membership:nothing-asked")
    if not answer.strip() and document is None:
        raise Refused("membership:answer-missing", field="answer_text")
    row.answer, row.document, row.answered_at = answer, document, now
    _seen_otherwise(membership)
    record(session, row, "membership:answer", actor=actor, now=now, document=document and document.sha256, late=row.was_late)
    queue(session, messages.answered(membership, row, applicants(membership)), now=now)
    return row


def withdraw_application(session: Session, membership: Membership, *, reason: str = "", actor: Actor, now: datetime) -> None:
    """The applicant takes its application back before it is decided."""
    _take_up(session, membership)
    membership.state, membership.decided_at, membership.reason = MembershipState.WITHDRAWN, now, reason
    record(session, membership, "membership:withdraw", actor=actor, now=now, reason=reason,
           state=(MembershipState.APPLIED, MembershipState.WITHDRAWN))
    queue(session, messages.withdrawn(membership, applicants(membership)), now=now)


def admit(session: Session, membership: Membership, *, actor: Actor, now: datetime, reason: str = "",
          checked: frozenset[Condition] = frozenset(Condition), version: int | None = None) -> None:
    """Make the provider a member from today, or from the day that the profile says (IN 5.1, ZL 3.2, 4.1, 10).

    Who acts for it gets an account at once. Raises Refused when somebody else judged it first, or when a condition was
    not checked; Stale when the application changed after `version` was seen.
    """
    _take_up(session, membership, version)
    if missing := [condition for condition in Condition if condition not in checked]:
        raise Refused("membership:conditions-missing", field="checked", count=len(missing))
    membership.member_since = since = membership.begins(local_day(now))
    membership.state, membership.decided_at, membership.reason = MembershipState.ADMITTED, now, reason
    record(session, membership, "membership:admit", actor=actor, now=now, reason=reason, checked=sorted(checked),
           state=(MembershipState.APPLIED, MembershipState.ADMITTED), member_since=since)
    party = session.get_one(Party, membership.party_id)
    come_back(session, party, actor=actor, now=now)
    if application := membership.application:
        update_party(session, party, application.organisation, actor=actor, now=now)
        name_contacts(session, party, application.contact, application.substitute, actor=actor, now=now)
    is_coming = since > local_day(now)
    publish(session, "member:coming" if is_coming else "member:admitted", network_id=membership.network_id,
            title=party.name, path="/deelnemers", now=now, name=party.name, member_since=since)
    told = [*recipients(session, [party.id]), *applicants(membership)]
    queue(session, messages.admitted(membership, told, is_coming), now=now)


def refuse(session: Session, membership: Membership, *, reason: str, version: int | None = None, actor: Actor, now: datetime
           ) -> None:
    """Turn the application down, with a reason that the provider reads (ZL 3.2). It may apply again."""
    _take_up(session, membership, version)
    if not reason.strip():
        raise Refused("membership:reason-missing", field="reason")
    _nothing_awaited(membership, now)
    membership.state, membership.decided_at, membership.reason = MembershipState.REFUSED, now, reason
    record(session, membership, "membership:refuse", actor=actor, now=now, reason=reason,
           state=(MembershipState.APPLIED, MembershipState.REFUSED))
    queue(session, messages.refused(membership, applicants(membership)), now=now)


def _take_up(session: Session, membership: Membership, version: int | None = None) -> None:
    lock(session, membership)
    if membership.state != MembershipState.APPLIED:
        raise Refused(f"membership:already-{membership.state}")
    if version is not None and version != membership.version:
        raise Stale(membership.supplements[-1].answer if membership.supplements else "")


def _nothing_awaited(membership: Membership, now: datetime) -> None:
    if membership.decides_by(now) is None:
        raise Refused("membership:answer-awaited", closes_at=membership.supplements[-1].closes_at)


def _seen_otherwise(membership: Membership) -> None:
    """Who has the application before them must look again: its version goes up."""
    flag_modified(membership, "state")


def applicants(membership: Membership) -> list[Recipient]:
    """Who hears what becomes of an application: the contact person and who signed."""
    application = membership.application
    people = [Recipient(application.contact.email, application.contact.name, membership.party_id)] if application else []
    return people + [Recipient(signature.email, signature.name, membership.party_id)
                     for signature in membership.signatures[:1]]
