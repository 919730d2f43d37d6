"""What the agreements oblige the municipality to, for everyone: what is due, what is late, and how it was kept in the past year."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, render_template, request

from portal.core import clock
from portal.core.access import public
from portal.core.calendar import last_day_of, local_day
from portal.core.database import db
from portal.core.exports import csv_file
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, say
from portal.core.paging import PAGE_SIZE, asked_part, parts_of
from portal.desk.duty_queries import all_kept, all_named, done, named_part, waiting_duties
from portal.desk.duty_rules import ADDRESSES, Owed, kept
from portal.desk.rules import cut_at
from portal.networks.queries import current_network

LATE = "te-laat"
FIRST = 15
"""So many that are late, and that come, stand on the page itself: the others are in a list of their own."""


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of the desk."""
    bp.add_url_rule("/verplichtingen", view_func=duties_page)
    bp.add_url_rule("/verplichtingen/te-laat", view_func=duties_late)
    bp.add_url_rule("/verplichtingen/komt", view_func=duties_coming)
    bp.add_url_rule("/verplichtingen/gedaan/<string:duty>", view_func=duties_done)
    bp.add_url_rule("/verplichtingen.csv", view_func=duties_csv)


@public
@may_be_kept()
def duties_page() -> str:
    """What waits by date, the late ones first; and how each duty was kept: each has its list behind it."""
    late, coming, at_most = _waiting()
    return render_template("desk/duties.html", late=late, coming=coming, most=FIRST, at_most=at_most,
                           kept=all_kept(db.session, current_network(db.session), clock.now()))


@public
@may_be_kept("deel")
def duties_late() -> str:
    """All that is late, the longest first."""
    late, _coming, at_most = _waiting()
    return _list(gettext("Too late"), late, at_most=at_most)


@public
@may_be_kept("deel")
def duties_coming() -> str:
    """All that still comes, the first to fall due first."""
    _late, coming, at_most = _waiting()
    return _list(gettext("Still to come"), coming, at_most=at_most)


@public
@may_be_kept("stand", "deel")
def duties_done(duty: str) -> str:
    """How one duty was kept in the past year, the last first; `stand=te-laat` only what was done after its term."""
    which = next((one for one, address in ADDRESSES.items() if address == duty), None) or abort(404)
    now, state = clock.now(), request.args.get("stand", "")
    found = done(db.session, current_network(db.session), which, now)
    shown = found if not state else [one for one in found if one.is_late(now)] if state == LATE else abort(404)
    return _list(say(which), shown, kept=kept(which, found, now), only_late=bool(state))


def _waiting() -> tuple[list[Owed], list[Owed], int]:
    """What is late, what comes, and how many of each duty are shown where more may wait, else 0."""
    now = clock.now()
    waiting = waiting_duties(db.session, current_network(db.session), now)
    late = [one for one in waiting if one.is_late(now)]
    return late, [one for one in waiting if not one.is_late(now)], cut_at(one.duty for one in waiting)


def _list(title: str, found: list[Owed], **facts: object) -> str:
    """The part of a list that the address asks for."""
    parts = parts_of(sum(one.times for one in found))
    number = asked_part(parts)
    return render_template("desk/duties_list.html", title=title, found=named_part(db.session, found, number, PAGE_SIZE), part=number,
                           parts=parts, **facts)


@public
def duties_csv() -> Response:
    """All of it as a file for Dutch Excel."""
    header = [gettext("Duty"), gettext("About"), gettext("Article"), gettext("Since"), gettext("Before the end of"), gettext("Done on"),
              gettext("Days late")]
    return csv_file("verplichtingen", header, (_line(one) for one in _everything()))


def _everything() -> Iterator[Owed]:
    """What waits, then what was done, duty by duty."""
    network, now = current_network(db.session), clock.now()
    yield from waiting_duties(db.session, network, now)
    for duty in ADDRESSES:
        yield from all_named(db.session, done(db.session, network, duty, now))


def _line(one: Owed) -> list[object]:
    return [say(one.duty), one.public.label if one.public else "", one.article, local_day(one.since) if one.since else "",
            last_day_of(one.due), local_day(one.done_at) if one.done_at else "", one.days_late(clock.now())]
