"""Evaluations of tables, their answers, requests to look again, and what of all this waits for the secretary."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.core.calendar import local_day
from portal.core.prepared import prepared
from portal.networks.models import Network
from portal.tables import queries
from portal.tables.evaluation import SeatCheck, figures
from portal.tables.models import (
    Composition,
    Evaluation,
    EvaluationAnswer,
    PhysicalTable,
    Reconsideration,
    SeatRequest,
    Standing,
)
from portal.tables.rules import ReadState, SizeClass, by_provider, counting
from portal.tables.tiers import classify

SEEN_AHEAD = timedelta(days=60)
"""An evaluation is on the desk this long before it is due: asking around takes time."""
MOST = 200


def evaluations_of(session: Session, table: PhysicalTable) -> list[Evaluation]:
    """All evaluations of a table, the newest first."""
    return list(session.scalars(
        select(Evaluation).join(Evaluation.composition).options(contains_eager(Evaluation.composition))
        .where(Composition.table_id == table.id).order_by(Evaluation.id.desc())))


def running_evaluation(session: Session, composition: Composition) -> Evaluation | None:
    """The one whose report is still to come."""
    return session.scalar(select(Evaluation).where(Evaluation.composition_id == composition.id, Evaluation.published_at.is_(None)))


def evaluation_by_id(session: Session, network: Network, evaluation_id: int) -> Evaluation | None:
    return session.scalar(
        select(Evaluation).join(Evaluation.composition).join(Composition.table)
        .options(contains_eager(Evaluation.composition).contains_eager(Composition.table))
        .where(Evaluation.id == evaluation_id, PhysicalTable.network_id == network.id))


def answers_of(session: Session, evaluation: Evaluation) -> list[EvaluationAnswer]:
    """Every answer, unread ones first."""
    return list(session.scalars(
        select(EvaluationAnswer).options(joinedload(EvaluationAnswer.party)).where(EvaluationAnswer.evaluation_id == evaluation.id)
        .order_by(EvaluationAnswer.state != ReadState.NEW, EvaluationAnswer.id)))


def public_words(session: Session, evaluation: Evaluation) -> list[EvaluationAnswer]:
    """Open words that were read and may be public, without who wrote them."""
    return list(session.scalars(
        select(EvaluationAnswer).where(
            EvaluationAnswer.evaluation_id == evaluation.id, EvaluationAnswer.state == ReadState.PUBLISHED,
            or_(EvaluationAnswer.good != "", EvaluationAnswer.better != "")).order_by(EvaluationAnswer.id)))


def answer_by_id(session: Session, network: Network, answer_id: int) -> EvaluationAnswer | None:
    return session.scalar(
        select(EvaluationAnswer).join(EvaluationAnswer.evaluation).join(Evaluation.composition).join(Composition.table)
        .options(contains_eager(EvaluationAnswer.evaluation).contains_eager(Evaluation.composition).contains_eager(Composition.table))
        .where(EvaluationAnswer.id == answer_id, PhysicalTable.network_id == network.id))


def own_answer(session: Session, evaluation: Evaluation, party_id: int | None) -> EvaluationAnswer | None:
    return session.scalar(select(EvaluationAnswer).where(
        EvaluationAnswer.evaluation_id == evaluation.id, EvaluationAnswer.party_id == party_id, EvaluationAnswer.party_id.is_not(None)))


def figures_now(session: Session, evaluation: Evaluation) -> dict[str, object]:
    """The answers as figures, as they are now."""
    rows = session.execute(select(EvaluationAnswer.party_id, EvaluationAnswer.scores).where(EvaluationAnswer.evaluation_id == evaluation.id))
    return figures((party_id is not None, scores) for party_id, scores in rows)


def seats_by_the_newest_counts(session: Session, composition: Composition) -> tuple[date | None, list[SeatCheck]]:
    """Each seat with its class then and by the newest counts (IN 7.4), and the day of those counts."""
    counts = queries.latest_counts(session, composition.table.network_id)
    if counts is None:
        return None, []
    market = by_provider(counting(queries.count_rows(session, counts), composition.table.domains, composition.basis))
    tiers = classify(market)
    clients = {provider.kvk: provider.clients for provider in market}
    seated = queries.in_order(queries.standings(session, composition))
    return counts.data_date, [
        SeatCheck(seat.name, seat.size_class, tiers.class_of(clients[seat.kvk]) if seat.kvk in clients else SizeClass.SMALL) for seat in seated]


def review_of(session: Session, composition: Composition, party_id: int | None) -> Reconsideration | None:
    return session.scalar(select(Reconsideration).where(
        Reconsideration.composition_id == composition.id, Reconsideration.party_id == party_id))


def review_by_id(session: Session, network: Network, review_id: int) -> Reconsideration | None:
    return session.scalar(
        select(Reconsideration).join(Reconsideration.composition).join(Composition.table)
        .options(contains_eager(Reconsideration.composition).contains_eager(Composition.table), joinedload(Reconsideration.party))
        .where(Reconsideration.id == review_id, PhysicalTable.network_id == network.id))


def open_reviews(session: Session, network: Network) -> list[Reconsideration]:
    """Requests to look again that wait for an answer."""
    return list(session.scalars(
        select(Reconsideration).join(Reconsideration.composition).join(Composition.table)
        .options(contains_eager(Reconsideration.composition).contains_eager(Composition.table), joinedload(Reconsideration.party))
        .where(PhysicalTable.network_id == network.id, Reconsideration.answered_at.is_(None)).order_by(Reconsideration.id).limit(MOST)))


def due_evaluations(session: Session, network: Network, now: datetime) -> list[Composition]:
    """Compositions in force of open tables whose evaluation comes near or is late, and was not begun."""
    begun = select(Evaluation.id).where(Evaluation.composition_id == Composition.id, Evaluation.published_at.is_(None)).exists()
    return [composition for composition, _ in queries.newest_compositions(
                session, network, ~begun, Composition.evaluate_by <= local_day(now) + SEEN_AHEAD, PhysicalTable.closed_at.is_(None)).values()]


@dataclass(frozen=True, slots=True)
class Running:
    """An evaluation without a report, with what was not read yet."""

    evaluation: Evaluation
    table: PhysicalTable
    unread: int
    oldest: datetime | None


def running_evaluations(session: Session, network: Network) -> list[Running]:
    """Evaluations whose report is to come, with the answers to read. One query."""
    return [Running(*row) for row in session.execute(*_running_evaluations(network))]


@prepared
def _running_evaluations(network: Network) -> Select[Evaluation, PhysicalTable, int, datetime]:
    return (select(Evaluation, PhysicalTable, func.count(EvaluationAnswer.id), func.min(EvaluationAnswer.received_at))
            .join(Composition, Composition.id == Evaluation.composition_id).join(PhysicalTable, PhysicalTable.id == Composition.table_id)
            .outerjoin(EvaluationAnswer, (EvaluationAnswer.evaluation_id == Evaluation.id) & (EvaluationAnswer.state == ReadState.NEW))
            .where(PhysicalTable.network_id == network.id, Evaluation.published_at.is_(None))
            .group_by(Evaluation.id, PhysicalTable.id).order_by(Evaluation.id))


def to_evaluate(session: Session, network: Network, party_id: int, now: datetime) -> list[tuple[Evaluation, PhysicalTable]]:
    """Evaluations that can be answered now, of which this party said nothing yet. One query."""
    said = select(EvaluationAnswer.id).where(EvaluationAnswer.evaluation_id == Evaluation.id, EvaluationAnswer.party_id == party_id).exists()
    rows = session.execute(
        select(Evaluation, PhysicalTable).join(Composition, Composition.id == Evaluation.composition_id)
        .join(PhysicalTable, PhysicalTable.id == Composition.table_id)
        .where(PhysicalTable.network_id == network.id, Evaluation.opened_at <= now, Evaluation.closes_at > now, ~said).order_by(Evaluation.id))
    return [(evaluation, table) for evaluation, table in rows]


def tables_to_compose(session: Session, network: Network) -> list[tuple[PhysicalTable, datetime, int]]:
    """Open tables that never had a composition, where parties ask for a seat: since when, and how many. One query."""
    composed = select(Composition.id).where(Composition.table_id == PhysicalTable.id, Composition.published_at.is_not(None)).exists()
    rows = session.execute(
        select(PhysicalTable, func.min(SeatRequest.asked_at), func.count()).join(SeatRequest, SeatRequest.table_id == PhysicalTable.id)
        .where(PhysicalTable.network_id == network.id, PhysicalTable.closed_at.is_(None), SeatRequest.withdrawn_at.is_(None), ~composed)
        .group_by(PhysicalTable.id).order_by(PhysicalTable.name))
    return [(table, since, count) for table, since, count in rows]


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A table that a party asked for a seat at: its request, and what the composition that holds now says of it."""

    table: PhysicalTable
    request: SeatRequest
    standing: Standing | None


def own_places(session: Session, network: Network, party_id: int) -> list[OwnPlace]:
    """Where this party asked for a seat, with the outcome. Two queries."""
    requests = session.execute(
        select(PhysicalTable, SeatRequest).join(SeatRequest, SeatRequest.table_id == PhysicalTable.id)
        .where(PhysicalTable.network_id == network.id, SeatRequest.party_id == party_id, SeatRequest.withdrawn_at.is_(None))
        .where(PhysicalTable.closed_at.is_(None)).order_by(PhysicalTable.name)).all()
    outcomes = queries.outcomes_for(session, network, party_id) if requests else {}
    return [OwnPlace(table, request, outcomes.get(table.id)) for table, request in requests]
