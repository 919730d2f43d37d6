"""Pages of advice: what was asked and answered, for everyone; asking, taking back and responding, for the secretary."""

from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, render_template, request, url_for

from portal.advice import messages, operations, queries
from portal.advice.forms import AskForm, RespondForm, WithdrawForm
from portal.advice.models import AdvicePaper, AdviceRequest
from portal.advice.rules import AdviceState
from portal.core import clock
from portal.core.access import OUTSIDER, current_actor, public, requires
from portal.core.database import db, transaction
from portal.core.documents import download
from portal.core.errors import Refused
from portal.core.forms import carry_out
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, say
from portal.core.paging import newest_first
from portal.core.web import see_other
from portal.networks.models import Agreement
from portal.networks.queries import agreement_by_slug, agreements, current_network
from portal.proposals.models import Proposal
from portal.proposals.queries import by_number
from portal.tables.models import PhysicalTable
from portal.tables.queries import table_by_slug, tables

bp = Blueprint("advice", __name__)
BOTH = ["GET", "POST"]


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(adviser_name=messages.adviser_name, ratio_of=messages.ratio_of)


def _by_id(request_id: int) -> AdviceRequest | None:
    return queries.request_by_id(db.session, current_network(db.session), request_id)


@bp.get("/adviezen")
@public
@may_be_kept("tafel", "overeenkomst", "na", "voor")
def index() -> str:
    """Everything that was asked, the newest first; `?tafel=` of one table, `?overeenkomst=` about one agreement."""
    network = current_network(db.session)
    table, agreement = _asked_table(), _asked_agreement()
    query = queries.requests(network)
    if table:
        query = query.where(AdviceRequest.table_id == table.id)
    if agreement:
        query = query.where(AdviceRequest.agreement_id == agreement.id)
    return render_template("advice/index.html", page=newest_first(db.session, query, AdviceRequest.id), table=table, agreement=agreement)


def _asked_table() -> PhysicalTable | None:
    slug = request.args.get("tafel")
    return (table_by_slug(db.session, current_network(db.session), slug) or abort(404)) if slug else None


def _asked_agreement() -> Agreement | None:
    slug = request.args.get("overeenkomst")
    return (agreement_by_slug(db.session, current_network(db.session), slug) or abort(404)) if slug else None


@bp.get("/adviezen/<string:slug>")
@public
@may_be_kept()
def show(slug: str) -> str:
    """One question with its background, the advice, and what the municipality did with it."""
    asked = queries.request_by_slug(db.session, current_network(db.session), slug) or abort(404)
    return render_template("advice/show.html", asked=asked)


def _paper(slug: str, paper_id: int) -> AdvicePaper | None:
    return queries.paper_by_id(db.session, current_network(db.session), slug, paper_id)


@bp.get("/adviezen/<string:slug>/stukken/<int:paper_id>")
@public
def paper(slug: str, paper_id: int) -> Response:
    """A document that goes with the question."""
    return download((_paper(slug, paper_id) or abort(404)).document)


@bp.get("/bureau/adviezen")
@requires("advice:ask")
def queue() -> str:
    """What waits for advice, what waits for a response, and what was done."""
    network = current_network(db.session)
    done = queries.requests(network).where(
        AdviceRequest.responded_at.is_not(None) | AdviceRequest.withdrawn_at.is_not(None))
    return render_template("advice/queue.html", unanswered=queries.unanswered(db.session, network),
                           without_response=queries.without_response(db.session, network),
                           page=newest_first(db.session, done, AdviceRequest.id))


@bp.route("/bureau/adviezen/nieuw", methods=BOTH)
@requires("advice:ask")
def ask() -> Any:
    """Ask a table or the network: fill in, read over, send."""
    network = current_network(db.session)
    form = AskForm(tables(db.session, network), agreements(db.session, network), proposal_number=request.args.get("voorstel", ""))
    try:
        if form.is_read_over:
            operations.check_question(db.session, network, _question(form), clock.now())
            return form.answer("advice/ask_overview.html")
        if form.is_ready:
            form.keep_files()
            with transaction(form.once.data) as work:
                asked = operations.ask_advice(work.session, network, _question(form), documents=[
                    document for field in form.files if (document := field.keep(work.session))], actor=current_actor(), now=work.now)
                work.location = url_for("advice.show", slug=asked.slug)
            flash(gettext("The question is on the site, and who is asked gets a letter. Put it on the agenda of a meeting."))
            return see_other(work.location)
    except Refused as refusal:
        form.refuse(refusal)
    return form.answer("advice/ask.html")


def _question(form: AskForm) -> operations.Question:
    """What was filled in. Raises Refused for a table, agreement or proposal that is not there."""
    if form.whom.data not in dict(form.whom.choices):
        raise Refused("advice:no-such-table", field="whom")
    if (form.agreement_id.data or "") not in dict(form.agreement_id.choices):
        raise Refused("advice:no-such-agreement", field="agreement_id")
    return operations.Question(
        subject=form.subject.data, question=form.question.data, wish_on=form.wish_on.data, background=form.background.data or "",
        table=form.tables.get(form.whom.data), agreement=form.agreements.get(form.agreement_id.data or ""), articles=form.labels,
        proposal=_proposal(form.proposal_number.data or ""))


def _proposal(number: str) -> Proposal | None:
    if not number:
        return None
    found = by_number(db.session, current_network(db.session), number, OUTSIDER)
    if found is None:
        raise Refused("advice:no-proposal", field="proposal_number")
    return found


@bp.route("/bureau/adviezen/<int:request_id>/intrekken", methods=BOTH)
@requires("advice:ask", of=_by_id)
def withdraw(asked: AdviceRequest) -> Any:
    """The advice is not needed any more, and why."""
    form = WithdrawForm()
    done = form.is_ready and carry_out(
        form, url_for("advice.show", slug=asked.slug), lambda work: operations.withdraw_request(
            work.session, asked, reason=form.reason.data, actor=current_actor(), now=work.now),
        gettext("The question is taken back. Who was asked gets a letter."))
    return done or form.answer("advice/withdraw.html", asked=asked, can=asked.state == AdviceState.ASKED)


@bp.route("/bureau/adviezen/<int:request_id>/reactie", methods=BOTH)
@requires("advice:respond", of=_by_id)
def respond(asked: AdviceRequest) -> Any:
    """What the municipality does with the advice, and why: read over, then sent."""
    form = RespondForm()
    done = form.is_ready and carry_out(
        form, url_for("advice.show", slug=asked.slug), lambda work: operations.respond(
            work.session, asked, followed=form.followed.data, response=form.response.data, actor=current_actor(), now=work.now),
        gettext("This is on the site. Who advised gets a letter."))
    if done:
        return done
    page = "advice/respond_overview.html" if form.is_read_over else "advice/respond.html"
    return form.answer(page, asked=asked, can=asked.state == AdviceState.ANSWERED, told=say(asked.state))
