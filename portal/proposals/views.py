"""Pages."""

from flask import Blueprint, Flask, render_template

from portal.core.access import public, requires

bp = Blueprint("proposals", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/voorstellen/nieuw")
@public
def submit() -> str:
    return render_template("layouts/blank.html", heading="proposals.submit")


@bp.get("/bureau/voorstellen")
@requires("desk:open")
def queue() -> str:
    return render_template("layouts/blank.html", heading="proposals.queue")
