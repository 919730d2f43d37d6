"""Disputes: the same pages for both sides, each at its own address."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, render_template, url_for

from portal.core.access import current_actor, may, requires
from portal.core.database import Work, db, transaction
from portal.core.documents import Document, download
from portal.core.errors import Refused
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.core.paging import newest_first
from portal.core.transitions import Transition, steps_from
from portal.core.web import see_other
from portal.dealings import dispute_queries as queries
from portal.dealings import disputes
from portal.dealings.dispute_forms import DeskDisputeForm, DisputeForm, StepForm, TitleForm, WritingForm
from portal.dealings.forms import ReadForm
from portal.dealings.models import Dispute
from portal.dealings.rules import STEPS, Side
from portal.members.queries import candidates
from portal.networks.queries import current_network

BOTH = ["GET", "POST"]
PAGE = {Side.PARTY: "dealings.own_dispute", Side.MUNICIPALITY: "dealings.dispute"}


def add_to(bp: Blueprint) -> None:
    """One's own pages, and those of the desk."""
    own, desk = "/mijn/geschillen", "/bureau/geschillen"
    bp.add_url_rule(own, view_func=own_disputes)
    bp.add_url_rule(f"{own}/nieuw", view_func=raise_own, methods=BOTH)
    bp.add_url_rule(f"{own}/<int:dispute_id>", view_func=own_dispute)
    bp.add_url_rule(f"{own}/<int:dispute_id>/schrijven", view_func=write_own, methods=BOTH)
    bp.add_url_rule(f"{own}/<int:dispute_id>/stap", view_func=own_step, methods=BOTH)
    bp.add_url_rule(f"{own}/<int:dispute_id>/agenda", view_func=own_title, methods=BOTH)
    bp.add_url_rule(f"{own}/stukken/<int:document_id>", view_func=own_dispute_document)
    bp.add_url_rule(desk, view_func=dispute_list)
    bp.add_url_rule(f"{desk}/nieuw", view_func=raise_at_desk, methods=BOTH)
    bp.add_url_rule(f"{desk}/<int:dispute_id>", view_func=dispute, methods=BOTH)
    bp.add_url_rule(f"{desk}/<int:dispute_id>/schrijven", view_func=write_at_desk, methods=BOTH)
    bp.add_url_rule(f"{desk}/<int:dispute_id>/stap", view_func=desk_step, methods=BOTH)
    bp.add_url_rule(f"{desk}/<int:dispute_id>/agenda", view_func=desk_title, methods=BOTH)
    bp.add_url_rule(f"{desk}/stukken/<int:document_id>", view_func=dispute_document)


def _own(dispute_id: int) -> Dispute | None:
    return queries.dispute_by_id(db.session, current_network(db.session), dispute_id, current_actor().party_id or 0)


def _any(dispute_id: int) -> Dispute | None:
    return queries.dispute_by_id(db.session, current_network(db.session), dispute_id)


# Lists, and putting one in writing

@requires("dispute:read")
def own_disputes() -> str:
    """One's own disputes, the newest first."""
    query = queries.disputes(current_network(db.session), current_actor().party_id or 0)
    return render_template("dealings/own_disputes.html", page=newest_first(db.session, query, Dispute.id))


@requires("dispute:oversee")
def dispute_list() -> str:
    """What runs, by when it is looked at; below it what has ended."""
    network = current_network(db.session)
    return render_template("dealings/disputes.html", running=queries.running_disputes(db.session, network),
                           page=newest_first(db.session, queries.ended(network), Dispute.id))


@requires("dispute:raise")
def raise_own() -> Any:
    return _raise(DisputeForm(), Side.PARTY, lambda _form: current_actor().party_id or 0)


@requires("dispute:oversee")
def raise_at_desk() -> Any:
    form = DeskDisputeForm(candidates(db.session, current_network(db.session)))
    return _raise(form, Side.MUNICIPALITY, lambda form: form.party_id.data)


def _raise(form: DisputeForm, side: Side, party_of: Callable[[Any], int]) -> Any:
    """Fill in, read over, send to the other side."""
    network = current_network(db.session)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                row = disputes.raise_dispute(work.session, network, party_id=party_of(form), **form.told, now=work.now,
                                             document=form.document.keep(work.session), actor=current_actor())
                work.location = url_for(PAGE[side], dispute_id=row.id)
            flash(gettext("The dispute is put in writing. The other side gets a message."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    page = "dealings/raise_dispute_overview.html" if form.is_read_over else "dealings/raise_dispute.html"
    return form.answer(page, side=side)


# One dispute

@requires("dispute:read", of=_own)
def own_dispute(dispute: Dispute) -> str:
    return render_template("dealings/dispute.html", **_about(dispute, Side.PARTY))


@requires("dispute:oversee", of=_any)
def dispute(dispute: Dispute) -> Any:
    """All that was written; what the party wrote is marked as read here."""
    form = ReadForm()
    if form.is_ready and (went := carry_out(
            form, url_for("dealings.dispute", dispute_id=dispute.id), lambda work: disputes.mark_dispute_read(
                work.session, dispute, seen=form.seen, actor=current_actor(), now=work.now), gettext("Marked as read."))):
        return went
    form.version.data = str(len(dispute.entries))
    return form.answer("dealings/dispute.html", **_about(dispute, Side.MUNICIPALITY))


def _about(dispute: Dispute, side: Side) -> dict[str, Any]:
    """What the pages of both sides show; `steps` are those that this side can record."""
    proposed = dispute.public_title if dispute.public_title_by == side.other and not dispute.public_title_agreed_at else ""
    return {"dispute": dispute, "side": side, "steps": _steps(dispute), "proposed": proposed,
            "may_write": dispute.is_open and may("dispute:write", dispute), "is_asked": _is_asked(dispute, side),
            "answer_until": queries.answer_until(dispute)}


def _steps(dispute: Dispute) -> list[Transition]:
    return [step for step in steps_from(STEPS, dispute.state) if may(step.permission, dispute)]


def _is_asked(dispute: Dispute, side: Side) -> bool:
    """The other side raised it, and this one has not answered."""
    return dispute.is_open and dispute.raised_by == side.other and not any(entry.side == side for entry in dispute.entries)


@requires("dispute:write", of=_own)
def write_own(dispute: Dispute) -> Any:
    return _add_writing(dispute, Side.PARTY)


@requires("dispute:oversee", of=_any)
def write_at_desk(dispute: Dispute) -> Any:
    return _add_writing(dispute, Side.MUNICIPALITY)


def _add_writing(dispute: Dispute, side: Side) -> Any:
    form = WritingForm(by_municipality=side == Side.MUNICIPALITY)
    more = {"next_on": form.next_on.data} if form.next_on else {}
    if form.is_ready and (went := carry_out(form, url_for(PAGE[side], dispute_id=dispute.id), lambda work: disputes.add_writing(
            work.session, dispute, text=form.text.data, document=form.document.keep(work.session), **more,
            actor=current_actor(), now=work.now), gettext("Your message is sent. The other side gets a message."))):
        return went
    return form.answer("dealings/write_dispute.html", **_about(dispute, side))


@requires("dispute:read", of=_own)
def own_step(dispute: Dispute) -> Any:
    return _take_step(dispute, Side.PARTY)


@requires("dispute:oversee", of=_any)
def desk_step(dispute: Dispute) -> Any:
    return _take_step(dispute, Side.MUNICIPALITY)


def _take_step(dispute: Dispute, side: Side) -> Any:
    """Record the next step; read over first, because it cannot be undone."""
    form = StepForm(_steps(dispute), by_municipality=side == Side.MUNICIPALITY)
    if form.is_ready and (went := carry_out(form, url_for(PAGE[side], dispute_id=dispute.id), lambda work: disputes.take_dispute_step(
            work.session, dispute, form.step_name.data, **form.told, document=form.document.keep(work.session),
            actor=current_actor(), now=work.now), gettext("The step is recorded. The other side gets a message."))):
        return went
    page = "dealings/dispute_step_overview.html" if form.is_read_over else "dealings/dispute_step.html"
    return form.answer(page, **_about(dispute, side))


@requires("dispute:write", of=_own)
def own_title(dispute: Dispute) -> Any:
    return _title(dispute, Side.PARTY)


@requires("dispute:oversee", of=_any)
def desk_title(dispute: Dispute) -> Any:
    return _title(dispute, Side.MUNICIPALITY)


def _title(dispute: Dispute, side: Side) -> Any:
    """What a public agenda may say: propose, or agree with what the other side proposes."""
    about = _about(dispute, side)
    form = TitleForm(about["proposed"])

    def act(work: Work) -> None:
        if form.agrees:
            disputes.agree_on_title(work.session, dispute, title=form.seen.data, actor=current_actor(), now=work.now)
        else:
            disputes.propose_title(work.session, dispute, title=form.title.data or "", actor=current_actor(), now=work.now)

    done = gettext("From now on the agenda shows these words.") if form.agrees else gettext("The words for the agenda are kept.")
    if form.is_ready and (went := carry_out(form, url_for(PAGE[side], dispute_id=dispute.id), act, done)):
        return went
    about = _about(dispute, side)
    form.seen.data = about["proposed"]
    return form.answer("dealings/dispute_title.html", **about)


@requires("dispute:read", of=lambda document_id: queries.dispute_document(
    db.session, current_network(db.session), document_id, current_actor().party_id or 0))
def own_dispute_document(document: Document) -> Response:
    return download(document)


@requires("dispute:oversee", of=lambda document_id: queries.dispute_document(
    db.session, current_network(db.session), document_id))
def dispute_document(document: Document) -> Response:
    return download(document)
