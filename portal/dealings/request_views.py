"""Information requests: what is asked of one's own party, and what the municipality asks of whom."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, flash, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock, exports
from portal.core.access import current_actor, may, requires
from portal.core.calendar import deadline, local_day
from portal.core.database import Work, db, transaction
from portal.core.documents import Document, download
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out
from portal.core.language import explain, gettext, last_moment, ngettext, say
from portal.core.paging import newest_first
from portal.core.web import see_other
from portal.dealings import information
from portal.dealings import request_queries as queries
from portal.dealings.models import InformationRequest, Respondent, RespondentDocument
from portal.dealings.request_forms import AnswerForm, AskForm, MoreTimeForm, NextAct, NextForm, TimeChoice, TimeForm
from portal.dealings.rules import MoreTime, RequestAct, RequestState
from portal.members.queries import candidates, member_ids
from portal.networks.queries import current_network

BOTH = ["GET", "POST"]


def add_to(bp: Blueprint) -> None:
    """One's own pages, and those of the desk."""
    own, desk = "/mijn/informatieverzoeken", "/bureau/informatieverzoeken"
    bp.add_url_rule(own, view_func=own_requests)
    bp.add_url_rule(f"{own}/<int:respondent_id>", view_func=own_request, methods=BOTH)
    bp.add_url_rule(f"{own}/<int:respondent_id>/meer-tijd", view_func=ask_more_time, methods=BOTH)
    bp.add_url_rule(f"{own}/stukken/<int:document_id>", view_func=own_request_document)
    bp.add_url_rule(f"{own}/concept/<int:file_id>/weghalen", view_func=drop_file, methods=["POST"])
    bp.add_url_rule(desk, view_func=requests)
    bp.add_url_rule(f"{desk}/nieuw", view_func=ask, methods=BOTH)
    bp.add_url_rule(f"{desk}/<int:request_id>", view_func=request_page)
    bp.add_url_rule(f"{desk}/<int:request_id>.csv", view_func=request_csv)
    bp.add_url_rule(f"{desk}/<int:request_id>.xlsx", view_func=request_xlsx)
    bp.add_url_rule(f"{desk}/<int:request_id>/herinneren", view_func=remind, methods=["POST"])
    bp.add_url_rule(f"{desk}/antwoorden/<int:respondent_id>", view_func=respondent_page, methods=BOTH)
    bp.add_url_rule(f"{desk}/antwoorden/<int:respondent_id>/meer-tijd", view_func=decide_more_time, methods=BOTH)
    bp.add_url_rule(f"{desk}/stukken/<int:document_id>", view_func=request_document)


# For the party

def _own(respondent_id: int) -> Respondent | None:
    return queries.own_respondent(db.session, current_network(db.session), respondent_id, current_actor().party_id)


@requires("request:read")
def own_requests() -> str:
    """Everything that was asked of one's own party, the newest first."""
    query = queries.own_requests(current_network(db.session), current_actor().party_id or 0)
    return render_template("dealings/own_requests.html", page=newest_first(db.session, query, Respondent.id))


@requires("request:read", of=_own)
def own_request(respondent: Respondent) -> Any:
    """The question with all that was written; below it the draft, which every colleague can work on."""
    form = AnswerForm(data={"text": respondent.draft, "version": str(respondent.version)})
    here = url_for("dealings.own_request", respondent_id=respondent.id)
    if form.is_submitted() and form.step == "keep" and form.validate():
        if went := carry_out(form, here, lambda work: information.keep_draft(
                work.session, respondent, text=form.text.data, document=form.document.keep(work.session), version=form.seen,
                actor=current_actor(), now=work.now), gettext("Your draft is kept. The municipality does not see it yet.")):
            return went
    elif may("request:answer", respondent) and form.is_ready and (went := carry_out(
            form, here, lambda work: information.answer(
                work.session, respondent, text=form.text.data, document=form.document.keep(work.session), version=form.seen,
                actor=current_actor(), now=work.now), gettext("Your answer is sent to the municipality."))):
        return went
    is_read_over = form.is_read_over and may("request:answer", respondent)
    if form.form_errors:
        form.version.data = str(respondent.version)  # both texts were shown: sending again means this one
    page = "dealings/answer_overview.html" if is_read_over else "dealings/own_request.html"
    return form.answer(page, respondent=respondent, once=Form().once.data, **_told(respondent))


def _told(respondent: Respondent) -> dict[str, Any]:
    """Where it stands, as the page tells it."""
    now = clock.now()
    state = respondent.state(now)
    return {"state": state, "is_open": state != RequestState.CLOSED,
            "can_ask_more_time": state == RequestState.OPEN and respondent.more_time == MoreTime.NONE}


@requires("request:read", of=lambda file_id: queries.draft_file(
    db.session, current_network(db.session), file_id, current_actor().party_id))
def drop_file(file: RespondentDocument) -> BaseResponse:
    """Take a document out of the draft."""
    form, location = Form(), url_for("dealings.own_request", respondent_id=file.respondent_id)
    with transaction(form.once.data if form.validate() else None) as work:
        information.drop_file(work.session, file, actor=current_actor(), now=work.now)
        work.location = location
    return see_other(location)


@requires("request:answer", of=_own)
def ask_more_time(respondent: Respondent) -> Any:
    """More time, once, with a reason."""
    form = MoreTimeForm()
    if form.is_ready and (went := carry_out(
            form, url_for("dealings.own_request", respondent_id=respondent.id), lambda work: information.ask_more_time(
                work.session, respondent, until=form.until.data, reason=form.reason.data, actor=current_actor(), now=work.now),
            gettext("The municipality weighs whether there is more time. Until then the term stays as it is."))):
        return went
    return form.answer("dealings/ask_more_time.html", respondent=respondent, **_told(respondent))


@requires("request:read", of=lambda document_id: queries.request_document(
    db.session, current_network(db.session), document_id, current_actor().party_id or 0))
def own_request_document(document: Document) -> Response:
    return download(document)


# For the municipality

@requires("request:ask")
def requests() -> str:
    """What was asked, the newest first, with who answered."""
    page = newest_first(db.session, queries.requests(current_network(db.session)), InformationRequest.id)
    return render_template("dealings/requests.html", page=page, progress=queries.progress(db.session, page.rows, clock.now()))


@requires("request:ask")
def ask() -> Any:
    """Ask one, some or all members; read over until when and why then; send."""
    network = current_network(db.session)
    form = AskForm(candidates(db.session, network), network.profile.information_days)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                request = information.ask(
                    work.session, network, **form.question, party_ids=form.party_ids(member_ids(work.session, network)),
                    documents=[kept for field in form.attachments if (kept := field.keep(work.session))],
                    actor=current_actor(), now=work.now)
                work.location = url_for("dealings.request_page", request_id=request.id)
            flash(gettext("The request is sent. The contact persons get a message."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    if form.is_read_over:
        term = deadline(local_day(clock.now()), form.days.data)
        return form.answer("dealings/ask_overview.html", term=term, explanation=explain(term),
                           count=len(form.party_ids(member_ids(db.session, network))))
    return form.answer("dealings/ask.html")


def _request(request_id: int) -> InformationRequest | None:
    return queries.request_by_id(db.session, current_network(db.session), request_id)


@requires("request:ask", of=_request)
def request_page(request: InformationRequest) -> str:
    """One request: what was asked, and who answered."""
    return render_template("dealings/request.html", request_=request, explanation=explain(request.deadline),
                           progress=queries.progress(db.session, [request], clock.now())[request.id], once=Form().once.data)


@requires("request:ask", of=_request)
def remind(request: InformationRequest) -> BaseResponse:
    """Write to who did not answer."""
    form, location = Form(), url_for("dealings.request_page", request_id=request.id)
    with transaction(form.once.data if form.validate() else None) as work:
        sent = information.remind(work.session, request, actor=current_actor(), now=work.now)
        work.location = location
    flash(ngettext("One letter is sent to who did not answer.", "%(num)s letters are sent to who did not answer.", sent))
    return see_other(location)


@requires("request:ask", of=_request)
def request_csv(request: InformationRequest) -> Response:
    return exports.csv_file(gettext("information-request-%(number)s", number=request.id), *_sheet(request))


@requires("request:ask", of=_request)
def request_xlsx(request: InformationRequest) -> Response:
    return exports.xlsx_file(gettext("information-request-%(number)s", number=request.id), *_sheet(request))


def _sheet(request: InformationRequest) -> tuple[list[str], Iterator[list[Any]]]:
    """Who answered what, for the municipality's own use."""
    now = clock.now()
    header = [gettext("Provider"), gettext("State"), gettext("Last moment"), gettext("Answered on"), gettext("Too late"),
              gettext("More time"), gettext("Answer"), gettext("Documents")]
    return header, (
        [row.party.name, say(row.state(now)), last_moment(row.closes_at), row.answered_at and local_day(row.answered_at),
         gettext("Yes") if row.is_answered_late else gettext("No"), say(row.more_time),
         "\n\n".join(entry.text for entry in row.entries if entry.act == RequestAct.ANSWER),
         sum(len(entry.files) for entry in row.entries)] for row in request.respondents)


def _respondent(respondent_id: int) -> Respondent | None:
    return queries.respondent_by_id(db.session, current_network(db.session), respondent_id)


@requires("request:ask", of=_respondent)
def respondent_page(respondent: Respondent) -> Any:
    """What one party answered; close it, or ask on."""
    form = NextForm(data={"days": respondent.request.days})
    here = url_for("dealings.request_page", request_id=respondent.request_id)
    if form.is_ready and (went := carry_out(form, here, lambda work: _take_next(work, respondent, form), _done(form))):
        return went
    return form.answer("dealings/respondent.html", respondent=respondent, **_told(respondent))


def _take_next(work: Work, respondent: Respondent, form: NextForm) -> None:
    if form.choice.data == NextAct.CLOSE:
        information.close(work.session, respondent, reason=form.text.data, actor=current_actor(), now=work.now)
        return
    if not form.text.data:
        raise Refused("request:text-missing", field="text")
    if not form.days.data:
        raise Refused("request:days-missing", field="days")
    information.ask_on(work.session, respondent, text=form.text.data, days=form.days.data, actor=current_actor(), now=work.now)


def _done(form: NextForm) -> str:
    return (gettext("The request to this provider is closed. It gets a message.") if form.choice.data == NextAct.CLOSE
            else gettext("You asked on. The provider gets a message with the new term."))


@requires("request:ask", of=_respondent)
def decide_more_time(respondent: Respondent) -> Any:
    """Give more time or not, with the reason."""
    form = TimeForm(data={"until": respondent.wished_until})
    if form.is_ready and (went := carry_out(
            form, url_for("dealings.respondent_page", respondent_id=respondent.id), lambda work: information.decide_more_time(
                work.session, respondent, granted=form.choice.data == TimeChoice.GRANT, until=form.until.data,
                reason=form.reason.data, actor=current_actor(), now=work.now),
            gettext("Your decision is recorded. The provider gets a message."))):
        return went
    return form.answer("dealings/decide_more_time.html", respondent=respondent)


@requires("request:ask", of=lambda document_id: queries.request_document(
    db.session, current_network(db.session), document_id))
def request_document(document: Document) -> Response:
    return download(document)
