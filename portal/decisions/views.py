"""Pages of deciding: the public file, the desk's queue and records, and the party's statement."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, abort, flash, render_template, request, url_for

from portal.accounts.models import Role
from portal.core import clock
from portal.core.access import Actor, current_actor, may, public, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.keeping import may_be_kept
from portal.core.language import gettext
from portal.core.web import see_other
from portal.decisions import approval_views, correction_views, grid_views, operations, queries, turn_views, turns
from portal.decisions.corrections import CORRECTABLE
from portal.decisions.forms import BoardForm, ParticipationForm, SubmissionForm
from portal.decisions.messages import speak_until
from portal.decisions.rules import BoardChoice, ParticipationChoice, SubmissionChoice
from portal.networks.models import AgreementVersion
from portal.networks.queries import current_network
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal
from portal.proposals.rules import Facts, NextStep, Stage, next_steps
from portal.region.models import Municipality
from portal.votes.queries import outcome_after, table_conclusion, undecided_votes, vote_of
from portal.votes.sheets import groups

bp = Blueprint("decisions", __name__)
grid_views.add_to(bp)
correction_views.add_to(bp)
approval_views.add_to(bp)
turn_views.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/besluiten/<string:number>")
@public
@may_be_kept()
def show(number: str) -> str:
    """What the municipality and the boards decided, with reasons, and what is still awaited."""
    network = current_network(db.session)
    proposal = proposals.by_number(db.session, network, number, current_actor()) or abort(404)
    submission = queries.submission_of(db.session, proposal) or abort(404)
    version = queries.version_from(db.session, proposal)
    now = clock.now()
    return render_template("decisions/show.html", proposal=proposal, submission=submission, version=version,
                           figures=queries.all_figures(db.session, version, now) if version else [], until=speak_until(version) if version else None,
                           grid=queries.board_grid(db.session, proposal), vote=vote_of(db.session, proposal),
                           approvals=queries.approval_grid(db.session, proposal, now), here=network)


@bp.get("/bureau/besluiten")
@requires("desk:open")
def queue() -> str:
    """For the secretary everything that waits; for board staff what their own municipality has to decide."""
    network, now, actor = current_network(db.session), clock.now(), current_actor()
    with_boards = queries.with_the_boards(db.session, network)
    missing = queries.boards_missing(db.session, network, with_boards)
    is_secretary = Role.SECRETARY in actor.roles
    approvals = queries.approvals_of(db.session, with_boards, now) if is_secretary else {}
    stuck = queries.unable_to_go_on(db.session, with_boards, approvals) if is_secretary else set()
    if not is_secretary:
        with_boards = [proposal for proposal in with_boards
                       if actor.municipality_id in {place.id for place in missing[proposal.id]}]
    return render_template(
        "decisions/queue.html", with_boards=with_boards, missing=missing, is_secretary=is_secretary,
        undecided=undecided_votes(db.session, network, now) if is_secretary else [],
        coming=queries.coming_versions(db.session, network, now) if is_secretary else [], until=speak_until, stuck=stuck,
        approvals=approvals,
        asked=queries.awaiting_approval(db.session, network, now) if is_secretary else [],
        turns=turns.news(db.session, network, now) if is_secretary else [])


@bp.route("/bureau/voorstellen/<int:proposal_id>/voorleggen", methods=["GET", "POST"])
@requires("decision:submit", of=lambda proposal_id: proposals.by_id(db.session, proposal_id))
def submission(proposal: Proposal) -> Any:
    """Submit or not, with the outcome of the vote beside the form: fill in, read over, send."""
    form = SubmissionForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.decide_submission(
                    work.session, proposal, submit=form.choice.data == SubmissionChoice.SUBMIT, reason=form.reason.data,
                    in_force_from=form.in_force_from.data, facts=queries.facts_of(work.session, proposal, work.now),
                    actor=current_actor(), now=work.now)
                work.location = url_for("decisions.show", number=proposal.number)
            flash(gettext("The choice is recorded and published with its reason."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    read_over, now, vote = form.is_read_over, clock.now(), vote_of(db.session, proposal)
    if read_over and form.choice.data == SubmissionChoice.SUBMIT:
        _ask_again(form, operations.check_start, form.in_force_from.data, now)
    facts = queries.facts_of(db.session, proposal, now)
    steps = _next(proposal, facts)
    outcome = outcome_after(db.session, vote, now)
    context = {"proposal": proposal, "vote": vote, "step": steps.get("submit"), "facts": facts, "rework": steps.get("rework"),
               "done": None if "submit" in steps else queries.submission_of(db.session, proposal),
               "outcome": outcome, "groups": groups(outcome) if outcome else [], "conclusion": table_conclusion(db.session, proposal)}
    read_over = read_over and not form.wrong_fields
    return form.answer("decisions/submission_overview.html" if read_over else "decisions/submission.html", **context)


def _ask_again(form: Form, check: Callable[..., object], *values: Any) -> None:
    """What the verb would refuse is told before reading over."""
    try:
        check(*values)
    except Refused as refusal:
        form.refuse(refusal)


@bp.route("/bureau/besluiten/<int:proposal_id>", methods=["GET", "POST"])
@requires("decision:record-board", of=lambda proposal_id: proposals.by_id(db.session, proposal_id))
def board(proposal: Proposal) -> Any:
    """Record what a board decided: one's own, or as host another one's under the mandate."""
    given = queries.submission_of(db.session, proposal) or abort(404)
    grid, actor = queries.board_grid(db.session, proposal), current_actor()
    form = BoardForm(_may_speak_for(actor, grid) if request.method == "POST" else _open_to(actor, proposal, grid))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                decision = operations.record_board_decision(
                    work.session, proposal, municipality_id=form.municipality_id.data,
                    adopted=form.choice.data == BoardChoice.ADOPTED, decided_on=form.decided_on.data,
                    number=form.number.data, reason=form.reason.data, document=form.document.keep(work.session), actor=actor,
                    now=work.now)
                work.location = url_for("decisions.board", proposal_id=proposal.id)
                name = decision.municipality.name
            flash(gettext("The decision of %(municipality)s is recorded and published.", municipality=name))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            grid = queries.board_grid(db.session, proposal)
    read_over = form.is_read_over
    if read_over:
        _ask_again(form, operations.check_decision, given, form.decided_on.data, form.number.data, form.reason.data, clock.now())
        _ask_again(form, operations.mandate_for, db.session, proposal.network, form.municipality_id.data, actor, clock.now())
    version = queries.version_from(db.session, proposal)
    leaving = [said for said in queries.participations(db.session, version) if not said.takes_part] if version else []
    page = "decisions/board_overview.html" if read_over and not form.wrong_fields else "decisions/board.html"
    facts = queries.facts_of(db.session, proposal, clock.now())
    return form.answer(page, grid=grid, proposal=proposal, submission=given, version=version, leaving=leaving,
                       places=_open_to(actor, proposal, grid), approvals=queries.approval_grid(db.session, proposal, clock.now()),
                       corrected=queries.corrected(db.session, proposal), steps=_next(proposal, facts),
                       can_correct=proposal.stage in CORRECTABLE and not facts.in_force)


def _next(proposal: Proposal, facts: Facts) -> dict[str, NextStep]:
    return {found.step.name: found for found in next_steps(proposal.stage, proposal.network.profile.order, facts)}


def _open_to(actor: Actor, proposal: Proposal, grid: queries.BoardGrid) -> list[Municipality]:
    """The municipalities for which this person can still record a decision."""
    if proposal.stage != Stage.SUBMITTED:
        return []
    decided = {row.municipality.id for row in grid.rows if row.own}
    return [place for place in _may_speak_for(actor, grid) if place.id not in decided]


def _may_speak_for(actor: Actor, grid: queries.BoardGrid) -> list[Municipality]:
    """Decided or not: who is second is told so by the verb."""
    for_all = Role.SECRETARY in actor.roles
    return [row.municipality for row in grid.rows if for_all or row.municipality.id == actor.municipality_id]


@bp.route("/mijn/deelname/<int:version_id>", methods=["GET", "POST"])
@requires("participation:see", of=lambda version_id: queries.decided_version(db.session, version_id))
def participate(version: AgreementVersion) -> Any:
    """Say whether one's party takes part in what was adopted; the same page is the receipt (IN 9.3).

    A colleague reads what is asked, and who of the party can answer.
    """
    if request.method == "POST" and not may("participation:state", version):
        abort(403)
    actor, proposal = current_actor(), queries.proposal_behind(db.session, version) or abort(404)
    own = queries.participation_of(db.session, version, actor.party_id)
    form = ParticipationForm(data={"choice": _stated(own.takes_part), "reason": own.reason} if own else None)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.state_participation(
                    work.session, version, takes_part=form.choice.data == ParticipationChoice.TAKES_PART,
                    reason=form.reason.data, actor=actor, now=work.now)
                work.location = url_for("decisions.participate", version_id=version.id)
            flash(gettext("Your answer is recorded. You get a receipt by e-mail."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    here, until = current_network(db.session), speak_until(version)
    mine = queries.speaks_in(db.session, version, actor.party_id, clock.now())
    silence = next((network for network in [here, *mine] if network in mine), proposal.network).profile.silence
    is_open = operations.may_state(version, [network.profile.silence for network in mine] or [silence], own, clock.now())
    read_over = form.is_read_over and is_open
    if read_over and form.choice.data == ParticipationChoice.LEAVES and not form.reason.data:
        form.refuse(Refused("participation:reason-missing", field="reason"))
    read_over = read_over and not form.wrong_fields
    page = "decisions/participate_overview.html" if read_over else "decisions/participate.html"
    return form.answer(page, version=version, proposal=proposal, own=own, until=until, is_open=is_open, silence=silence, here=here,
                       approvals=queries.approval_grid(db.session, proposal, clock.now()),
                       text=proposals.latest_version(db.session, proposal), grid=queries.board_grid(db.session, proposal))


def _stated(takes_part: bool) -> ParticipationChoice:
    return ParticipationChoice.TAKES_PART if takes_part else ParticipationChoice.LEAVES
