"""The secretary's pages of proposals: the queue, judging, taking data about persons out, merging, and answering the sender."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, render_template, url_for

from portal.contributions.queries import attachments_of
from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import Work, db, transaction
from portal.core.differences import word_differences
from portal.core.errors import Refused, Stale
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.core.web import see_other
from portal.networks.queries import current_network
from portal.proposals import judging, judging_forms, operations, queries
from portal.proposals.models import Objection, Proposal
from portal.proposals.rules import Stage


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as those of the proposals."""
    both, one = ["GET", "POST"], "/bureau/voorstellen/<int:proposal_id>"
    bp.add_url_rule("/bureau/voorstellen", view_func=queue)
    bp.add_url_rule(f"{one}/beoordelen", view_func=judge, methods=both)
    bp.add_url_rule(f"{one}/schonen", view_func=clear, methods=both)
    bp.add_url_rule(f"{one}/samenvoegen", view_func=merge, methods=both)
    bp.add_url_rule(f"{one}/weerwoord", view_func=answer, methods=both)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal in the queue: whole days since it came in, and numbers in it that may be a BSN."""

    proposal: Proposal
    days: int
    warnings: list[str]


def _found(proposal_id: int) -> Proposal | None:
    return queries.by_id(db.session, proposal_id)


def _again(proposal: Proposal) -> Proposal:
    """A refusal undid the transaction and with it what was read: read it again, with what the page shows."""
    return _found(proposal.id) or abort(404)


@requires("proposal:judge")
def queue() -> str:
    """What waits to be judged, the oldest first; what senders say of a judgement; below it everything that runs, by stage."""
    network, today = current_network(db.session), local_day(clock.now())
    waiting = [Waiting(p, (today - local_day(p.received_at)).days, judging_forms.warnings(p))
               for p in queries.waiting(db.session, network)]
    return render_template(
        "proposals/queue.html", waiting=waiting, running=queries.running_by_stage(db.session, network),
        objections=queries.unanswered_objections(db.session, network), unconfirmed=queries.awaiting_address(db.session, network))


@requires("proposal:judge", of=_found)
def judge(proposal: Proposal) -> Any:
    """Judge one proposal: on the agenda or set aside, with the reason."""
    form = judging_forms.JudgeForm(proposal)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.judge_proposal(
                    work.session, proposal, relevant=form.judgement.data == judging_forms.Relevance.SCHEDULE,
                    public=form.judgement.data != judging_forms.Relevance.SET_ASIDE_UNSEEN, **form.words,
                    actor=current_actor(), now=work.now)
                work.location = url_for("proposals.queue")
            flash(gettext("Proposal %(number)s is judged. The sender gets a message.", number=proposal.number))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            proposal = _again(proposal)
    text = queries.latest_of(proposal)
    return form.answer(
        "proposals/judge.html", proposal=proposal, text=text, first=min(proposal.versions, key=lambda version: version.number),
        is_waiting=proposal.stage == Stage.RECEIVED and not proposal.awaits_address, replaced=_replaced(proposal),
        rows=attachments_of(db.session, [proposal]).get(proposal.id, []), merged=queries.merged(db.session, proposal),
        objection=queries.objection_to(db.session, proposal))


def _replaced(proposal: Proposal) -> list[Any]:
    """The sender's own words beside those on the site, word by word, where the secretary changed them."""
    words = ((proposal.sent_title, proposal.written_title), (proposal.sent_summary, proposal.written_summary))
    return [word_differences(sent, shown) for sent, shown in words if sent]


@requires("proposal:clear", of=_found)
def clear(proposal: Proposal) -> Any:
    """Take data about persons out of everything that was sent: fill in, read over the differences, record."""
    text = queries.latest_of(proposal)
    form = judging_forms.clear_text_form(proposal, text)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.clear_text(
                    work.session, proposal, title=form.title.data, summary=form.summary.data, paragraphs=form.paragraphs,
                    explanation=form.explanation.data, based_on=form.seen, actor=current_actor(), now=work.now)
                work.location = url_for("proposals.judge", proposal_id=proposal.id)
            flash(gettext("The text for the site is recorded. The sender and you still read what was sent."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            proposal = _again(proposal)
            text = queries.latest_of(proposal)
            if isinstance(refusal, Stale):
                form.version.data = str(text.number)
    page = "proposals/clear_overview.html" if form.is_read_over else "proposals/clear.html"
    return form.answer(page, proposal=proposal, text=text, pieces=_cleared(form, proposal, text))


def _cleared(form: Any, proposal: Proposal, text: Any) -> list[tuple[str, Any]]:
    """What changes, text by text, with its name: title, summary, each paragraph, the reason."""
    pairs = [(str(form.title.label.text), proposal.written_title, form.title.data),
             (str(form.summary.label.text), proposal.written_summary, form.summary.data),
             *((new.label, f"{old.heading}\n{old.text}".strip(), f"{new.heading}\n{new.text}".strip())
               for old, new in zip(text.paragraphs, form.paragraphs, strict=True)),
             (str(form.explanation.label.text), text.explanation, form.explanation.data)]
    return [(name, word_differences(old, new or "")) for name, old, new in pairs if old != new]


@requires("proposal:merge", of=_found)
def merge(proposal: Proposal) -> Any:
    """Take it up in a similar proposal, with the reason."""
    others = queries.may_take_in(db.session, proposal)
    form = judging_forms.MergeForm(others)
    into = next((row for row in others if row.id == form.into.data), None)

    def act(work: Work) -> None:
        judging.merge_proposal(work.session, proposal, into or abort(404), reason=form.reason.data, actor=current_actor(), now=work.now)

    there = url_for("proposals.judge", proposal_id=proposal.id)
    if form.is_ready and (went := carry_out(form, there, act, gettext("The proposals are merged. Both senders get a message."))):
        return went
    page = "proposals/merge_overview.html" if form.is_read_over else "proposals/merge.html"
    return form.answer(page, proposal=_again(proposal), into=into, others=others)


def _objection(proposal_id: int) -> Objection | None:
    proposal = queries.by_id(db.session, proposal_id)
    return queries.objection_to(db.session, proposal) if proposal else None


@requires("proposal:judge", of=_objection)
def answer(objection: Objection) -> Any:
    """Read what the sender says of the judgement, and answer it."""
    proposal = _found(objection.proposal_id) or abort(404)
    form = judging_forms.AnswerForm(proposal, objection.version)

    def act(work: Work) -> None:
        judging.answer_objection(
            work.session, objection, answer=form.answer_text.data, reconsider=form.outcome.data == judging_forms.Outcome.RECONSIDER,
            version=form.seen, actor=current_actor(), now=work.now)

    there = url_for("proposals.queue")
    if form.is_ready and (went := carry_out(form, there, act, gettext("The sender gets your answer."))):
        return went
    return form.answer("proposals/answer.html", proposal=_found(objection.proposal_id), objection=objection)
