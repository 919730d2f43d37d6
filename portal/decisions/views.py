"""Pages."""

from flask import Blueprint, Flask, render_template

from portal.core.access import requires

bp = Blueprint("decisions", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/bureau/besluiten")
@requires("desk:open")
def queue() -> str:
    return render_template("layouts/blank.html", heading="decisions.queue")
