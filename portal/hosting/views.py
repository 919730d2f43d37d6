"""For machines that watch the portal, and for who finds a hole in it."""

import hmac
from datetime import timedelta

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST

from portal.core import clock
from portal.core.access import public
from portal.core.calendar import local_day
from portal.core.database import db
from portal.core.web import address
from portal.hosting import health, metrics
from portal.networks.queries import current_network

bp = Blueprint("hosting", __name__)


def init(app: Flask) -> None:
    metrics.init(app)
    app.register_blueprint(bp)


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/healthz")
@public
def alive() -> Response:
    """This process answers. Asks nothing of anything else: restart it when this fails."""
    return _unkept(Response("ok\n", content_type="text/plain"))


@bp.get("/readyz")
@public
def ready() -> Response:
    """Whether everything that the portal needs works, by part; 503 when something does not."""
    parts = health.state()
    answer = jsonify({name: "ok" if works else "failed" for name, works in parts.items()})
    answer.status_code = 200 if all(parts.values()) else 503
    return _unkept(answer)


@bp.get("/metrics")
@public
def figures() -> Response:
    """For who has the token METRICS_TOKEN (`Authorization: Bearer …`); without it there is no such page."""
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        abort(404)
    return _unkept(Response(metrics.written(), content_type=CONTENT_TYPE_LATEST))


@bp.get("/.well-known/security.txt")
@public
def security_contact() -> Response:
    """Whom to tell of a weakness (RFC 9116): SECURITY_CONTACT, or else the network's own address."""
    contact = current_app.config["SECURITY_CONTACT"] or current_network(db.session).email
    until = local_day(clock.now()).replace(day=1) + timedelta(days=180)
    lines = [f"Contact: {contact if ':' in contact else f'mailto:{contact}'}", f"Expires: {until.isoformat()}T00:00:00Z",
             "Preferred-Languages: nl, en", f"Canonical: {address('hosting.security_contact')}"]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
