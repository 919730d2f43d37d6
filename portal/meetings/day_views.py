"""The day itself: attendance, what was said and concluded at each point, and the same in large type for the room."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import Work, db
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.meetings import guests, operations, queries
from portal.meetings.forms import AttendanceForm, ConcludeForm
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.ratios import ratios_of
from portal.meetings.record import Point, ratio_line
from portal.meetings.rules import CALLED, GUEST_PRESENCES, Presence, is_day_or_later, outcomes
from portal.networks.queries import current_network
from portal.proposals.queries import latest_version
from portal.proposals.rules import Facts
from portal.rounds.queries import round_facts, round_of


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/bureau/bijeenkomsten/<int:meeting_id>/bezig", view_func=day, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/bijeenkomsten/<int:meeting_id>/scherm", view_func=screen)


def _meeting(meeting_id: int) -> Meeting | None:
    return queries.meeting_of_id(db.session, current_network(db.session), meeting_id)


@requires("meeting:record", of=_meeting)
def day(meeting: Meeting) -> Any:
    """The day's screen: the agenda, one point, and who is there. Two forms; neither overwrites somebody else's."""
    number = _asked_point(meeting)
    item = meeting.items[number - 1] if meeting.items else None
    noting = request.form.get("act") == "people"
    people = AttendanceForm(queries.attending_parties(db.session, meeting),
                            guests.guests_at(db.session, meeting, guests.attendance_of(db.session, meeting)), fresh=not noting)
    form = _conclude_form(item, fresh=noting) if item else None
    if noting and people.validate():
        here = url_for("meetings.day", meeting_id=meeting.id, punt=number)
        went = carry_out(people, here, lambda work: _note(work, meeting, people), gettext("Attendance is saved."))
        return went or _day_page(meeting, number, form, people)
    if item and form and not noting and form.is_submitted() and form.validate():
        return _record_item(meeting, item, form, number) or _day_page(meeting, number, form, people)
    return _day_page(meeting, number, form, people)


def _note(work: Work, meeting: Meeting, people: AttendanceForm) -> None:
    operations.note_attendance(work.session, meeting, presences=people.presences, seen=people.seen, actor=current_actor(), now=work.now)
    if people.guest_presences:
        guests.note_guests(work.session, meeting, people.guest_presences, actor=current_actor(), now=work.now)


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
    decides = item.proposal is not None and item.meeting.group_id is None  # a working group advises: the steps are the table's
    steps = outcomes(item.meeting.network.profile.order, item.proposal.stage) if item.proposal and decides else []
    facts = _facts(item)
    form = ConcludeForm(item, [step.name for step in steps if not step.unmet(facts)], fresh=fresh)
    form.facts, form.waiting = facts, [(step, step.unmet(facts)) for step in steps if step.unmet(facts)]
    return form


def _record_item(meeting: Meeting, item: AgendaItem, form: ConcludeForm, number: int) -> BaseResponse | None:
    texts: dict[str, Any] = form.texts | {"version": form.seen}
    if form.step == "keep":
        here = url_for("meetings.day", meeting_id=meeting.id, punt=number)
        return carry_out(form, here, lambda work: operations.keep_item(
            work.session, item, **texts, actor=current_actor(), now=work.now), gettext("The text is saved."))
    onwards = (url_for("meetings.day", meeting_id=meeting.id, punt=number + 1) if number < len(meeting.items)
               else url_for("meetings.minutes", meeting_id=meeting.id))
    return carry_out(form, onwards, lambda work: operations.conclude_item(
        work.session, item, **texts, outcome=form.chosen, facts=_facts(item), actor=current_actor(), now=work.now),
        gettext("Point %(number)s is recorded.", number=number))


def _ratio(item: AgendaItem | None) -> str:
    """How the vote in the portal went, where one has closed: for the minutes, and typed by nobody."""
    if item is None or item.proposal_id is None:
        return ""
    now = clock.now()
    point = Point("", item, ratios_of(db.session, [item.proposal_id], now).get(item.proposal_id), "", has_note=False)
    return ratio_line(point)


def _day_page(meeting: Meeting, number: int, form: ConcludeForm | None, people: AttendanceForm) -> Any:
    item = meeting.items[number - 1] if meeting.items else None
    if item and form and form.form_errors:
        form.version.data = str(item.version)  # both texts were shown: sending again means this one
    wrong = sum(len(f.wrong_fields) + len(f.form_errors) for f in (form, people) if f)
    page = render_template(
        "meetings/day.html", meeting=meeting, number=number, item=item, form=form, people=people, wrong=wrong,
        rows={row.party_id: row for row in meeting.attendance}, Presence=Presence,
        guest_rows={guests.key_of(row.visitor): row for row in guests.attendance_of(db.session, meeting)}, key_of=guests.key_of, guest_presences=GUEST_PRESENCES, voices=queries.voices(item) if item else 0,
        ratio=_ratio(item),
        may_record=meeting.state in CALLED and is_day_or_later(meeting.starts_at, clock.now()),
        round=round_of(db.session, item.proposal) if item and item.proposal else None)
    return (page, 422) if wrong else page


@requires("meeting:record", of=_meeting)
def screen(meeting: Meeting) -> str:
    """One point in large type, for the projector in the room: nothing that is internal, no reason of absence."""
    number = _asked_point(meeting)
    return render_template("meetings/screen.html", meeting=meeting, number=number,
                           item=meeting.items[number - 1] if meeting.items else None)
