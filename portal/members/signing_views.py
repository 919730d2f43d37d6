"""A member's agreements: which there are, which it signed, signing one, its receipts; and checking a receipt, for everyone."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for

from portal.accounts import proof
from portal.accounts.models import User
from portal.core import clock
from portal.core.access import current_actor, may, public, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.documents import download
from portal.core.errors import Refused
from portal.core.language import gettext
from portal.core.pdf import pdf_file
from portal.core.revisions import compared
from portal.core.web import limiter, see_other
from portal.members import signing, signing_queries
from portal.members.checking import checked
from portal.members.models import Membership, Signature
from portal.members.signing_forms import CheckForm, SigningForm
from portal.networks.models import AgreementVersion
from portal.networks.queries import current_network, version_by_id


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as the other ones of members."""
    bp.add_url_rule("/mijn/overeenkomsten", view_func=own_agreements)
    bp.add_url_rule("/mijn/overeenkomsten/<int:version_id>/ondertekenen", view_func=sign_version, methods=["GET", "POST"])
    bp.add_url_rule("/mijn/ondertekeningen/<string:number>", view_func=own_receipt)
    bp.add_url_rule("/mijn/ondertekeningen/<string:number>.pdf", view_func=own_receipt_pdf)
    bp.add_url_rule("/mijn/ondertekeningen/<string:number>/scan", view_func=own_scan)
    bp.add_url_rule("/ondertekening/controleren", view_func=check)


@requires("workspace:open")
def own_agreements() -> str:
    """Every text of the network: which version is in force, which one we signed, what waits for our signature."""
    network = current_network(db.session)
    place = signing_queries.place_of(db.session, network, current_actor().party_id)
    texts = signing_queries.own_texts(db.session, network, place, clock.now()) if place else []
    return render_template("members/own_agreements.html", place=place, texts=texts, today=local_day(clock.now()))


def _version(version_id: int) -> AgreementVersion | None:
    return version_by_id(db.session, current_network(db.session), version_id)


@requires("workspace:open", of=_version)
def sign_version(version: AgreementVersion) -> Any:
    """Read, declare, type one's name, read over, prove it with a code; then the receipt. A colleague reads along."""
    if request.method == "POST" and not may("agreement:sign", version):
        abort(403)
    network, actor = current_network(db.session), current_actor()
    place = signing_queries.place_of(db.session, network, actor.party_id) or abort(403)
    if done := next((row for row in place.signatures if row.agreement_version_id == version.id), None):
        return see_other(url_for("members.own_receipt", number=done.number))
    open_now = {row.id for row in signing_queries.to_sign(db.session, network, actor.party_id, clock.now())}
    form, page = SigningForm(), "members/sign_version.html"
    if not form.is_submitted():
        form.show(version)
    user = db.session.get_one(User, actor.person_id)
    try:
        if form.is_ready:
            proof.check(user, purpose=_purpose(form), email=user.email, code=form.code.data or "")
            return see_other(_sign(form, version, user.email))
        if form.is_read_over:
            signing.check_signing(db.session, network, version, form.signed_by(user.email), read=form.version.data or "",
                                  actor=actor, now=clock.now())
            if not proof.by_second_factor(user):
                _send_code(form, version, user)
            page = "members/sign_version_overview.html"
    except Refused as refusal:
        form.refuse(refusal)
        form.show(version)
        if refusal.code.startswith("proof:"):
            form.code.data = ""
            page = "members/sign_version_overview.html"
    return form.answer(page, version=version, place=place, is_open=version.id in open_now, email=user.email, by_app=proof.by_second_factor(user),
                       today=local_day(clock.now()),
                       before=_signed_before(place, version), **_changes(place, version))


def _purpose(form: SigningForm) -> str:
    return f"sign:{form.once.data}"


def _sign(form: SigningForm, version: AgreementVersion, email: str) -> str:
    with transaction(form.once.data) as work:
        signature = signing.sign_version(
            work.session, current_network(work.session), version, form.signed_by(email), read=form.version.data or "",
            actor=current_actor(), now=work.now)
        work.location = url_for("members.own_receipt", number=signature.number)
    flash(gettext("You have signed. The receipt is sent to you and to your contact persons."))
    return work.location


def _send_code(form: SigningForm, version: AgreementVersion, user: User) -> None:
    about = gettext("%(title)s, version %(number)s", title=version.agreement.title, number=version.number)
    with transaction() as work:
        proof.mail_code(work.session, purpose=_purpose(form), email=user.email, name=user.name, about=about, now=work.now)


def _signed_before(place: Membership, version: AgreementVersion) -> AgreementVersion | None:
    """The newest earlier version of this text that the party signed."""
    earlier = [row.agreement_version for row in place.signatures
               if row.agreement_version.agreement_id == version.agreement_id and row.agreement_version.number < version.number]
    return max(earlier, key=lambda row: row.number, default=None)


def _changes(place: Membership, version: AgreementVersion) -> dict[str, Any]:
    before = _signed_before(place, version)
    return {"changes": compared(before.paragraphs, version.paragraphs) if before else ()}


def _own(number: str) -> Any:
    """The party's own signature. Who is not logged in is sent to the log-in, whatever the number: letters hold the link."""
    if not current_actor().is_known:
        return number
    found = signing_queries.signature_by_number(db.session, number)
    return found if found and found.membership.party_id == current_actor().party_id else None


@requires("workspace:open", of=_own)
def own_receipt(signature: Signature) -> str:
    """What was signed, by whom, when, and the seal that proves it: for everyone who acts for the party."""
    return render_template("members/own_receipt.html", signature=signature)


@requires("workspace:open", of=_own)
def own_receipt_pdf(signature: Signature) -> Response:
    """The receipt as a document."""
    return receipt_pdf(signature)


def receipt_pdf(signature: Signature) -> Response:
    return pdf_file(gettext("receipt-%(number)s", number=signature.number), "members/signature_receipt.html", signature=signature)


@requires("workspace:open", of=_own)
def own_scan(signature: Signature) -> Response:
    """The paper that was signed: for the party and the municipality alone."""
    return download(signature.document or abort(404))


@public
@limiter.limit("60/hour", exempt_when=lambda: not request.args.get("nummer"))
def check() -> Any:
    """Is this receipt known and unchanged? Which text, which organisation, when: nothing about a person."""
    form = CheckForm(request.args)
    asked = bool(request.args.get("nummer") or request.args.get("zegel"))
    if not asked:
        return render_template("members/check.html", form=form, wrong=0, outcome=None)
    outcome = checked(db.session, form.nummer.data or "", form.zegel.data or "") if form.validate() else None
    page = make_response(form.answer("members/check.html", outcome=outcome))
    page.headers["Cache-Control"], page.headers["X-Robots-Tag"] = "no-store", "noindex"
    return page
