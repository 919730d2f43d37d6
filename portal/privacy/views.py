"""The page about what is stored about people, and one's own copy of it."""

from flask import Blueprint, Flask, Response, render_template

from portal.accounts.models import User
from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.database import db
from portal.core.keeping import may_be_kept
from portal.core.web import limiter
from portal.networks.queries import current_network, host
from portal.privacy.copies import as_text
from portal.privacy.queries import everything_about
from portal.privacy.register import REGISTER

bp = Blueprint("privacy", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/privacy")
@public
@may_be_kept()
def show() -> str:
    """What is stored about people here, why, on what ground, how long, and what one can ask."""
    return render_template("privacy/show.html", register=REGISTER, place=host(db.session, current_network(db.session)).name)


@bp.get("/account/mijn-gegevens.json")
@requires("account:open")
@limiter.limit("20/hour")
def own_copy() -> Response:
    """Everything that is stored about who asks, as a file."""
    email = db.session.get_one(User, current_actor().person_id).email
    body = as_text(everything_about(db.session, email), email, clock.now())
    return Response(body, content_type="application/json; charset=utf-8",
                    headers={"Content-Disposition": 'attachment; filename="mijn-gegevens.json"', "Cache-Control": "no-store"})
