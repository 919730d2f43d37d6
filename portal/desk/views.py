"""Pages."""

from flask import Blueprint, Flask, render_template

from portal.core.access import requires

bp = Blueprint("desk", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/bureau")
@requires("desk:open")
def today() -> str:
    return render_template("layouts/blank.html", heading="desk.today")
