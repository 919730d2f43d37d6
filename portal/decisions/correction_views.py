"""The desk's pages for when it goes otherwise: a record that was typed wrong, and a proposal that cannot go on."""

from typing import Any

from flask import Blueprint, flash, url_for

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.core.web import see_other
from portal.decisions import corrections, queries, returning
from portal.decisions.forms import CorrectionForm, ReturnForm
from portal.decisions.models import BoardDecision
from portal.decisions.rules import BoardChoice, Returning
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal
from portal.proposals.rules import next_steps

BOTH = ["GET", "POST"]


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/bureau/besluiten/verbeteren/<int:decision_id>", view_func=correct, methods=BOTH)
    bp.add_url_rule("/bureau/besluiten/<int:proposal_id>/terug", view_func=send_back, methods=BOTH)


@requires("decision:correct-board", of=lambda decision_id: queries.decision_by_id(db.session, decision_id))
def correct(decision: BoardDecision) -> Any:
    """Put right what was typed wrong: fill in, read over, record. Who is second sees what stands."""
    form = CorrectionForm(data={"choice": BoardChoice.of(decision.adopted), "decided_on": decision.decided_on,
                                "number": decision.number, "reason": decision.reason, "document": decision.document})
    proposal, page = decision.proposal, "decisions/correct.html"
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                corrections.correct_board_decision(
                    work.session, decision, form.decided(form.document.keep(work.session)), correction=form.correction.data,
                    actor=current_actor(), now=work.now)
                work.location = url_for("decisions.board", proposal_id=proposal.id)
            flash(gettext("The record of %(municipality)s is corrected. The old one stays below it.",
                          municipality=decision.municipality.name))
            return see_other(work.location)
        if form.is_read_over:
            form.keep_files()
            corrections.check_correction(db.session, decision, form.decided(form.document.data), form.correction.data, clock.now())
            page = "decisions/correct_overview.html"
    except Refused as refusal:
        form.refuse(refusal)
    return form.answer(page, decision=decision, proposal=proposal, stands=queries.stands(db.session, decision))


@requires("decision:return", of=lambda proposal_id: proposals.by_id(db.session, proposal_id))
def send_back(proposal: Proposal) -> Any:
    """Out of the hands of the boards: to be worked out on the text of now, or ended."""
    facts = queries.facts_of(db.session, proposal, clock.now())
    steps = {found.step.name: found for found in next_steps(proposal.stage, proposal.network.profile.order, facts)}
    possible = [choice for choice in Returning if choice.value in steps]
    form, page = ReturnForm(possible), "decisions/send_back.html"
    if form.is_ready and (went := carry_out(
            form, url_for("desk.proposal", proposal_id=proposal.id), lambda work: returning.return_proposal(
                work.session, proposal, form.choice.data, reason=form.reason.data, actor=current_actor(), now=work.now),
            gettext("The step is recorded and published with its reason."))):
        return went
    if form.is_read_over:
        page = "decisions/send_back_overview.html"
    return form.answer(page, proposal=proposal, facts=facts, steps=[steps[choice.value] for choice in possible],
                       text=returning.text_of_now(db.session, proposal) if possible else ())
