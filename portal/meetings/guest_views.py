"""The page on which a guest of a table answers an invitation, by the secret address in the letter (IN 7.7)."""

from typing import Any

from flask import Blueprint, abort, url_for

from portal.core.access import public
from portal.core.database import db
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.meetings import guests, queries
from portal.meetings.forms import GuestAnswerForm
from portal.meetings.rules import Presence
from portal.networks.queries import current_network


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/gasten/<string:key>/bijeenkomsten/<int:meeting_id>", view_func=guest_answer, methods=["GET", "POST"])


@public
def guest_answer(key: str, meeting_id: int) -> Any:
    """Say whether one comes, without an account. Until the meeting begins one may change one's mind."""
    network = current_network(db.session)
    guest = guests.guest_by_key(db.session, network, key) or abort(404)
    meeting = queries.meeting_of_id(db.session, network, meeting_id)
    if meeting is None or not guests.is_guest_at(guest, meeting):
        abort(404)
    said = next((row for row in guests.attendance_of(db.session, meeting) if row.guest_id == guest.id), None)
    form = GuestAnswerForm(presence=said and said.presence.value, reason=said.reason if said else "")
    if form.is_ready:
        went = carry_out(form, url_for("meetings.guest_answer", key=key, meeting_id=meeting_id), lambda work: guests.answer_as_guest(
            work.session, meeting, guest, presence=Presence(form.presence.data.value), reason=form.reason.data or "", now=work.now),
            gettext("Your answer is recorded."))
        if went:
            return went
    return form.answer("meetings/guest_answer.html", meeting=meeting, guest=guest, said=said)
