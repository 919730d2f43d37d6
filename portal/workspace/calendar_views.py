"""A party's own calendar: its page, and the file under a secret address that calendar programs fetch without logging in."""

import secrets

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.database import db, transaction
from portal.core.language import gettext
from portal.core.web import address, see_other
from portal.networks.queries import current_network
from portal.publication.calendar_views import calendar_answer, with_webcal
from portal.workspace import own_calendar


def add_to(bp: Blueprint) -> None:
    """The calendar belongs to the blueprint of a party's own pages."""
    bp.add_url_rule("/mijn/kalender", view_func=calendar, methods=["GET", "POST"])
    bp.add_url_rule("/kalender/<string:key>.ics", view_func=calendar_file)


@requires("workspace:open")
def calendar() -> str | BaseResponse:
    """The secret address: make one, make another one, revoke it."""
    actor = current_actor()
    if request.method == "POST":
        with transaction(request.form.get("once")) as work:
            work.location = url_for("workspace.calendar")
            if request.form.get("act") == "revoke":
                own_calendar.revoke_address(work.session, actor=actor, now=work.now)
                flash(gettext("The address is revoked. It opens nothing any more."))
            else:
                own_calendar.make_address(work.session, actor=actor, now=work.now)
                flash(gettext("This is your address. An older one opens nothing any more."))
        return see_other(work.location)
    row = own_calendar.address_of(db.session, actor)
    link, webcal = with_webcal(address("workspace.calendar_file", key=row.key)) if row else ("", "")
    return render_template("workspace/calendar.html", once=secrets.token_urlsafe(16), link=link, webcal=webcal,
                           made_at=row.made_at if row else None)


@public
def calendar_file(key: str) -> Response:
    """What is asked of the party, for who has the secret address and still acts for the party."""
    session, now = db.session, clock.now()
    owner = own_calendar.owner_of(session, key, now)
    if owner is None or owner.party_id is None:
        abort(404)
    found = own_calendar.own_dates(session, current_network(session), owner.party_id, now)
    response = calendar_answer(found, gettext("Asked of %(party)s", party=owner.acts_for_name))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
