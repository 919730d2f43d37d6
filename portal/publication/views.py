"""Pages."""

from flask import Blueprint, Flask, render_template

from portal.core.access import public

bp = Blueprint("publication", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/")
@public
def front() -> str:
    return render_template("layouts/blank.html", heading="publication.front")


@bp.get("/voorstellen")
@public
def proposals() -> str:
    return render_template("layouts/blank.html", heading="publication.proposals")


@bp.get("/reactierondes")
@public
def rounds() -> str:
    return render_template("layouts/blank.html", heading="publication.rounds")


@bp.get("/besluiten")
@public
def decisions() -> str:
    return render_template("layouts/blank.html", heading="publication.decisions")


@bp.get("/atom.xml")
@public
def feed() -> str:
    return render_template("layouts/blank.html", heading="publication.feed")


@bp.get("/hulp")
@public
def help() -> str:
    return render_template("layouts/blank.html", heading="publication.help")
