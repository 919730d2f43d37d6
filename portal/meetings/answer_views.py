"""A party says whether it comes: on its own pages, or by the secret address of who is in the group for it without an account."""

from typing import Any

from flask import Blueprint, url_for

from portal.accounts.models import Role
from portal.core.access import Actor, current_actor, requires
from portal.core.database import db
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.meetings import operations, queries
from portal.meetings.forms import AnswerForm
from portal.meetings.models import Attendance, Meeting
from portal.meetings.queries import Invitation
from portal.networks.queries import current_network
from portal.parties.queries import contacts


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/mijn/bijeenkomsten/<int:meeting_id>", view_func=answer, methods=["GET", "POST"])


@requires("meeting:answer", of=lambda meeting_id: queries.invitation(
    db.session, current_network(db.session), meeting_id, current_actor()))
def answer(invitation: Invitation) -> Any:
    """Say whether the organisation comes (IN 7.5). Until the meeting begins it may change its mind."""
    meeting = invitation.meeting
    return answer_page(meeting, invitation.party_id, invitation.answer, url_for("meetings.answer", meeting_id=meeting.id), current_actor())


def answer_page(meeting: Meeting, party_id: int, said: Attendance | None, back: str, actor: Actor, **shown: Any) -> Any:
    """The form for a party, filled in with what it said before; `shown` goes to the page."""
    known = next((person.name for person in contacts(db.session, party_id) if person.role == Role.SUBSTITUTE), "")
    form = AnswerForm(presence=said and said.presence.value, reason=said.reason if said else "",
                      substitute=said.substitute if said and said.substitute else known)
    if form.is_ready and (went := carry_out(form, back, lambda work: ignore(operations.answer_invitation(
            work.session, meeting, party_id=party_id, **form.said, actor=actor, now=work.now)), gettext("Your answer is recorded."))):
        return went
    return form.answer("meetings/answer.html", meeting=meeting, said=said, **shown)


def ignore(_made: object) -> None:
    """A verb answers what it made; these pages only go on."""
