"""The desk: what waits, by date; one proposal with its next steps; letters that did not arrive."""

from typing import Any

from flask import Blueprint, Flask, abort, flash, render_template, request, url_for

from portal.accounts.models import Role
from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import last_day_of
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.language import gettext, time_tag, weekday_and_month
from portal.core.paging import part_of
from portal.core.web import see_other
from portal.decisions.queries import facts_of, with_the_boards
from portal.desk import duty_views, people_views, profile_views, provider_views, quarantine_views, queries
from portal.desk.contract_tasks import contract_consents
from portal.desk.forms import StepForm
from portal.desk.pilot_tasks import pilot_tasks
from portal.desk.rules import TableStep, TaskKind, When, counted, cut_at, grouped
from portal.intake.mail_queries import bounced_letters
from portal.meetings.queries import agendas_with
from portal.networks.queries import current_network
from portal.proposals.models import Proposal
from portal.proposals.operations import take_step
from portal.proposals.queries import by_id, latest_version
from portal.proposals.rules import ROUND_STAGE, NextStep, Stage, next_steps
from portal.publication.queries import running_votes
from portal.rounds.queries import progress, round_of
from portal.votes.queries import vote_of

bp = Blueprint("desk", __name__)
provider_views.add_to(bp)
duty_views.add_to(bp)
profile_views.add_to(bp)
quarantine_views.add_to(bp)
PLACES = {
    TaskKind.SIGNAL: "signals.queue", TaskKind.PROPOSAL: "proposals.queue", TaskKind.AGENDA: "meetings.queue",
    TaskKind.MEETING: "meetings.queue", TaskKind.MINUTES: "meetings.queue", TaskKind.ACTION: "meetings.action_list",
    TaskKind.ATTENDANCE: "meetings.attendance", TaskKind.ADVICE: "advice.queue", TaskKind.GROUP: "groups.queue", TaskKind.ROUND: "rounds.queue",
    TaskKind.READING: "rounds.queue", TaskKind.ANSWERS: "rounds.queue", TaskKind.VOTE: "votes.queue",
    TaskKind.SUBMISSION: "votes.queue", TaskKind.BOARD: "decisions.queue", TaskKind.APPROVAL: "decisions.queue", TaskKind.PILOT: "pilots.queue", TaskKind.ADMISSION: "members.queue",
    TaskKind.LEAVING: "members.queue",
    TaskKind.INTEREST: "dealings.interests", TaskKind.INFORMATION: "dealings.requests", TaskKind.DISPUTE: "dealings.dispute_list",
    TaskKind.TABLE: "tables.queue",
    TaskKind.RECORD: "desk.providers", TaskKind.REPRESENTATION: "desk.providers", TaskKind.CONSENT: "networks.mandates",
    TaskKind.SIGNING: "members.agreements", TaskKind.CONTRACT: "contracts.queue", TaskKind.MAIL: "desk.mail",
    TaskKind.POST: "intake.post",
}
"""Where the work of each kind is listed."""
MOST_TOGETHER, MOST_ALONE, TERMS = 15, 100, 10
"""So many tasks of each group stand on the page of today, and of one group on a page of its own; so many terms that run."""


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(people_views.bp)
    app.jinja_env.filters["due_short"] = lambda due: app.jinja_env.filters["short_day"](last_day_of(due))
    app.jinja_env.filters["due_day"] = lambda due: time_tag(weekday_and_month)(last_day_of(due))


@bp.get("/bureau")
@requires("desk:look")
def today() -> str:
    """Everything that waits, by date, and the terms that run; the chair reads the same list, without what is confidential.

    Staff of a board see what their board must decide.
    """
    session, now, actor = db.session, clock.now(), current_actor()
    network = current_network(session)
    is_secretary = Role.SECRETARY in actor.roles
    sees_all = is_secretary or Role.CHAIR in actor.roles
    rounds = progress(session, network, now, running=TERMS + 1) if sees_all else []
    votes = running_votes(session, network, now, TERMS + 1)[0] if sees_all else []
    tasks = (queries.tasks(session, network, rounds, now) if sees_all
             else [*queries.board_tasks(session, network, with_the_boards(session, network), actor.municipality_id or 0),
                   *queries.consent_tasks(session, network, actor.municipality_id or 0, now),
                   *pilot_tasks(session, network, now, actor.municipality_id or 0),
                   *contract_consents(session, network, actor.municipality_id or 0, now)])
    asked = _asked_group()
    groups, part, parts = grouped(tasks, now), 1, 1
    shown = {group: found[:MOST_TOGETHER] for group, found in groups.items()}
    if asked:
        found, part, parts = part_of(groups[asked], MOST_ALONE, dwindles=True)
        shown = {asked: list(found)}
    running = [(row.round.closes_at, row) for row in rounds if row.round.is_open(now)]
    terms = sorted([*running, *((row.closes_at, row) for row in votes)], key=lambda term: term[0])
    return render_template(
        "desk/today.html", groups=shown, total=len(tasks), sizes={group: len(found) for group, found in groups.items()},
        counts=counted(tasks, now), places=PLACES, late=len(groups[When.LATE]), due_today=len(groups[When.TODAY]),
        at_most=cut_at(task.todo for task in tasks), part=part, parts=parts, asked=asked, terms_shown=TERMS,
        is_secretary=is_secretary, reads=sees_all and not is_secretary, terms=terms,
        next_close=min((closes_at for closes_at, _row in running), default=None))


def _asked_group() -> When | None:
    """One group of tasks on a page of its own, when the address asks for it."""
    asked = request.args.get("groep", "")
    return None if not asked else When(asked) if asked in list(When) else abort(404)


@bp.get("/bureau/post/niet-bezorgd")
@requires("proposal:judge")
def mail() -> str:
    """Letters that could not be delivered: to whom, what about, and what went wrong; and those that came back."""
    return render_template("desk/mail.html", mails=queries.failed_mails(db.session),
                           bounced=bounced_letters(db.session, current_network(db.session)))


@bp.route("/bureau/voorstellen/<int:proposal_id>", methods=["GET", "POST"])
@requires("proposal:judge", of=lambda proposal_id: by_id(db.session, proposal_id))
def proposal(proposal: Proposal) -> Any:
    """One proposal: every step that leaves its stage, what is still needed, and where it is taken."""
    now = clock.now()
    steps = next_steps(proposal.stage, proposal.network.profile.order, facts_of(db.session, proposal, now))
    form = StepForm(_recorded_here(proposal, steps))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                take_step(work.session, proposal, form.step_name.data, facts=facts_of(work.session, proposal, work.now),
                          reason=form.reason.data, actor=current_actor(), now=work.now)
                work.location = url_for("desk.proposal", proposal_id=proposal.id)
            flash(gettext("The step is recorded and published."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    if form.is_read_over:
        return form.answer("desk/step_overview.html", proposal=proposal)
    return form.answer(
        "desk/proposal.html", proposal=proposal, steps=[step for step in steps if step.step.name != "withdraw"],
        here=_recorded_here(proposal, steps), vote=vote_of(db.session, proposal), meetings=agendas_with(db.session, proposal),
        **_round_and_text(proposal))


def _round_and_text(proposal: Proposal) -> dict[str, Any]:
    round_, text = round_of(db.session, proposal), latest_version(db.session, proposal)
    is_its_turn = proposal.stage == ROUND_STAGE[proposal.network.profile.order]
    return {"round": round_, "text": text,
            "can_open_round": is_its_turn and (round_ is None or round_.version_id != text.id)}


def _recorded_here(proposal: Proposal, steps: list[NextStep]) -> tuple[TableStep, ...]:
    """What can be recorded on this page now; a proposal that just came in is judged on its own page."""
    if proposal.stage == Stage.RECEIVED:
        return ()
    return tuple(TableStep(step.step.name) for step in steps if step.is_possible and step.step.name in list(TableStep))
