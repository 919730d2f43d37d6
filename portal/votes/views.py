"""Pages."""

from flask import Blueprint, Flask, render_template

from portal.core.access import requires

bp = Blueprint("votes", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/bureau/stemmingen")
@requires("desk:open")
def queue() -> str:
    return render_template("layouts/blank.html", heading="votes.queue")
