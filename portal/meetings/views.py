"""Pages of meetings: for everyone, for a party that is invited, and for the secretary before, during and after."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.access import current_actor, may, public, requires
from portal.core.calendar import local_day
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out
from portal.core.language import gettext, ngettext
from portal.core.web import see_other
from portal.dealings.models import Dispute
from portal.meetings import messages, operations, queries, recusal_views, signal_views
from portal.meetings.forms import (
    ActionForm,
    AnswerForm,
    AttendanceForm,
    ConcludeForm,
    ItemForm,
    MinutesForm,
    MomentForm,
    OwnItemForm,
    PlanForm,
)
from portal.meetings.models import ActionPoint, AgendaItem, Meeting
from portal.meetings.queries import Invitation
from portal.meetings.rules import (
    ADOPT,
    CALLED,
    INVITE,
    MeetingState,
    Presence,
    attendance_by_year,
    is_day_or_later,
    moment_of,
    outcomes,
)
from portal.networks.queries import current_network
from portal.proposals.models import Proposal
from portal.proposals.queries import latest_version
from portal.proposals.rules import Facts
from portal.rounds.queries import round_facts, round_of
from portal.signals.models import Signal
from portal.tables.queries import tables

bp = Blueprint("meetings", __name__)
SUBJECTS = {"proposal": Proposal, "signal": Signal, "dispute": Dispute}
"""What can be put on an agenda, as it stands in a form."""
recusal_views.add_to(bp)
signal_views.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        meeting_title=messages.meeting_title, item_title=messages.item_title, timed=messages.timed,
        meeting_moment=lambda meeting: moment_of(meeting.state, meeting.starts_at, meeting.ends_at, clock.now()))


def _meeting(meeting_id: int) -> Meeting | None:
    return queries.meeting_of_id(db.session, current_network(db.session), meeting_id)


def _item(item_id: int) -> AgendaItem | None:
    return queries.item_of_id(db.session, current_network(db.session), item_id)


# For everyone

@bp.get("/bijeenkomsten")
@public
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
def show(slug: str) -> str:
    """One meeting: agenda, and when they are adopted the minutes."""
    meeting = queries.public_meeting(db.session, current_network(db.session), slug) or abort(404)
    invitation = queries.invitation(db.session, meeting.network, meeting.id, current_actor())
    return render_template("meetings/show.html", meeting=meeting, invitation=invitation)


@bp.get("/bijeenkomsten/<string:slug>.ics")
@public
def calendar(slug: str) -> Response:
    """The meeting for anyone's own calendar."""
    meeting = queries.public_meeting(db.session, current_network(db.session), slug) or abort(404)
    body = messages.calendar_file(meeting, stamped_at=meeting.invited_at or meeting.starts_at)
    return Response(body, content_type="text/calendar; charset=utf-8",
                    headers={"Content-Disposition": f'attachment; filename="{meeting.slug}.ics"'})


# For a party that is invited

@bp.route("/mijn/bijeenkomsten/<int:meeting_id>", methods=["GET", "POST"])
@requires("meeting:answer", of=lambda meeting_id: queries.invitation(
    db.session, current_network(db.session), meeting_id, current_actor()))
def answer(invitation: Invitation) -> Any:
    """Say whether the organisation comes (IN 7.5). Until the meeting begins it may change its mind."""
    meeting, said = invitation.meeting, invitation.answer
    form = AnswerForm(presence=said and said.presence.value, reason=said.reason if said else "")
    if form.is_ready:
        went = carry_out(form, url_for("meetings.answer", meeting_id=meeting.id), lambda work: _ignore(
            operations.answer_invitation(work.session, meeting, party_id=invitation.party_id, **form.said,
                                         actor=current_actor(), now=work.now)), gettext("Your answer is recorded."))
        if went:
            return went
    return form.answer("meetings/answer.html", meeting=meeting, said=said)


def _ignore(_made: object) -> None:
    """A verb answers what it made; these pages only go on."""


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
    form = PlanForm(tables(db.session, network))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                meeting = operations.plan_meeting(work.session, network, table_id=form.table_id, **form.moment,
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
    if form.is_ready and (went := carry_out(form, here, lambda work: _ignore(operations.add_item(
            work.session, meeting, title=form.title.data, planned_minutes=form.planned_minutes.data, actor=current_actor(),
            now=work.now)))):
        return went
    now = clock.now()
    return form.answer(
        "meetings/prepare.html", meeting=meeting, parties=queries.attending_parties(db.session, meeting),
        proposals=queries.waiting_proposals(db.session, meeting.network, now),
        signals=queries.waiting_signals(db.session, meeting.network),
        disputes=queries.waiting_disputes(db.session, meeting.network), needs_update=operations.needs_update(meeting),
        once=Form().once.data)


@bp.post("/bureau/bijeenkomsten/<int:meeting_id>/toevoegen")
@requires("meeting:prepare", of=_meeting)
def add(meeting: Meeting) -> BaseResponse:
    """Put a proposal, a signal or a dispute that waits on the agenda."""
    form, (kind, _, number) = Form(), request.form.get("wat", "").partition("-")
    subject = db.session.get(SUBJECTS[kind], int(number)) if (
        kind in SUBJECTS and number.isdigit() and len(number) < 10) else None
    return _at_once(form, meeting, lambda work: _ignore(operations.add_item(
        work.session, meeting, **{kind: subject or abort(404)}, actor=current_actor(), now=work.now)))


@bp.post("/bureau/bijeenkomsten/punten/<int:item_id>/verplaatsen")
@requires("meeting:prepare", of=_item)
def move(item: AgendaItem) -> BaseResponse:
    """One place up or down."""
    up = request.form.get("act") == "up"
    return _at_once(Form(), item.meeting, lambda work: operations.move_item(
        work.session, item, up=up, actor=current_actor(), now=work.now))


@bp.post("/bureau/bijeenkomsten/punten/<int:item_id>/weghalen")
@requires("meeting:prepare", of=_item)
def remove(item: AgendaItem) -> BaseResponse:
    """Off the agenda."""
    return _at_once(Form(), item.meeting, lambda work: operations.remove_item(
        work.session, item, actor=current_actor(), now=work.now))


def _at_once(form: Form, meeting: Meeting, act: Callable[[Work], None]) -> BaseResponse:
    location = url_for("meetings.prepare", meeting_id=meeting.id, _anchor="agenda")
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
    elif item.proposal_id or item.signal_id:
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


# For the secretary: during

@bp.route("/bureau/bijeenkomsten/<int:meeting_id>/bezig", methods=["GET", "POST"])
@requires("meeting:record", of=_meeting)
def day(meeting: Meeting) -> Any:
    """The day's screen: the agenda, one point, and who is there. Two forms; neither overwrites somebody else's."""
    number = _asked_point(meeting)
    item = meeting.items[number - 1] if meeting.items else None
    noting = request.form.get("act") == "people"
    people = AttendanceForm(queries.attending_parties(db.session, meeting), fresh=not noting)
    form = _conclude_form(item, fresh=noting) if item else None
    if noting and people.validate():
        here = url_for("meetings.day", meeting_id=meeting.id, punt=number)
        went = carry_out(people, here, lambda work: operations.note_attendance(
            work.session, meeting, presences=people.presences, seen=people.seen, actor=current_actor(), now=work.now),
            gettext("Attendance is saved."))
        return went or _day_page(meeting, number, form, people)
    if item and form and not noting and form.is_submitted() and form.validate():
        return _record_item(meeting, item, form, number) or _day_page(meeting, number, form, people)
    return _day_page(meeting, number, form, people)


def _asked_point(meeting: Meeting) -> int:
    """The point that the address asks for, or else the first one that was not discussed."""
    asked = request.args.get("punt", "")
    if asked.isascii() and asked.isdigit() and 1 <= int(asked[:6]) <= len(meeting.items):
        return int(asked)
    waiting = [place for place, item in enumerate(meeting.items, start=1) if item.handled_at is None]
    return waiting[0] if waiting else max(1, len(meeting.items))


def _facts(item: AgendaItem) -> Facts:
    if item.proposal is None:
        return Facts()
    return Facts(**round_facts(db.session, item.proposal, clock.now()),
                 latest_version=latest_version(db.session, item.proposal).number)


def _conclude_form(item: AgendaItem, fresh: bool = False) -> ConcludeForm:
    steps = outcomes(item.meeting.network.profile.order, item.proposal.stage) if item.proposal else []
    facts = _facts(item)
    form = ConcludeForm(item, [step.name for step in steps if not step.unmet(facts)], fresh=fresh)
    form.facts, form.waiting = facts, [(step, step.unmet(facts)) for step in steps if step.unmet(facts)]
    return form


def _record_item(meeting: Meeting, item: AgendaItem, form: ConcludeForm, number: int) -> BaseResponse | None:
    texts: dict[str, Any] = form.texts | {"version": form.seen_version}
    if form.step == "keep":
        here = url_for("meetings.day", meeting_id=meeting.id, punt=number)
        return carry_out(form, here, lambda work: operations.keep_item(
            work.session, item, **texts, actor=current_actor(), now=work.now), gettext("The text is saved."))
    onwards = (url_for("meetings.day", meeting_id=meeting.id, punt=number + 1) if number < len(meeting.items)
               else url_for("meetings.minutes", meeting_id=meeting.id))
    return carry_out(form, onwards, lambda work: operations.conclude_item(
        work.session, item, **texts, outcome=form.chosen, facts=_facts(item), actor=current_actor(), now=work.now),
        gettext("Point %(number)s is recorded.", number=number))


def _day_page(meeting: Meeting, number: int, form: ConcludeForm | None, people: AttendanceForm) -> Any:
    item = meeting.items[number - 1] if meeting.items else None
    if item and form and form.form_errors:
        form.version.data = str(item.version)  # both texts were shown: sending again means this one
    wrong = sum(len(f.wrong_fields) + len(f.form_errors) for f in (form, people) if f)
    page = render_template(
        "meetings/day.html", meeting=meeting, number=number, item=item, form=form, people=people, wrong=wrong,
        rows={row.party_id: row for row in meeting.attendance}, Presence=Presence,
        may_record=meeting.state in CALLED and is_day_or_later(meeting.starts_at, clock.now()),
        round=round_of(db.session, item.proposal) if item and item.proposal else None)
    return (page, 422) if wrong else page


@bp.route("/bureau/bijeenkomsten/punten/<int:item_id>/acties", methods=["GET", "POST"])
@requires("meeting:record", of=_item)
def actions(item: AgendaItem) -> Any:
    """What was promised at a point: add, or take back."""
    form = ActionForm()
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.actions", item_id=item.id), lambda work: _ignore(operations.add_action(
                work.session, item, what=form.what.data, who=form.who.data, due_on=form.due_on.day, actor=current_actor(),
                now=work.now)))):
        return went
    number = [point.id for point in item.meeting.items].index(item.id) + 1
    return form.answer("meetings/actions.html", item=item, meeting=item.meeting, number=number, once=Form().once.data)


@bp.post("/bureau/bijeenkomsten/acties/<int:action_id>/weghalen")
@requires("meeting:record", of=lambda action_id: queries.action_of_id(db.session, current_network(db.session), action_id))
def remove_action(action: ActionPoint) -> BaseResponse:
    """Take back an action that was recorded by mistake."""
    form, item_id = Form(), action.item_id
    with transaction(form.once.data if form.validate() else None) as work:
        operations.remove_action(work.session, action, actor=current_actor(), now=work.now)
        work.location = url_for("meetings.actions", item_id=item_id)
    return see_other(work.location)


# For the secretary: after

@bp.route("/bureau/bijeenkomsten/<int:meeting_id>/verslag", methods=["GET", "POST"])
@requires("meeting:record", of=_meeting)
def minutes(meeting: Meeting) -> Any:
    """The minutes: the record as it stands, and the free text."""
    newest = meeting.minutes[-1] if meeting.minutes else None
    form = MinutesForm(text=newest.text if newest else "", version=str(newest.number if newest else 0))
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.minutes", meeting_id=meeting.id), lambda work: _ignore(operations.write_minutes(
                work.session, meeting, text=form.text.data, seen=form.seen_version, actor=current_actor(), now=work.now)),
            gettext("The minutes are saved."))):
        return went
    form.version.data = str(meeting.minutes[-1].number if meeting.minutes else 0)
    return form.answer("meetings/minutes.html", meeting=meeting, missing=_missing(meeting))


@bp.route("/bureau/bijeenkomsten/<int:meeting_id>/verslag/vaststellen", methods=["GET", "POST"])
@requires("meeting:record", of=_meeting)
def adopt(meeting: Meeting) -> Any:
    """Read over what becomes public and who hears of it; then adopt."""
    form = Form()
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.show", slug=meeting.slug), lambda work: operations.adopt_minutes(
                work.session, meeting, actor=current_actor(), now=work.now),
            gettext("The minutes are adopted. They are public from now on."))):
        return went
    return form.answer("meetings/adopt.html", meeting=meeting, missing=_missing(meeting),
                       recipients=queries.invited_recipients(db.session, meeting))


def _missing(meeting: Meeting) -> list[Any]:
    return ADOPT.unmet(operations.facts_of(db.session, meeting, clock.now()))


@bp.get("/bureau/bijeenkomsten/aanwezigheid")
@requires("meeting:record")
def attendance() -> str:
    """Per party what happened in a calendar year, and what the rule says about it (IN 7.5). Only proposing."""
    network, now = current_network(db.session), clock.now()
    known = queries.years(db.session, network, now)
    asked = request.args.get("jaar", "")
    year = int(asked) if asked in map(str, known) else known[0]
    rows = queries.attendance_of_year(db.session, network, year)
    allowed = network.profile.absences_allowed
    found = attendance_by_year(((row.party_id, local_day(row.meeting.starts_at), row.presence) for row in rows), allowed)
    parties = sorted({row.party_id: row.party for row in rows}.values(), key=lambda party: party.name.casefold())
    reasons: dict[int, list[Any]] = {}
    for row in rows:
        if row.presence in (Presence.EXCUSED, Presence.ABSENT):
            reasons.setdefault(row.party_id, []).append(row)
    return render_template("meetings/attendance.html", years=known, year=year, parties=parties, allowed=allowed,
                           found={party_id: counts for (party_id, _), counts in found.items()}, missed=reasons)

