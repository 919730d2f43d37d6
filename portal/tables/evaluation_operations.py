"""Once a year: ask providers and inhabitants how a table works, read, report (IN 7.3, 7.4). And looking again on request (IN 7.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day, start_of_day
from portal.core.codec import pack
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.members.queries import member_ids, network_recipients
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.parties.queries import recipients
from portal.tables import evaluation_messages as letters
from portal.tables import evaluation_queries as found
from portal.tables import queries
from portal.tables.evaluation import packed_check
from portal.tables.models import Composition, Evaluation, EvaluationAnswer, PhysicalTable, Reconsideration
from portal.tables.operations import evaluation_fits
from portal.tables.rules import SCALE, CompositionState, Question, ReadState, ReviewOutcome

SHORTEST, LONGEST = timedelta(days=7), timedelta(days=62)
"""How long people get to answer."""


def open_evaluation(session: Session, composition: Composition, *, last_day: date, actor: Actor, now: datetime) -> Evaluation:
    """Ask providers and inhabitants, through `last_day`. One at a time, of the composition that holds."""
    table = composition.table
    lock(session, table)
    if table.closed_at is not None or composition.state != CompositionState.PUBLISHED:
        raise Refused("table:closed")
    if found.running_evaluation(session, composition) is not None:
        raise Refused("evaluation:running")
    if not SHORTEST <= last_day - local_day(now) <= LONGEST:
        raise Refused("evaluation:term", field="last_day", least=SHORTEST.days, most=LONGEST.days)
    evaluation = Evaluation(composition_id=composition.id, due_on=composition.evaluate_by, opened_at=now,
                            closes_at=start_of_day(last_day + timedelta(days=1)))
    session.add(evaluation)
    session.flush()
    record(session, evaluation, "evaluation:open", actor=actor, now=now, table=table.name, last_day=last_day)
    publish(session, "evaluation:open", network_id=table.network_id, title=table.name, now=now,
            path=f"/tafels/{table.slug}/evaluaties/{evaluation.id}", closes_at=evaluation.closes_at)
    queue(session, letters.asked(evaluation, table, network_recipients(session, table.network)), now=now)
    return evaluation


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody says of a table."""

    scores: Mapping[Question, int]
    good: str = ""
    better: str = ""


def give_opinion(session: Session, evaluation: Evaluation, *, opinion: Opinion, actor: Actor, now: datetime) -> EvaluationAnswer:
    """A party says it once and may change it until the last day; an inhabitant says it without an account."""
    lock(session, evaluation)
    if not evaluation.is_open(now):
        raise Refused("evaluation:is-closed")
    if actor.municipality_id is not None:
        raise Refused("evaluation:not-the-municipality")
    if set(opinion.scores) != set(Question) or not set(opinion.scores.values()) <= set(SCALE):
        raise Refused("evaluation:incomplete")
    party_id = actor.party_id
    if party_id is not None and party_id not in member_ids(session, evaluation.composition.table.network):
        party_id = None  # who is no member speaks as anybody else
    answer = found.own_answer(session, evaluation, party_id) or EvaluationAnswer(evaluation_id=evaluation.id, party_id=party_id)
    answer.scores = {question.value: point for question, point in opinion.scores.items()}
    answer.good, answer.better, answer.received_at, answer.withheld_reason = opinion.good, opinion.better, now, ""
    # Figures alone hold nothing to read.
    answer.state = ReadState.NEW if opinion.good or opinion.better else ReadState.PUBLISHED
    session.add(answer)
    record(session, answer, "evaluation:answer", actor=actor, now=now, evaluation=evaluation.id)
    return answer


def read_opinion(session: Session, answer: EvaluationAnswer, *, may_be_public: bool, reason: str = "", actor: Actor, now: datetime) -> None:
    """The secretary read the open words (DESIGN rule 8): they come in the report, or stay out of it with a reason."""
    lock(session, answer)
    if answer.evaluation.published_at is not None:
        raise Refused("evaluation:is-published")
    if not may_be_public and not reason.strip():
        raise Refused("evaluation:reason-missing", field="reason")
    answer.state = ReadState.PUBLISHED if may_be_public else ReadState.WITHHELD
    answer.withheld_reason = "" if may_be_public else reason
    record(session, answer, "evaluation:read", actor=actor, now=now, public=may_be_public, reason=answer.withheld_reason)


def publish_evaluation(session: Session, evaluation: Evaluation, *, report: str, next_on: date, version: int, actor: Actor,
                       now: datetime) -> None:
    """The report, with the figures and the check against the rule as they are now; the next one within a year (IN 7.4)."""
    composition, table = evaluation.composition, evaluation.composition.table
    lock(session, composition)
    lock(session, evaluation)
    if evaluation.version != version:
        raise Stale(evaluation.report)
    _check_report(session, evaluation, report, next_on, now)
    day, seats = found.seats_by_the_newest_counts(session, composition)
    evaluation.figures = found.figures_now(session, evaluation)
    evaluation.rule_check = pack({"day": day, "seats": packed_check(seats)})
    evaluation.report, evaluation.next_on, evaluation.published_at = report, next_on, now
    composition.evaluate_by = next_on
    record(session, evaluation, "evaluation:publish", actor=actor, now=now, table=table.name, next_on=next_on, due_on=evaluation.due_on)
    publish(session, "evaluation:published", network_id=table.network_id, title=table.name, now=now,
            path=f"/tafels/{table.slug}/evaluaties/{evaluation.id}", next_on=next_on)


def _check_report(session: Session, evaluation: Evaluation, report: str, next_on: date, now: datetime) -> None:
    if evaluation.published_at is not None:
        raise Refused("evaluation:is-published")
    if evaluation.is_open(now):
        raise Refused("evaluation:is-open")
    if any(answer.state == ReadState.NEW for answer in found.answers_of(session, evaluation)):
        raise Refused("evaluation:unread")
    if not report.strip():
        raise Refused("evaluation:report-missing", field="report")
    if not evaluation_fits(next_on, local_day(now)):
        raise Refused("composition:evaluate-by", field="next_on")


def ask_to_look_again(session: Session, table: PhysicalTable, *, text: str, actor: Actor, now: datetime) -> Reconsideration:
    """A party asks the municipality to look again at the composition that holds (IN 7.6, ZL 7.4). Once for each composition."""
    lock(session, table)
    composition = queries.current_composition(session, table)
    if composition is None or table.closed_at is not None:
        raise Refused("review:nothing")
    if actor.party_id is None or actor.party_id not in member_ids(session, table.network):
        raise Refused("table:only-members")
    if found.review_of(session, composition, actor.party_id) is not None:
        raise Refused("review:asked")
    review = Reconsideration(composition_id=composition.id, party_id=actor.party_id, text=text, person_name=actor.person_name, asked_at=now)
    session.add(review)
    record(session, review, "review:ask", actor=actor, now=now, table=table.name, text=text)
    queue(session, letters.review(review, table, "", recipients(session, [actor.party_id])), now=now)
    return review


def answer_review(session: Session, review: Reconsideration, *, outcome: ReviewOutcome, answer: str, version: int, actor: Actor,
                  now: datetime) -> None:
    """The municipality's answer with its reasons, by mail; a change itself is a new composition. Raises Stale when it was answered."""
    lock(session, review)
    if review.version != version:
        raise Stale(review.answer)
    if review.answered_at is not None:
        raise Refused("guest:decided")
    if not answer.strip():
        raise Refused("review:answer-missing", field="reply")
    review.outcome, review.answer, review.answered_at, review.answered_by = outcome, answer, now, actor.person_name
    record(session, review, "review:answer", actor=actor, now=now, outcome=outcome, reason=answer)
    table = review.composition.table
    queue(session, letters.review(review, table, outcome.value, recipients(session, [review.party_id])), now=now)
