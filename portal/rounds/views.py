"""Pages."""

from flask import Blueprint, Flask, render_template

from portal.core.access import requires

bp = Blueprint("rounds", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/bureau/rondes")
@requires("desk:open")
def queue() -> str:
    return render_template("layouts/blank.html", heading="rounds.queue")
