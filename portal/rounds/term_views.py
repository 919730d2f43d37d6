"""Pages about the end of rounds, for the secretary: reminding who did not react, and giving time back after an outage."""

from typing import Any

from flask import Blueprint, flash, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.language import gettext, ngettext
from portal.core.web import see_other
from portal.networks.queries import current_network
from portal.rounds import outages, queries, reminders, terms
from portal.rounds.change_forms import OutageForm
from portal.rounds.models import CommentRound


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as those of the rounds."""
    bp.add_url_rule("/bureau/rondes/<int:round_id>/herinneren", view_func=remind, methods=["POST"])
    bp.add_url_rule("/bureau/rondes/storing", view_func=outage, methods=["GET", "POST"])


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


@requires("round:manage")
def outage() -> Any:
    """From when until when and why; read over with what it does to each round; then everyone gets the lost days back."""
    form, network, rows = OutageForm(), current_network(db.session), None
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                helped = outages.state_outage(work.session, network, **form.moments, reason=form.reason.data,
                                              actor=current_actor(), now=work.now)
                work.location = url_for("rounds.queue")
            flash(ngettext("The outage is recorded. %(num)s round has more time.", "The outage is recorded. %(num)s rounds have more time.",
                           len(helped)) if helped else gettext("The outage is recorded. No round was open in it."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    elif form.is_read_over:
        try:
            rows = outages.touched(db.session, network, **form.moments, now=clock.now())
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("rounds/outage.html" if rows is None else "rounds/outage_overview.html", touched=rows,
                       stated=terms.outages(db.session, network))
