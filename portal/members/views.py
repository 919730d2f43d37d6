"""The public list of members, signing on, admission."""

from flask import Blueprint, Flask, Response, abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.access import current_actor, may, public, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.exports import csv_file, xlsx_file
from portal.core.language import gettext, spoken
from portal.core.paging import by_name
from portal.core.pdf import pdf_file
from portal.core.web import limiter, see_other
from portal.members import operations, queries
from portal.members.forms import JudgeForm, SignOnForm
from portal.members.models import Membership
from portal.members.rules import Admission, MembershipState
from portal.networks.queries import current_network, versions_to_sign
from portal.parties.models import Party
from portal.parties.rules import Domain

bp = Blueprint("members", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


LIST_SIZE = 100


DOMAINS = {"jeugd": Domain.YOUTH, "wmo": Domain.WMO, "participatie": Domain.PARTICIPATION,
           "beschermd-wonen": Domain.SHELTERED_HOUSING}
"""A domain as it stands in an address."""


@bp.get("/deelnemers")
@public
def index() -> str:
    """Who takes part, by name, for everyone (IN 5.3 a); never how to reach them."""
    network, domain = current_network(db.session), _asked_domain()
    page = by_name(db.session, queries.listed(network, domain, _asked_name()), Party.name, Membership.id, LIST_SIZE)
    return render_template("members/index.html", page=page, counts=queries.member_counts(db.session, network),
                           domains=DOMAINS, domain=domain, asked=_asked_name())


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
    query = queries.listed(current_network(db.session), _asked_domain(), _asked_name())
    rows = [[row.party.name, row.party.kvk, row.party.city, spoken(row.party.domains), row.member_since]
            for row in db.session.scalars(query.order_by(Party.name, Membership.id))]
    return header, rows


def _asked_domain() -> Domain | None:
    return DOMAINS.get(request.args.get("domein", ""))


def _asked_name() -> str:
    return request.args.get("naam", "").strip()[:100]


@bp.route("/deelnemen", methods=["GET", "POST"])
@public
@limiter.limit("40/hour", methods=["POST"])
def sign_on() -> str | BaseResponse:
    """Read, fill in, read over, sign; then the receipt. The address of the receipt is the applicant's own."""
    network = current_network(db.session)
    versions = versions_to_sign(db.session, network, local_day(clock.now()))
    if not may("membership:apply", network) or not versions:
        return render_template("members/sign_on_closed.html", versions=versions)
    form = SignOnForm()
    if not form.is_submitted():
        form.show(versions)
    page = "members/sign_on.html"
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                membership = operations.apply_for_membership(
                    work.session, network, application=form.application, signed_by=form.signed_by, read=form.read,
                    actor=current_actor(), now=work.now)
                work.location = url_for("members.follow", key=membership.follow_key)
            return see_other(work.location)
        if form.is_read_over:
            operations.check_sign_on(db.session, network, form.application, form.signed_by, form.read,
                                     local_day(clock.now()))
            page = "members/sign_on_overview.html"
    except Refused as refusal:
        form.refuse(refusal)
        form.show(versions)
    return form.answer(page, versions=versions)


@bp.get("/deelnemen/volg/<string:key>")
@public
def follow(key: str) -> Response:
    """The receipt, and later the state: for who has the link. No machine keeps it."""
    membership = queries.membership_by_key(db.session, key) or abort(404)
    page = Response(render_template("members/follow.html", membership=membership))
    page.headers["Cache-Control"], page.headers["X-Robots-Tag"] = "no-store", "noindex"
    return page


@bp.get("/deelnemen/volg/<string:key>.pdf")
@public
def receipt(key: str) -> Response:
    """What was signed, as a document: for who has the link."""
    membership = queries.membership_by_key(db.session, key) or abort(404)
    return pdf_file(gettext("receipt-%(number)s", number=membership.number), "members/receipt.html", membership=membership)


@bp.get("/bureau/deelnemers")
@requires("membership:judge")
def queue() -> str:
    """Applications that wait, oldest first; and the members with who acts for them (IN 5.3 b)."""
    network = current_network(db.session)
    page = by_name(db.session, queries.with_contacts(network, _asked_name()), Party.name, Membership.id)
    return render_template("members/queue.html", waiting=queries.waiting(db.session, network), page=page,
                           count=queries.member_counts(db.session, network)[None], asked=_asked_name())


def _membership(membership_id: int) -> Membership | None:
    return queries.membership_by_id(db.session, current_network(db.session), membership_id)


@bp.route("/bureau/deelnemers/<int:membership_id>", methods=["GET", "POST"])
@requires("membership:judge", of=_membership)
def judge(membership: Membership) -> str | BaseResponse:
    """Check one application against the conditions; admit, or refuse with reasons."""
    form = JudgeForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                if form.admission.data == Admission.ADMIT:
                    operations.admit(work.session, membership, actor=current_actor(), now=work.now,
                                     reason=form.reason.data, checked=form.checked.data)
                else:
                    operations.refuse(work.session, membership, reason=form.reason.data, actor=current_actor(), now=work.now)
                work.location = url_for("members.queue")
            flash(_told(membership))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("members/judge.html", membership=membership,
                       earlier=queries.earlier_applications(db.session, membership))


def _told(membership: Membership) -> str:
    if membership.state == MembershipState.ADMITTED:
        return gettext("%(name)s is admitted. The contact persons get an account and a message.", name=membership.name)
    return gettext("%(name)s is refused. The applicant gets a message with the reason.", name=membership.name)
