"""The yearly evaluation of a table: answering, reading, reporting. And looking again at a composition on request."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, render_template, url_for

from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.calendar import local_day
from portal.core.codec import unpack
from portal.core.database import db
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.core.web import limiter
from portal.networks.queries import current_network
from portal.tables import evaluation_operations as operations
from portal.tables import evaluation_queries as found
from portal.tables import queries
from portal.tables.evaluation import scores, unpacked_check
from portal.tables.evaluation_forms import (
    AnswerReviewForm,
    ForReport,
    OpenEvaluationForm,
    ReadForm,
    ReportForm,
    ReviewForm,
    opinion_form,
)
from portal.tables.models import Evaluation, EvaluationAnswer, PhysicalTable, Reconsideration
from portal.tables.rules import ReadState

ANSWER_WITHIN = timedelta(days=21)
"""What is proposed as the term for answering."""


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of tables."""
    both = ["GET", "POST"]
    bp.add_url_rule("/tafels/<string:slug>/evaluaties/<int:evaluation_id>", view_func=evaluation)
    bp.add_url_rule("/tafels/<string:slug>/evaluaties/<int:evaluation_id>/meedoen", view_func=answer, methods=both)
    bp.add_url_rule("/tafels/<string:slug>/evaluaties/<int:evaluation_id>/bedankt", view_func=thanks)
    bp.add_url_rule("/tafels/<string:slug>/herziening", view_func=review, methods=both)
    bp.add_url_rule("/bureau/tafels/<string:slug>/evaluatie", view_func=evaluate, methods=both)
    bp.add_url_rule("/bureau/tafels/evaluaties/antwoorden/<int:answer_id>", view_func=read, methods=both)
    bp.add_url_rule("/bureau/tafels/herzieningen/<int:review_id>", view_func=answer_review, methods=both)


def _table(slug: str) -> PhysicalTable | None:
    return queries.table_by_slug(db.session, current_network(db.session), slug)


def _evaluation(slug: str, evaluation_id: int) -> Evaluation:
    """By its number, at the table that it belongs to."""
    row = found.evaluation_by_id(db.session, current_network(db.session), evaluation_id)
    return row if row is not None and row.composition.table.slug == slug else abort(404)


@public
def evaluation(slug: str, evaluation_id: int) -> Any:
    """What is asked and until when; after the report: what came in, as figures and in words, and what is concluded."""
    row = _evaluation(slug, evaluation_id)
    words = found.public_words(db.session, row) if row.published_at else []
    return render_template("tables/evaluation.html", table=row.composition.table, evaluation=row, words=words, **_frozen(row))


def _frozen(row: Evaluation) -> dict[str, Any]:
    check = unpack(row.rule_check) if row.rule_check else {"day": None, "seats": []}
    return {"scores": scores(row.figures), "figures": row.figures, "seats": unpacked_check(check["seats"]), "counted_on": check["day"]}


@public
@limiter.limit("20/hour", methods=["POST"])
def answer(slug: str, evaluation_id: int) -> Any:
    """A party says it with its log-in and may change it; an inhabitant without an account."""
    row, actor = _evaluation(slug, evaluation_id), current_actor()
    own = found.own_answer(db.session, row, actor.party_id)
    form = opinion_form(own)
    done = form.is_ready and carry_out(
        form, url_for("tables.thanks", slug=slug, evaluation_id=evaluation_id),
        lambda work: operations.give_opinion(work.session, row, opinion=form.opinion, actor=actor, now=work.now))
    if done:
        return done
    return form.answer("tables/evaluation_answer.html", table=row.composition.table, evaluation=row, own=own, is_open=row.is_open(clock.now()))


@public
def thanks(slug: str, evaluation_id: int) -> Any:
    """The receipt, on screen: who has no account leaves no address."""
    row = _evaluation(slug, evaluation_id)
    return render_template("tables/evaluation_thanks.html", table=row.composition.table, evaluation=row)


@requires("table:compose", of=_table)
def evaluate(table: PhysicalTable) -> Any:
    """The secretary's side: open it, read what comes in, report."""
    composition = queries.current_composition(db.session, table)
    running = found.running_evaluation(db.session, composition) if composition else None
    if composition is None:
        return render_template("tables/evaluate.html", table=table, composition=None, running=None, past=[], form=None)
    here, today = url_for("tables.evaluate", slug=table.slug), local_day(clock.now())
    if running is None:
        form: Any = OpenEvaluationForm(data={"last_day": today + ANSWER_WITHIN})
        done = form.is_ready and carry_out(
            form, here, lambda work: operations.open_evaluation(
                work.session, composition, last_day=form.last_day.data, actor=current_actor(), now=work.now),
            gettext("The evaluation is open. Every member gets a letter; it is on the site."))
    else:
        form = ReportForm(version=str(running.version), data={"next_on": today + timedelta(days=365)})
        done = form.is_ready and carry_out(
            form, url_for("tables.evaluation", slug=table.slug, evaluation_id=running.id), lambda work: operations.publish_evaluation(
                work.session, running, report=form.report.data, next_on=form.next_on.data, version=form.seen, actor=current_actor(),
                now=work.now),
            gettext("The evaluation is on the site."))
    return done or form.answer("tables/evaluate.html", table=table, composition=composition, running=running,
                               past=found.evaluations_of(db.session, table), today=today, **_shown(running))


def _shown(running: Evaluation | None) -> dict[str, Any]:
    """What came in so far, and what the rule says of the seats now."""
    if running is None:
        return {}
    figures = found.figures_now(db.session, running)
    counted_on, seats = found.seats_by_the_newest_counts(db.session, running.composition)
    answers = found.answers_of(db.session, running)
    return {"is_open": running.is_open(clock.now()), "answers": [one for one in answers if one.good or one.better],
            "unread": sum(one.state == ReadState.NEW for one in answers), "figures": figures, "scores": scores(figures), "seats": seats,
            "counted_on": counted_on}


def _answer(answer_id: int) -> EvaluationAnswer | None:
    return found.answer_by_id(db.session, current_network(db.session), answer_id)


@requires("table:compose", of=_answer)
def read(answer: EvaluationAnswer) -> Any:
    """Open words of one answer: in the report or not."""
    form, table = ReadForm(), answer.evaluation.composition.table
    done = form.is_ready and carry_out(
        form, url_for("tables.evaluate", slug=table.slug), lambda work: operations.read_opinion(
            work.session, answer, may_be_public=form.reading.data == ForReport.PUBLISH, reason=form.reason.data or "", actor=current_actor(),
            now=work.now), gettext("This is recorded."))
    return done or form.answer("tables/evaluation_read.html", answer=answer, table=table)


@requires("table:request", of=_table)
def review(table: PhysicalTable) -> Any:
    """Why a party has its seat or not; and asking the municipality to look again."""
    party_id, composition = current_actor().party_id or 0, queries.current_composition(db.session, table)
    standing = queries.outcomes_for(db.session, current_network(db.session), party_id).get(table.id)
    asked = found.review_of(db.session, composition, party_id) if composition else None
    form = ReviewForm()
    done = form.is_ready and carry_out(
        form, url_for("tables.review", slug=table.slug), lambda work: operations.ask_to_look_again(
            work.session, table, text=form.text.data, actor=current_actor(), now=work.now),
        gettext("Your request is with the secretary. You get the answer by e-mail."))
    return done or form.answer("tables/review.html", table=table, composition=composition, standing=standing, asked=asked)


def _review(review_id: int) -> Reconsideration | None:
    return found.review_by_id(db.session, current_network(db.session), review_id)


@requires("table:compose", of=_review)
def answer_review(review: Reconsideration) -> Any:
    """The secretary answers with reasons, reads it over and sends it; the party gets it by mail."""
    form, table = AnswerReviewForm(version=str(review.version)), review.composition.table
    done = form.is_ready and carry_out(
        form, url_for("tables.answer_review", review_id=review.id), lambda work: operations.answer_review(
            work.session, review, outcome=form.outcome.data, answer=form.reply.data, version=form.seen, actor=current_actor(), now=work.now),
        gettext("The answer is sent."))
    standing = queries.outcomes_for(db.session, current_network(db.session), review.party_id).get(table.id)
    page = "tables/review_answer_overview.html" if form.is_read_over else "tables/review_answer.html"
    return done or form.answer(page, review=review, table=table, standing=standing)
