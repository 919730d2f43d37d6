"""Actions: promised at a point, on the list of the secretary, and on the page of the party that promised them."""

from typing import Any

from flask import Blueprint, abort, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out
from portal.core.language import gettext
from portal.core.web import see_other
from portal.meetings import actions as verbs
from portal.meetings import own_tables, queries, record_queries
from portal.meetings.forms import ActionForm
from portal.meetings.models import ActionPoint, AgendaItem
from portal.meetings.record_forms import EndActionForm, Ending, OwnTableForm, ReportForm
from portal.meetings.rules import OwnTable
from portal.networks.queries import current_network
from portal.tables.queries import tables


def add_to(bp: Blueprint) -> None:
    both = ["GET", "POST"]
    bp.add_url_rule("/bureau/bijeenkomsten/punten/<int:item_id>/acties", view_func=actions, methods=both)
    bp.add_url_rule("/bureau/bijeenkomsten/punten/<int:item_id>/tafel", view_func=own_table, methods=both)
    bp.add_url_rule("/bureau/bijeenkomsten/acties", view_func=action_list)
    bp.add_url_rule("/bureau/bijeenkomsten/acties/<int:action_id>", view_func=end_action, methods=both)
    bp.add_url_rule("/bureau/bijeenkomsten/acties/<int:action_id>/heropenen", view_func=reopen_action, methods=["POST"])
    bp.add_url_rule("/bureau/bijeenkomsten/acties/<int:action_id>/weghalen", view_func=remove_action, methods=["POST"])
    bp.add_url_rule("/mijn/acties", view_func=own_actions)
    bp.add_url_rule("/mijn/acties/<int:action_id>", view_func=report_action, methods=both)


def _item(item_id: int) -> AgendaItem | None:
    return queries.item_of_id(db.session, current_network(db.session), item_id)


def _action(action_id: int) -> ActionPoint | None:
    return record_queries.action_of_id(db.session, current_network(db.session), action_id)


@requires("meeting:record", of=_item)
def actions(item: AgendaItem) -> Any:
    """What was promised at a point: add, or take back."""
    form = ActionForm()
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.actions", item_id=item.id), lambda work: verbs.add_action(
                work.session, item, what=form.what.data, who=form.who.data, due_on=form.due_on.day, actor=current_actor(),
                now=work.now))):
        return went
    number = [point.id for point in item.meeting.items].index(item.id) + 1
    return form.answer("meetings/actions.html", item=item, meeting=item.meeting, number=number, once=Form().once.data,
                       parties=queries.attending_parties(db.session, item.meeting))


@requires("meeting:record", of=_action)
def remove_action(action: ActionPoint) -> Response:
    """Take back an action that was recorded by mistake."""
    form, item_id = Form(), action.item_id
    with transaction(form.once.data if form.validate() else None) as work:
        verbs.remove_action(work.session, action, actor=current_actor(), now=work.now)
        work.location = url_for("meetings.actions", item_id=item_id)
    return see_other(work.location)


@requires("meeting:record")
def action_list() -> str:
    """Every action that is open, of all tables, by its day; and what ended lately."""
    network = current_network(db.session)
    return render_template("meetings/action_list.html", open=record_queries.open_actions(db.session, network),
                           ended=record_queries.ended_actions(db.session, network), today=local_day(clock.now()), once=Form().once.data)


@requires("meeting:record", of=_action)
def end_action(action: ActionPoint) -> Any:
    """Done, or dropped and why."""
    form = EndActionForm(version=str(action.version))
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.action_list"), lambda work: verbs.end_action(
                work.session, action, was_done=form.ending.data == Ending.DONE, note=form.note.data, version=form.seen,
                actor=current_actor(), now=work.now), gettext("The action is closed."))):
        return went
    return form.answer("meetings/end_action.html", action=action)


@requires("meeting:record", of=_action)
def reopen_action(action: ActionPoint) -> Response:
    """It was not done after all."""
    form = Form()
    with transaction(form.once.data if form.validate() else None) as work:
        verbs.reopen_action(work.session, action, actor=current_actor(), now=work.now)
        work.location = url_for("meetings.action_list")
    return see_other(work.location)


@requires("workspace:open")
def own_actions() -> str:
    """What one's own party promised and did not do yet."""
    network, party_id = current_network(db.session), current_actor().party_id or abort(404)
    return render_template("meetings/own_actions.html", today=local_day(clock.now()),
                           actions=record_queries.actions_of_party(db.session, network, party_id))


@requires("action:report", of=_action)
def report_action(action: ActionPoint) -> Any:
    """Tell that it is done."""
    form = ReportForm(version=str(action.version))
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.own_actions"), lambda work: verbs.end_action(
                work.session, action, was_done=True, note=form.note.data, version=form.seen, actor=current_actor(), now=work.now),
            gettext("It is recorded that this is done."))):
        return went
    return form.answer("meetings/report_action.html", action=action)


@requires("table:compose", of=_item)
def own_table(item: AgendaItem) -> Any:
    """The table that a point decided on (ZL 5.4): found it, or say which one it is."""
    network = current_network(db.session)
    form = OwnTableForm(tables(db.session, network), item.proposal.title if item.proposal else "")
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                table = own_tables.give_table(work.session, item, table_id=form.existing.data, name=form.name.data,
                                              theme=form.theme.data, domains=form.domains.data, actor=current_actor(), now=work.now)
                work.location = url_for("tables.compose", slug=table.slug)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("meetings/own_table.html", item=item, meeting=item.meeting, is_decided=item.own_table == OwnTable.YES)
