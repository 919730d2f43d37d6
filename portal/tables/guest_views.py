"""Guests: a party asks for one; the secretary decides, enters and ends."""

from typing import Any

from flask import Blueprint, url_for

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import db
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.networks.queries import current_network
from portal.tables import guest_operations, queries
from portal.tables.guest_forms import DecideGuestForm, EndGuestForm, EnterGuestForm, GuestForm
from portal.tables.models import Guest, PhysicalTable
from portal.tables.rules import GuestState


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of tables."""
    both = ["GET", "POST"]
    bp.add_url_rule("/tafels/<string:slug>/gasten/vragen", view_func=ask_guest, methods=both)
    bp.add_url_rule("/bureau/tafels/<string:slug>/gasten", view_func=guests, methods=both)
    bp.add_url_rule("/bureau/tafels/gasten/<int:guest_id>", view_func=guest, methods=both)


def _table(slug: str) -> PhysicalTable | None:
    return queries.table_by_slug(db.session, current_network(db.session), slug)


def _guest(guest_id: int) -> Guest | None:
    return queries.guest_by_id(db.session, current_network(db.session), guest_id)


@requires("table:request", of=_table)
def ask_guest(table: PhysicalTable) -> Any:
    """A party asks to invite a third party."""
    form = GuestForm()
    done = form.is_ready and carry_out(
        form, url_for("tables.show", slug=table.slug), lambda work: guest_operations.ask_for_guest(
            work.session, table, details=form.details, why=form.why.data, actor=current_actor(), now=work.now),
        gettext("Your request is with the secretary. You get a letter with the outcome."))
    return done or form.answer("tables/guest_ask.html", table=table)


@requires("table:compose", of=_table)
def guests(table: PhysicalTable) -> Any:
    """All guests of a table, and those who were asked for; the secretary enters one."""
    form = EnterGuestForm(data={"begins_on": local_day(clock.now())})
    done = form.is_ready and carry_out(
        form, url_for("tables.guests", slug=table.slug), lambda work: guest_operations.enter_guest(
            work.session, table, details=form.details, asked_by=form.asked_by.data, why=form.why.data, begins_on=form.begins_on.data,
            ends_on=form.ends_on.data, actor=current_actor(), now=work.now),
        gettext("The guest is on the site, and gets a letter."))
    return done or form.answer("tables/guests.html", table=table, guests=queries.all_guests(db.session, table), today=local_day(clock.now()))


@requires("table:compose", of=_guest)
def guest(guest: Guest) -> Any:
    """One guest: decide on it (fill in, read over, record), or say its last day."""
    form = (DecideGuestForm if guest.state == GuestState.ASKED else EndGuestForm)(version=str(guest.version))
    slug = guest.table.slug

    def act(work: Any) -> None:
        own = {"version": form.seen, "actor": current_actor(), "now": work.now}
        if isinstance(form, DecideGuestForm):
            guest_operations.decide_on_guest(work.session, guest, admits=form.admits, reason=form.reason.data or "",
                                             begins_on=form.begins_on.data, ends_on=form.ends_on.data, **own)
        else:
            guest_operations.end_guest(work.session, guest, ends_on=form.ends_on.data, reason=form.reason.data or "", **own)

    done = form.is_ready and carry_out(form, url_for("tables.guests", slug=slug), act, gettext("This is recorded."))
    if done:
        return done
    is_read_over = isinstance(form, DecideGuestForm) and form.is_read_over
    return form.answer("tables/guest_overview.html" if is_read_over else "tables/guest.html", guest=guest, table=guest.table)
