"""About the end of rounds, for the secretary: reminding who did not react."""

from flask import Blueprint, flash, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.language import ngettext
from portal.core.web import see_other
from portal.rounds import queries, reminders
from portal.rounds.models import CommentRound


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as those of the rounds."""
    bp.add_url_rule("/bureau/rondes/<int:round_id>/herinneren", view_func=remind, methods=["POST"])


@requires("round:manage", of=lambda round_id: queries.round_by_id(db.session, round_id))
def remind(round_: CommentRound) -> Response:
    """Remind the parties that did not react: one button, at most once a day."""
    form, here = Form(), url_for("rounds.manage", round_id=round_.id)
    try:
        with transaction(form.once.data) as work:
            count = reminders.remind_parties(work.session, round_, actor=current_actor(), now=work.now)
            work.location = here
        flash(ngettext("%(num)s party gets a reminder.", "%(num)s parties get a reminder.", count))
    except Refused as refusal:
        form.refuse(refusal)
        flash(form.form_errors[0], "error")
    return see_other(here)
