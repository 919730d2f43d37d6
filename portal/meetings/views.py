"""Pages."""

from flask import Blueprint, Flask, render_template

from portal.core.access import public, requires

bp = Blueprint("meetings", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/bijeenkomsten")
@public
def index() -> str:
    return render_template("layouts/blank.html", heading="meetings.index")


@bp.get("/bureau/bijeenkomsten")
@requires("desk:open")
def queue() -> str:
    return render_template("layouts/blank.html", heading="meetings.queue")
