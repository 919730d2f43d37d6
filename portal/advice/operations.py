"""The verbs of advice: asking, taking back, recording what was advised, and saying what came of it (IN 7.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.advice import messages, queries
from portal.advice.models import AdvicePaper, AdviceRequest
from portal.advice.rules import AdviceState, Followed, Said, check_said
from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.networks.models import Agreement, Network
from portal.networks.operations import publish
from portal.networks.queries import latest_version
from portal.notifications.operations import queue
from portal.proposals.models import Proposal
from portal.tables.models import PhysicalTable


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. Without a table the whole network is asked; without an agreement it is about one that is still to come."""

    subject: str
    question: str
    wish_on: date
    table: PhysicalTable | None = None
    agreement: Agreement | None = None
    articles: tuple[str, ...] = ()
    proposal: Proposal | None = None
    background: str = ""


def ask_advice(session: Session, network: Network, asked: Question, *, documents: Iterable[Document] = (), actor: Actor,
               now: datetime) -> AdviceRequest:
    """Ask a table, or the network, for advice: public at once, and everyone who is asked gets a letter.

    Raises Refused for a day that lies behind, a table of elsewhere or that has stopped, and an article that the agreement
    does not have.
    """
    lock(session, network)
    check_question(session, network, asked, now)
    request = AdviceRequest(
        network_id=network.id, network=network, table=asked.table, agreement=asked.agreement, proposal=asked.proposal,
        slug=queries.next_slug(session, network, local_day(now).year), subject=asked.subject, articles=asked.articles,
        question=asked.question, background=asked.background, wish_on=asked.wish_on, asked_at=now, asked_by_id=actor.person_id,
        papers=[AdvicePaper(document_id=number) for number in dict.fromkeys(document.id for document in documents)])
    session.add(request)
    session.flush()
    record(session, request, "advice:ask", actor=actor, now=now, table=request.table_id, agreement=request.agreement_id,
           articles=list(asked.articles), proposal=request.proposal_id, wish_on=asked.wish_on)
    _make_known(session, request, "advice:asked", now, wish_on=asked.wish_on)
    queue(session, messages.asked(request, queries.advisers(session, request)), now=now)
    return request


def check_question(session: Session, network: Network, asked: Question, now: datetime) -> None:
    """What `ask_advice` refuses, so that it can be said before reading over."""
    if asked.wish_on <= local_day(now):
        raise Refused("advice:wish-behind", field="wish_on")
    if asked.table is not None and asked.table.network_id != network.id:
        raise Refused("advice:no-such-table", field="whom")
    if asked.table is not None and asked.table.closed_at is not None:
        raise Refused("advice:table-closed", field="whom")
    if asked.articles and asked.agreement is None:
        raise Refused("advice:articles-of-what", field="agreement_id")
    if asked.agreement is not None and asked.articles:
        known = {paragraph.label for paragraph in latest_version(session, asked.agreement).paragraphs}
        if unknown := next((label for label in asked.articles if label not in known), None):
            raise Refused("advice:unknown-article", field="articles", label=unknown)
    if asked.proposal is not None and (asked.proposal.network_id != network.id or asked.proposal.published_at is None):
        raise Refused("advice:no-proposal", field="proposal_number")


def withdraw_request(session: Session, request: AdviceRequest, *, reason: str, actor: Actor, now: datetime) -> None:
    """Take the question back before there is advice, with the reason; it stays on the site."""
    lock(session, request)
    _check_open(request)
    if not reason.strip():
        raise Refused("advice:reason-missing", field="reason")
    request.withdrawn_at, request.withdraw_reason = now, reason.strip()
    record(session, request, "advice:withdraw", actor=actor, now=now, reason=reason)
    _make_known(session, request, "advice:withdrawn", now, reason=reason)
    queue(session, messages.withdrawn(request, queries.advisers(session, request)), now=now)


def _check_open(request: AdviceRequest) -> None:
    if request.state == AdviceState.WITHDRAWN:
        raise Refused("advice:was-withdrawn")
    if request.state != AdviceState.ASKED:
        raise Refused("advice:answered-already")


def give_advice(session: Session, request: AdviceRequest, said: Said, *, version: int, actor: Actor, now: datetime) -> None:
    """Record what was advised; it is public at once and the municipality gets a letter. Again is a correction, until the response.

    Raises Stale when somebody else recorded something meanwhile, Refused once it was withdrawn or the municipality responded.
    """
    lock(session, request)
    if version != request.version:
        raise Stale(request.advice)
    if request.state not in (AdviceState.ASKED, AdviceState.ANSWERED):
        raise Refused("advice:was-withdrawn" if request.withdrawn_at else "advice:responded-already")
    check_said(said)
    is_first, old = request.advised_at is None, request.outcome
    request.take(said)
    request.advised_at = request.advised_at or now
    session.flush()
    record(session, request, "advice:give" if is_first else "advice:mend", actor=actor, now=now, reason=said.text,
           outcome=(old, said.outcome), ratio=[said.hands.in_favour, said.hands.against, said.hands.abstained] if said.hands else [])
    _make_known(session, request, "advice:answered" if is_first else "advice:mended", now, reason=request.advice, outcome=said.outcome)
    queue(session, messages.answered(request, queries.askers(session, request, now)), now=now)


def respond(session: Session, request: AdviceRequest, *, followed: Followed, response: str, actor: Actor, now: datetime) -> None:
    """Say what the municipality does with the advice, and why; once. Who advised gets a letter."""
    lock(session, request)
    if request.state == AdviceState.RESPONDED:
        raise Refused("advice:responded-already")
    if request.state != AdviceState.ANSWERED:
        raise Refused("advice:not-answered")
    if not response.strip():
        raise Refused("advice:reason-missing", field="response")
    request.followed, request.response, request.responded_at = followed, response.strip(), now
    record(session, request, "advice:respond", actor=actor, now=now, reason=response, followed=followed)
    _make_known(session, request, "advice:responded", now, reason=request.response, followed=followed)
    queue(session, messages.responded(request, queries.advisers(session, request)), now=now)


def _make_known(session: Session, request: AdviceRequest, kind: str, now: datetime, reason: str = "", **data: object) -> None:
    publish(session, kind, network_id=request.network_id, title=request.subject, path=request.path, now=now,
            proposal_id=request.proposal_id, reason=reason, **data)
