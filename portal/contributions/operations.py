"""The verbs that everything sent in shares: confirming the address, adding documents, keeping drafts, hiding."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions import messages
from portal.contributions.models import Attachment, ConfidentialPart, Draft, Sent
from portal.contributions.queries import draft_of, kind_of, owner_of
from portal.contributions.rules import Ground, HiddenGround, Kind
from portal.core.access import OUTSIDER, Actor
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.networks.models import Network, Publication
from portal.notifications.operations import queue
from portal.parties.queries import Recipient, recipients


def senders(session: Session, sent: Sent) -> list[Recipient]:
    """The persons to tell: the party's contacts, or the address that somebody without an account gave."""
    if sent.party_id is not None:
        return recipients(session, [sent.party_id])
    return [Recipient(sent.sender_email, sent.sender_name, 0)] if sent.sender_email else []


def must_confirm(actor: Actor, sender_email: str) -> bool:
    """Without an account an address counts once somebody reads what is sent to it (IN 6.2: a form for anyone)."""
    return not actor.is_known and bool(sender_email)


def ask_to_confirm(session: Session, sent: Sent, title: str, *, now: datetime) -> None:
    """Write the one letter by which the address is confirmed. The sender's columns are filled in, the row has its id."""
    queue(session, messages.please_confirm(sent, title), now=now)


def confirm_address(session: Session, sent: Any, *, now: datetime) -> None:
    """The sender opened the letter: from now on the secretary sees it. Refused when that was done before."""
    lock(session, sent)
    if not sent.awaits_address:
        raise Refused("contribution:confirmed")
    sent.awaits_address, sent.confirmed_at = False, now
    record(session, sent, f"{sent.called}:confirm-address", actor=OUTSIDER, now=now)


def keep_apart(session: Session, sent: Any, text: str, ground: Ground | None) -> None:
    """Store the confidential part apart, with its ground (IN 5.7). Without a text there is none. The row has its id."""
    if text:
        session.add(ConfidentialPart(**{f"{kind_of(sent)}_id": sent.id}, ground=ground or Ground.OTHER, text=text))


def attach(session: Session, network: Network, sent: Any, documents: Iterable[Document], *, confidential: bool = False) -> None:
    """Hang documents on what was sent in. Nobody but the sender's party and the municipality reads them before the secretary did."""
    for document in documents:
        session.add(Attachment(**{owner_of(kind_of(sent)).key: sent.id}, network_id=network.id, party_id=sent.party_id,
                               document_id=document.id, is_confidential=confidential, hidden=sent.is_hidden))


def clear_attachment(session: Session, attachment: Attachment, *, public: Document | None, reason: str, version: int,
                     actor: Actor, now: datetime) -> None:
    """Put a document on the site as it was sent, in a version with parts made unreadable, or not (`public` is None) with the reason."""
    lock(session, attachment)
    if attachment.version != version:
        raise Stale(attachment.reason)
    if attachment.is_confidential and public is not None:
        raise Refused("attachment:confidential")
    if public is None and not reason:
        raise Refused("attachment:reason-missing", field="reason")
    old = attachment.public_document_id
    attachment.public_document_id = public.id if public else None
    attachment.read_at, attachment.reason = now, reason
    record(session, attachment, "attachment:clear", actor=actor, now=now, reason=reason, document=(old, attachment.public_document_id))


def hide(session: Session, sent: Any, *, ground: HiddenGround, note: str, actor: Actor, now: datetime) -> None:
    """Take off the site what stood there, with its documents; the file keeps it, the site says that and why, the sender is told."""
    take_off(session, sent, ground=ground, note=note, actor=actor, now=now)
    _hide_along(session, sent, True)
    queue(session, messages.hidden(sent, senders(session, sent)), now=now)


def show_again(session: Session, sent: Any, *, note: str, actor: Actor, now: datetime) -> None:
    """Put back on the site what was hidden, with the reason on record."""
    put_back(session, sent, note=note, actor=actor, now=now)
    _hide_along(session, sent, False)
    queue(session, messages.shown(sent, senders(session, sent)), now=now)


def take_off(session: Session, row: Any, *, ground: HiddenGround, note: str, actor: Actor, now: datetime) -> None:
    """Mark a row as hidden, on record, with the ground for everyone. What hangs on it and who is told is for the caller."""
    lock(session, row)
    if row.is_hidden:
        raise Refused("contribution:already-hidden")
    row.hidden_at, row.hidden_ground, row.hidden_note = now, ground, note
    record(session, row, f"{row.called}:hide", actor=actor, now=now, reason=note, ground=ground)


def put_back(session: Session, row: Any, *, note: str, actor: Actor, now: datetime) -> None:
    """Undo `take_off`, with the reason on record."""
    lock(session, row)
    if not row.is_hidden:
        raise Refused("contribution:not-hidden")
    ground = row.hidden_ground
    row.hidden_at, row.hidden_ground, row.hidden_note = None, None, ""
    record(session, row, f"{row.called}:show-again", actor=actor, now=now, reason=note, ground=(ground, None))


def _hide_along(session: Session, sent: Any, hidden: bool) -> None:
    """The documents; of a signal or pilot the news that bears its title: in feeds, on the front page, in letters to come; of a proposal
    the title above reactions on it that somebody is still writing.
    """
    session.execute(update(Attachment).where(owner_of(kind_of(sent)) == sent.id).values(hidden=hidden))
    if kind_of(sent) == Kind.PROPOSAL:
        session.execute(update(Draft).where(Draft.network_id == sent.network_id, Draft.kind == Kind.REACTION,
                                            Draft.path.startswith(f"{sent.path}/")).values(title=sent.title))
    if kind_of(sent) in (Kind.SIGNAL, Kind.PILOT):
        session.execute(update(Publication).where(Publication.network_id == sent.network_id, Publication.path == sent.path)
                        .values(is_hidden=hidden))


def keep_draft(session: Session, network: Network, kind: Kind, about: str, *, title: str, path: str,
               fields: list[list[str]], shown: list[list[str]], actor: Actor, now: datetime) -> Draft:
    """Keep a form as it was filled in, for who has an account. Later saving takes the place of the earlier."""
    if actor.person_id is None:
        raise Refused("draft:no-account")
    draft = draft_of(session, actor, kind, about, now) or Draft(
        network_id=network.id, person_id=actor.person_id, party_id=actor.party_id, kind=kind, about=about)
    draft.person_name, draft.title, draft.path, draft.fields, draft.shown, draft.saved_at = (
        actor.person_name, title, path, fields, shown, now)
    session.add(draft)
    session.flush()
    return draft


def drop_draft(session: Session, actor: Actor, kind: Kind, about: str) -> None:
    """The form was sent, or is not wanted any more: of this person alone."""
    own = Draft.party_id == actor.party_id if actor.party_id is not None else Draft.party_id.is_(None)
    if actor.is_known:
        session.execute(delete(Draft).where(Draft.person_id == actor.person_id, own, Draft.kind == kind, Draft.about == about))
