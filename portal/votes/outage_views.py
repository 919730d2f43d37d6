"""Giving time back after an outage: one act of the secretary, for every round and vote that was open in it."""

from typing import Any

from flask import Blueprint, flash, url_for

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.language import gettext, ngettext
from portal.core.web import see_other
from portal.networks.queries import current_network
from portal.rounds.terms import outages as stated_before
from portal.votes import outages
from portal.votes.outage_forms import OutageForm


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/bureau/storing", view_func=outage, methods=["GET", "POST"])


@requires("outage:state")
def outage() -> Any:
    """From when until when and why; read over with what it does to each term; then everyone gets the lost days back."""
    form, network, rows = OutageForm(), current_network(db.session), None
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                helped = outages.state_outage(work.session, network, **form.moments, reason=form.reason.data,
                                              actor=current_actor(), now=work.now)
                work.location = url_for("votes.outage")
            flash(ngettext("The outage is recorded. %(num)s round or vote has more time.",
                           "The outage is recorded. %(num)s rounds and votes have more time.", len(helped))
                  if helped else gettext("The outage is recorded. No round or vote gets more time."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    elif form.is_read_over:
        try:
            rows = outages.touched(db.session, network, **form.moments, now=clock.now())
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("votes/outage.html" if rows is None else "votes/outage_overview.html", touched=rows,
                       stated=stated_before(db.session, network))
