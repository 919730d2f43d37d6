"""A provider's own contracts: read, ask for a change, refuse, sign."""

from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for

from portal.accounts import proof
from portal.accounts.models import User
from portal.contracts import operations, queries, signing
from portal.contracts.document import as_word, file_name
from portal.contracts.forms import ContractSigningForm, MessageForm, ReasonForm
from portal.contracts.models import ContractVersion, ServiceContract
from portal.contracts.rules import SIGN, ContractState
from portal.core import clock
from portal.core.access import current_actor, may, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.core.paging import newest_first
from portal.core.pdf import pdf_file
from portal.core.web import see_other
from portal.core.word import word_file
from portal.networks.queries import current_network

OVERVIEW = "contracts/sign_overview.html"


def add_to(bp: Blueprint) -> None:
    own, both = "/mijn/dienstverleningsovereenkomsten", ["GET", "POST"]
    one = f"{own}/<int:contract_id>"
    bp.add_url_rule(own, view_func=own_list)
    bp.add_url_rule(one, view_func=own_contract)
    bp.add_url_rule(f"{one}.pdf", view_func=own_pdf)
    bp.add_url_rule(f"{one}.docx", view_func=own_docx)
    bp.add_url_rule(f"{one}/ondertekenen", view_func=sign, methods=both)
    bp.add_url_rule(f"{one}/wijziging", view_func=ask_change, methods=both)
    bp.add_url_rule(f"{one}/weigeren", view_func=refuse, methods=both)


def _own(contract_id: int) -> ServiceContract | None:
    return queries.contract_by_id(db.session, current_network(db.session), contract_id, current_actor().party_id or 0)


def _sent(contract: ServiceContract) -> ContractVersion:
    """What the provider reads: the version that was sent last, also while the municipality writes the next one."""
    return contract.newest or abort(404)


@requires("contract:read-own")
def own_list() -> str:
    """One's own contracts, the newest first, each with what is asked of us."""
    network, party_id = current_network(db.session), current_actor().party_id or 0
    asked = {row.id for row in queries.to_sign(db.session, network, party_id)}
    return render_template("contracts/own_list.html", asked=asked, today=local_day(clock.now()),
                           page=newest_first(db.session, queries.own_contracts(network, party_id), ServiceContract.id))


@requires("contract:read-own", of=_own)
def own_contract(contract: ServiceContract) -> str:
    """All that it says, tariffs included: the provider is a side of it."""
    return render_template("contracts/own.html", **_about(contract))


def _about(contract: ServiceContract) -> dict[str, Any]:
    version = _sent(contract)
    signed = version.signature_of(current_actor().party_id)
    return {"contract": contract, "version": version, "content": version.content, "signed": signed, "today": local_day(clock.now()),
            "is_asked": contract.state == ContractState.SENT and signed is None, "side": "provider"}


@requires("contract:read-own", of=_own)
def own_pdf(contract: ServiceContract) -> Response:
    version = _sent(contract)
    return pdf_file(file_name(contract), "contracts/document.html", contract=contract, content=version.content, version=version,
                    reader=current_actor().party_id)


@requires("contract:read-own", of=_own)
def own_docx(contract: ServiceContract) -> Response:
    version = _sent(contract)
    return word_file(file_name(contract), as_word(contract, version.content, version, reader=current_actor().party_id))


@requires(SIGN, of=_own)
def ask_change(contract: ServiceContract) -> Any:
    """Ask for another text before signing."""
    form = MessageForm()
    if form.is_ready and (went := carry_out(form, _page(contract), lambda work: operations.ask_change(
            work.session, current_network(work.session), contract, text=form.text.data, actor=current_actor(), now=work.now),
            gettext("Your question is sent. You get a message when the municipality answers."))):
        return went
    page = "contracts/act_overview.html" if form.is_read_over else "contracts/act.html"
    return form.answer(page, act="ask_change", **_about(contract))


@requires(SIGN, of=_own)
def refuse(contract: ServiceContract) -> Any:
    """Not sign, with the reasons; read over, because it stops the contract for all its sides."""
    form = ReasonForm()
    if form.is_ready and (went := carry_out(form, _page(contract), lambda work: operations.refuse(
            work.session, current_network(work.session), contract, reason=form.reason.data, actor=current_actor(), now=work.now),
            gettext("Your refusal is on record. The municipality gets a message."))):
        return went
    page = "contracts/act_overview.html" if form.is_read_over else "contracts/act.html"
    return form.answer(page, act="refuse", **_about(contract))


def _page(contract: ServiceContract) -> str:
    return url_for("contracts.own_contract", contract_id=contract.id)


@requires("contract:read-own", of=_own)
def sign(contract: ServiceContract) -> Any:
    """Read, say why one may, type one's name, read over, prove it with a code. A colleague reads along."""
    if request.method == "POST" and not may(SIGN, contract):
        abort(403)
    actor, about = current_actor(), _about(contract)
    if not about["is_asked"]:
        return see_other(_page(contract))
    form, page = ContractSigningForm(), "contracts/sign.html"
    if not form.is_submitted():
        form.version.data = about["version"].fingerprint
    user = db.session.get_one(User, actor.person_id)
    try:
        if form.is_ready:
            proof.check(user, purpose=_purpose(form), email=user.email, code=form.code.data or "")
            return see_other(_sign(form, contract))
        if form.is_read_over:
            signing.check_signing(contract, read=form.version.data or "", actor=actor)
            if not proof.by_second_factor(user):
                _send_code(form, contract, user)
            page = OVERVIEW
    except Refused as refusal:
        form.refuse(refusal)
        form.version.data = _sent(contract).fingerprint
        if refusal.code.startswith("proof:"):
            form.code.data, page = "", OVERVIEW
    return form.answer(page, email=user.email, by_app=proof.by_second_factor(user), **_about(contract))


def _purpose(form: ContractSigningForm) -> str:
    return f"contract:{form.once.data}"


def _sign(form: ContractSigningForm, contract: ServiceContract) -> str:
    signer = signing.Signer(form.signer_name.data, form.signer_job_title.data, form.ground.data)
    with transaction(form.once.data) as work:
        signing.sign_for_provider(work.session, current_network(work.session), contract, signer, read=form.version.data or "",
                                  actor=current_actor(), now=work.now)
        work.location = _page(contract)
    flash(gettext("You have signed. The receipt is sent to your contact persons."))
    return work.location


def _send_code(form: ContractSigningForm, contract: ServiceContract, user: User) -> None:
    about = gettext("%(title)s, version %(number)s", title=contract.title, number=_sent(contract).number)
    with transaction() as work:
        proof.mail_code(work.session, purpose=_purpose(form), email=user.email, name=user.name, about=about, now=work.now)
