"""Pages of answering: themes, one answer for many, publishing, the reaction memo, and what a sender says of the handling."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for

from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.exports import csv_file, xlsx_file
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, ngettext
from portal.core.paging import asked_part
from portal.core.pdf import pdf_file
from portal.core.web import limiter, see_other
from portal.core.word import word_file
from portal.networks.queries import current_network
from portal.proposals.models import Proposal
from portal.proposals.queries import by_number, latest_version
from portal.rounds import answers, memo, queries
from portal.rounds.answer_forms import (
    ConfirmForm,
    ReadRejoinderForm,
    RejoinderForm,
    ThemeForm,
    TogetherForm,
)
from portal.rounds.forms import Reading, version_of
from portal.rounds.memo import Memo
from portal.rounds.models import CommentRound, Reaction, Rejoinder
from portal.rounds.rules import unmet_before_answers


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as those of the rounds."""
    both = ["GET", "POST"]
    bp.add_url_rule("/bureau/rondes/<int:round_id>/kiezen", view_func=choose, methods=["POST"])
    bp.add_url_rule("/bureau/rondes/<int:round_id>/samen", view_func=answer_together, methods=both)
    bp.add_url_rule("/bureau/rondes/<int:round_id>/antwoorden", view_func=publish_answers, methods=both)
    bp.add_url_rule("/bureau/weerwoorden/<int:rejoinder_id>", view_func=read_rejoinder, methods=both)
    bp.add_url_rule("/reacties/volg/<string:key>/weerwoord", view_func=rejoin, methods=both)
    bp.add_url_rule("/voorstellen/<string:number>/reactienota", view_func=show_memo)
    for kind, view in (("pdf", memo_pdf), ("docx", memo_docx), ("csv", memo_csv), ("xlsx", memo_xlsx)):
        bp.add_url_rule(f"/voorstellen/<string:number>/reactienota.{kind}", view_func=view)


def _managed(round_id: int) -> CommentRound | None:
    return queries.round_by_id(db.session, round_id)


def _chosen_ids() -> list[int]:
    return [int(value) for value in request.values.getlist("reactie") if value.isascii() and value.isdigit()][:2000]


@requires("round:manage", of=_managed)
def choose(round_: CommentRound) -> Any:
    """What to do with the reactions that were ticked: put them under a theme, or answer them together."""
    chosen, form = _chosen_ids(), ThemeForm()
    if request.form.get("act") == "answer" and chosen:
        return see_other(url_for("rounds.answer_together", round_id=round_.id, reactie=chosen))
    try:
        if form.validate_on_submit():
            with transaction(form.once.data) as work:
                theme = answers.put_under_theme(work.session, round_, chosen, form.theme.data or "", actor=current_actor(),
                                                now=work.now)
                work.location = url_for("rounds.manage", round_id=round_.id, _anchor="reacties")
            flash(ngettext("%(num)s reaction now stands under '%(theme)s'.", "%(num)s reactions now stand under '%(theme)s'.",
                           len(chosen), theme=theme.title) if theme else gettext("The reactions have no theme any more."))
    except Refused:
        flash(gettext("Tick the reactions first."), "error")
    return see_other(url_for("rounds.manage", round_id=round_.id, _anchor="reacties"))


@requires("round:manage", of=_managed)
def answer_together(round_: CommentRound) -> Any:
    """One answer for the reactions that were ticked: every one keeps its own, and can be changed by itself later."""
    form = TogetherForm(_together(round_), latest_version(db.session, round_.proposal).paragraphs)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                drafts = answers.answer_together(
                    work.session, round_, form.versions, adopted=form.adopted.data, text=form.answer_text.data,
                    changed=form.changed.data or [], actor=current_actor(), now=work.now)
                work.location = url_for("rounds.manage", round_id=round_.id, _anchor="reacties")
            flash(ngettext("The answer is saved as a draft for %(num)s reaction.",
                           "The answer is saved as a draft for %(num)s reactions.", len(drafts)))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("rounds/answer_together.html", round=round_, proposal=round_.proposal,
                       reactions=_together(round_, set(form.versions)))


def _together(round_: CommentRound, ids: set[int] | None = None) -> list[Reaction]:
    """The ticked reactions whose answer is not public yet, the oldest first."""
    wanted = set(_chosen_ids()) if ids is None else ids
    query = queries.reactions_visible_to(current_actor(), round_).where(Reaction.id.in_(wanted))
    return [r for r in db.session.scalars(query).unique().all()[::-1] if not (r.answer and r.answer.published_at)]


@requires("round:manage", of=_managed)
def publish_answers(round_: CommentRound) -> Any:
    """What becomes public and who is told; then all answers at once."""
    form = ConfirmForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                count = answers.publish_answers(work.session, round_, actor=current_actor(), now=work.now)
                work.location = url_for("rounds.manage", round_id=round_.id)
            flash(ngettext("%(num)s answer is public now. The sender gets a message.",
                           "%(num)s answers are public now. Every sender gets a message.", count))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    drafts = queries.drafts(db.session, round_)
    missing = unmet_before_answers(round_.closes_at, queries.undrafted(db.session, round_), clock.now())
    return form.answer("rounds/publish_answers.html", round=round_, proposal=round_.proposal, drafts=drafts, unmet=missing)


def _answered_round(number: str) -> CommentRound:
    """The round that the address asks for: the newest answered one, or with `versie` that of this text."""
    proposal: Proposal = by_number(db.session, current_network(db.session), number, current_actor()) or abort(404)
    asked = request.args.get("versie", "")
    version = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    return queries.answered_round(db.session, proposal, version) or abort(404)


def _asked_memo(number: str) -> Memo:
    """All of it, for a file."""
    return memo.memo_of(db.session, _answered_round(number))


@public
@may_be_kept("versie", "deel")
def show_memo(number: str) -> str:
    """Every reaction with its answer, by theme, for everyone; a long memo is read in parts."""
    part = asked_part()
    found = memo.memo_of(db.session, _answered_round(number), part)
    if part > found.parts:
        abort(404)
    return render_template("rounds/memo.html", memo=found, proposal=found.proposal, round=found.round, part=part)


@public
@limiter.limit("60/hour")
def memo_pdf(number: str) -> Response:
    """The memo on paper."""
    found = _asked_memo(number)
    return pdf_file(_name(found), "rounds/memo_document.html", memo=found, proposal=found.proposal, round=found.round)


@public
@limiter.limit("60/hour")
def memo_docx(number: str) -> Response:
    """The memo as a Word file, to send along with a proposal to the boards."""
    found = _asked_memo(number)
    return word_file(_name(found), memo.as_word(found))


@public
def memo_csv(number: str) -> Response:
    """The memo as a table for Dutch Excel."""
    found = _asked_memo(number)
    return csv_file(_name(found), *memo.table(found))


@public
def memo_xlsx(number: str) -> Response:
    """The memo as a workbook."""
    found = _asked_memo(number)
    return xlsx_file(_name(found), *memo.table(found))


def _name(found: Memo) -> str:
    return f"{gettext('reaction-memo')}-{found.proposal.number}"


def _answered(key: str) -> Reaction | None:
    reaction = queries.reaction_by_key(db.session, key)
    return reaction if reaction and reaction.answer else None


@public
@limiter.limit("20/hour", methods=["POST"])
def rejoin(key: str) -> Any:
    """Say once what one thinks of the answer: for who has the link of the receipt."""
    reaction = _answered(key) or abort(404)
    if reaction.rejoinder:
        return see_other(url_for("rounds.follow", key=key))
    form = RejoinderForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                answers.give_rejoinder(work.session, reaction, text=form.text.data, actor=current_actor(), now=work.now)
                work.location = url_for("rounds.follow", key=key)
            flash(gettext("Your text has come in. The secretary reads it first."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    page = "rounds/rejoin_overview.html" if form.is_read_over else "rounds/rejoin.html"
    answer = make_response(form.answer(page, reaction=reaction, proposal=reaction.round.proposal))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@requires("reaction:read", of=lambda rejoinder_id: queries.rejoinder_to_read(db.session, rejoinder_id))
def read_rejoinder(rejoinder: Rejoinder) -> Any:
    """Read what a sender says of the handling, and put it on the site or not."""
    form, rejoinder_id = ReadRejoinderForm(rejoinder), rejoinder.id
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                answers.read_rejoinder(
                    work.session, rejoinder, publish=form.reading.data == Reading.PUBLISH, public_text=form.public_text.data,
                    reason=form.reason.data, version=version_of(form), actor=current_actor(), now=work.now)
                work.location = url_for("rounds.queue")
            flash(gettext("Saved. The text stands below the answer.") if form.reading.data == Reading.PUBLISH
                  else gettext("Saved. The text stays off the site, the sender can read why."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            queries.rejoinder_to_read(db.session, rejoinder_id)
    return form.answer("rounds/read_rejoinder.html", rejoinder=rejoinder, reaction=rejoinder.reaction,
                       proposal=rejoinder.reaction.round.proposal)
