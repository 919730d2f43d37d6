"""The public list of members. What applicants, members and the secretary do stands in the modules beside this one."""

from flask import Blueprint, Flask, Response, render_template, request

from portal.core.access import public
from portal.core.calendar import start_of_day
from portal.core.database import db
from portal.core.exports import csv_file, xlsx_file
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, spoken
from portal.core.paging import by_name
from portal.core.web import address
from portal.members import desk_views, follow, own_views, queries, sign_on, signing_desk_views, signing_views
from portal.members.models import Membership
from portal.members.rules import Condition, Phase
from portal.networks.queries import current_network
from portal.parties.models import Party
from portal.parties.rules import Domain

bp = Blueprint("members", __name__)


for pages in (sign_on, follow, own_views, desk_views, signing_views, signing_desk_views):
    pages.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(phase_chips=PHASE_CHIPS, admission_conditions=list(Condition), whole_address=address,
                                 start_of=lambda version: start_of_day(version.in_force_from))


LIST_SIZE = 100
PHASE_CHIPS = {Phase.WAITS: "open", Phase.ASKED: "warn", Phase.COMING: "good", Phase.MEMBER: "good", Phase.LEAVING: "warn",
               Phase.LEFT: "set-aside", Phase.REFUSED: "bad", Phase.WITHDRAWN: "set-aside"}
DOMAINS = {"jeugd": Domain.YOUTH, "wmo": Domain.WMO, "participatie": Domain.PARTICIPATION,
           "beschermd-wonen": Domain.SHELTERED_HOUSING}
"""A domain as it stands in an address."""


@bp.get("/deelnemers")
@public
@may_be_kept("domein", "na", "voor")
def index() -> str:
    """Who takes part, by name, for everyone (IN 5.3 a); never how to reach them."""
    network, domain = current_network(db.session), _asked_domain()
    page = by_name(db.session, queries.listed(network, domain, _asked_name()), Party.name, Membership.id, LIST_SIZE)
    return render_template("members/index.html", page=page, counts=queries.member_counts(db.session, network),
                           domains=DOMAINS, domain=domain, asked=_asked_name(), coming=queries.soon_listed(db.session, network, domain, _asked_name()),
                           joining=sign_on.joining(network))


@bp.get("/deelnemers.csv")
@public
def index_csv() -> Response:
    """The public list as a file for Dutch Excel."""
    return csv_file("deelnemers", *_public_table())


@bp.get("/deelnemers.xlsx")
@public
def index_xlsx() -> Response:
    """The public list as a workbook."""
    return xlsx_file("deelnemers", *_public_table())


def _public_table() -> tuple[list[str], list[list[object]]]:
    header = [gettext("Name"), gettext("KVK number"), gettext("Place"), gettext("Help"), gettext("Takes part since")]
    asked = (current_network(db.session), _asked_domain(), _asked_name())
    found = db.session.scalars(queries.listed(*asked).order_by(Party.name, Membership.id)).all()
    rows: list[list[object]] = [
        [row.party.name, row.party.kvk, row.party.city, spoken(row.party.domains), row.member_since]
        for row in (*found, *queries.soon_listed(db.session, *asked))]
    return header, rows


def _asked_domain() -> Domain | None:
    return DOMAINS.get(request.args.get("domein", ""))


def _asked_name() -> str:
    return request.args.get("naam", "").strip()[:100]
