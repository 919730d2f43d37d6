"""The network on every page; its agreements, for everyone."""

from flask import Blueprint, Flask, abort, render_template, request
from werkzeug.local import LocalProxy

from portal.accounts import second_factor
from portal.core import clock
from portal.core.access import public
from portal.core.calendar import local_day
from portal.core.database import db
from portal.core.revisions import compared
from portal.networks import queries
from portal.networks.models import AgreementVersion
from portal.networks.queries import current_network
from portal.networks.rules import anchor

bp = Blueprint("networks", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    second_factor.providers_need_one_when(lambda session: current_network(session).profile.second_factor_for_providers)
    app.context_processor(lambda: {"network": LocalProxy(lambda: current_network(db.session))})
    app.jinja_env.filters["anchor"] = anchor
    app.register_error_handler(queries.NoNetwork, lambda _error: (render_template("networks/none.html"), 503))


@bp.get("/overeenkomsten")
@public
def agreements() -> str:
    """What the network agreed on: each agreement with its laws, its version and since when."""
    today = local_day(clock.now())
    rows = [(agreement, queries.in_force(agreement.versions, today), agreement.versions[-1])
            for agreement in queries.agreements(db.session, current_network(db.session)) if agreement.versions]
    return render_template("networks/agreements.html", rows=rows, today=today)


@bp.get("/overeenkomsten/<string:slug>")
@public
def agreement(slug: str) -> str:
    """One agreement: the text in force, an older or coming one (`versie`), or what a version changed (`vergelijk`)."""
    found = queries.agreement_by_slug(db.session, current_network(db.session), slug)
    if found is None or not found.versions:
        abort(404)
    today = local_day(clock.now())
    current = queries.in_force(found.versions, today)
    version = _asked_version(found.versions, "versie") or current or found.versions[-1]
    other = _asked_version(found.versions, "vergelijk")
    paragraphs = compared(other.paragraphs, version.paragraphs) if other else ()
    return render_template("networks/agreement.html", agreement=found, version=version, current=current, other=other,
                           paragraphs=paragraphs, causes=queries.causes(db.session, found.versions), today=today)


def _asked_version(versions: list[AgreementVersion], name: str) -> AgreementVersion | None:
    asked = request.args.get(name)
    if asked is None:
        return None
    return next((version for version in versions if str(version.number) == asked), None) or abort(404)
