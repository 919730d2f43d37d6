"""The desk's pages on which a draft is written: beginning one, its name, and each of the ten subjects."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, url_for

from portal.contracts import drafting
from portal.contracts.desk_views import BOTH, about, found, page_of
from portal.contracts.forms import (
    DrawUpForm,
    MonitoringForm,
    MunicipalitiesForm,
    NameForm,
    ProvidersForm,
    TermForm,
    TextForm,
)
from portal.contracts.models import ServiceContract
from portal.contracts.rules import DRAW_UP, WRITTEN, ContractState, ContractSubject
from portal.core.access import current_actor, requires
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused
from portal.core.forms import VersionedForm, carry_out
from portal.core.language import gettext
from portal.core.web import see_other
from portal.members.queries import candidates
from portal.networks.queries import agreements, current_network, municipalities


def add_to(bp: Blueprint) -> None:
    desk = "/bureau/dienstverleningsovereenkomsten"
    bp.add_url_rule(f"{desk}/nieuw", view_func=draw_up, methods=BOTH)
    bp.add_url_rule(f"{desk}/<int:contract_id>/titel", view_func=name, methods=BOTH)
    bp.add_url_rule(f"{desk}/<int:contract_id>/onderwerpen/<string:letter>", view_func=subject, methods=BOTH)


@requires(DRAW_UP)
def draw_up() -> Any:
    """Begin a contract with one provider; the ten subjects are written after it."""
    network = current_network(db.session)
    form = DrawUpForm(agreements(db.session, network), candidates(db.session, network))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                contract = drafting.draw_up(work.session, network, **form.told, party_ids=[form.party_id.data],
                                            actor=current_actor(), now=work.now)
                work.session.flush()
                work.location = page_of(contract)
            flash(gettext("The draft is made. Write the ten subjects, then send it for signature."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("contracts/draw_up.html")


@requires(DRAW_UP, of=found)
def name(contract: ServiceContract) -> Any:
    """Another title, or another agreement."""
    form = NameForm(agreements(db.session, current_network(db.session)), contract)
    return _write(contract, form, None, lambda work: drafting.name_it(
        work.session, contract, **form.told, seen=form.seen, actor=current_actor(), now=work.now))


class Asked:
    """A contract and one of its subjects."""

    def __init__(self, contract: ServiceContract, subject: ContractSubject) -> None:
        self.contract, self.subject = contract, subject


def _asked(contract_id: int, letter: str) -> Asked | None:
    contract = found(contract_id)
    return Asked(contract, ContractSubject(letter)) if contract and letter in list(ContractSubject) else None


@requires(DRAW_UP, of=_asked)
def subject(asked: Asked) -> Any:
    """One subject of the draft, each in the way that suits it."""
    if asked.subject in WRITTEN:
        return _text(asked)
    return {ContractSubject.MUNICIPALITIES: _municipalities, ContractSubject.PROVIDERS: _providers,
            ContractSubject.TERM: _term}[asked.subject](asked.contract)


def _text(asked: Asked) -> Any:
    contract, which = asked.contract, asked.subject
    data = {"text": contract.texts.get(which, ""), "indicators": "\n".join(row.line for row in contract.draft.indicators)}
    form = MonitoringForm(data=data) if which == ContractSubject.MONITORING else TextForm(data=data)
    more = {"indicators": form.indicators.data or ""} if isinstance(form, MonitoringForm) else {}
    return _write(contract, form, which, lambda work: drafting.write_subject(
        work.session, contract, which, text=form.text.data or "", **more, seen=form.seen, actor=current_actor(), now=work.now))


def _municipalities(contract: ServiceContract) -> Any:
    network = current_network(db.session)
    form = MunicipalitiesForm(municipalities(db.session, network), contract)
    return _write(contract, form, ContractSubject.MUNICIPALITIES, lambda work: drafting.choose_municipalities(
        work.session, network, contract, form.municipalities.picked, seen=form.seen, actor=current_actor(), now=work.now))


def _providers(contract: ServiceContract) -> Any:
    network = current_network(db.session)
    form = ProvidersForm(candidates(db.session, network, but=contract.party_ids), contract)
    return _write(contract, form, ContractSubject.PROVIDERS, lambda work: drafting.choose_providers(
        work.session, network, contract, form.picked, seen=form.seen, actor=current_actor(), now=work.now))


def _term(contract: ServiceContract) -> Any:
    tariffs = "\n".join(row.line for row in contract.draft.tariffs)
    form = TermForm(data={"tariffs": tariffs} | {one: getattr(contract, one) for one in (
        "begins_on", "ends_on", "extensions", "extension_months", "notice_months")})
    return _write(contract, form, ContractSubject.TERM, lambda work: drafting.set_term(
        work.session, contract, **form.told, seen=form.seen, actor=current_actor(), now=work.now))


def _write(contract: ServiceContract, form: VersionedForm, which: ContractSubject | None, do: Callable[[Work], Any]) -> Any:
    """Keep it and go on with what is missing; what a colleague wrote meanwhile is shown first."""
    if contract.state != ContractState.DRAFT and not form.is_submitted():
        abort(404)
    if form.is_ready and (went := carry_out(form, page_of(contract), do, gettext("The draft is kept."))):
        return went
    if not form.is_submitted() or hasattr(form, "theirs"):
        form.version.data = str(contract.version)
    return form.answer("contracts/subject.html", subject=which, back=url_for("contracts.manage", contract_id=contract.id),
                       **about(contract))
