"""Unexpected turns: telling one, reading what others told (IN 9.4)."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.language import gettext
from portal.core.paging import newest_first
from portal.core.web import see_other
from portal.decisions import turns
from portal.decisions.models import UnexpectedTurn
from portal.decisions.turn_forms import TurnForm
from portal.members.queries import is_member
from portal.networks.queries import current_network


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/mijn/wendingen", view_func=turn_list)
    bp.add_url_rule("/mijn/wendingen/nieuw", view_func=report, methods=["GET", "POST"])
    bp.add_url_rule("/mijn/wendingen/<int:turn_id>", view_func=turn)


def _readable() -> Any:
    actor, network = current_actor(), current_network(db.session)
    for_member = actor.party_id is not None and is_member(db.session, network, actor.party_id)
    return turns.readable(actor, network, for_member=for_member)


def _turn(turn_id: int) -> UnexpectedTurn | None:
    """Who follows the link of a letter logs in first: then it is known whether this person may read it."""
    if not current_actor().is_known:
        return db.session.get(UnexpectedTurn, turn_id)
    found: UnexpectedTurn | None = db.session.scalar(_readable().where(UnexpectedTurn.id == turn_id))
    return found


@requires("turn:read")
def turn_list() -> str:
    """What parties told, the newest first."""
    return render_template("decisions/turns.html", page=newest_first(db.session, _readable(), UnexpectedTurn.id),
                           path_of=turns.path_of)


@requires("turn:read", of=_turn)
def turn(turn: UnexpectedTurn) -> str:
    """One turn; for the party itself this page is the receipt. The confidential part is for it and the municipality."""
    return render_template("decisions/turn.html", turn=turn, secret=turns.secret_of(db.session, turn, current_actor()),
                           ground=turns.ground_of(db.session, turn), path=turns.path_of(turn.proposal or turn.agreement or abort(404)))


@requires("turn:report")
def report() -> Any:
    """Tell the others: fill in, read over, send. `over` names what it is about: voorstel-12."""
    network = current_network(db.session)
    form = TurnForm(turns.subjects(db.session, network, clock.now()), data={"about": request.args.get("over", "")})
    if form.is_ready and form.subject is not None:
        try:
            with transaction(form.once.data) as work:
                told = turns.report_turn(work.session, network, form.subject, text=form.text.data, secret=form.confidential,
                                         actor=current_actor(), now=work.now)
                work.session.flush()
                work.location = url_for("decisions.turn", turn_id=told.id)
            flash(gettext("All other parties have been told. You get a receipt by e-mail."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    page = "decisions/report_turn_overview.html" if form.is_read_over else "decisions/report_turn.html"
    return form.answer(page)
