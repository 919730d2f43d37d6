"""The applicant's own pages, for who has the link of the receipt: the state, answering a question, withdrawing."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.access import current_actor, public
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.documents import download
from portal.core.errors import Refused
from portal.core.language import gettext
from portal.core.pdf import pdf_file
from portal.core.web import limiter, see_other
from portal.members import operations, queries
from portal.members.forms import AnswerForm, TakeBackForm
from portal.members.models import Membership, Supplement


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of the members."""
    place = "/deelnemen/volg/<string:key>"
    write = limiter.limit("40/hour", methods=["POST"])
    bp.add_url_rule(place, view_func=follow)
    bp.add_url_rule(f"{place}.pdf", view_func=receipt)
    bp.add_url_rule(f"{place}/documenten/<int:supplement_id>", view_func=supplement_document)
    bp.add_url_rule(f"{place}/aanvullen", endpoint="supplement", view_func=write(supplement), methods=["GET", "POST"])
    bp.add_url_rule(f"{place}/intrekken", endpoint="take_back", view_func=write(take_back), methods=["GET", "POST"])


def _by_key(key: str) -> Membership:
    return queries.membership_by_key(db.session, key) or abort(404)


@public
def follow(key: str) -> Response:
    """The receipt, and later the state: for who has the link. No machine keeps it."""
    membership, now = _by_key(key), clock.now()
    begins = membership.begins(local_day(now))
    return _unkept(render_template("members/follow.html", membership=membership, phase=membership.phase(now),
                                   decides=membership.decides_by(now), begins=begins if begins > local_day(now) else None))


def _unkept(page: Any) -> Response:
    response = make_response(page)
    response.headers["Cache-Control"], response.headers["X-Robots-Tag"] = "no-store", "noindex"
    return response


@public
def supplement(key: str) -> Response | BaseResponse:
    """Answer what the secretary asked: with words, a document or both; read over before it is sent."""
    membership = _by_key(key)
    form = AnswerForm()
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                operations.answer_question(work.session, membership, answer=form.answer_text.data or "",
                                           document=form.document.keep(work.session), actor=current_actor(), now=work.now)
                work.location = url_for("members.follow", key=key)
            flash(gettext("Your answer is in. You get a message with what you sent."))
            return see_other(work.location)
    except Refused as refusal:
        form.refuse(refusal)
        membership = _by_key(key)
    page = "members/supplement_overview.html" if form.is_read_over else "members/supplement.html"
    return _unkept(form.answer(page, membership=membership, question=membership.question))


@public
def supplement_document(key: str, supplement_id: int) -> Response:
    """A document that was added: for who has the link."""
    return download_of(queries.supplement_of(_by_key(key), supplement_id))


def download_of(row: Supplement | None) -> Response:
    return download(row.document) if row and row.document else abort(404)


@public
def take_back(key: str) -> Response | BaseResponse:
    """Withdraw the application: reason, read over, send."""
    membership = _by_key(key)
    form = TakeBackForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.withdraw_application(work.session, membership, reason=form.reason.data or "",
                                                actor=current_actor(), now=work.now)
                work.location = url_for("members.follow", key=key)
            flash(gettext("Your application is withdrawn."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            membership = _by_key(key)
    page = "members/take_back_overview.html" if form.is_read_over else "members/take_back.html"
    return _unkept(form.answer(page, membership=membership))


@public
def receipt(key: str) -> Response:
    """What was signed, as a document: for who has the link."""
    membership = _by_key(key)
    return pdf_file(gettext("receipt-%(number)s", number=membership.number), "members/receipt.html", membership=membership)
