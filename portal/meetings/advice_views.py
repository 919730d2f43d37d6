"""The way of a question for advice to an agenda, and from the meeting to the record (IN 7.1)."""

from typing import Any

from flask import Blueprint, url_for

from portal.advice.forms import AdviceForm
from portal.advice.models import AdviceRequest
from portal.advice.operations import give_advice
from portal.advice.queries import request_by_id
from portal.advice.rules import AdviceState
from portal.core.access import current_actor, requires
from portal.core.database import db
from portal.core.forms import carry_out
from portal.core.language import day_month, gettext, listing, say
from portal.meetings.advice_queries import points_of
from portal.meetings.agenda import add_item
from portal.meetings.models import AgendaItem
from portal.meetings.planning import plan_on_agenda, to_come
from portal.meetings.rules import OVER
from portal.networks.queries import current_network


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/bureau/adviezen/<int:request_id>/agenda", view_func=plan_advice, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/adviezen/<int:request_id>/advies", view_func=record_advice, methods=["GET", "POST"])


def _by_id(request_id: int) -> AdviceRequest | None:
    return request_by_id(db.session, current_network(db.session), request_id)


@requires("meeting:prepare", of=_by_id)
def plan_advice(asked: AdviceRequest) -> Any:
    """Choose a meeting of who is asked."""
    return plan_on_agenda(
        [meeting for meeting in to_come() if meeting.table_id == asked.table_id], url_for("advice.queue"),
        lambda work, meeting: add_item(work.session, meeting, advice=asked, actor=current_actor(), now=work.now),
        gettext("The question stands on the agenda."), section="tables.queue", place=gettext("Advice"),
        heading=gettext("Put the question for advice on an agenda"), what=asked.subject, note=_stands_on(asked))


def _stands_on(asked: AdviceRequest) -> str:
    """Where it is on an agenda already; empty when it waits."""
    days = [day_month(item.meeting.starts_at) for item in points_of(db.session, asked) if item.meeting.state not in OVER]
    return gettext("It stands already on the agenda of %(days)s.", days=listing(days)) if days else ""


@requires("advice:record", of=_by_id)
def record_advice(asked: AdviceRequest) -> Any:
    """Write the advice down: what the minutes say of the point is filled in already. Read over, then it is public."""
    points = points_of(db.session, asked)
    form = AdviceForm.showing(asked, asked.version, **_from_minutes(points))
    can = asked.state in (AdviceState.ASKED, AdviceState.ANSWERED)
    done = can and form.is_ready and carry_out(
        form, url_for("advice.show", slug=asked.slug), lambda work: give_advice(
            work.session, asked, form.said, version=form.seen, actor=current_actor(), now=work.now),
        gettext("The advice is on the site. The municipality gets a letter."))
    if done:
        return done
    if form.form_errors:
        form.version.data = str(asked.version)  # what stands was shown: sending again means this one
    page = "meetings/record_advice_overview.html" if can and form.is_read_over else "meetings/record_advice.html"
    return form.answer(page, asked=asked, can=can, told=say(asked.state), point=points[0] if points else None)


def _from_minutes(points: list[AgendaItem]) -> dict[str, Any]:
    """What was concluded at the point, and how many hands were counted."""
    point = next((item for item in points if item.handled_at), None)
    if point is None:
        return {}
    hands = point.hands
    counted = {"in_favour": hands.in_favour, "against": hands.against, "abstained": hands.abstained} if hands else {}
    return {"text": point.conclusion} | counted
