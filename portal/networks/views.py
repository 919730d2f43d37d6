"""The network on every page; its agreements, for everyone."""

from typing import TypeAlias

from flask import Blueprint, Flask, abort, render_template, request
from werkzeug.local import LocalProxy

from portal.accounts import second_factor, security
from portal.core import clock
from portal.core.access import public
from portal.core.calendar import local_day
from portal.core.database import db
from portal.core.keeping import may_be_kept
from portal.core.revisions import compared
from portal.networks import desk_views, mandate_views, queries
from portal.networks.models import Agreement, AgreementVersion
from portal.networks.queries import current_network
from portal.networks.rules import AgreementKind, Law, anchor

bp = Blueprint("networks", __name__)
desk_views.add_to(bp)
mandate_views.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    security.desk_is_of(queries.served)
    second_factor.providers_need_one_when(lambda session: current_network(session).profile.second_factor_for_providers)
    app.context_processor(lambda: {"network": LocalProxy(lambda: current_network(db.session))})
    app.jinja_env.filters["anchor"] = anchor
    app.register_error_handler(queries.NoNetwork, lambda _error: (render_template("networks/none.html"), 503))


Row: TypeAlias = tuple[Agreement, AgreementVersion | None, AgreementVersion]
"""An agreement, its version in force, its newest version."""


@bp.get("/overeenkomsten")
@public
@may_be_kept()
def agreements() -> str:
    """What the network agreed on: the shared arrangements, then law by law; each with its version and since when."""
    today = local_day(clock.now())
    rows = [(agreement, queries.in_force(agreement.versions, today), agreement.versions[-1])
            for agreement in queries.agreements(db.session, current_network(db.session)) if agreement.versions]
    used_by = queries.networks_that_use(db.session, [agreement.id for agreement, _, _ in rows], today)
    return render_template("networks/agreements.html", groups=_grouped(rows), used_by=used_by, today=today)


def _grouped(rows: list[Row]) -> list[tuple[AgreementKind | Law, list[Row]]]:
    """An agreement about two laws stands below both."""
    groups: list[tuple[AgreementKind | Law, list[Row]]] = [
        (AgreementKind.SHARED, [row for row in rows if row[0].kind == AgreementKind.SHARED]),
        *((law, [row for row in rows if row[0].kind == AgreementKind.FRAMEWORK and law in row[0].laws]) for law in Law)]
    return [(heading, found) for heading, found in groups if found]


@bp.get("/overeenkomsten/<string:slug>")
@public
@may_be_kept("versie", "vergelijk")
def agreement(slug: str) -> str:
    """One agreement: the text in force, an older or coming one (`versie`), or what a version changed (`vergelijk`)."""
    network = current_network(db.session)
    found = queries.agreement_by_slug(db.session, network, slug)
    if found is None or not found.versions:
        abort(404)
    today = local_day(clock.now())
    current = queries.in_force(found.versions, today)
    version = _asked_version(found.versions, "versie") or current or found.versions[-1]
    other = _asked_version(found.versions, "vergelijk")
    users = queries.networks_that_use(db.session, [found.id], today).get(found.id, [])
    return render_template(
        "networks/agreement.html", agreement=found, version=version, current=current, other=other, today=today, users=users,
        paragraphs=compared(other.paragraphs, version.paragraphs) if other else (), is_used=network in users,
        causes=queries.causes(db.session, found.versions))


def _asked_version(versions: list[AgreementVersion], name: str) -> AgreementVersion | None:
    asked = request.args.get(name)
    if asked is None:
        return None
    return next((version for version in versions if str(version.number) == asked), None) or abort(404)
