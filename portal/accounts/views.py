"""Logging in, and the language of the screen."""

from flask import Blueprint, Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.accounts import security
from portal.core.access import ActsFor, current_actor, public
from portal.core.language import COOKIE, choose_language

bp = Blueprint("accounts", __name__)
START = {ActsFor.PARTY: "workspace.today", ActsFor.MUNICIPALITY: "desk.today", ActsFor.PORTAL: "publication.front",
         ActsFor.NOBODY: "publication.front"}


def init(app: Flask) -> None:
    security.init(app)
    app.register_blueprint(bp)


@bp.get("/welkom")
@public
def welcome() -> Response:
    """After logging in: to where this person's work is."""
    return redirect(url_for(START[current_actor().acts_for]))


@bp.get("/taal/<string:code>")
@public
def language(code: str) -> Response:
    """Choose the language of the screen for this browser, and go back."""
    back = request.args.get("terug", "/")
    response = redirect(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")
    response.set_cookie(COOKIE, choose_language(code), max_age=31_536_000, httponly=True, samesite="Lax")
    return response
