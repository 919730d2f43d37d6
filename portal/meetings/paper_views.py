"""Papers of a meeting: put there by the secretary, downloaded by whoever may read them."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core.access import current_actor, requires
from portal.core.database import Work, db, transaction
from portal.core.documents import download
from portal.core.forms import Form, carry_out
from portal.core.language import gettext
from portal.core.web import see_other
from portal.meetings import papers as verbs
from portal.meetings import queries
from portal.meetings.models import Meeting, MeetingPaper
from portal.meetings.reading import Reading, paper_reading
from portal.meetings.record_forms import ForWhom, PaperForm
from portal.meetings.record_queries import paper_of_id
from portal.networks.queries import current_network


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/bijeenkomsten/<string:slug>/stukken/<int:paper_id>", view_func=paper)
    bp.add_url_rule("/bureau/bijeenkomsten/<int:meeting_id>/stukken", view_func=papers, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/bijeenkomsten/stukken/<int:paper_id>", view_func=change_paper, methods=["POST"])


def _meeting(meeting_id: int) -> Meeting | None:
    return queries.meeting_of_id(db.session, current_network(db.session), meeting_id)


@requires("meeting:read-paper", of=lambda slug, paper_id: paper_reading(
    db.session, current_network(db.session), slug, paper_id, current_actor()))
def paper(reading: Reading) -> Response:
    """A paper, for whoever may read it."""
    assert reading.paper  # noqa: S101 - it was found by its number
    return download(reading.paper.document)


@requires("meeting:prepare", of=_meeting)
def papers(meeting: Meeting) -> Any:
    """The papers with this meeting: add, make public or internal, take away."""
    form = PaperForm(meeting)

    def add(work: Work) -> None:
        document = form.document.keep(work.session)
        assert document  # noqa: S101 - the form asks for it
        verbs.add_paper(work.session, meeting, document=document, title=form.title.data, is_public=form.readers.data == ForWhom.EVERYONE,
                        item=next((item for item in meeting.items if str(item.id) == form.item.data), None), actor=current_actor(),
                        now=work.now)

    here = url_for("meetings.papers", meeting_id=meeting.id)
    if form.is_ready and (went := carry_out(form, here, add, gettext("The paper lies with the meeting now."))):
        return went
    return form.answer("meetings/papers.html", meeting=meeting, once=Form().once.data)


@requires("meeting:prepare", of=lambda paper_id: paper_of_id(db.session, current_network(db.session), paper_id))
def change_paper(paper: MeetingPaper) -> BaseResponse:
    """Make a paper public or internal, or take it away."""
    form, act, meeting_id = Form(), request.form.get("act", ""), paper.meeting_id
    wanted, _, seen = act.partition("-")
    with transaction(form.once.data if form.validate() else None) as work:
        if wanted == "remove":
            verbs.remove_paper(work.session, paper, actor=current_actor(), now=work.now)
        else:
            verbs.show_paper(work.session, paper, is_public=wanted == "publish", version=int(seen) if seen.isdigit() else 0,
                             actor=current_actor(), now=work.now)
        work.location = url_for("meetings.papers", meeting_id=meeting_id)
    flash(gettext("The paper is taken away.") if wanted == "remove" else gettext("Who may read the paper is changed."))
    return see_other(work.location)
