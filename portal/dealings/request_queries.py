"""Information requests: those of the municipality, what one party sees of its own, and whom to remind."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload, selectinload

from portal.core.documents import Document
from portal.core.prepared import prepared
from portal.dealings.models import (
    InformationRequest,
    RequestAttachment,
    Respondent,
    RespondentDocument,
    RespondentEntry,
)
from portal.dealings.rules import MoreTime, RequestState, request_state
from portal.networks.models import Network

MOST = 200
_ENTRIES = selectinload(Respondent.entries).selectinload(RespondentEntry.files).joinedload(RespondentDocument.document)
_REQUEST = selectinload(InformationRequest.attachments).joinedload(RequestAttachment.document)


def requests(network: Network) -> Select[InformationRequest]:
    """Everything that the municipality asked, unordered."""
    return select(InformationRequest).where(InformationRequest.network_id == network.id)


def request_by_id(session: Session, network: Network, request_id: int) -> InformationRequest | None:
    """A request with every party of which something is asked, by name; for the municipality, so without their drafts."""
    found = session.scalar(requests(network).where(InformationRequest.id == request_id).options(
        _REQUEST, selectinload(InformationRequest.respondents).options(
            defer(Respondent.draft), joinedload(Respondent.party), _ENTRIES)))
    if found:
        found.respondents.sort(key=lambda row: row.party.name.casefold())
    return found


def _respondents(network: Network) -> Select[Respondent]:
    return (select(Respondent).join(Respondent.request).options(contains_eager(Respondent.request))
            .where(InformationRequest.network_id == network.id))


def respondent_by_id(session: Session, network: Network, respondent_id: int) -> Respondent | None:
    """One party's side of a request, for the municipality: without its draft."""
    return session.scalar(
        _respondents(network).where(Respondent.id == respondent_id)
        .options(defer(Respondent.draft), joinedload(Respondent.party), contains_eager(Respondent.request).options(_REQUEST),
                 _ENTRIES))


def own_respondent(session: Session, network: Network, respondent_id: int, party_id: int | None) -> Respondent | None:
    """A party's own side of a request, with its draft. Of another party it does not exist."""
    return session.scalar(
        _respondents(network).where(Respondent.id == respondent_id, Respondent.party_id == (party_id or 0))
        .options(contains_eager(Respondent.request).options(_REQUEST), _ENTRIES,
                 selectinload(Respondent.files).joinedload(RespondentDocument.document)))


def own_requests(network: Network, party_id: int) -> Select[Respondent]:
    """What was ever asked of a party, unordered."""
    return _respondents(network).where(Respondent.party_id == party_id)


def to_answer(session: Session, network: Network, party_id: int) -> list[Respondent]:
    """What is asked of a party and was not answered, also when the term has passed; what ends first on top."""
    return list(session.scalars(
        own_requests(network, party_id).where(_waits_for_answer()).order_by(Respondent.closes_at, Respondent.id)))


def _waits_for_answer() -> ColumnElement[bool]:
    return and_(Respondent.answered_at.is_(None), Respondent.closed_at.is_(None))


def unanswered(session: Session, now: datetime) -> list[Respondent]:
    """In every network: who did not answer and has less than a week, or is less than a week late."""
    week = timedelta(days=7)
    return list(session.scalars(
        select(Respondent).join(Respondent.request).options(contains_eager(Respondent.request))
        .where(_waits_for_answer(), Respondent.closes_at > now - week, Respondent.closes_at <= now + week)
        .order_by(Respondent.id)))


def progress(session: Session, asked: Sequence[InformationRequest], now: datetime) -> dict[int, Counter[RequestState]]:
    """Per request how many parties are in which state. One query."""
    rows = session.execute(
        select(Respondent.request_id, Respondent.closes_at, Respondent.answered_at, Respondent.closed_at)
        .where(Respondent.request_id.in_([request.id for request in asked])))
    found: dict[int, Counter[RequestState]] = {request.id: Counter() for request in asked}
    for request_id, closes_at, answered_at, closed_at in rows:
        found[request_id][request_state(closes_at, answered_at, closed_at, now)] += 1
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the secretary in one request: answers to read, wishes for more time, parties that are late."""

    request_id: int
    subject: str
    answers: int
    first_answer: datetime | None
    wishes: int
    first_end: datetime | None
    late: int
    late_since: datetime | None


def waiting(session: Session, network: Network, now: datetime) -> list[Waiting]:
    """Requests with something to do for the municipality. One query."""
    return [Waiting(*row) for row in session.execute(*_waiting(network, now))]


@prepared
def _waiting(network: Network, now: datetime) -> Select[*tuple[Any, ...]]:
    answered = and_(Respondent.answered_at.is_not(None), Respondent.closed_at.is_(None))
    wishes = Respondent.more_time == MoreTime.ASKED
    late = and_(_waits_for_answer(), Respondent.closes_at <= now, ~wishes)
    since = case((Respondent.reminded_at > Respondent.closes_at, Respondent.reminded_at), else_=Respondent.closes_at)
    return (
        select(InformationRequest.id, InformationRequest.subject,
               _count(answered), func.min(case((answered, Respondent.answered_at))),
               _count(wishes), func.min(case((wishes, Respondent.closes_at))),
               _count(late), func.min(case((late, since))))
        .join(InformationRequest.respondents)
        .where(InformationRequest.network_id == network.id, or_(answered, wishes, late))
        .group_by(InformationRequest.id, InformationRequest.subject).order_by(InformationRequest.id).limit(MOST))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def request_document(session: Session, network: Network, document_id: int, party_id: int | None = None) -> Document | None:
    """A document that goes with a request, or with an answer that was sent; of a party's own also one that lies with its draft."""
    attached = exists().where(RequestAttachment.request_id == InformationRequest.id,
                              RequestAttachment.document_id == document_id)
    of_answer = exists().where(RespondentDocument.respondent_id == Respondent.id,
                               RespondentDocument.document_id == document_id,
                               RespondentDocument.entry_id.is_not(None) if party_id is None else True)  # type: ignore[arg-type]
    held = _respondents(network).where(or_(attached, of_answer))
    if party_id is not None:
        held = held.where(Respondent.party_id == party_id)
    return session.get(Document, document_id) if session.scalar(held.limit(1)) else None


def draft_file(session: Session, network: Network, file_id: int, party_id: int | None) -> RespondentDocument | None:
    """A document that lies with the draft of one's own party."""
    return session.scalar(
        select(RespondentDocument).join(Respondent, Respondent.id == RespondentDocument.respondent_id)
        .join(Respondent.request)
        .where(InformationRequest.network_id == network.id, Respondent.party_id == (party_id or 0),
               RespondentDocument.id == file_id, RespondentDocument.entry_id.is_(None)))
