"""The desk's pages of service contracts: the list, one contract with its steps, and each step."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, url_for

from portal.contracts import operations, queries, signing
from portal.contracts.document import as_word, file_name
from portal.contracts.forms import EndForm, MessageForm, PublicReasonForm, ReasonForm
from portal.contracts.models import ServiceContract
from portal.contracts.rules import DRAW_UP, STEPS, missing, missing_subjects
from portal.core import clock
from portal.core.access import current_actor, may, requires
from portal.core.calendar import local_day
from portal.core.database import Work, db
from portal.core.forms import Form, VersionedForm, carry_out
from portal.core.language import gettext
from portal.core.paging import newest_first
from portal.core.pdf import pdf_file
from portal.core.transitions import steps_from
from portal.core.word import word_file
from portal.members.signing_forms import CountersignForm
from portal.networks.queries import current_network

BOTH = ["GET", "POST"]


def add_to(bp: Blueprint) -> None:
    desk = "/bureau/dienstverleningsovereenkomsten"
    one = f"{desk}/<int:contract_id>"
    bp.add_url_rule(desk, view_func=queue)
    bp.add_url_rule(one, view_func=manage)
    bp.add_url_rule(f"{one}.pdf", view_func=desk_pdf)
    bp.add_url_rule(f"{one}.docx", view_func=desk_docx)
    bp.add_url_rule(f"{one}/versturen", view_func=send, methods=BOTH)
    bp.add_url_rule(f"{one}/antwoord", view_func=answer, methods=BOTH)
    bp.add_url_rule(f"{one}/terugnemen", view_func=revise, methods=BOTH)
    bp.add_url_rule(f"{one}/intrekken", view_func=withdraw, methods=BOTH)
    bp.add_url_rule(f"{one}/ondertekenen", view_func=countersign, methods=BOTH)
    bp.add_url_rule(f"{one}/verlengen", view_func=extend, methods=BOTH)
    bp.add_url_rule(f"{one}/beeindigen", view_func=end, methods=BOTH)


@requires(DRAW_UP)
def queue() -> str:
    """Drafts and what waits for signatures; below it what was signed."""
    network, today = current_network(db.session), local_day(clock.now())
    busy = queries.busy_contracts(db.session, network)
    return render_template("contracts/queue.html", busy=busy, lacks={row.id: len(missing_subjects(row.draft)) for row in busy},
                           today=today, page=newest_first(db.session, queries.other_contracts(network), ServiceContract.id))


def found(contract_id: int) -> ServiceContract | None:
    return queries.contract_by_id(db.session, current_network(db.session), contract_id)


@requires(DRAW_UP, of=found)
def manage(contract: ServiceContract) -> str:
    """One contract: what is missing, what it says, who signed, what was written, and the steps that can be taken."""
    return render_template("contracts/manage.html", **about(contract))


def about(contract: ServiceContract) -> dict[str, Any]:
    """What the desk's pages of one contract show; `steps` with what each still needs."""
    network, now = current_network(db.session), clock.now()
    facts = queries.facts_of(db.session, network, contract, now)
    steps = {step.name: step.unmet(facts) for step in steps_from(STEPS, contract.state) if may(step.permission, contract)}
    content = contract.content
    return {"contract": contract, "content": content, "version": contract.newest, "steps": steps, "missing": missing(content),
            "lacks": missing_subjects(content), "today": local_day(now), "side": "municipality", "unsigned": facts.unsigned,
            "standings": queries.standings(db.session, network, contract, local_day(now))}


@requires(DRAW_UP, of=found)
def desk_pdf(contract: ServiceContract) -> Response:
    return pdf_file(file_name(contract), "contracts/document.html", contract=contract, content=contract.content,
                    version=_shown(contract), reader=None)


@requires(DRAW_UP, of=found)
def desk_docx(contract: ServiceContract) -> Response:
    return word_file(file_name(contract), as_word(contract, contract.content, _shown(contract), reader=None))


def _shown(contract: ServiceContract) -> Any:
    """None for a draft: no signature stands below it."""
    return contract.newest if contract.newest and contract.content == contract.newest.content else None


def page_of(contract: ServiceContract) -> str:
    return url_for("contracts.manage", contract_id=contract.id)


def _step(contract: ServiceContract, form: Form, name: str, do: Callable[[Work], Any], told: str) -> Any:
    """Fill in, read over, do it."""
    if form.is_ready and (went := carry_out(form, page_of(contract), do, told)):
        return went
    page = "contracts/act_overview.html" if form.is_read_over else "contracts/act.html"
    return form.answer(page, act=name, **about(contract))


@requires(DRAW_UP, of=found)
def send(contract: ServiceContract) -> Any:
    form = VersionedForm()
    if not form.is_submitted():
        form.version.data = str(contract.version)
    return _step(contract, form, "send", lambda work: operations.send(
        work.session, current_network(work.session), contract, seen=form.seen, actor=current_actor(), now=work.now),
        gettext("The contract is sent for signature. The providers get a message."))


@requires(DRAW_UP, of=found)
def answer(contract: ServiceContract) -> Any:
    form = MessageForm()
    return _step(contract, form, "answer", lambda work: operations.answer_change(
        work.session, contract, text=form.text.data, actor=current_actor(), now=work.now),
        gettext("Your answer is sent. The providers get a message."))


@requires(DRAW_UP, of=found)
def revise(contract: ServiceContract) -> Any:
    form = ReasonForm()
    return _step(contract, form, "revise", lambda work: operations.revise(
        work.session, current_network(work.session), contract, reason=form.reason.data, actor=current_actor(), now=work.now),
        gettext("The contract is a draft again. The providers get a message."))


@requires(DRAW_UP, of=found)
def withdraw(contract: ServiceContract) -> Any:
    form = ReasonForm()
    return _step(contract, form, "withdraw", lambda work: operations.withdraw(
        work.session, current_network(work.session), contract, reason=form.reason.data, actor=current_actor(), now=work.now),
        gettext("The contract is withdrawn."))


@requires(DRAW_UP, of=found)
def countersign(contract: ServiceContract) -> Any:
    """Sign for the municipalities; read over, because from then on everyone reads it."""
    form = CountersignForm()
    return _step(contract, form, "countersign", lambda work: signing.sign_for_municipality(
        work.session, current_network(work.session), contract, name=form.name.data, job_title=form.job_title.data,
        actor=current_actor(), now=work.now), gettext("The contract is signed. Everyone can read it now."))


@requires(DRAW_UP, of=found)
def extend(contract: ServiceContract) -> Any:
    form = PublicReasonForm()
    return _step(contract, form, "extend", lambda work: operations.extend(
        work.session, current_network(work.session), contract, reason=form.reason.data, actor=current_actor(), now=work.now),
        gettext("The contract is extended. Everyone can read that."))


@requires(DRAW_UP, of=found)
def end(contract: ServiceContract) -> Any:
    form = EndForm(contract)
    return _step(contract, form, "end", lambda work: operations.end(
        work.session, current_network(work.session), contract, ground=form.ground.data, last_day=form.last_day.data,
        reason=form.reason.data, actor=current_actor(), now=work.now), gettext("The end is on record. Everyone can read it."))
