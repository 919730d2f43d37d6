"""Standing aside at a point of an agenda: by the party itself, and recorded by the secretary."""

from typing import Any

from flask import Blueprint, flash, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.forms import Form, carry_out
from portal.core.language import gettext
from portal.core.web import see_other
from portal.dealings.forms import RecusalForm
from portal.dealings.queries import interests
from portal.meetings import queries, recusals
from portal.meetings.models import AgendaItem, ItemRecusal
from portal.networks.queries import current_network


def add_to(bp: Blueprint) -> None:
    both = ["GET", "POST"]
    bp.add_url_rule("/mijn/bijeenkomsten/punten/<int:item_id>/niet-deelnemen", view_func=stand_aside, methods=both)
    bp.add_url_rule("/mijn/bijeenkomsten/terugnemen/<int:recusal_id>", view_func=take_back_own, methods=["POST"])
    bp.add_url_rule("/bureau/bijeenkomsten/punten/<int:item_id>/niet-deelnemen", view_func=record_aside, methods=both)
    bp.add_url_rule("/bureau/bijeenkomsten/terugnemen/<int:recusal_id>", view_func=take_back, methods=["POST"])


@requires("meeting:stand-aside", of=lambda item_id: queries.invited_item(
    db.session, current_network(db.session), item_id, current_actor()))
def stand_aside(item: AgendaItem) -> Any:
    """Choose the disclosed interest because of which one's own party takes no part in this point."""
    party_id = current_actor().party_id or 0
    form = RecusalForm(interests(db.session, item.meeting.network, [party_id]), named=False)
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.stand_aside", item_id=item.id), lambda work: recusals.stand_aside(
                work.session, item, form.interest, note=form.note.data, actor=current_actor(), now=work.now),
            gettext("Your organisation takes no part in this point. You can take this back until the minutes are adopted."))):
        return went
    recusal = next((each for each in item.recusals if each.party_id == party_id), None)
    return form.answer("meetings/stand_aside.html", item=item, meeting=item.meeting, recusal=recusal, once=Form().once.data)


@requires("meeting:record", of=lambda item_id: queries.item_of_id(db.session, current_network(db.session), item_id))
def record_aside(item: AgendaItem) -> Any:
    """Who takes no part in this point; and record that another party does not."""
    aside = {recusal.party_id for recusal in item.recusals}
    parties = queries.attending_parties(db.session, item.meeting)
    form = RecusalForm(interests(db.session, item.meeting.network, [p.id for p in parties if p.id not in aside]), named=True)
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.record_aside", item_id=item.id), lambda work: recusals.stand_aside(
                work.session, item, form.interest, note=form.note.data, actor=current_actor(), now=work.now),
            gettext("It is recorded. The party gets a message."))):
        return went
    number = [point.id for point in item.meeting.items].index(item.id) + 1
    return form.answer("meetings/record_aside.html", item=item, meeting=item.meeting, number=number, once=Form().once.data)


def _recusal(recusal_id: int) -> ItemRecusal | None:
    return queries.recusal_of_id(db.session, current_network(db.session), recusal_id)


def _own_recusal(recusal_id: int) -> ItemRecusal | None:
    recusal = _recusal(recusal_id)
    return recusal if recusal and recusal.party_id == current_actor().party_id else None


@requires("meeting:take-back", of=_own_recusal)
def take_back_own(recusal: ItemRecusal) -> Response:
    return _take_back(recusal, url_for("meetings.stand_aside", item_id=recusal.item_id))


@requires("meeting:record", of=_recusal)
def take_back(recusal: ItemRecusal) -> Response:
    return _take_back(recusal, url_for("meetings.record_aside", item_id=recusal.item_id))


def _take_back(recusal: ItemRecusal, location: str) -> Response:
    form = Form()
    with transaction(form.once.data if form.validate() else None) as work:
        recusals.take_back(work.session, recusal, actor=current_actor(), now=work.now)
        work.location = location
    flash(gettext("It is taken back. The party takes part in this point again."))
    return see_other(location)
