"""The page on which a subject gets its place on the agenda of a meeting that the secretary chooses, or waits in its list."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import RadioField

from portal.core import clock
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.language import day_month, gettext
from portal.core.web import see_other
from portal.meetings.messages import meeting_title
from portal.meetings.models import Meeting
from portal.meetings.rules import MeetingState
from portal.networks.queries import current_network

LATER = "later"
MOST = 50


class AgendaForm(Form):
    """Of which meeting; the first one to come is chosen beforehand."""

    meeting = RadioField(_l("On the agenda of which meeting?"))

    def __init__(self, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.meetings = {str(row.id): row for row in meetings}
        names = [(key, gettext("%(day)s: %(title)s", day=day_month(row.starts_at), title=meeting_title(row)))
                 for key, row in self.meetings.items()]
        if names:
            names[0] = (names[0][0], gettext("The next one, %(name)s", name=names[0][1]))
        self.meeting.choices = [*names, (LATER, gettext("Not yet: it waits in the list"))]
        if not self.is_submitted():
            self.meeting.data = names[0][0] if names else LATER


def to_come() -> list[Meeting]:
    """Meetings of tables and of the network that were not held, the first one first; a working group talks about its own subject."""
    return list(db.session.scalars(
        select(Meeting).options(joinedload(Meeting.table), joinedload(Meeting.network), joinedload(Meeting.group))
        .where(Meeting.network_id == current_network(db.session).id, Meeting.group_id.is_(None), Meeting.state.in_([MeetingState.DRAFT, MeetingState.INVITED]),
               Meeting.ends_at > clock.now()).order_by(Meeting.starts_at, Meeting.id).limit(MOST)))


def plan_on_agenda(meetings: Sequence[Meeting], back: str, add: Callable[[Work, Meeting], Any], told: str, **page: Any) -> Any:
    """Choose the meeting and `add` to its agenda; what is not chosen yet stays in the list at `back`. `page`: heading, what, section,
    place, and a note on where it stands already."""
    form = AgendaForm(meetings)
    if form.is_ready:
        if form.meeting.data == LATER:
            return see_other(back)
        try:
            with transaction(form.once.data) as work:
                add(work, form.meetings[form.meeting.data])
                work.location = back
            flash(told)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("meetings/plan_on_agenda.html", back=back, **page)
