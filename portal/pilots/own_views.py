"""Pages of who leads a pilot or takes part: its plan before judgement, signing up, the result, and the proposal out of it."""

from typing import Any

from flask import Blueprint, abort, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal.contributions.operations import keep_draft
from portal.contributions.queries import attachments_of, draft_of
from portal.contributions.rules import Kind
from portal.core import clock
from portal.core.access import ActsFor, current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import Work, db, transaction
from portal.core.documents import download
from portal.core.errors import Refused, Stale
from portal.core.forms import Form, carry_out, press
from portal.core.language import gettext
from portal.core.web import see_other
from portal.members.queries import candidates
from portal.networks.models import Network
from portal.networks.queries import agreements, current_network, municipalities
from portal.pilots import forms, operations, partners, queries, results, sign_ups
from portal.pilots.models import Pilot, PilotResult
from portal.pilots.rules import missing_parts, next_steps


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as the public ones."""
    both, own = ["GET", "POST"], "/mijn/pilots/<string:key>"
    bp.add_url_rule("/mijn/pilots", view_func=own_list)
    bp.add_url_rule(own, view_func=own_pilot)
    bp.add_url_rule(f"{own}/stukken/<int:attachment_id>", view_func=own_document)
    bp.add_url_rule("/mijn/pilots/resultaat/<string:key>", view_func=own_result)
    bp.add_url_rule(f"{own}/aanpassen", view_func=revise, methods=both)
    bp.add_url_rule(f"{own}/intrekken", view_func=withdraw, methods=both)
    bp.add_url_rule(f"{own}/bevestigen", view_func=confirm, methods=both)
    bp.add_url_rule(f"{own}/niet-aanvragen", view_func=step_out, methods=both)
    bp.add_url_rule(f"{own}/insturen", view_func=send_in, methods=["POST"])
    bp.add_url_rule(f"{own}/resultaat", view_func=report, methods=both)
    bp.add_url_rule("/pilots/<string:number>/aanmelden", view_func=sign_up, methods=both)
    bp.add_url_rule("/pilots/<string:number>/afmelden", view_func=leave, methods=both)
    bp.add_url_rule("/pilots/<string:number>/voorstel", view_func=propose, methods=both)


def _by_key(key: str) -> Pilot | None:
    return queries.by_key(db.session, current_network(db.session), key)


def _visible(number: str) -> Pilot | None:
    return queries.by_number(db.session, current_network(db.session), number, current_actor())


def offer(form: Any, network: Network) -> None:
    """What can be chosen in a plan: agreements, municipalities, and the other members."""
    others = candidates(db.session, network, but=[current_actor().party_id or 0])
    form.offer(agreements(db.session, network), municipalities(db.session, network), others)


@requires("pilot:own")
def own_list() -> str:
    """For which pilots one can sign up now, and those that the party leads or signed up for."""
    session, network, now, party_id = db.session, current_network(db.session), clock.now(), current_actor().party_id or 0
    mine = queries.own_pilots(session, network, party_id)
    taken = {pilot.id for pilot in mine}
    return render_template(
        "pilots/own.html",
        leading=[pilot for pilot in mine if pilot.party_id == party_id or queries.partner_of(pilot, party_id)],
        signed=[(pilot, queries.standing_of(pilot, party_id, now)) for pilot in mine if queries.sign_up_of(pilot, party_id)],
        offered=[pilot for pilot in queries.open_now(session, network, local_day(now)) if pilot.id not in taken],
        draft=draft_of(session, current_actor(), Kind.PILOT, "", now))


@requires("pilot:read-own", of=_by_key)
def own_pilot(pilot: Pilot) -> str:
    """The receipt, and later the state: what is asked, what is missing, what the party can do now."""
    plan, party_id = queries.plan_of(pilot), current_actor().party_id
    return render_template(
        "pilots/own_pilot.html", pilot=pilot, plan=plan, leads=pilot.party_id == party_id, mine=queries.partner_of(pilot, party_id),
        steps={row.step.name: row for row in next_steps(pilot.stage, queries.facts_of(db.session, pilot, clock.now()))}, once=Form().once.data, missing=missing_parts(plan), phase=queries.phase(pilot, clock.now()),
        rows=attachments_of(db.session, [pilot]).get(pilot.id, []), proposals=queries.proposals_from(db.session, pilot, current_actor()),
        result_rows=attachments_of(db.session, [pilot.result]).get(pilot.result.id, []) if pilot.result else [])


def _own_result(key: str) -> PilotResult | None:
    result = db.session.scalar(select(PilotResult).where(PilotResult.follow_key == key))
    return result if result and result.party_id is not None and result.party_id == current_actor().party_id else None


@requires("pilot:own", of=_own_result)
def own_result(result: PilotResult) -> Response:
    """A letter about a result leads to the page of its pilot."""
    pilot = queries.by_id(db.session, current_network(db.session), result.pilot_id) or abort(404)
    return see_other(url_for("pilots.own_pilot", key=pilot.follow_key))


@requires("pilot:read-paper", of=lambda key, attachment_id: queries.paper_of(db.session, _by_key(key), attachment_id))
def own_document(paper: queries.PilotPaper) -> Response:
    """What came with the plan or the result, for all who ask for the pilot together."""
    return download(paper.document)


@requires("pilot:revise", of=_by_key)
def revise(pilot: Pilot) -> Any:
    """Complete or change the plan: fill in, read over, record."""
    form = forms.revise_form(pilot)
    offer(form, current_network(db.session))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.revise_pilot(work.session, pilot, form.plan, based_on=form.seen, actor=current_actor(), now=work.now)
                work.location = url_for("pilots.own_pilot", key=pilot.follow_key)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            pilot = _by_key(pilot.follow_key) or abort(404)
            if isinstance(refusal, Stale):
                form.version.data = str(pilot.plan.number)
    page = "pilots/revise_overview.html" if form.is_read_over else "pilots/revise.html"
    return form.answer(page, pilot=pilot, groups=forms.PLAN_GROUPS)


@requires("pilot:withdraw", of=_by_key)
def withdraw(pilot: Pilot) -> Any:
    """Take the plan back: reason, read over, send."""
    form, key = forms.WithdrawForm(), pilot.follow_key
    if form.is_ready and (went := carry_out(form, url_for("pilots.own_pilot", key=key), lambda work: operations.withdraw_pilot(
            work.session, pilot, reason=form.reason.data, actor=current_actor(), now=work.now), gettext("The plan is taken back."))):
        return went
    page = "pilots/withdraw_overview.html" if form.is_read_over else "pilots/withdraw.html"
    return form.answer(page, pilot=_by_key(key) or abort(404))


@requires("pilot:confirm", of=_by_key)
def confirm(pilot: Pilot) -> Any:
    """A party that is named reads the plan and says that it asks for the pilot too."""
    form, key = forms.ConfirmForm(version=str(pilot.plan.number)), pilot.follow_key
    if form.is_ready and (went := carry_out(form, url_for("pilots.own_pilot", key=key), lambda work: partners.confirm(
            work.session, pilot, takes_part=form.takes_part.data, based_on=form.seen, actor=current_actor(), now=work.now),
            gettext("Your organisation asks for this pilot too."))):
        return went
    found = _by_key(key) or abort(404)
    if form.form_errors:
        form.version.data = str(found.plan.number)
    return form.answer("pilots/confirm.html", pilot=found, plan=queries.plan_of(found), rows=attachments_of(db.session, [found]).get(found.id, []))


@requires("pilot:step-out", of=_by_key)
def step_out(pilot: Pilot) -> Any:
    """Do not, or no longer, ask for the pilot, with the reason: fill in, read over, send."""
    form, key = forms.StepOutForm(), pilot.follow_key
    if form.is_ready and (went := carry_out(form, url_for("pilots.own_list"), lambda work: partners.step_out(
            work.session, pilot, reason=form.reason.data, actor=current_actor(), now=work.now),
            gettext("Your organisation does not ask for this pilot. Who leads it gets your reason."))):
        return went
    page = "pilots/step_out_overview.html" if form.is_read_over else "pilots/step_out.html"
    return form.answer(page, pilot=_by_key(key) or abort(404))


@requires("pilot:send-in", of=_by_key)
def send_in(pilot: Pilot) -> Response:
    """Send the plan in without the parties that declined."""
    return press(url_for("pilots.own_pilot", key=pilot.follow_key), lambda work: operations.send_in(
        work.session, pilot, actor=current_actor(), now=work.now), gettext("The plan came in at the municipality."))


@requires("pilot:report", of=_by_key)
def report(pilot: Pilot) -> Any:
    """Send the result: fill in, read over, send; keep it as a draft in between."""
    key, pilot_id = pilot.follow_key, pilot.id
    draft = draft_of(db.session, current_actor(), Kind.PILOT_RESULT, str(pilot_id), clock.now())
    form, there = forms.ResultForm(current_actor(), draft=draft), url_for("pilots.own_pilot", key=key)
    if form.is_kept and (went := carry_out(form, url_for("pilots.report", key=key), lambda work: _keep(form, work, pilot),
                                           gettext("Your draft is kept. Nothing has been sent."))):
        return went
    if form.is_ready and (went := carry_out(form, there, lambda work: send(form, work, pilot),
                                            gettext("Thank you. The municipality reads the result before it comes on the site."))):
        return went
    page = "pilots/report_overview.html" if form.is_read_over else "pilots/report.html"
    return form.answer(page, pilot=_by_key(key) or abort(404), draft=draft)


def _keep(form: Any, work: Work, pilot: Pilot) -> None:
    keep_draft(work.session, current_network(work.session), Kind.PILOT_RESULT, str(pilot.id), title=pilot.written_title,
               path=url_for("pilots.report", key=pilot.follow_key), fields=form.kept_fields, shown=form.shown_fields,
               actor=current_actor(), now=work.now)


def send(form: Any, work: Work, pilot: Pilot) -> None:
    """The result as it was filled in; the desk's page sends it the same way."""
    results.send_result(work.session, pilot, finding=form.finding.data, text=form.text.data,
                        documents=form.documents(work.session)["documents"], actor=current_actor(), now=work.now)


@requires("pilot:sign-up", of=_visible)
def sign_up(pilot: Pilot) -> Any:
    """What one signs up for, and the button."""
    form, number = forms.SignUpForm(), pilot.number
    if form.is_ready and (went := carry_out(form, f"{pilot.path}#meedoen", lambda work: sign_ups.sign_up(
            work.session, pilot, actor=current_actor(), now=work.now), gettext("Your organisation has signed up. You get an e-mail."))):
        return went
    found, now = _visible(number) or abort(404), clock.now()
    return form.answer("pilots/sign_up.html", pilot=found, plan=queries.plan_of(found), phase=queries.phase(found, now),
                       mine=queries.standing_of(found, current_actor().party_id, now), taken=len(queries.standings_of(found, now)))


@requires("pilot:sign-up", of=_visible)
def leave(pilot: Pilot) -> Any:
    """Give the place back, with the reason."""
    form, number = forms.LeaveForm(), pilot.number
    if form.is_ready and (went := carry_out(form, f"{pilot.path}#meedoen", lambda work: sign_ups.withdraw_sign_up(
            work.session, pilot, reason=form.reason.data, actor=current_actor(), now=work.now),
            gettext("Your organisation no longer takes part."))):
        return went
    found = _visible(number) or abort(404)
    return form.answer("pilots/leave.html", pilot=found, mine=queries.standing_of(found, current_actor().party_id, clock.now()))


@requires("pilot:propose", of=_visible)
def propose(pilot: Pilot) -> Any:
    """One step from the result to a proposal: the texts of now, to be changed."""
    form, number, actor = forms.propose_form(pilot), pilot.number, current_actor()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                proposal = results.propose_from(
                    work.session, pilot, title=form.title.data, summary=form.summary.data, paragraphs=form.paragraphs,
                    explanation=form.explanation.data, laws=form.laws.data, actor=actor, now=work.now)
                work.location = (url_for("proposals.judge", proposal_id=proposal.id) if actor.acts_for == ActsFor.MUNICIPALITY
                                 else url_for("proposals.follow", key=proposal.follow_key))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    found = _visible(number) or abort(404)
    return form.answer("pilots/propose.html", pilot=found, proposals=queries.proposals_from(db.session, found, actor))
