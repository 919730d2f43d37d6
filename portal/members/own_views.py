"""The party's own pages: how it takes part, giving notice, taking the notice back."""

from flask import Blueprint, abort, flash, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.language import gettext
from portal.core.web import see_other
from portal.members import leaving, queries
from portal.members.forms import NoticeForm, StayForm
from portal.members.models import Membership
from portal.networks.queries import current_network


def add_to(bp: Blueprint) -> None:
    """The party's addresses belong to the blueprint of the members."""
    bp.add_url_rule("/mijn/deelname", view_func=own)
    bp.add_url_rule("/mijn/deelname/beeindigen", view_func=leave, methods=["GET", "POST"])
    bp.add_url_rule("/mijn/deelname/doorgaan", view_func=keep_taking_part, methods=["POST"])


def _current() -> Membership:
    return queries.current_membership(db.session, current_network(db.session), current_actor().party_id) or abort(404)


@requires("membership:see-own")
def own() -> str:
    """Since when the party takes part, what it signed for it, and its notice; earlier times below."""
    now = clock.now()
    rows = queries.own_memberships(db.session, current_network(db.session), current_actor().party_id or 0)
    return render_template("members/own.html", rows=[(row, row.phase(now)) for row in rows], form=StayForm())


@requires("membership:leave")
def leave() -> str | Response:
    """Give notice: the consequences, the reason and the last day; read over; done."""
    membership, form, today = _current(), NoticeForm(), local_day(clock.now())
    if membership.notice and not form.is_submitted():
        return see_other(url_for("members.own"))
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                leaving.give_notice(work.session, membership, reason=form.reason.data, last_day=form.last_day.data,
                                    actor=current_actor(), now=work.now)
                work.location = url_for("members.own")
            flash(gettext("Your notice is recorded. You get a receipt by e-mail."))
            return see_other(work.location)
        if form.is_read_over:
            last_day = form.last_day.data or leaving.earliest(membership, today)
            leaving.check_last_day(membership, last_day, today)
            return form.answer("members/leave_overview.html", membership=membership, last_day=last_day)  # type: ignore[no-any-return]
    except Refused as refusal:
        form.refuse(refusal)
        membership = _current()
    return form.answer("members/leave.html", membership=membership, earliest=leaving.earliest(membership, today))  # type: ignore[no-any-return]


@requires("membership:leave")
def keep_taking_part() -> Response:
    """Withdraw the notice, until the last day is over."""
    membership, form = _current(), StayForm()
    with transaction(form.once.data) as work:
        leaving.withdraw_notice(work.session, membership, actor=current_actor(), now=work.now)
        work.location = url_for("members.own")
    flash(gettext("Your notice is withdrawn. Your organisation keeps taking part."))
    return see_other(work.location)
