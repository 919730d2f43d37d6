"""The desk's pages of pilots: the queue, one pilot with its next steps, consents, opening, the lot, more time, stopping, the result."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.models import Role
from portal.contributions.queries import attachments_of
from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import Work, db
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out, press
from portal.core.language import gettext
from portal.core.web import see_other
from portal.decisions.operations import mandate_for
from portal.networks.queries import current_network, municipalities
from portal.pilots import consents, desk_forms, forms, operations, queries, results, sign_ups
from portal.pilots.desk_forms import PilotJudgement
from portal.pilots.models import Pilot, PilotResult
from portal.pilots.own_views import send
from portal.pilots.queries import Decider
from portal.pilots.rules import Consenting, PilotPhase, PilotStage, missing_parts, next_steps


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as the public ones."""
    both, one = ["GET", "POST"], "/bureau/pilots/<int:pilot_id>"
    bp.add_url_rule("/bureau/pilots", view_func=queue)
    bp.add_url_rule(one, view_func=desk)
    bp.add_url_rule("/bureau/pilots/resultaten/<int:result_id>", view_func=of_result)
    bp.add_url_rule(f"{one}/beoordelen", view_func=judge, methods=both)
    bp.add_url_rule(f"{one}/instemming", view_func=consent, methods=both)
    bp.add_url_rule(f"{one}/instemming/<int:consent_id>/verbeteren", view_func=correct_consent, methods=both)
    bp.add_url_rule(f"{one}/openen", view_func=open_up, methods=both)
    bp.add_url_rule(f"{one}/loten", view_func=draw, methods=["POST"])
    bp.add_url_rule(f"{one}/verlengen", view_func=extend, methods=both)
    bp.add_url_rule(f"{one}/stoppen", view_func=stop, methods=both)
    bp.add_url_rule(f"{one}/resultaat", view_func=write_result, methods=both)
    bp.add_url_rule(f"{one}/resultaat/publiceren", view_func=publish_result, methods=both)


def _found(pilot_id: int) -> Pilot | None:
    """One that came in: what parties still confirm among each other is not the municipality's to read."""
    pilot = queries.by_id(db.session, current_network(db.session), pilot_id)
    return pilot if pilot and (pilot.stage != PilotStage.GATHERING or pilot.is_entered) else None


def _here(pilot_id: int) -> str:
    return url_for("pilots.desk", pilot_id=pilot_id)


@requires("desk:open")
def queue() -> str:
    """For the secretary every pilot that is not over, by stage; for board staff those on which their municipality decides."""
    session, network, now, actor = db.session, current_network(db.session), clock.now(), current_actor()
    is_secretary = Role.SECRETARY in actor.roles
    rows, everywhere = queries.running(session, network), municipalities(session, network)
    if not is_secretary:
        rows = [pilot for pilot in rows if pilot.stage == PilotStage.PROPOSED and any(
            row.municipality.id == actor.municipality_id and row.consent is None for row in queries.deciders(session, pilot, now, everywhere))]
    return render_template("pilots/queue.html", rows=rows, is_secretary=is_secretary,
                           missing={pilot.id: missing_parts(queries.plan_of(pilot)) for pilot in rows},
                           undecided={pilot.id: queries.facts_of(session, pilot, now, everywhere).undecided for pilot in rows})


@requires("pilot:judge", of=_found)
def desk(pilot: Pilot) -> str:
    """One pilot: what it is, what is still needed for each next step, and who takes part, with who withdrew and why."""
    now, plan = clock.now(), queries.plan_of(pilot)
    return render_template(
        "pilots/desk.html", pilot=pilot, plan=plan, missing=missing_parts(plan), phase=queries.phase(pilot, now), once=Form().once.data,
        steps={row.step.name: row for row in next_steps(pilot.stage, queries.facts_of(db.session, pilot, now))},
        deciders=queries.deciders(db.session, pilot, now), standings=queries.standings_of(pilot, now),
        rows_of={row.party_id: row for row in pilot.sign_ups}, needs_draw=queries.needs_draw(pilot, now),
        rows=attachments_of(db.session, [pilot]).get(pilot.id, []),
        result_rows=attachments_of(db.session, [pilot.result]).get(pilot.result.id, []) if pilot.result else [],
        proposals=queries.proposals_from(db.session, pilot, current_actor()))


@requires("pilot:judge", of=lambda result_id: db.session.get(PilotResult, result_id))
def of_result(result: PilotResult) -> Response:
    """From a document of a result to its pilot."""
    return see_other(_here(result.pilot_id))


def _do(form: Form, pilot_id: int, act: Callable[[Work], Any], told: str) -> Response | None:
    """Carry out and go to the pilot's page; None when it was refused."""
    return carry_out(form, _here(pilot_id), act, told) if form.is_ready else None


def _told(form: Any) -> str:
    return {PilotJudgement.PUBLISH: gettext("The plan is on the site. The municipalities are asked to decide."),
            PilotJudgement.ASK: gettext("The sender gets your question."),
            PilotJudgement.SET_ASIDE: gettext("The plan is set aside. The sender reads your reason.")}[form.judgement.data]


@requires("pilot:judge", of=_found)
def judge(pilot: Pilot) -> Any:
    """Read the plan, take out data about persons, and put it on the site, ask for more, or set it aside."""
    form, pilot_id = desk_forms.JudgeForm(pilot), pilot.id

    def act(work: Work) -> None:
        actor = current_actor()
        if form.judgement.data == PilotJudgement.ASK:
            operations.ask_to_complete(work.session, pilot, question=form.reason.data, actor=actor, now=work.now)
            return
        operations.judge_pilot(
            work.session, pilot, publish_it=form.judgement.data == PilotJudgement.PUBLISH, reason=form.reason.data or "", words=form.words,
            based_on=form.seen, actor=actor, now=work.now)

    if form.is_ready and (went := _do(form, pilot_id, act, _told(form))):
        return went
    pilot = _found(pilot_id) or abort(404)
    if form.form_errors:
        form.version.data = str(pilot.plan.number)
    return form.answer("pilots/judge.html", pilot=pilot, plan=queries.plan_of(pilot), missing=missing_parts(queries.plan_of(pilot)),
                       rows=attachments_of(db.session, [pilot]).get(pilot.id, []))


def _may_record(rows: list[Decider]) -> list[Decider]:
    """For which municipalities this person can record: the secretary for all, board staff for their own."""
    actor = current_actor()
    return rows if Role.SECRETARY in actor.roles else [row for row in rows if row.municipality.id == actor.municipality_id]


@requires("pilot:consent", of=_found)
def consent(pilot: Pilot) -> Any:
    """Record what a municipality decided, with its reasons: fill in, read over, record."""
    pilot_id, now = pilot.id, clock.now()
    rows = queries.deciders(db.session, pilot, now)
    form = desk_forms.ConsentForm([row.municipality for row in _may_record(rows)])

    def act(work: Work) -> None:
        consents.record_consent(
            work.session, pilot, municipality_id=form.municipality_id.data, consents=form.choice.data == Consenting.CONSENTS,
            decided_on=form.decided_on.data, reason=form.reason.data, actor=current_actor(), now=work.now)

    there = _here(pilot_id) if Role.SECRETARY in current_actor().roles else url_for("pilots.queue")
    if form.is_ready and (went := carry_out(form, there, act, gettext("The decision is recorded and published."))):
        return went
    read_over = form.is_read_over
    if read_over:
        try:
            mandate_for(db.session, pilot.network, form.municipality_id.data, current_actor(), now)
        except Refused as refusal:
            form.refuse(refusal)
            read_over = False
    pilot = _found(pilot_id) or abort(404)
    page = "pilots/consent_overview.html" if read_over else "pilots/consent.html"
    return form.answer(page, pilot=pilot, plan=queries.plan_of(pilot), deciders=queries.deciders(db.session, pilot, now),
                       places=_may_record(rows))


def _of_consent(pilot_id: int, consent_id: int) -> Pilot | None:
    pilot = _found(pilot_id)
    return pilot if pilot and any(row.id == consent_id for row in pilot.consents) else None


@requires("pilot:correct-consent", of=_of_consent)
def correct_consent(pilot: Pilot) -> Any:
    """Put right what is on record of one municipality after signing up was opened: fill in, read over, record; everyone is told."""
    pilot_id, actor, now = pilot.id, current_actor(), clock.now()
    consent_id = int((request.view_args or {})["consent_id"])
    wrong = next(row for row in pilot.consents if row.id == consent_id)
    if Role.SECRETARY not in actor.roles and wrong.municipality_id != actor.municipality_id:
        abort(403)
    form = desk_forms.CorrectConsentForm(wrong)

    def act(work: Work) -> None:
        consents.correct_consent(
            work.session, pilot, wrong, consents=form.choice.data == Consenting.CONSENTS, decided_on=form.decided_on.data,
            reason=form.reason.data, correction=form.correction.data, actor=actor, now=work.now)

    there = _here(pilot_id) if Role.SECRETARY in actor.roles else pilot.path
    if form.is_ready and (went := carry_out(form, there, act, gettext("The record is corrected. Every member gets an e-mail."))):
        return went
    read_over = form.is_read_over
    if read_over:
        try:
            mandate_for(db.session, pilot.network, wrong.municipality_id, actor, now)
            consents.check_correction(db.session, pilot, wrong, form.choice.data == Consenting.CONSENTS, form.decided_on.data,
                                      form.reason.data, form.correction.data, now)
        except Refused as refusal:
            form.refuse(refusal)
            read_over = False
    found = _found(pilot_id) or abort(404)
    rows = queries.deciders(db.session, found, now)
    others = [row for row in rows if row.municipality.id != wrong.municipality_id and row.consent and row.consent.consents]
    stops = not others and form.choice.data == Consenting.REFUSES and queries.phase(found, now) != PilotPhase.OVER
    page = "pilots/correct_consent_overview.html" if read_over else "pilots/correct_consent.html"
    return form.answer(page, pilot=found, place=next(row for row in rows if row.municipality.id == wrong.municipality_id), deciders=rows, stops=stops)


@requires("pilot:judge", of=_found)
def open_up(pilot: Pilot) -> Any:
    """Admit the pilot: days, read over, and every member gets a letter at the same moment."""
    form, pilot_id = desk_forms.OpenForm(pilot), pilot.id

    def act(work: Work) -> None:
        consents.open_sign_up(
            work.session, pilot, sign_up_until=form.sign_up_until.data, begins_on=form.begins_on.data, ends_on=form.ends_on.data,
            reason=form.reason.data or "", version=form.seen, actor=current_actor(), now=work.now)

    if went := _do(form, pilot_id, act, gettext("Signing up is open. Every member gets an e-mail.")):
        return went
    read_over = form.is_read_over
    if read_over:
        try:
            consents.check_opening(form.sign_up_until.data, form.begins_on.data, form.ends_on.data, clock.now())
        except Refused as refusal:
            form.refuse(refusal)
            read_over = False
    pilot = _found(pilot_id) or abort(404)
    facts = queries.facts_of(db.session, pilot, clock.now())
    step = next((row for row in next_steps(pilot.stage, facts) if row.step.name == "open"), None)
    return form.answer("pilots/open_overview.html" if read_over else "pilots/open.html", pilot=pilot, step=step)


@requires("pilot:judge", of=_found)
def draw(pilot: Pilot) -> Response:
    """Let the lot decide, by the seed that was published before signing up began."""
    return press(_here(pilot.id), lambda work: sign_ups.draw_lots(work.session, pilot, actor=current_actor(), now=work.now),
                 gettext("The lot is drawn and published. Everybody who signed up gets an e-mail."))


@requires("pilot:judge", of=_found)
def extend(pilot: Pilot) -> Any:
    """A later last day, with the reason."""
    form, pilot_id = desk_forms.ExtendForm(version=str(pilot.version)), pilot.id

    def act(work: Work) -> None:
        results.extend_pilot(work.session, pilot, ends_on=form.ends_on.data, reason=form.reason.data, version=form.seen,
                             actor=current_actor(), now=work.now)

    if went := _do(form, pilot_id, act, gettext("The pilot has more time. Who takes part gets an e-mail.")):
        return went
    pilot = _found(pilot_id) or abort(404)
    if form.form_errors:
        form.version.data = str(pilot.version)
    page = "pilots/extend_overview.html" if form.is_read_over else "pilots/extend.html"
    return form.answer(page, pilot=pilot, phase=queries.phase(pilot, clock.now()))


@requires("pilot:judge", of=_found)
def stop(pilot: Pilot) -> Any:
    """End it before its last day, with the reason: fill in, read over, record."""
    form, pilot_id = desk_forms.StopForm(), pilot.id
    if went := _do(form, pilot_id, lambda work: results.stop_pilot(
            work.session, pilot, reason=form.reason.data, actor=current_actor(), now=work.now),
            gettext("The pilot is stopped. Who took part gets an e-mail.")):
        return went
    page = "pilots/stop_overview.html" if form.is_read_over else "pilots/stop.html"
    return form.answer(page, pilot=_found(pilot_id) or abort(404))


@requires("pilot:judge", of=_found)
def write_result(pilot: Pilot) -> Any:
    """The result of a pilot that the municipality leads, or that came on paper."""
    form, pilot_id = forms.ResultForm(current_actor()), pilot.id
    there = url_for("pilots.publish_result", pilot_id=pilot_id)
    if form.is_ready and (went := carry_out(form, there, lambda work: send(form, work, pilot), gettext("The result is recorded. Put it on the site below."))):
        return went
    page = "pilots/desk_result_overview.html" if form.is_read_over else "pilots/desk_result.html"
    return form.answer(page, pilot=_found(pilot_id) or abort(404))


@requires("pilot:judge", of=_found)
def publish_result(pilot: Pilot) -> Any:
    """Read the result, take out data about persons, and put it on the site: with it the pilot is concluded."""
    result, pilot_id = pilot.result or abort(404), pilot.id
    form = desk_forms.PublishResultForm(result)

    def act(work: Work) -> None:
        results.publish_result(work.session, pilot, finding=form.finding.data, text=form.text.data, version=form.seen,
                               actor=current_actor(), now=work.now)

    if went := _do(form, pilot_id, act, gettext("The result is on the site. Who took part gets an e-mail.")):
        return went
    pilot = _found(pilot_id) or abort(404)
    newest = pilot.result or abort(404)
    if form.form_errors:
        form.version.data = str(newest.id)
    return form.answer("pilots/publish_result.html", pilot=pilot, result=newest, is_over=results.has_ended(pilot, clock.now()),
                       rows=attachments_of(db.session, [newest]).get(newest.id, []))
