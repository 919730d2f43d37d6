"""The calendar for everyone: a page with the dates that come, and the file to subscribe to."""

from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.access import public
from portal.core.database import db
from portal.core.keeping import may_be_kept
from portal.core.language import gettext
from portal.core.web import address
from portal.networks.models import Network
from portal.networks.queries import current_network
from portal.notifications.rules import Topic
from portal.publication.calendar import Dates, calendar_feed, dates, listed
from portal.publication.follow_views import asked_subject
from portal.publication.topics import Subject, everything
from portal.tables.queries import tables

KEPT = timedelta(days=92)
"""What is over stays in the file this long: a program that fetches it does not forget it the next day."""


def add_to(bp: Blueprint) -> None:
    """The calendar belongs to the public site's blueprint."""
    bp.add_url_rule("/kalender", view_func=calendar)
    bp.add_url_rule("/kalender.ics", view_func=calendar_file)


def calendar_answer(found: Dates, name: str) -> Response:
    """The file as an answer, with 304 to who has it already; not a download: programs subscribe to it."""
    response = Response(calendar_feed(found, name=name), content_type="text/calendar; charset=utf-8",
                        headers={"Content-Disposition": 'inline; filename="kalender.ics"'})
    response.add_etag()
    return response


def with_webcal(link: str) -> tuple[str, str]:
    """An address as it is read, and as a calendar program opens it by itself."""
    return link, urlsplit(link)._replace(scheme="webcal").geturl()


@public
@may_be_kept(*Topic)
def calendar() -> str:
    """Meetings, and last days to react and to vote, what comes first on top; of one table with ?tafel=jeugd."""
    session, network, now = db.session, current_network(db.session), clock.now()
    subject = asked_subject(network) or everything()
    rows = listed(dates(session, network, subject, now), now)
    months = [(month, list(group)) for month, group in groupby(rows, key=lambda row: date(row.day.year, row.day.month, 1))]
    link, webcal = with_webcal(address("publication.calendar_file", **subject.asked))
    return render_template("publication/calendar.html", months=months, subject=subject, tables=tables(session, network),
                           link=link, webcal=webcal)


@public
@may_be_kept(*Topic)
def calendar_file() -> BaseResponse:
    """The same dates for a calendar program, with the last months."""
    network = current_network(db.session)
    subject = asked_subject(network) or everything()
    response = calendar_answer(dates(db.session, network, subject, clock.now() - KEPT), _name(network, subject))
    response.vary.add("Cookie")  # the language of the words
    return response.make_conditional(request)


def _name(network: Network, subject: Subject) -> str:
    whole = gettext("Ontwikkeltafel %(network)s", network=network.name)
    return f"{whole}: {subject.label}" if subject.name else whole
