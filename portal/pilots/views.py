"""The public pages of pilots: the list, one pilot, its plan on paper; and sending a plan in. The other pages stand beside it."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, Response, abort, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.contributions.operations import keep_draft
from portal.contributions.queries import attachments_of, colleagues_drafts, draft_of
from portal.contributions.rules import Kind
from portal.core import clock
from portal.core.access import ActsFor, current_actor, permits, public
from portal.core.calendar import local_day, start_of_day
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused
from portal.core.forms import carry_out
from portal.core.keeping import may_be_kept
from portal.core.language import gettext
from portal.core.paging import newest_first
from portal.core.pdf import pdf_file
from portal.core.web import see_other
from portal.members.queries import candidates
from portal.networks.models import Agreement, Network, Publication
from portal.networks.queries import current_network
from portal.pilots import desk_views, forms, operations, own_views, queries
from portal.pilots.models import Pilot
from portal.pilots.queries import PilotGroup
from portal.pilots.rules import ARTICLE, Part, PilotPhase, Place, stepper

bp = Blueprint("pilots", __name__)
own_views.add_to(bp)
desk_views.add_to(bp)
CHIPS = {PilotPhase.SIGN_UP: "open", PilotPhase.RUNNING: "open", PilotPhase.CONCLUDED: "good", PilotPhase.REFUSED: "bad",
         PilotPhase.STOPPED: "set-aside", PilotPhase.SET_ASIDE: "set-aside", PilotPhase.WITHDRAWN: "set-aside", PilotPhase.OVER: "warn"}
"""The shape of a phase's chip; a phase that is not here has the plain one."""


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(pilot_chips=CHIPS, pilot_phase=lambda pilot: queries.phase(pilot, clock.now()), pilot_parts=tuple(Part),
                                 part_articles=ARTICLE, pilots_from=_departing)


def _departing(agreement: Agreement) -> list[Pilot]:
    """For the page of an agreement: which pilots depart from it now."""
    return queries.departing(db.session, current_network(db.session), agreement.id, local_day(clock.now()))


@bp.get("/pilots")
@public
@may_be_kept("stand", "na", "voor")
def index() -> str:
    """Pilots, the newest first, by how far they are."""
    wanted = request.args.get("stand", "")
    group = (PilotGroup(wanted) if wanted in list(PilotGroup) else abort(404)) if wanted else None
    listed = queries.listed(current_actor(), current_network(db.session), local_day(clock.now()), group)
    return render_template("pilots/index.html", page=newest_first(db.session, listed, Pilot.id), group=group, groups=list(PilotGroup))


def _visible(number: str) -> Pilot | None:
    return queries.by_number(db.session, current_network(db.session), number, current_actor())


@bp.get("/pilots/<string:number>")
@public
@may_be_kept()
def show(number: str) -> str:
    """One pilot: where it is, what one can do now, the plan, the consents, who takes part, the result, what happened."""
    pilot = _visible(number) or abort(404)
    return render_template("pilots/show.html", **shown(db.session, pilot))


def shown(session: Session, pilot: Pilot) -> dict[str, Any]:
    """What the public page of a pilot shows to this reader."""
    actor, now = current_actor(), clock.now()
    news = list(session.scalars(_news(pilot)))
    result = pilot.result if pilot.result and pilot.result.published_at else None
    standings = queries.standings_of(pilot, now)
    names = {row.party_id: row.party.name for row in pilot.sign_ups}
    return {
        "pilot": pilot, "plan": queries.plan_of(pilot), "phase": queries.phase(pilot, now), "marks": _stepper(pilot, news),
        "news": news, "result": result, "names": names, "deciders": queries.deciders(session, pilot, now) if pilot.published_at else [],
        "taking_part": [row for row in standings if row.place == Place.TAKES_PART], "standings": standings,
        "waiting": [row for row in standings if row.place != Place.TAKES_PART],
        "mine": queries.standing_of(pilot, actor.party_id, now),
        "can_sign_up": queries.can_sign_up(session, pilot, actor.party_id, now),
        "closes_at": start_of_day(pilot.sign_up_until + timedelta(days=1)) if pilot.sign_up_until else None,
        "rows": attachments_of(session, [pilot]).get(pilot.id, []),
        "result_rows": attachments_of(session, [result]).get(result.id, []) if result else [],
        "proposals": queries.proposals_from(session, pilot, actor)}


def _news(pilot: Pilot) -> Any:
    return (select(Publication).where(Publication.network_id == pilot.network_id, Publication.kind.between("pilot:", "pilot;"),
                                      Publication.path == pilot.path, ~Publication.is_hidden)
            .order_by(Publication.id.desc()).limit(200))


def _stepper(pilot: Pilot, news: list[Publication]) -> Any:
    phase = queries.phase(pilot, clock.now())
    opened = next((row.published_at for row in news if row.kind == "pilot:open"), None)
    days = {PilotPhase.RECEIVED: pilot.received_at, PilotPhase.PROPOSED: pilot.published_at, PilotPhase.SIGN_UP: opened,
            PilotPhase.RUNNING: pilot.begins_on if opened else None, PilotPhase.OVER: pilot.ends_on if opened else None,
            phase: pilot.stage_since if phase.value == pilot.stage.value else None}
    reached = {PilotPhase.RECEIVED: pilot.received_at} | {step: day for step, day in days.items() if day}
    return stepper(phase, reached)


@bp.get("/pilots/<string:number>/plan.pdf")
@public
def plan_on_paper(number: str) -> Response:
    """The plan as everyone may read it, for who wants it on paper."""
    pilot = _visible(number) or abort(404)
    if pilot.is_hidden or not pilot.published_at:
        abort(404)
    return pdf_file(f"pilot-{pilot.number}", "pilots/document.html", **shown(db.session, pilot))


@bp.route("/pilots/nieuw", methods=["GET", "POST"])
@public
def submit() -> Any:
    """Fill in, read over, send; keep it as a draft in between. For parties and the municipality (IN 10.2); others read that."""
    network, actor, now = current_network(db.session), current_actor(), clock.now()
    if not permits("pilot:submit", actor, network, now):
        return render_template("pilots/parties_only.html"), 403
    draft = draft_of(db.session, actor, Kind.PILOT, "", now)
    form = _plan_form(network, draft)
    here = url_for("pilots.submit")
    if form.is_kept and (went := carry_out(form, here, lambda work: _keep(form, work, network),
                                           gettext("Your draft is kept. Nothing has been sent."))):
        return went
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                pilot = operations.submit_pilot(work.session, network, form.plan, **form.sent, **form.documents(work.session),
                                                actor=actor, now=work.now)
                work.location = _sent(pilot)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    page = "pilots/submit_overview.html" if form.is_read_over else "pilots/submit.html"
    return form.answer(page, draft=draft, drafts=colleagues_drafts(db.session, actor, now, Kind.PILOT, ""), groups=forms.PLAN_GROUPS,
                       sent_groups=forms.SENT_GROUPS)


def _keep(form: Any, work: Work, network: Network) -> None:
    keep_draft(work.session, network, Kind.PILOT, "", title=form.title.data or gettext("Pilot without a name"), path=url_for("pilots.submit"),
               fields=form.kept_fields, shown=form.shown_fields, actor=current_actor(), now=work.now)


def _sent(pilot: Pilot) -> str:
    """Where the sender goes on."""
    if current_actor().acts_for == ActsFor.MUNICIPALITY:
        return url_for("pilots.desk", pilot_id=pilot.id)
    return url_for("pilots.own_pilot", key=pilot.follow_key)


def _plan_form(network: Network, draft: Any) -> Any:
    form = forms.PlanForm(current_actor(), draft=draft)
    own_views.offer(form, network)
    if form.is_entered_here:
        form.party_id.offer(candidates(db.session, network), gettext("The municipality itself"))
    return form

