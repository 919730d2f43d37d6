"""Files that the virus scanner keeps apart or has not passed yet, for the desk: what, from whom, since when."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.contributions.models import Attachment
from portal.core.documents import Document, DocumentCheck, Outcome
from portal.core.language import gettext
from portal.desk.rules import READ_DAYS, Task, TaskKind, waits
from portal.intake.mail_models import IncomingMail, MailFile
from portal.networks.models import Network
from portal.networks.queries import current_network

MOST = 200


@dataclass(frozen=True, slots=True)
class Apart:
    """A file that nobody gets now. `mail`: the message that it came with; `attachment_id`: where it hangs on what was sent in."""

    document: Document
    check: DocumentCheck
    mail: IncomingMail | None
    attachment_id: int | None

    @property
    def sender(self) -> str:
        """A person with the organisation, an address, or nothing for who sent it without an account."""
        if self.mail is not None:
            return self.mail.sender_email or self.mail.sender_name
        return ", ".join(name for name in (self.check.person_name, self.check.acts_for_name) if name)


def kept_apart(session: Session) -> list[Apart]:
    """The newest first. One query."""
    return _found(session, Outcome.INFECTED)


def not_checked(session: Session) -> list[Apart]:
    """What waits for the scanner, the newest first. One query."""
    return _found(session, Outcome.WAITING)


def _found(session: Session, outcome: Outcome) -> list[Apart]:
    with_file = select(MailFile.mail_id).where(MailFile.document_id == Document.id).correlate(Document).limit(1).scalar_subquery()
    mail = aliased(IncomingMail)
    attached = select(func.min(Attachment.id)).where(Attachment.document_id == Document.id).correlate(Document).scalar_subquery()
    rows = session.execute(
        select(Document, DocumentCheck, mail, attached).join(DocumentCheck, DocumentCheck.document_id == Document.id)
        .outerjoin(mail, or_(mail.raw_id == Document.id, mail.id == with_file))
        .where(DocumentCheck.outcome == outcome, _came_here(session)).order_by(Document.id.desc()).limit(MOST))
    return [Apart(*row) for row in rows]


def quarantine_tasks(session: Session) -> Iterator[Task]:
    """What nobody of the municipality looked at yet."""
    count, oldest = session.execute(
        select(func.count(), func.min(DocumentCheck.checked_at)).where(
            DocumentCheck.outcome == Outcome.INFECTED, DocumentCheck.seen_at.is_(None), _came_here(session))).one()
    if oldest:
        yield waits(oldest, READ_DAYS, TaskKind.POST, gettext("Files with harmful software"), "/bureau/quarantaine", "todo:quarantine", count)


def check_by_id(session: Session, document_id: int) -> DocumentCheck | None:
    return session.scalar(select(DocumentCheck).where(DocumentCheck.document_id == document_id, _came_here(session)))


def _came_here(session: Session) -> ColumnElement[bool]:
    """To the site of this network. Without the setting NETWORK a site is the first network's."""
    network = current_network(session)
    has_one_before = select(Network.id).where(Network.id < network.id).exists()
    return or_(DocumentCheck.site == network.slug, and_(DocumentCheck.site == "", ~has_one_before))
