"""Contact persons that came in with the register get their account and invitation, a number at a time; who sent a file by e-mail in which
the virus scanner found something later hears of it.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Role
from portal.core.access import SYSTEM
from portal.core.documents import DocumentCheck, Outcome
from portal.intake import mail_messages
from portal.intake.mail_models import IncomingMail, MailFile
from portal.members.models import Membership
from portal.members.queries import memberships
from portal.networks.models import Network
from portal.notifications.announcements import register
from portal.notifications.operations import Letter
from portal.parties.models import ContactPerson, Party
from portal.parties.operations import name_contacts
from portal.parties.queries import details_of

AT_ONCE = 50
"""Parties in one look at the calendar, so that writers need not wait long."""
TOLD_WITHIN = timedelta(days=7)


@register
def accounts_for_contacts(session: Session, now: datetime) -> list[Letter]:
    """Of members whose contact person and substitute have no account: make one for both (IN 5.2)."""
    for network in session.scalars(select(Network).order_by(Network.id)):
        without = (select(ContactPerson.party_id)
                   .where(ContactPerson.ends_at.is_(None), ContactPerson.user_id.is_(None)).group_by(ContactPerson.party_id))
        found = [without.where(ContactPerson.role == role) for role in (Role.CONTACT, Role.SUBSTITUTE)]
        parties = select(Party).where(
            Party.id.in_(memberships(network).with_only_columns(Membership.party_id)), *(Party.id.in_(each) for each in found))
        for party in session.scalars(parties.order_by(Party.id).limit(AT_ONCE)).all():
            people = {person.role: person for person in party.contacts if person.ends_at is None}
            name_contacts(session, party, details_of(people[Role.CONTACT]), details_of(people[Role.SUBSTITUTE]), actor=SYSTEM, now=now)
    return []


@register
def found_later(session: Session, now: datetime) -> list[Letter]:
    """Files that waited for the virus scanner and turned out to be infected, of senders that can be answered."""
    rows = session.execute(
        select(MailFile, IncomingMail).join(IncomingMail, IncomingMail.id == MailFile.mail_id)
        .join(DocumentCheck, DocumentCheck.document_id == MailFile.document_id)
        .where(DocumentCheck.outcome == Outcome.INFECTED, DocumentCheck.checked_at > IncomingMail.taken_at,
               DocumentCheck.checked_at > now - TOLD_WITHIN).order_by(MailFile.id))
    return [letter for file, mail in rows if mail.can_be_answered for letter in mail_messages.infected(mail, [file])]
