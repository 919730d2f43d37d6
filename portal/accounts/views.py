"""Choosing for whom one acts, and the language of the screen."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts import acting, invitation_views, security
from portal.core.access import current_actor, public, requires
from portal.core.language import COOKIE, choose_language, gettext
from portal.core.web import see_other

bp = Blueprint("accounts", __name__)
invitation_views.add_to(bp)


def init(app: Flask) -> None:
    security.init(app)
    acting.init(app)
    app.register_blueprint(bp)


@bp.get("/welkom")
@public
def welcome() -> str | Response:
    """After logging in: to where this person's work is; first the choice for whom, where there is one."""
    actor = current_actor()
    if len(actor.places) > 1:
        return render_template("accounts/choose_place.html")
    return redirect(url_for(acting.START[actor.acts_for]))


@bp.post("/namens")
@requires("place:choose")
def act_for() -> Response:
    """Act for another party or municipality from now on, in this browser."""
    place = next((place for place in current_actor().places if place.key == request.form.get("place")), None)
    if place is None:
        flash(gettext("You no longer act for this organisation. Choose another one."))
        return see_other(url_for("accounts.welcome"))
    acting.choose(place)
    return see_other(_on_this_site(request.form.get("back"), url_for(acting.START[place.acts_for])))


@bp.get("/taal/<string:code>")
@public
def language(code: str) -> Response:
    """Choose the language of the screen for this browser, and go back."""
    response = redirect(_on_this_site(request.args.get("terug"), "/"))
    response.set_cookie(COOKIE, choose_language(code), max_age=31_536_000, httponly=True, samesite="Lax")
    return response


def _on_this_site(back: str | None, otherwise: str) -> str:
    return back if back and back.startswith("/") and not back.startswith(("//", "/\\")) else otherwise
