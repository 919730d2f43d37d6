"""Pages of meetings: for everyone, for a party that is invited, and for the secretary beforehand."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.advice.models import AdviceRequest
from portal.core import clock
from portal.core.access import current_actor, may, public, requires
from portal.core.calendar import local_day
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, ngettext
from portal.core.web import see_other
from portal.dealings.models import Dispute
from portal.groups.models import WorkingGroup
from portal.groups.queries import open_groups
from portal.meetings import (
    action_views,
    advice_views,
    answer_views,
    attendance_views,
    day_views,
    group_queries,
    group_views,
    guest_views,
    guests,
    messages,
    minutes_views,
    operations,
    paper_views,
    queries,
    recusal_views,
    signal_views,
    waiting_queries,
)
from portal.meetings.advice_queries import waiting_advice
from portal.meetings.answer_views import ignore
from portal.meetings.forms import ItemForm, MomentForm, OwnItemForm, PlanForm
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.record import action_state, decision_lines, record_of
from portal.meetings.record_forms import CancelForm
from portal.meetings.rules import CANCEL, INVITE, MeetingState, moment_of
from portal.networks.queries import current_network
from portal.proposals.models import Proposal
from portal.rounds.models import CommentRound
from portal.signals.models import Signal
from portal.tables.queries import tables

bp = Blueprint("meetings", __name__)
SUBJECTS = {"proposal": Proposal, "signal": Signal, "dispute": Dispute, "answered": CommentRound, "advice": AdviceRequest, "group": WorkingGroup}
"""What can be put on an agenda, as it stands in a form."""
for pages in (recusal_views, signal_views, advice_views, group_views, day_views, answer_views, guest_views, action_views, minutes_views,
              paper_views, attendance_views):
    pages.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        meeting_title=messages.meeting_title, item_title=messages.item_title, timed=messages.timed,
        group_meetings=lambda group: group_queries.meetings_of_group(db.session, group), decision_lines=decision_lines, action_state=action_state,
        meeting_moment=lambda meeting: moment_of(meeting.state, meeting.starts_at, meeting.ends_at, clock.now()))


def _meeting(meeting_id: int) -> Meeting | None:
    return queries.meeting_of_id(db.session, current_network(db.session), meeting_id)


def _item(item_id: int) -> AgendaItem | None:
    return queries.item_of_id(db.session, current_network(db.session), item_id)


# For everyone

@bp.get("/bijeenkomsten")
@public
@may_be_kept("jaar")
def index() -> str:
    """What is coming, and what has been, a calendar year at a time."""
    network, now = current_network(db.session), clock.now()
    known = queries.years(db.session, network, now)
    asked = request.args.get("jaar", "")
    year = int(asked) if asked in map(str, known) else known[0]
    return render_template("meetings/index.html", upcoming=queries.upcoming(db.session, network, now), years=known, year=year,
                           past=queries.past(db.session, network, now, year))


@bp.get("/bijeenkomsten/<string:slug>")
@public
@may_be_kept()
def show(slug: str) -> str:
    """One meeting: agenda with its papers, and when they are adopted the minutes."""
    meeting = queries.public_meeting(db.session, current_network(db.session), slug) or abort(404)
    invitation = queries.invitation(db.session, meeting.network, meeting.id, current_actor())
    record = record_of(db.session, meeting, is_internal=False, now=clock.now()) if meeting.state == MeetingState.ADOPTED else None
    reads = may("desk:look") or invitation is not None
    return render_template("meetings/show.html", meeting=meeting, invitation=invitation, rec=record, reads_internal=reads,
                           papers=[paper for paper in meeting.papers if paper.is_public or reads])


@bp.get("/bijeenkomsten/<string:slug>.ics")
@public
@may_be_kept()
def calendar(slug: str) -> Response:
    """The meeting for anyone's own calendar."""
    meeting = queries.public_meeting(db.session, current_network(db.session), slug) or abort(404)
    body = messages.calendar_file(meeting, stamped_at=messages.stamp_of(meeting))
    return Response(body, content_type="text/calendar; charset=utf-8",
                    headers={"Content-Disposition": f'attachment; filename="{meeting.slug}.ics"'})

# For the secretary: before

@bp.get("/bureau/bijeenkomsten")
@requires("desk:open")
def queue() -> str:
    """What has to be prepared, recorded or adopted, and what has been."""
    network, now = current_network(db.session), clock.now()
    unfinished = [meeting for meeting in queries.unfinished(db.session, network)
                  if meeting.state != MeetingState.DRAFT or may("meeting:prepare", meeting)]
    return render_template("meetings/queue.html", meetings=unfinished,
                           past=queries.past(db.session, network, now, local_day(now).year))


@bp.route("/bureau/bijeenkomsten/nieuw", methods=["GET", "POST"])
@requires("meeting:prepare")
def plan() -> Any:
    """A new meeting, as a draft."""
    network = current_network(db.session)
    form = PlanForm(tables(db.session, network), open_groups(db.session, network), data={"table": request.args.get("wie", "")})
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                meeting = operations.plan_meeting(work.session, network, **form.who, **form.moment,
                                                  actor=current_actor(), now=work.now)
                work.location = url_for("meetings.prepare", meeting_id=meeting.id)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("meetings/plan.html")


@bp.route("/bureau/bijeenkomsten/<int:meeting_id>", methods=["GET", "POST"])
@requires("meeting:prepare", of=_meeting)
def prepare(meeting: Meeting) -> Any:
    """The agenda, what waits for one, and the way to the invitation."""
    form = OwnItemForm()
    here = url_for("meetings.prepare", meeting_id=meeting.id)
    if form.is_ready and (went := carry_out(form, here, lambda work: ignore(operations.add_item(
            work.session, meeting, title=form.title.data, planned_minutes=form.planned_minutes.data, actor=current_actor(),
            now=work.now)))):
        return went
    noted = guests.attendance_of(db.session, meeting)
    waits = _waits_for_table(meeting) if meeting.group is None else {"proposals": group_queries.own_proposals(meeting)}
    return form.answer("meetings/prepare.html", meeting=meeting, parties=queries.attending_parties(db.session, meeting),
                       needs_update=operations.needs_update(meeting), once=Form().once.data, guests=guests.guests_at(db.session, meeting, noted),
                       guest_rows={guests.key_of(row.visitor): row for row in noted}, key_of=guests.key_of, **waits)


def _waits_for_table(meeting: Meeting) -> dict[str, Any]:
    """What can be put on the agenda of a table, or of the network."""
    network = meeting.network
    return {
        "proposals": waiting_queries.waiting_proposals(db.session, network, clock.now()), "signals": waiting_queries.waiting_signals(db.session, network),
        "disputes": waiting_queries.waiting_disputes(db.session, network),
        "answered": [round_ for round_, _since in waiting_queries.waiting_answers(db.session, network)],
        "advice": waiting_advice(db.session, network, meeting), "groups": group_queries.waiting_groups(db.session, network)}


@bp.post("/bureau/bijeenkomsten/<int:meeting_id>/toevoegen")
@requires("meeting:prepare", of=_meeting)
def add(meeting: Meeting) -> BaseResponse:
    """Put a proposal, a signal, a dispute or reactions to answers that wait on the agenda."""
    form, (kind, _, number) = Form(), request.form.get("wat", "").partition("-")
    subject = db.session.get(SUBJECTS[kind], int(number)) if (
        kind in SUBJECTS and number.isdigit() and len(number) < 10) else None
    return _at_once(form, meeting, lambda work: ignore(operations.add_item(
        work.session, meeting, **{kind: subject or abort(404)}, actor=current_actor(), now=work.now)))


@bp.post("/bureau/bijeenkomsten/punten/<int:item_id>/verplaatsen")
@requires("meeting:prepare", of=_item)
def move(item: AgendaItem) -> BaseResponse:
    """One place up or down."""
    up = request.form.get("act") == "up"
    return _at_once(Form(), item.meeting, lambda work: operations.move_item(
        work.session, item, up=up, actor=current_actor(), now=work.now), f"punt-{item.id}")


@bp.post("/bureau/bijeenkomsten/<int:meeting_id>/volgorde")
@requires("meeting:prepare", of=_meeting)
def order(meeting: Meeting) -> BaseResponse:
    """The whole agenda in another order, as it was dragged."""
    asked = [int(number) for number in request.form.get("order", "").split(",") if number.isascii() and number.isdigit() and len(number) < 10]
    return _at_once(Form(), meeting, lambda work: operations.order_items(
        work.session, meeting, asked, actor=current_actor(), now=work.now))


@bp.post("/bureau/bijeenkomsten/punten/<int:item_id>/weghalen")
@requires("meeting:prepare", of=_item)
def remove(item: AgendaItem) -> BaseResponse:
    """Off the agenda."""
    return _at_once(Form(), item.meeting, lambda work: operations.remove_item(
        work.session, item, actor=current_actor(), now=work.now))


def _at_once(form: Form, meeting: Meeting, act: Callable[[Work], None], anchor: str = "agenda") -> BaseResponse:
    """Do it and go on at that place of the page: who moves a point by keyboard keeps that point in hand."""
    location = url_for("meetings.prepare", meeting_id=meeting.id, _anchor=anchor)
    with transaction(form.once.data if form.validate() else None) as work:
        act(work)
        work.location = location
    return see_other(location)


@bp.route("/bureau/bijeenkomsten/punten/<int:item_id>", methods=["GET", "POST"])
@requires("meeting:prepare", of=_item)
def item(item: AgendaItem) -> Any:
    """Another title or more time for a point."""
    form = ItemForm(obj=item)
    if item.dispute_id:
        form.title.description = gettext("A dispute has no title of its own: the agenda is public. The two sides can agree on words.")
    elif item.proposal_id or item.signal_id or item.round_id or item.advice_id or item.group_id:
        form.title.description = gettext("Without a subject of its own, the point is called after its proposal or signal.")
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.prepare", meeting_id=item.meeting_id), lambda work: operations.change_item(
                work.session, item, title=form.title.data, planned_minutes=form.planned_minutes.data, actor=current_actor(),
                now=work.now))):
        return went
    return form.answer("meetings/item.html", item=item, meeting=item.meeting, once=Form().once.data)


@bp.route("/bureau/bijeenkomsten/<int:meeting_id>/wijzigen", methods=["GET", "POST"])
@requires("meeting:prepare", of=_meeting)
def change(meeting: Meeting) -> Any:
    """Another time or place."""
    form = MomentForm()
    if not form.is_submitted():
        form.show(meeting)
        form.version.data = str(meeting.version)
    seen = int(form.version.data) if (form.version.data or "").isdigit() else 0
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.prepare", meeting_id=meeting.id), lambda work: operations.change_meeting(
                work.session, meeting, **form.moment, version=seen, actor=current_actor(), now=work.now),
            gettext("Time and place are saved."))):
        return went
    form.version.data = str(meeting.version)
    return form.answer("meetings/change.html", meeting=meeting)


@bp.route("/bureau/bijeenkomsten/<int:meeting_id>/afzeggen", methods=["GET", "POST"])
@requires("meeting:prepare", of=_meeting)
def cancel(meeting: Meeting) -> Any:
    """The meeting does not take place, and why. Who was invited gets a message that takes it out of the calendar."""
    form = CancelForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                sent = operations.cancel_meeting(work.session, meeting, reason=form.reason.data, actor=current_actor(), now=work.now)
                work.location = url_for("meetings.queue")
            flash(ngettext("The meeting is cancelled. %(num)s person gets a message.",
                           "The meeting is cancelled. %(num)s persons get a message.", sent))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("meetings/cancel.html", meeting=meeting, can=meeting.state in CANCEL.sources,
                       recipients=queries.invited_recipients(db.session, meeting) if meeting.state == MeetingState.INVITED else [])


@bp.route("/bureau/bijeenkomsten/<int:meeting_id>/uitnodigen", methods=["GET", "POST"])
@requires("meeting:prepare", of=_meeting)
def invite(meeting: Meeting) -> Any:
    """Read over who gets the invitation and what it says; then send it."""
    form = Form()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                sent = operations.invite(work.session, meeting, actor=current_actor(), now=work.now)
                work.location = url_for("meetings.prepare", meeting_id=meeting.id)
            flash(ngettext("%(num)s person gets the invitation by e-mail.", "%(num)s persons get the invitation by e-mail.", sent))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    facts, needs_update = operations.facts_of(db.session, meeting, clock.now()), operations.needs_update(meeting)
    recipients = queries.invited_recipients(db.session, meeting)
    if not needs_update:
        recipients = queries.unreached(db.session, meeting, recipients)
    return form.answer("meetings/invite.html", meeting=meeting, parties=queries.invited_parties(db.session, meeting),
                       recipients=recipients, missing=INVITE.unmet(facts), needs_update=needs_update)
