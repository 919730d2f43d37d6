"""The desk's pages of signatures: the agreements, who signed, reminders, papers, countersigning, receipts."""

from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.documents import download
from portal.core.errors import Refused
from portal.core.exports import csv_file, xlsx_file
from portal.core.forms import Form
from portal.core.language import exact, gettext, long_day, ngettext, say
from portal.core.paging import by_name
from portal.core.web import see_other
from portal.members import countersigning, queries, signing, signing_queries
from portal.members.models import Membership, Signature
from portal.members.reminding import next_reminder
from portal.members.rules import SigningChannel
from portal.members.signing_forms import CountersignForm, PaperForm
from portal.members.signing_queries import SigningState
from portal.members.signing_views import receipt_pdf
from portal.networks.consents import standings
from portal.networks.models import Agreement, AgreementVersion
from portal.networks.queries import agreement_by_id, current_network, every_agreement, in_force, version_by_id
from portal.parties.models import Party
from portal.region.rules import lacking

STATES = {"niet-ondertekend": SigningState.OPEN, "ondertekend": SigningState.SIGNED, "vertrokken": SigningState.LEFT}
"""A state as it stands in an address."""


def add_to(bp: Blueprint) -> None:
    """The desk's addresses belong to the same blueprint as the public ones."""
    overview, version = "/bureau/overeenkomsten", "/bureau/overeenkomsten/versies/<int:version_id>"
    bp.add_url_rule(overview, view_func=agreements)
    bp.add_url_rule(f"{overview}/<int:agreement_id>/ondertekend", view_func=signed)
    bp.add_url_rule(f"{overview}/<int:agreement_id>/ondertekend.csv", view_func=signed_csv)
    bp.add_url_rule(f"{overview}/<int:agreement_id>/ondertekend.xlsx", view_func=signed_xlsx)
    bp.add_url_rule(f"{version}/herinneren", view_func=remind, methods=["POST"])
    bp.add_url_rule(f"{version}/papier/<int:membership_id>", view_func=enter_paper, methods=["GET", "POST"])
    bp.add_url_rule(f"{version}/medeondertekenen", view_func=countersign, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/ondertekeningen/<string:number>", view_func=receipt_of)
    bp.add_url_rule("/bureau/ondertekeningen/<string:number>.pdf", view_func=receipt_of_pdf)
    bp.add_url_rule("/bureau/ondertekeningen/<string:number>/scan", view_func=scan)


@requires("agreement:oversee")
def agreements() -> str:
    """Every agreement: in use or not, the version in force, the one that comes, and how many members signed the newest."""
    network, today = current_network(db.session), local_day(clock.now())
    rows = every_agreement(db.session, network)
    newest = [row.versions[-1].id for row in rows if row.versions]
    return render_template(
        "members/agreements.html", rows=[(row, in_force(row.versions, today), row.versions[-1] if row.versions else None)
                                         for row in rows],
        counts=signing_queries.signed_counts(db.session, network, newest), today=today,
        members=queries.member_counts(db.session, network)[None])


def _used_agreement(agreement_id: int) -> Agreement | None:
    found = agreement_by_id(db.session, current_network(db.session), agreement_id)
    return found if found and found.versions else None


def _asked_version(agreement: Agreement) -> AgreementVersion:
    asked = request.args.get("versie")
    if asked is None:
        return agreement.versions[-1]
    return next((row for row in agreement.versions if str(row.number) == asked), None) or abort(404)


def _asked_state() -> SigningState:
    return STATES.get(request.args.get("staat", ""), SigningState.OPEN)


@requires("agreement:oversee", of=_used_agreement)
def signed(agreement: Agreement) -> str:
    """Who signed a version, who did not, who left; a page of one of the three."""
    network, now, version, state = current_network(db.session), clock.now(), _asked_version(agreement), _asked_state()
    page = by_name(db.session, signing_queries.parties_of(network, version, state, now), Party.name, Membership.id)
    return render_template(
        "members/signed.html", agreement=agreement, version=version, state=state, states=STATES, page=page, form=Form(),
        counts=signing_queries.signing_counts(db.session, network, version, now), next_reminder=next_reminder(
            version.in_force_from, local_day(now)), newest=agreement.versions[-1])


@requires("agreement:oversee", of=_used_agreement)
def signed_csv(agreement: Agreement) -> Response:
    """The list as a file for Dutch Excel."""
    return csv_file(_file_name(agreement), *_table(agreement))


@requires("agreement:oversee", of=_used_agreement)
def signed_xlsx(agreement: Agreement) -> Response:
    """The list as a workbook."""
    return xlsx_file(_file_name(agreement), *_table(agreement))


def _file_name(agreement: Agreement) -> str:
    return f"{agreement.slug}-{_asked_version(agreement).number}"


def _table(agreement: Agreement) -> tuple[list[str], list[list[object]]]:
    """Every party of every state, or of the one that is asked."""
    header = [gettext("Name"), gettext("KVK number"), gettext("State"), gettext("How"), gettext("Signed on"),
              gettext("Receipt number"), gettext("Countersigned")]
    network, now, version = current_network(db.session), clock.now(), _asked_version(agreement)
    states = [_asked_state()] if "staat" in request.args else list(SigningState)
    rows: list[list[object]] = []
    for state in states:
        found = signing_queries.parties_of(network, version, state, now).order_by(Party.name, Membership.id)
        rows += [_row(place, state) for place in db.session.scalars(found)]
    return header, rows


def _row(place: Membership, state: SigningState) -> list[object]:
    signature = place.signatures[0] if place.signatures else None
    facts: list[object] = [place.party.name, place.party.kvk, say(state)]
    if signature is None:
        return [*facts, "", "", "", ""]
    paper = signature.channel == SigningChannel.PAPER
    return [*facts, say(signature.channel), long_day(signature.signed_at) if paper else exact(signature.signed_at),
            signature.number, exact(signature.countersignature.signed_at) if signature.countersignature else ""]


def _version(version_id: int) -> AgreementVersion | None:
    return version_by_id(db.session, current_network(db.session), version_id)


@requires("signature:manage", of=_version)
def remind(version: AgreementVersion) -> BaseResponse:
    """Write to everyone who did not sign: once a day at most."""
    form, there = Form(), url_for("members.signed", agreement_id=version.agreement_id, versie=version.number)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                sent = signing.remind(work.session, current_network(work.session), version, actor=current_actor(), now=work.now)
                work.location = there
            flash(ngettext("%(num)s reminder is on its way.", "%(num)s reminders are on their way.", sent))
        except Refused as refusal:
            flash(say(refusal.code, **refusal.data))
    return see_other(there)


@requires("signature:manage", of=_version)
def countersign(version: AgreementVersion) -> Any:
    """Sign for the municipality below every signature that waits, once every consent is on record (WM25 4.11)."""
    network, form, page = current_network(db.session), CountersignForm(), "members/countersign.html"
    there = url_for("members.signed", agreement_id=version.agreement_id, versie=version.number, staat="ondertekend")
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                count = countersigning.countersign(work.session, network, version, name=form.name.data, job_title=form.job_title.data,
                                            actor=current_actor(), now=work.now)
                work.location = there
            flash(ngettext("%(num)s signature is countersigned.", "%(num)s signatures are countersigned.", count))
            return see_other(there)
        if form.is_read_over:
            countersigning.check_countersigning(db.session, network, version, clock.now())
            page = "members/countersign_overview.html"
    except Refused as refusal:
        form.refuse(refusal)
    others = standings(db.session, network, version, local_day(clock.now()))
    return form.answer(page, version=version, others=others, missing=lacking(others), asked=network.profile.countersign,
                       waiting=countersigning.waiting_for_countersignature(db.session, network, version))


class _Paper:
    """A member's place and the version that its paper is about."""

    def __init__(self, place: Membership, version: AgreementVersion) -> None:
        self.place, self.version = place, version


def _paper(version_id: int, membership_id: int) -> _Paper | None:
    place = queries.membership_by_id(db.session, current_network(db.session), membership_id)
    version = _version(version_id)
    return _Paper(place, version) if place and version and place.member_since else None


@requires("signature:manage", of=_paper)
def enter_paper(asked: _Paper) -> Any:
    """Enter what a member signed on paper, with the scan; read over; then it stands among the signatures, marked as such."""
    form, page, version = PaperForm(), "members/paper_signature.html", asked.version
    if any(row.agreement_version_id == version.id for row in asked.place.signatures):
        raise Refused("signature:already")
    there = url_for("members.signed", agreement_id=version.agreement_id, versie=version.number)
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                signing.enter_paper(work.session, asked.place, version, form.signed_by, signed_on=form.day,
                                    document=form.document.keep(work.session), actor=current_actor(), now=work.now)
                work.location = there
            flash(gettext("The signature of %(name)s on paper is entered.", name=asked.place.party.name))
            return see_other(there)
        if form.is_read_over:
            signing.check_paper(form.signed_by, form.day, clock.now())
            page = "members/paper_signature_overview.html"
    except Refused as refusal:
        form.refuse(refusal)
    return form.answer(page, place=asked.place, version=version)


def _signature(number: str) -> Signature | None:
    found = signing_queries.signature_by_number(db.session, number)
    return found if found and found.membership.network_id == current_network(db.session).id else None


@requires("signature:manage", of=_signature)
def receipt_of(signature: Signature) -> str:
    """The receipt as the municipality keeps it."""
    return render_template("members/receipt_of.html", signature=signature)


@requires("signature:manage", of=_signature)
def receipt_of_pdf(signature: Signature) -> Response:
    """The same document that the party has."""
    return receipt_pdf(signature)


@requires("signature:manage", of=_signature)
def scan(signature: Signature) -> Response:
    """The paper that was signed."""
    return download(signature.document or abort(404))
