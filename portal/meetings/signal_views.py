"""The way of a relevant signal to an agenda: of a meeting that the secretary chooses, or of the next one (ZL 7.6)."""

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import RadioField

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.language import day_month, gettext
from portal.core.web import see_other
from portal.meetings.agenda import add_item
from portal.meetings.messages import meeting_title
from portal.meetings.models import Meeting
from portal.meetings.rules import MeetingState
from portal.networks.queries import current_network
from portal.signals.models import Signal
from portal.signals.queries import signal_by_id
from portal.signals.rules import SignalState

LATER = "later"
MOST = 50


class AgendaForm(Form):
    """Of which meeting; the first one to come is chosen beforehand."""

    meeting = RadioField(_l("On the agenda of which meeting?"))

    def __init__(self, meetings: list[Meeting], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.meetings = {str(row.id): row for row in meetings}
        names = [(key, gettext("%(day)s: %(title)s", day=day_month(row.starts_at), title=meeting_title(row)))
                 for key, row in self.meetings.items()]
        if names:
            names[0] = (names[0][0], gettext("The next one, %(name)s", name=names[0][1]))
        self.meeting.choices = [*names, (LATER, gettext("Not yet: it waits in the list"))]
        if not self.is_submitted():
            self.meeting.data = names[0][0] if names else LATER


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/bureau/signalen/<int:signal_id>/agenda", view_func=plan_signal, methods=["GET", "POST"])


def _for_the_table(signal_id: int) -> Signal | None:
    signal = signal_by_id(db.session, signal_id)
    return signal if signal and signal.state == SignalState.SCHEDULED and signal.network_id == current_network(db.session).id else None


@requires("meeting:prepare", of=_for_the_table)
def plan_signal(signal: Signal) -> Any:
    """Choose the meeting; what is not chosen yet stays in the list of what waits for a table."""
    form = AgendaForm(_to_come())
    if form.is_ready:
        if form.meeting.data == LATER:
            return see_other(url_for("signals.queue"))
        try:
            with transaction(form.once.data) as work:
                meeting = form.meetings[form.meeting.data]
                add_item(work.session, meeting, signal=signal, actor=current_actor(), now=work.now)
                work.location = url_for("signals.queue")
            flash(gettext("Signal %(number)s stands on the agenda.", number=signal.number))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("meetings/plan_signal.html", signal=signal)


def _to_come() -> list[Meeting]:
    """Meetings that were not held, whoever they are of; the first one first."""
    return list(db.session.scalars(
        select(Meeting).options(joinedload(Meeting.table), joinedload(Meeting.network))
        .where(Meeting.network_id == current_network(db.session).id, Meeting.state.in_([MeetingState.DRAFT, MeetingState.INVITED]),
               Meeting.ends_at > clock.now()).order_by(Meeting.starts_at, Meeting.id).limit(MOST)))
