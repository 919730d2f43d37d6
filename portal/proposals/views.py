"""Pages of proposals: sending one in, changing and withdrawing it. The sender's own page, judging and support stand beside it."""

from typing import Any

from flask import Blueprint, Flask, abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.contributions.operations import keep_draft
from portal.contributions.queries import colleagues_drafts, draft_of, drafts_of
from portal.contributions.rules import Kind
from portal.core import clock
from portal.core.access import ActsFor, current_actor, permits, public, requires
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused, Stale
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.core.web import limiter, see_other
from portal.members.queries import candidates
from portal.networks.models import Agreement, Network
from portal.networks.queries import agreement_by_slug, agreements, current_network, municipalities
from portal.networks.queries import latest_version as latest_text
from portal.proposals import (
    drafting,
    forms,
    from_signals,
    judging_views,
    operations,
    queries,
    rules,
    sender_views,
    support_views,
)
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalKind, draft_about

bp = Blueprint("proposals", __name__)
from_signals.add_to(bp)
judging_views.add_to(bp)
sender_views.add_to(bp)
support_views.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.route("/voorstellen/nieuw", methods=["GET", "POST"])
@public
@limiter.limit("60/hour", methods=["POST"])
def submit() -> Any:
    """Choose, write, read over, send; then the receipt, or for who has no account: look in your mail.

    The choice stands in the address: pages can link to it. Where only parties propose, others read that (ZL 6.3).
    """
    network, actor, now = current_network(db.session), current_actor(), clock.now()
    if not permits("proposal:submit", actor, network, now):
        return render_template("proposals/parties_only.html"), 403
    choice = forms.ChooseForm(agreements(db.session, network), formdata=request.args)
    if "soort" not in request.args or not choice.validate():
        mine, theirs = drafts_of(db.session, actor, now), colleagues_drafts(db.session, actor, now)
        return choice.answer("proposals/choose.html", mine=[draft for draft in mine if draft.kind == Kind.PROPOSAL],
                             drafts=[draft for draft in theirs if draft.kind == Kind.PROPOSAL])
    kind: ProposalKind = choice.soort.data
    return _write(network, kind, _chosen_agreement(network, kind, choice.overeenkomst.data))


def _write(network: Network, kind: ProposalKind, agreement: Agreement | None) -> Any:
    actor, now, about = current_actor(), clock.now(), draft_about(kind, agreement.id if agreement else None)
    draft = draft_of(db.session, actor, Kind.PROPOSAL, about, now)
    form = _submit_form(network, kind, agreement, draft)
    here = url_for("proposals.submit", soort=kind, overeenkomst=agreement.slug if agreement else None)
    if form.is_kept and (went := carry_out(form, here, lambda work: _keep(form, work, network, about, here),
                                           gettext("Your draft is kept. Nothing has been sent."))):
        return went
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                proposal = operations.submit_proposal(
                    work.session, network, kind=kind, agreement_id=agreement.id if agreement else None,
                    paragraphs=form.paragraphs, **form.sent, **form.documents(work.session), actor=actor, now=work.now)
                work.location = _sent(proposal)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    page = "proposals/submit_overview.html" if form.is_read_over else "proposals/submit.html"
    return form.answer(page, agreement=agreement, draft=draft,
                       drafts=colleagues_drafts(db.session, actor, now, Kind.PROPOSAL, about))


def _keep(form: Any, work: Work, network: Network, about: str, here: str) -> None:
    keep_draft(work.session, network, Kind.PROPOSAL, about, title=form.title.data or gettext("Proposal without a title"), path=here,
               fields=form.kept_fields, shown=form.shown_fields, actor=current_actor(), now=work.now)


def _sent(proposal: Proposal) -> str:
    """Where the sender goes on: the secretary who entered it, to the judgement."""
    if proposal.awaits_address:
        return url_for("contributions.sent", kind=Kind.PROPOSAL)
    if current_actor().acts_for == ActsFor.MUNICIPALITY:
        return url_for("proposals.judge", proposal_id=proposal.id)
    return url_for("proposals.follow", key=proposal.follow_key)


def _chosen_agreement(network: Network, kind: ProposalKind, slug: str) -> Agreement | None:
    return None if kind == ProposalKind.NEW else agreement_by_slug(db.session, network, slug)


def _submit_form(network: Network, kind: ProposalKind, agreement: Agreement | None, draft: Any) -> Any:
    known = drafting.available(latest_text(db.session, agreement) if agreement else None)
    if request.method == "POST":
        keys = drafting.after(request.form.get("act", ""), request.form.get("pick", ""), request.form.getlist("artikel"), kind)
    else:
        keys = [*(value for name, value in (draft.fields if draft else ()) if name == "artikel"),
                *drafting.by_label(known, request.args.getlist("artikel"))]
        if kind == ProposalKind.NEW and not keys:
            keys = ["n1"]
    form = forms.with_blocks(forms.SubmitForm, kind, drafting.chosen(known, keys))(
        known, current_actor(), draft=draft, data={"laws": agreement.laws if agreement else ()})
    places = [(place.id, place.name) for place in municipalities(db.session, network)]
    form.offer(agreement, places, candidates(db.session, network))
    return form


def _visible(number: str) -> Proposal | None:
    return queries.by_number(db.session, current_network(db.session), number, current_actor())


def _again(proposal: Proposal) -> Proposal:
    """A refusal undid the transaction and with it what was read: read it again, with what the page shows."""
    return queries.by_id(db.session, proposal.id) or abort(404)


@bp.route("/voorstellen/<string:number>/aanpassen", methods=["GET", "POST"])
@requires("proposal:revise", of=_visible)
def revise(proposal: Proposal) -> str | Response:
    """Write the next version: change, read over, send."""
    return revise_text(proposal)


@bp.route("/voorstellen/volg/<string:key>/aanpassen", methods=["GET", "POST"])
@public
@limiter.limit("60/hour", methods=["POST"])
def revise_as_sender(key: str) -> str | Response:
    """The same for who has no account, with the link of the receipt."""
    return revise_text(sender_views.of_outsider(key, rules.author_may_write))


def revise_text(proposal: Proposal) -> str | Response:
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
    return take_back(proposal)


@bp.route("/voorstellen/volg/<string:key>/intrekken", methods=["GET", "POST"])
@public
@limiter.limit("20/hour", methods=["POST"])
def withdraw_as_sender(key: str) -> str | Response:
    """The same for who has no account, with the link of the receipt."""
    return take_back(sender_views.of_outsider(key, sender_views.is_before_the_vote))


def take_back(proposal: Proposal) -> str | Response:
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
