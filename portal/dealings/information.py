"""The verbs of information requests: asked, answered with a draft before it, more time, asked on, closed (IN 3.2 c)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import deadline, last_day_of, local_day, roll_past_rest_days
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.dealings import messages
from portal.dealings.models import (
    InformationRequest,
    RequestAttachment,
    Respondent,
    RespondentDocument,
    RespondentEntry,
)
from portal.dealings.rules import MoreTime, RequestAct, check_more_time, end_of_term
from portal.members.queries import member_ids
from portal.networks.models import Network
from portal.notifications.operations import queue
from portal.parties.queries import recipients


def ask(session: Session, network: Network, *, subject: str, text: str, ground: str, days: int, party_ids: Collection[int],
        documents: Sequence[Document] = (), actor: Actor, now: datetime) -> InformationRequest:
    """Ask information of some members or all, within a term; each of them gets a letter and answers apart.

    Raises Refused when nobody was chosen, or somebody who is no member.
    """
    if not party_ids:
        raise Refused("request:of-nobody", field="parties")
    if set(party_ids) - set(member_ids(session, network)):
        raise Refused("request:no-member", field="parties")
    request = InformationRequest(network_id=network.id, subject=subject, text=text, ground=ground, asked_by=actor.person_name,
                                 opened_at=now)
    request.set_deadline(deadline(local_day(now), days))
    request.attachments = [RequestAttachment(document_id=document.id) for document in documents]
    request.respondents = [Respondent(party_id=party_id, asked_at=now, closes_at=request.closes_at)
                           for party_id in sorted(set(party_ids))]
    session.add(request)
    record(session, request, "request:ask", actor=actor, now=now, closes_at=request.closes_at, parties=len(set(party_ids)))
    queue(session, messages.asked(request, recipients(session, party_ids)), now=now)
    return request


def keep_draft(session: Session, respondent: Respondent, *, text: str, document: Document | None = None, version: int,
               actor: Actor, now: datetime) -> None:
    """Keep an answer that is not ready, for everyone of the party. Raises Stale when a colleague changed it meanwhile."""
    _open(session, respondent, version)
    respondent.draft = text
    _keep_file(session, respondent, document)
    record(session, respondent, "request:keep-draft", actor=actor, now=now)


def drop_file(session: Session, file: RespondentDocument, *, actor: Actor, now: datetime) -> None:
    """Take a document out of the draft; one that was sent stays."""
    respondent = session.get_one(Respondent, file.respondent_id)
    lock(session, respondent)
    if file.entry_id is not None:
        raise Refused("request:file-sent")
    record(session, respondent, "request:drop-file", actor=actor, now=now, document=file.document_id)
    session.delete(file)


def answer(session: Session, respondent: Respondent, *, text: str, document: Document | None = None, version: int,
           actor: Actor, now: datetime) -> RespondentEntry:
    """Send the answer with all documents of the draft. After the term it is taken in as well, stamped late.

    As long as the municipality did not close the request, the party can send something after it.
    """
    _open(session, respondent, version)
    _keep_file(session, respondent, document)
    if not text.strip() and not respondent.draft_files:
        raise Refused("request:empty", field="text")
    entry = _write(session, respondent, RequestAct.ANSWER, text, actor, now, is_late=now >= respondent.closes_at)
    for file in respondent.draft_files:
        file.entry_id = entry.id
    respondent.draft, respondent.answered_at = "", respondent.answered_at or now
    if respondent.more_time == MoreTime.ASKED:
        respondent.more_time = MoreTime.NONE
    queue(session, messages.answered(respondent, entry, recipients(session, [respondent.party_id])), now=now)
    return entry


def ask_more_time(session: Session, respondent: Respondent, *, until: date, reason: str, actor: Actor, now: datetime) -> None:
    """Ask once, before the end of the term, for more time, with a reason."""
    lock(session, respondent)
    if respondent.more_time != MoreTime.NONE:
        raise Refused("request:asked-already", field="until")
    if respondent.answered_at or respondent.closed_at:
        raise Refused("request:answered")
    if now >= respondent.closes_at:
        raise Refused("request:too-late-for-more", field="until")
    check_more_time(until, respondent.closes_at)
    respondent.more_time, respondent.wished_until = MoreTime.ASKED, roll_past_rest_days(until)[0]
    _write(session, respondent, RequestAct.ASK_MORE_TIME, reason, actor, now, until=respondent.wished_until)


def decide_more_time(session: Session, respondent: Respondent, *, granted: bool, until: date | None = None, reason: str = "",
                     actor: Actor, now: datetime) -> None:
    """Give the time that was asked, or another day, or none with the reason."""
    lock(session, respondent)
    if respondent.more_time != MoreTime.ASKED:
        raise Refused("request:nothing-asked")
    if not granted and not reason.strip():
        raise Refused("request:reason-missing", field="reason")
    until = until or respondent.wished_until
    if granted and until:
        check_more_time(until, respondent.closes_at)
        respondent.closes_at = end_of_term(until)
    respondent.more_time = MoreTime.GRANTED if granted else MoreTime.REFUSED
    entry = _write(session, respondent, RequestAct.GRANT if granted else RequestAct.REFUSE, reason, actor, now,
                   until=last_day_of(respondent.closes_at))
    queue(session, messages.more_time(respondent, entry, recipients(session, [respondent.party_id])), now=now)


def ask_on(session: Session, respondent: Respondent, *, text: str, days: int, actor: Actor, now: datetime) -> None:
    """Ask the same party something more, with a term of its own; also when the request was closed."""
    lock(session, respondent)
    if respondent.answered_at is None and respondent.closed_at is None:
        raise Refused("request:not-answered")
    respondent.asked_at, respondent.closes_at = now, deadline(local_day(now), days).closes_at
    respondent.answered_at = respondent.closed_at = None
    respondent.more_time, respondent.wished_until = MoreTime.NONE, None
    entry = _write(session, respondent, RequestAct.ASK_ON, text, actor, now, until=last_day_of(respondent.closes_at))
    queue(session, messages.asked_on(respondent, entry, recipients(session, [respondent.party_id])), now=now)


def close(session: Session, respondent: Respondent, *, reason: str = "", actor: Actor, now: datetime) -> None:
    """The municipality has what it needs; without an answer it says why it closes all the same."""
    lock(session, respondent)
    if respondent.closed_at is not None:
        raise Refused("request:closed")
    if respondent.answered_at is None and not reason.strip():
        raise Refused("request:reason-missing", field="text")
    respondent.closed_at = now
    if respondent.more_time == MoreTime.ASKED:
        respondent.more_time = MoreTime.NONE
    entry = _write(session, respondent, RequestAct.CLOSE, reason, actor, now)
    queue(session, messages.closed(respondent, entry, recipients(session, [respondent.party_id])), now=now)


def remind(session: Session, request: InformationRequest, *, actor: Actor, now: datetime) -> int:
    """Write to every party that did not answer; answers how many letters. Once a day for each."""
    lock(session, request)
    silent = [row for row in request.respondents if row.answered_at is None and row.closed_at is None]
    if not silent:
        raise Refused("request:all-answered")
    to = recipients(session, [row.party_id for row in silent])
    sent = queue(session, [letter for row in silent for letter in messages.reminded(
        row, [person for person in to if person.party_id == row.party_id], now=now)], now=now)
    if not sent:
        raise Refused("request:reminded-today")
    for row in silent:
        row.reminded_at = now
    record(session, request, "request:remind", actor=actor, now=now, parties=len(silent), letters=sent)
    return sent


def _open(session: Session, respondent: Respondent, version: int) -> None:
    lock(session, respondent)
    if respondent.closed_at is not None:
        raise Refused("request:closed")
    if respondent.version != version:
        raise Stale(respondent.draft)


def _keep_file(session: Session, respondent: Respondent, document: Document | None) -> None:
    if document and document.id not in {file.document_id for file in respondent.files}:
        session.add(RespondentDocument(respondent_id=respondent.id, document_id=document.id))
        session.flush()
        session.expire(respondent, ["files"])


def _write(session: Session, respondent: Respondent, act: RequestAct, text: str, actor: Actor, now: datetime, *,
           until: date | None = None, is_late: bool = False) -> RespondentEntry:
    entry = RespondentEntry(respondent_id=respondent.id, act=act, text=text, until=until, is_late=is_late, written_at=now,
                            person_name=actor.person_name)
    session.add(entry)
    record(session, respondent, f"request:{act.value.replace('_', '-')}", actor=actor, now=now, until=until, late=is_late)
    session.expire(respondent, ["entries"])
    return entry
