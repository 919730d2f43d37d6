"""The network on every page; agreements, members, signing on, admission."""

from flask import Blueprint, Flask, render_template
from werkzeug.local import LocalProxy

from portal.core.access import public, requires
from portal.core.database import db
from portal.networks.queries import current_network

bp = Blueprint("networks", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.context_processor(lambda: {"network": LocalProxy(lambda: current_network(db.session))})


@bp.get("/overeenkomsten")
@public
def agreements() -> str:
    return render_template("layouts/blank.html", heading="networks.agreements")


@bp.get("/deelnemers")
@public
def members() -> str:
    return render_template("layouts/blank.html", heading="networks.members")


@bp.get("/deelnemen")
@public
def sign_on() -> str:
    return render_template("layouts/blank.html", heading="networks.sign_on")


@bp.get("/bureau/deelnemers")
@requires("desk:open")
def queue() -> str:
    return render_template("layouts/blank.html", heading="networks.queue")
