"""For whom somebody acts: chosen by the person, kept in the session, and carried along by every form.

Somebody with roles for two providers has pages of both open in two tabs; the session knows one. A form says for whom it
was opened (`acting`, next to `once`), and what was opened for one is never sent for another.
"""

from typing import Any

from flask import Flask, render_template, request, session

from portal.core.access import ActsFor, Place, current_actor

CHOSEN = "acts_for"
START = {ActsFor.PARTY: "workspace.today", ActsFor.MUNICIPALITY: "desk.today", ActsFor.PORTAL: "people.index",
         ActsFor.NOBODY: "accounts.begin"}
"""The first page of who acts for it."""


def init(app: Flask) -> None:
    app.jinja_env.globals["acting"] = lambda: current_actor().place.key
    app.before_request(check_form)


def chosen() -> str:
    """The key of the place that this browser chose; empty without a choice."""
    return str(session.get(CHOSEN, ""))


def choose(place: Place) -> None:
    session[CHOSEN] = place.key


def check_form() -> Any:
    """Turn away a form that was opened for another party or municipality than the one acted for now."""
    opened_for = request.form.get("acting") if request.method == "POST" else None
    actor = current_actor()
    if opened_for is None or opened_for == actor.place.key:
        return None
    return turned_away(next((place for place in actor.places if place.key == opened_for), None))


def turned_away(before: Place | None = None) -> Any:
    """Nothing was sent: who sends is not who opened the page."""
    return render_template("accounts/other_place.html", before=before, back=request.full_path.rstrip("?")), 409
