"""Pages of meetings for who has no account, by the secret address in the letter: guests of a table (IN 7.7), and people in a working
group (IN 8), who also read what the group reads."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, url_for

from portal.core import clock
from portal.core.access import public
from portal.core.database import db
from portal.core.documents import download
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.groups.guest_views import acting, without_account
from portal.groups.models import GroupMember
from portal.meetings import guests, queries, record_queries
from portal.meetings.answer_views import answer_page
from portal.meetings.forms import GuestAnswerForm
from portal.meetings.guests import Visitor
from portal.meetings.minutes import label_of
from portal.meetings.minutes_views import remark_page
from portal.meetings.models import Meeting
from portal.meetings.record import record_of
from portal.meetings.rules import MeetingState, Presence
from portal.networks.queries import current_network


def add_to(bp: Blueprint) -> None:
    page = "/gasten/<string:key>/bijeenkomsten/<int:meeting_id>"
    bp.add_url_rule(page, view_func=guest_answer, methods=["GET", "POST"])
    bp.add_url_rule(f"{page}/verslag", view_func=guest_minutes)
    bp.add_url_rule(f"{page}/opmerking", view_func=guest_remark, methods=["GET", "POST"])
    bp.add_url_rule(f"{page}/stukken/<int:paper_id>", view_func=guest_paper)


def _found(key: str, meeting_id: int) -> tuple[Visitor, Meeting]:
    network = current_network(db.session)
    visitor = guests.visitor_by_key(db.session, network, key) or abort(404)
    if isinstance(visitor, GroupMember):
        without_account(visitor)
    meeting = queries.meeting_of_id(db.session, network, meeting_id)
    if meeting is None or not guests.is_guest_at(visitor, meeting):
        abort(404)
    return visitor, meeting


def _group_page(visitor: Visitor) -> str:
    return url_for("groups.guest", key=visitor.answer_key) if isinstance(visitor, GroupMember) else ""


@public
def guest_answer(key: str, meeting_id: int) -> Any:
    """Say whether one comes, without an account. Until the meeting begins one may change one's mind."""
    visitor, meeting = _found(key, meeting_id)
    back, shown = url_for("meetings.guest_answer", key=key, meeting_id=meeting_id), _shown(visitor, meeting)
    if isinstance(visitor, GroupMember) and visitor.party_id:
        said_before = next((row for row in meeting.attendance if row.party_id == visitor.party_id), None)
        return answer_page(meeting, visitor.party_id, said_before, back, acting(visitor), **shown)
    said = next((row for row in guests.attendance_of(db.session, meeting) if row.visitor is visitor), None)
    form = GuestAnswerForm(presence=said and said.presence.value, reason=said.reason if said else "")
    if form.is_ready:
        went = carry_out(form, back, lambda work: guests.answer_as_guest(
            work.session, meeting, visitor, presence=Presence(form.presence.data.value), reason=form.reason.data or "", now=work.now),
            gettext("Your answer is recorded."))
        if went:
            return went
    return form.answer("meetings/answer.html", meeting=meeting, said=said, **shown)


def _shown(visitor: Visitor, meeting: Meeting) -> dict[str, Any]:
    """What the page shows besides the form."""
    return {"visitor": visitor, "group_page": _group_page(visitor),
            "papers": [paper for paper in meeting.papers if paper.is_public or _group_page(visitor)]}


def _of_group(key: str, meeting_id: int) -> tuple[GroupMember, Meeting]:
    """For who is in the group that met, once there are minutes to read."""
    visitor, meeting = _found(key, meeting_id)
    return (visitor, meeting) if isinstance(visitor, GroupMember) and is_written(meeting) else abort(404)


@public
def guest_minutes(key: str, meeting_id: int) -> str:
    """The draft of the minutes with the remarks on it, or the minutes with what is internal."""
    visitor, meeting = _of_group(key, meeting_id)
    return render_template("meetings/guest_minutes.html", meeting=meeting, visitor=visitor, group_page=_group_page(visitor),
                           rec=record_of(db.session, meeting, is_internal=True, now=clock.now()), label_of=label_of,
                           remarks=record_queries.remarks_on(db.session, meeting))


@public
def guest_remark(key: str, meeting_id: int) -> Any:
    """Remark on a part of the draft, without an account."""
    visitor, meeting = _of_group(key, meeting_id)
    return remark_page(meeting, url_for("meetings.guest_minutes", key=key, meeting_id=meeting_id), acting(visitor), visitor)


def is_written(meeting: Meeting) -> bool:
    """The draft was sent, or the minutes are adopted."""
    return meeting.state == MeetingState.ADOPTED or (meeting.state == MeetingState.HELD and meeting.remarks_close_at is not None)


@public
def guest_paper(key: str, meeting_id: int, paper_id: int) -> Response:
    """A paper with the meeting: what is internal only for who is in the group."""
    visitor, meeting = _found(key, meeting_id)
    paper = next((paper for paper in meeting.papers if paper.id == paper_id), None) or abort(404)
    return download(paper.document) if paper.is_public or isinstance(visitor, GroupMember) else abort(404)
