"""Duties that wait, out of the tasks of the desk; and what was done of them in the past year, with the terms of the desk."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload, load_only, selectinload

from portal.audit.models import AuditEntry
from portal.core.calendar import start_of_day
from portal.core.codec import pack
from portal.core.transitions import steps_from
from portal.decisions.models import BoardDecision, Submission
from portal.decisions.queries import standing
from portal.decisions.rules import BOARD_DAYS
from portal.desk.duty_rules import DUTY_OF, LOOKS_BACK, Duty, Owed
from portal.desk.meeting_tasks import owed_title, public_meeting, public_proposal, public_signal, public_table
from portal.desk.queries import report_by, tasks
from portal.desk.rules import MINUTES_DAYS, REMARK_DAYS, Public, days_after, end_of
from portal.meetings.models import Meeting
from portal.meetings.owed_queries import owing
from portal.members.models import Membership
from portal.networks.models import Network
from portal.proposals.models import Objection, Proposal
from portal.proposals.queries import belongs_to
from portal.proposals.rules import STEPS, Stage
from portal.rounds.models import Answer, Reaction
from portal.rounds.queries import Progress, progress
from portal.signals.models import Reply, Signal
from portal.tables.models import Composition, Evaluation, Guest, PhysicalTable, Reconsideration
from portal.votes.models import Vote

MOST = 1000
"""Of one kind; the newest."""
NAMED = (Proposal.written_title, Proposal.hidden_at, Proposal.year, Proposal.sequence, Proposal.published_at, Proposal.received_at)
"""What is told of a proposal: thousands are listed, and none is read whole."""


def waiting_duties(session: Session, network: Network, rounds: list[Progress], now: datetime) -> list[Owed]:
    """What is owed now, the first to fall due first: the work of the desk that is a duty."""
    found = [Owed(DUTY_OF[task.todo], task.due, task.public, task.since)
             for task in tasks(session, network, rounds, now) if task.todo in DUTY_OF]
    order = list(Duty)
    return sorted(found, key=lambda one: (one.due, order.index(one.duty), one.public.label if one.public else ""))


def duties(session: Session, network: Network, now: datetime) -> tuple[list[Owed], list[Owed]]:
    """What waits; and what was done in the past year, the last first. A fixed number of queries."""
    rounds = progress(session, network)
    since, days = now - LOOKS_BACK, network.profile.answer_days
    done = [*_judged_signals(session, network, since, days), *_judged_proposals(session, network, since, days),
            *_replies(session, network, since, days), *_meetings(session, network, since, now), *_minutes(session, network, since),
            *_answered(session, rounds, since, days), *_weighed(session, network, since, days), *_boards(session, network, since),
            *_admitted(session, network, since), *_of_tables(session, network, since, days),
            *_evaluated(session, network, since, days)]
    return waiting_duties(session, network, rounds, now), sorted(done, key=lambda one: one.done_at or now, reverse=True)


def _judged_signals(session: Session, network: Network, since: datetime, days: int) -> list[Owed]:
    rows = session.scalars(select(Signal).where(Signal.network_id == network.id, Signal.decided_at >= since)
                           .order_by(Signal.id.desc()).limit(MOST))
    return [Owed(Duty.JUDGE_SIGNAL, days_after(row.received_at, days), public_signal(row), row.received_at, row.decided_at) for row in rows]


def _judged_proposals(session: Session, network: Network, since: datetime, days: int) -> list[Owed]:
    """The step with which a proposal left the intake stands in the record."""
    order = network.profile.order
    names = [f"proposal:{step.name}" for step in steps_from(STEPS[order], Stage.RECEIVED) if step.name != "withdraw"]
    rows = session.execute(
        select(AuditEntry.happened_at, AuditEntry.changes, Proposal).join(Proposal, Proposal.id == AuditEntry.subject_id)
        .where(AuditEntry.subject_type == "proposal", AuditEntry.action.in_(names), AuditEntry.happened_at >= since,
               Proposal.network_id == network.id).options(load_only(*NAMED)).order_by(AuditEntry.id.desc()).limit(MOST))
    return [Owed(Duty.JUDGE_PROPOSAL, days_after(proposal.received_at, days), public_proposal(proposal), proposal.received_at, happened_at)
            for happened_at, changes, proposal in rows if pack({"was": Stage.RECEIVED})["was"] == changes["stage"][0]]


def _replies(session: Session, network: Network, since: datetime, days: int) -> list[Owed]:
    """What senders said of a judgement, and the answer to it."""
    of_signals = session.scalars(
        select(Reply).join(Reply.signal).options(contains_eager(Reply.signal))
        .where(Signal.network_id == network.id, Reply.read_at >= since).order_by(Reply.id.desc()).limit(MOST))
    of_proposals = session.scalars(
        select(Objection).join(Objection.proposal).options(contains_eager(Objection.proposal))
        .where(Proposal.network_id == network.id, Objection.answered_at >= since).order_by(Objection.id.desc()).limit(MOST))
    return [
        *(Owed(Duty.REPLY, days_after(row.received_at, days), public_signal(row.signal), row.received_at, row.read_at) for row in of_signals),
        *(Owed(Duty.REPLY, days_after(row.received_at, days), public_proposal(row.proposal), row.received_at, row.answered_at)
          for row in of_proposals),
    ]


def _meetings(session: Session, network: Network, since: datetime, now: datetime) -> list[Owed]:
    """Owed meetings that were held (IN 7.2)."""
    return [Owed(Duty.MEETING, end_of(one.meeting.due_on), Public(owed_title(one), "/bijeenkomsten"), start_of_day(one.meeting.begins_on),
                 start_of_day(one.meeting.held_on))
            for one in owing(session, network, now)
            if one.meeting.held_on and not one.is_planned and start_of_day(one.meeting.held_on) >= since]


def _minutes(session: Session, network: Network, since: datetime) -> list[Owed]:
    rows = session.scalars(
        select(Meeting).options(joinedload(Meeting.table)).where(Meeting.network_id == network.id, Meeting.adopted_at >= since)
        .order_by(Meeting.id.desc()).limit(MOST))
    return [Owed(Duty.MINUTES, days_after(row.remarks_close_at, REMARK_DAYS) if row.remarks_close_at else days_after(row.ends_at, MINUTES_DAYS),
                 public_meeting(row), row.ends_at, row.adopted_at) for row in rows]


def _answered(session: Session, rounds: list[Progress], since: datetime, days: int) -> list[Owed]:
    """Rounds of which every answer is public, with the moment of the last one."""
    whole = {row.round.id: row.round for row in rounds if row.received and not row.waits}
    rows = session.execute(
        select(Reaction.round_id, func.max(Answer.published_at)).join(Answer, Answer.reaction_id == Reaction.id)
        .where(Reaction.round_id.in_(whole), Reaction.late.is_(False)).group_by(Reaction.round_id))
    return [Owed(Duty.ANSWERS, days_after(whole[round_id].closes_at, days), public_proposal(whole[round_id].proposal),
                 whole[round_id].closes_at, last) for round_id, last in rows if last and last >= since]


def _weighed(session: Session, network: Network, since: datetime, days: int) -> list[Owed]:
    """What was decided after a vote, by the last vote that was closed then (IN 9.1)."""
    rows = session.execute(
        select(Submission.decided_at, func.max(Vote.closes_at), Proposal).join(Proposal, Proposal.id == Submission.proposal_id)
        .join(Vote, Vote.proposal_id == Proposal.id)
        .where(Proposal.network_id == network.id, Submission.decided_at >= since, Vote.closes_at <= Submission.decided_at)
        .options(load_only(*NAMED))
        .group_by(Submission.id, Proposal.id).order_by(Submission.id.desc()).limit(MOST))
    return [Owed(Duty.WEIGHING, days_after(closed, days), public_proposal(proposal), closed, decided) for decided, closed, proposal in rows]


def _boards(session: Session, network: Network, since: datetime) -> list[Owed]:
    """Decisions by the day on which the board took them. Two queries."""
    rows = session.scalars(
        standing(select(BoardDecision)).join(BoardDecision.proposal)
        .options(load_only(BoardDecision.submission_id, BoardDecision.decided_on), joinedload(BoardDecision.municipality),
                 contains_eager(BoardDecision.proposal).load_only(*NAMED))
        .where(belongs_to(network.id), BoardDecision.recorded_at >= since).order_by(BoardDecision.id.desc()).limit(MOST)).all()
    asked = {row.id: row.decided_at for row in session.scalars(
        select(Submission).where(Submission.id.in_({row.submission_id for row in rows})))}
    return [Owed(Duty.BOARDS, days_after(asked[row.submission_id], BOARD_DAYS), _of_board(row.proposal, row.municipality.name),
                 asked[row.submission_id], start_of_day(row.decided_on)) for row in rows]


def _of_board(proposal: Proposal, name: str) -> Public | None:
    public = public_proposal(proposal)
    return Public(f"{public.label} ({name})", public.path) if public else None


def _admitted(session: Session, network: Network, since: datetime) -> list[Owed]:
    """Decisions on applications. Who applied is not said here: a refusal is between the two."""
    rows = session.scalars(
        select(Membership).options(selectinload(Membership.supplements), joinedload(Membership.network), defer(Membership.application_data))
        .where(Membership.network_id == network.id, Membership.decided_at >= since).order_by(Membership.id.desc()).limit(MOST))
    terms = [(row, row.decides_by(row.decided_at)) for row in rows if row.decided_at]
    return [Owed(Duty.ADMISSION, term.closes_at, None, row.applied_at, row.decided_at) for row, term in terms if term]


def _of_tables(session: Session, network: Network, since: datetime, days: int) -> list[Owed]:
    """Answers to who asked to look again (IN 7.6), and about guests that parties asked for (IN 7.7)."""
    reviews = session.scalars(
        select(Reconsideration).join(Reconsideration.composition).join(Composition.table)
        .options(contains_eager(Reconsideration.composition).contains_eager(Composition.table))
        .where(PhysicalTable.network_id == network.id, Reconsideration.answered_at >= since)
        .order_by(Reconsideration.id.desc()).limit(MOST))
    guests = session.scalars(
        select(Guest).join(Guest.table).options(contains_eager(Guest.table))
        .where(PhysicalTable.network_id == network.id, Guest.decided_at >= since, Guest.party_id.is_not(None))
        .order_by(Guest.id.desc()).limit(MOST))
    return [
        *(Owed(Duty.REVIEW, days_after(row.asked_at, days), public_table(row.composition.table), row.asked_at, row.answered_at)
          for row in reviews),
        *(Owed(Duty.GUEST, days_after(row.asked_at, days), public_table(row.table), row.asked_at, row.decided_at) for row in guests),
    ]


def _evaluated(session: Session, network: Network, since: datetime, days: int) -> list[Owed]:
    rows = session.execute(
        select(Evaluation, PhysicalTable).join(Composition, Composition.id == Evaluation.composition_id)
        .join(PhysicalTable, PhysicalTable.id == Composition.table_id)
        .where(PhysicalTable.network_id == network.id, Evaluation.published_at >= since).order_by(Evaluation.id.desc()).limit(MOST))
    return [Owed(Duty.EVALUATION, report_by(row, days), public_table(table), row.opened_at, row.published_at) for row, table in rows]
