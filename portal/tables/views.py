"""Pages."""

from flask import Blueprint, Flask, render_template

from portal.core.access import public, requires

bp = Blueprint("tables", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/tafels")
@public
def index() -> str:
    return render_template("layouts/blank.html", heading="tables.index")


@bp.get("/bureau/tafels")
@requires("desk:open")
def queue() -> str:
    return render_template("layouts/blank.html", heading="tables.queue")
