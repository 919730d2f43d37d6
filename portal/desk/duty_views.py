"""What the agreements oblige the municipality to, for everyone: what is due, what is late, and how it was kept in the past year."""

from flask import Blueprint, Response, render_template

from portal.core import clock
from portal.core.access import public
from portal.core.calendar import last_day_of, local_day
from portal.core.database import db
from portal.core.exports import csv_file
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, say
from portal.desk.duty_queries import duties
from portal.desk.duty_rules import Owed, kept
from portal.networks.queries import current_network

SHOWN = 50
"""Of what was done the last ones; all of it is in the file."""


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of the desk."""
    bp.add_url_rule("/verplichtingen", view_func=duties_page)
    bp.add_url_rule("/verplichtingen.csv", view_func=duties_csv)


@public
@may_be_kept()
def duties_page() -> str:
    """What waits by date, the late ones first; how each duty was kept; and what was done last."""
    now = clock.now()
    waiting, done = duties(db.session, current_network(db.session), now)
    late = [one for one in waiting if one.is_late(now)]
    return render_template(
        "desk/duties.html", late=late, coming=[one for one in waiting if not one.is_late(now)], kept=kept(done, now),
        done_late=[one for one in done if one.is_late(now)][:SHOWN], done=done[:SHOWN], total=len(done),
        total_late=sum(one.is_late(now) for one in done))


@public
def duties_csv() -> Response:
    """All of it as a file for Dutch Excel."""
    now = clock.now()
    waiting, done = duties(db.session, current_network(db.session), now)
    header = [gettext("Duty"), gettext("About"), gettext("Article"), gettext("Since"), gettext("Before the end of"), gettext("Done on"),
              gettext("Days late")]
    return csv_file("verplichtingen", header, (_line(one) for one in (*waiting, *done)))


def _line(one: Owed) -> list[object]:
    return [say(one.duty), one.public.label if one.public else "", one.article, local_day(one.since) if one.since else "",
            last_day_of(one.due), local_day(one.done_at) if one.done_at else "", one.days_late(clock.now())]
