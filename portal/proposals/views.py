"""Pages of proposals: sending one in, the receipt, changing and withdrawing it; and for the secretary the queue."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused, Stale
from portal.core.language import gettext
from portal.core.web import limiter, see_other
from portal.networks.models import Agreement, Network
from portal.networks.queries import agreement_by_slug, agreements, current_network
from portal.networks.queries import latest_version as latest_text
from portal.proposals import drafting, forms, from_signals, operations, queries
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalKind, Stage, road

bp = Blueprint("proposals", __name__)
from_signals.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.route("/voorstellen/nieuw", methods=["GET", "POST"])
@requires("proposal:submit", of=lambda: current_network(db.session))
@limiter.limit("60/hour", methods=["POST"])
def submit(network: Network) -> str | Response:
    """Choose, write, read over, send; then the receipt. The choice stands in the address: pages can link to it."""
    choice = forms.ChooseForm(agreements(db.session, network), formdata=request.args)
    if "soort" not in request.args or not choice.validate():
        return choice.answer("proposals/choose.html")  # type: ignore[no-any-return]
    kind: ProposalKind = choice.soort.data
    agreement = _chosen_agreement(network, kind, choice.overeenkomst.data)
    form = _submit_form(kind, agreement)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                proposal = operations.submit_proposal(
                    work.session, network, kind=kind, agreement_id=agreement.id if agreement else None,
                    paragraphs=form.paragraphs, **form.sent, actor=current_actor(), now=work.now)
                work.location = url_for("proposals.follow", key=proposal.follow_key)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    page = "proposals/submit_overview.html" if form.is_read_over else "proposals/submit.html"
    return form.answer(page, agreement=agreement)  # type: ignore[no-any-return]


def _chosen_agreement(network: Network, kind: ProposalKind, slug: str) -> Agreement | None:
    return None if kind == ProposalKind.NEW else agreement_by_slug(db.session, network, slug)


def _submit_form(kind: ProposalKind, agreement: Agreement | None) -> Any:
    known = drafting.available(latest_text(db.session, agreement) if agreement else None)
    if request.method == "POST":
        keys = drafting.after(request.form.get("act", ""), request.form.get("pick", ""), request.form.getlist("artikel"), kind)
    else:
        keys = drafting.by_label(known, request.args.getlist("artikel"))
        if kind == ProposalKind.NEW:
            keys = [f"n{number}" for number in (1,)]
    form = forms.with_blocks(forms.SubmitForm, kind, drafting.chosen(known, keys))
    return form(known, current_actor(), data={"laws": agreement.laws if agreement else ()})


@bp.get("/voorstellen/volg/<string:key>")
@public
def follow(key: str) -> str:
    """The receipt, and later the state: for who has the link."""
    proposal = queries.by_key(db.session, key) or abort(404)
    network = current_network(db.session)
    return render_template("proposals/follow.html", proposal=proposal, text=queries.latest_version(db.session, proposal),
                           steps=road(network.profile.order))


def _visible(number: str) -> Proposal | None:
    return queries.by_number(db.session, current_network(db.session), number, current_actor())


def _again(proposal: Proposal) -> Proposal:
    """A refusal undid the transaction and with it what was read: read it again, with what the page shows."""
    return queries.by_id(db.session, proposal.id) or abort(404)


@bp.route("/voorstellen/<string:number>/aanpassen", methods=["GET", "POST"])
@requires("proposal:revise", of=_visible)
def revise(proposal: Proposal) -> str | Response:
    """Write the next version: change, read over, send."""
    if queries.round_is_open(db.session, proposal, clock.now()):
        raise Refused("unmet:round-open")
    text = queries.latest_version(db.session, proposal)
    form = _revise_form(proposal, text)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                version = operations.add_version(
                    work.session, proposal, paragraphs=form.paragraphs, explanation=form.explanation.data,
                    based_on=form.version.data or 0, actor=current_actor(), now=work.now)
                work.location = url_for("proposals.follow", key=proposal.follow_key)
                number = version.number
            flash(gettext("Version %(version)s of the text is recorded.", version=number) if number != text.number
                  else gettext("The text was not changed: it still reads the same."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            proposal = _again(proposal)
            if isinstance(refusal, Stale):
                form.version.data = queries.latest_version(db.session, proposal).number
    page = "proposals/revise_overview.html" if form.is_read_over else "proposals/revise.html"
    return form.answer(page, proposal=proposal, text=text)  # type: ignore[no-any-return]


def _revise_form(proposal: Proposal, text: Any) -> Any:
    agreement = proposal.agreement
    known = drafting.available(latest_text(db.session, agreement) if agreement else None)
    own = drafting.of_version(known, text.paragraphs)
    keys = list(own)
    if request.method == "POST":
        keys = drafting.after(request.form.get("act", ""), request.form.get("pick", ""), request.form.getlist("artikel"),
                              proposal.kind)
    form = forms.with_blocks(forms.ReviseForm, proposal.kind, drafting.chosen(known | own, keys))
    return form(known, data={"version": text.number, "explanation": text.explanation})


@bp.route("/voorstellen/<string:number>/intrekken", methods=["GET", "POST"])
@requires("proposal:withdraw", of=_visible)
def withdraw(proposal: Proposal) -> str | Response:
    """Take the proposal back: reason, read over, send."""
    form = forms.WithdrawForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.withdraw_proposal(work.session, proposal, reason=form.reason.data, actor=current_actor(),
                                             now=work.now)
                work.location = url_for("proposals.follow", key=proposal.follow_key)
            flash(gettext("The proposal is withdrawn."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            proposal = _again(proposal)
    page = "proposals/withdraw_overview.html" if form.is_read_over else "proposals/withdraw.html"
    return form.answer(page, proposal=proposal)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal in the queue: whole days since it came in, and numbers in it that may be a BSN."""

    proposal: Proposal
    days: int
    warnings: list[str]


@bp.get("/bureau/voorstellen")
@requires("proposal:judge")
def queue() -> str:
    """What waits to be judged, the oldest first; below it everything that runs, by stage."""
    network, today = current_network(db.session), local_day(clock.now())
    waiting = [Waiting(p, (today - local_day(p.received_at)).days, forms.warnings(p))
               for p in queries.waiting(db.session, network)]
    return render_template("proposals/queue.html", waiting=waiting,
                           running=queries.running_by_stage(db.session, network))


@bp.route("/bureau/voorstellen/<int:proposal_id>/beoordelen", methods=["GET", "POST"])
@requires("proposal:judge", of=lambda proposal_id: queries.by_id(db.session, proposal_id))
def judge(proposal: Proposal) -> str | Response:
    """Judge one proposal: on the agenda or set aside, with the reason."""
    form = forms.JudgeForm(proposal)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.judge_proposal(
                    work.session, proposal, relevant=form.judgement.data == forms.Relevance.SCHEDULE,
                    public=form.judgement.data != forms.Relevance.SET_ASIDE_UNSEEN, reason=form.reason.data,
                    title=form.title.data, summary=form.summary.data, actor=current_actor(), now=work.now)
                work.location = url_for("proposals.queue")
            flash(gettext("Proposal %(number)s is judged. The sender gets a message.", number=proposal.number))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            proposal = _again(proposal)
    return form.answer("proposals/judge.html", proposal=proposal, text=queries.latest_of(proposal),  # type: ignore[no-any-return]
                       is_waiting=proposal.stage == Stage.RECEIVED)
