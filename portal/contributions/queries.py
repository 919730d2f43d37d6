"""How a sender is shown; documents by what they hang on; drafts of a person and its colleagues."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from portal.contributions.models import Attachment, Draft, Sent
from portal.contributions.rules import DRAFT_KEPT_FOR, Kind
from portal.core.access import Actor
from portal.core.database import Base
from portal.core.language import say
from portal.parties.rules import PublishAs


def public_name(sent: Sent) -> str:
    """How a sender is shown: the party's name, or what the person without an account chose (DESIGN rule 9).

    With what is hidden goes the name that somebody wrote under it.
    """
    if sent.party_id is not None:
        return sent.party.name if sent.party else ""
    if sent.is_hidden:
        return say("sender:resident")
    if sent.publish_as == PublishAs.NAME and sent.sender_name:
        place = sent.sender_place
        return say("sender:name-and-place", name=sent.sender_name, place=place) if place else sent.sender_name
    return say("sender:resident-of", place=sent.sender_place) if sent.sender_place else say("sender:resident")


def kind_of(sent: Sent) -> Kind:
    return Kind(type(sent).__tablename__)  # type: ignore[attr-defined]


def class_of(kind: Kind) -> type[Any]:
    """The mapped class of what can be sent in; it lies below this package."""
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ == kind)


def sent_by_id(session: Session, kind: str, sent_id: int) -> Any:
    """A signal, proposal or reaction with its sender, or None; also for a kind that does not exist."""
    if kind not in set(Kind):
        return None
    found = class_of(Kind(kind))
    return session.scalar(select(found).options(joinedload(found.party)).where(found.id == sent_id))


def owner_of(kind: Kind) -> InstrumentedAttribute[int | None]:
    """The column by which a document belongs to this kind of thing."""
    owner: InstrumentedAttribute[int | None] = getattr(Attachment, f"{kind}_id")
    return owner


def attachments_of(session: Session, sent: Iterable[Sent]) -> dict[int, list[Attachment]]:
    """The documents of things of one kind, by the id of what they came with, in the order of sending. One query.

    Which of them the reader may open is for `attachment:read` and `on_site`.
    """
    rows = list(sent)
    if not rows:
        return {}
    owner = owner_of(kind_of(rows[0]))
    found: dict[int, list[Attachment]] = {}
    for attachment in session.scalars(_with_documents().where(owner.in_([row.id for row in rows]))):  # type: ignore[attr-defined]
        found.setdefault(getattr(attachment, owner.key), []).append(attachment)
    return found


def _with_documents() -> Any:
    return (select(Attachment).options(joinedload(Attachment.document), joinedload(Attachment.public_document))
            .order_by(Attachment.id))


def on_site() -> ColumnElement[bool]:
    """Documents that everyone may read."""
    return Attachment.public_document_id.is_not(None) & ~Attachment.hidden


def attachment_by_id(session: Session, attachment_id: int) -> Attachment | None:
    attachment: Attachment | None = session.scalar(_with_documents().where(Attachment.id == attachment_id))
    return attachment


def public_attachment(session: Session, attachment_id: int) -> Attachment | None:
    attachment: Attachment | None = session.scalar(_with_documents().where(Attachment.id == attachment_id, on_site()))
    return attachment


def draft_of(session: Session, actor: Actor, kind: Kind, about: str, now: datetime) -> Draft | None:
    """What this person was filling in here, for whom it acts now."""
    if not actor.is_known:
        return None
    return session.scalar(_own(actor, now).where(Draft.kind == kind, Draft.about == about))


def drafts_of(session: Session, actor: Actor, now: datetime) -> list[Draft]:
    """All that this person is filling in, the newest first."""
    return list(session.scalars(_own(actor, now).order_by(Draft.saved_at.desc()))) if actor.is_known else []


def colleagues_drafts(session: Session, actor: Actor, now: datetime, kind: Kind | None = None, about: str = "") -> list[Draft]:
    """What colleagues of the same party are filling in: before one of them sends, the others can read it."""
    if actor.party_id is None:
        return []
    drafts = _kept(now).where(Draft.party_id == actor.party_id, Draft.person_id != actor.person_id)
    if kind is not None:
        drafts = drafts.where(Draft.kind == kind, Draft.about == about)
    return list(session.scalars(drafts.order_by(Draft.saved_at.desc())))


def draft_by_id(session: Session, draft_id: int, actor: Actor, now: datetime) -> Draft | None:
    """A draft of one's own or of a colleague."""
    draft: Draft | None = session.scalar(_kept(now).where(Draft.id == draft_id))
    return draft if draft and _may_read(draft, actor) else None


def _may_read(draft: Draft, actor: Actor) -> bool:
    if draft.party_id is None:
        return actor.is_known and draft.person_id == actor.person_id
    return draft.party_id == actor.party_id


def _own(actor: Actor, now: datetime) -> Any:
    return _kept(now).where(Draft.person_id == actor.person_id, Draft.party_id == actor.party_id if actor.party_id is not None
                            else Draft.party_id.is_(None))


def _kept(now: datetime) -> Any:
    return select(Draft).where(Draft.saved_at > now - DRAFT_KEPT_FOR)
