"""Pages."""

from flask import Blueprint, Flask, render_template

from portal.core.access import requires

bp = Blueprint("workspace", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/mijn")
@requires("workspace:open")
def today() -> str:
    return render_template("layouts/blank.html", heading="workspace.today")
