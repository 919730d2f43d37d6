"""What was done of each duty in the past year, light: when it was owed, when it was done, and which row it is about. None is left out."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, load_only

from portal.audit.models import AuditEntry
from portal.core.calendar import start_of_day
from portal.core.codec import pack
from portal.core.transitions import steps_from
from portal.decisions.models import BoardDecision, Submission
from portal.decisions.queries import is_corrected
from portal.decisions.rules import BOARD_DAYS
from portal.desk.duty_rules import LOOKS_BACK, Duty, Owed
from portal.desk.meeting_tasks import owed_title
from portal.desk.queries import report_by
from portal.desk.rules import MINUTES_DAYS, REMARK_DAYS, Public, days_after, end_of
from portal.meetings.models import Meeting
from portal.meetings.owed_queries import owing
from portal.members.models import Membership, Supplement
from portal.members.terms import Pause, deciding_term
from portal.networks.models import Network
from portal.proposals.models import Objection, Proposal
from portal.proposals.queries import belongs_to
from portal.proposals.rules import STEPS, Stage
from portal.rounds.models import CommentRound
from portal.signals.models import Reply, Signal
from portal.tables.models import Composition, Evaluation, Guest, PhysicalTable, Reconsideration
from portal.votes.models import Vote


def _of(duty: Duty, since: datetime, days: int, done_at: datetime | None, table: str, row_id: int) -> Owed:
    return Owed(duty, days_after(since, days), None, since, done_at, (table, row_id))


def _judged_signals(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    days = network.profile.answer_days
    rows = session.execute(select(Signal.received_at, Signal.decided_at, Signal.id)
                           .where(Signal.network_id == network.id, Signal.decided_at >= now - LOOKS_BACK))
    return (_of(Duty.JUDGE_SIGNAL, since, days, at, "signal", row_id) for since, at, row_id in rows)


def _judged_proposals(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    """The step with which a proposal left the intake stands in the record."""
    days = network.profile.answer_days
    names = [f"proposal:{step.name}" for step in steps_from(STEPS[network.profile.order], Stage.RECEIVED) if step.name != "withdraw"]
    left = AuditEntry.changes[("stage", 0, *pack(Stage.RECEIVED))].as_string()
    rows = session.execute(
        select(Proposal.received_at, AuditEntry.happened_at, Proposal.id)
        .join(Proposal, Proposal.id == AuditEntry.subject_id)
        .where(AuditEntry.subject_type == "proposal", AuditEntry.action.in_(names), AuditEntry.happened_at >= now - LOOKS_BACK,
               Proposal.network_id == network.id, left.in_(pack(Stage.RECEIVED).values())))
    return (_of(Duty.JUDGE_PROPOSAL, since, days, at, "proposal", row_id) for since, at, row_id in rows)


def _replies(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    """What senders said of a judgement, and the answer to it."""
    days, start = network.profile.answer_days, now - LOOKS_BACK
    of_signals = session.execute(select(Reply.received_at, Reply.read_at, Signal.id).join(Reply.signal)
                                 .where(Signal.network_id == network.id, Reply.read_at >= start))
    of_proposals = session.execute(select(Objection.received_at, Objection.answered_at, Proposal.id).join(Objection.proposal)
                                   .where(Proposal.network_id == network.id, Objection.answered_at >= start))
    return (_of(Duty.REPLY, since, days, at, table, row_id)
            for table, rows in (("signal", of_signals), ("proposal", of_proposals)) for since, at, row_id in rows)


def _meetings(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    """Owed meetings that were held (IN 7.2)."""
    return (Owed(Duty.MEETING, end_of(one.meeting.due_on), Public(owed_title(one), "/bijeenkomsten"), start_of_day(one.meeting.begins_on),
                 start_of_day(one.meeting.held_on))
            for one in owing(session, network, now)
            if one.meeting.held_on and not one.is_planned and start_of_day(one.meeting.held_on) >= now - LOOKS_BACK)


def _minutes(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    rows = session.execute(select(Meeting.id, Meeting.ends_at, Meeting.remarks_close_at, Meeting.adopted_at)
                           .where(Meeting.network_id == network.id, Meeting.adopted_at >= now - LOOKS_BACK))
    return (Owed(Duty.MINUTES, days_after(closed, REMARK_DAYS) if closed else days_after(ended, MINUTES_DAYS), None, ended, at,
                 ("meeting", row_id)) for row_id, ended, closed, at in rows)


def _answered(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    """Rounds of which the answers were made public. The record has the moment, and the first one after the end counts: it is refused
    as long as a reaction that came in time has no answer (`publish_answers`)."""
    days = network.profile.answer_days
    at, start = func.min(AuditEntry.happened_at), now - LOOKS_BACK
    not_before = or_(CommentRound.answered_at.is_(None), CommentRound.answered_at >= start)  # that was the last moment, and may be empty again
    rows = session.execute(
        select(CommentRound.closes_at, at, CommentRound.proposal_id).join(CommentRound.proposal)
        .join(AuditEntry, and_(AuditEntry.subject_type == "comment_round", AuditEntry.subject_id == CommentRound.id))
        .where(Proposal.network_id == network.id, AuditEntry.action == "round:answer", AuditEntry.happened_at >= CommentRound.closes_at,
               not_before).group_by(CommentRound.id).having(at >= start))
    return (_of(Duty.ANSWERS, since, days, done_at, "proposal", row_id) for since, done_at, row_id in rows)


def _weighed(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    """What was decided after a vote, by the last vote that was closed then (IN 9.1)."""
    days = network.profile.answer_days
    rows = session.execute(
        select(func.max(Vote.closes_at), Submission.decided_at, Submission.proposal_id)
        .join(Proposal, Proposal.id == Submission.proposal_id).join(Vote, Vote.proposal_id == Proposal.id)
        .where(Proposal.network_id == network.id, Submission.decided_at >= now - LOOKS_BACK, Vote.closes_at <= Submission.decided_at)
        .group_by(Submission.id))
    return (_of(Duty.WEIGHING, since, days, at, "proposal", row_id) for since, at, row_id in rows)


def _boards(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    """By the day on which the boards took their decisions: those of one day about one proposal are counted by the database."""
    own = select(Submission.id).join(Proposal, Proposal.id == Submission.proposal_id).where(belongs_to(network.id))
    made = (select(BoardDecision.submission_id, BoardDecision.decided_on, func.count()).where(BoardDecision.recorded_at >= now - LOOKS_BACK)
            .group_by(BoardDecision.submission_id, BoardDecision.decided_on))
    # The few that were corrected are taken off: left out, each of a hundred thousand is asked whether it was.
    corrected = {(row_id, day): count for row_id, day, count in session.execute(made.where(is_corrected()))}
    terms = {row.id: (days_after(row.decided_at, BOARD_DAYS), row.decided_at)
             for row in session.execute(own.add_columns(Submission.decided_at))}
    counts = ((row_id, day, count - corrected.get((row_id, day), 0)) for row_id, day, count in session.execute(made.where(BoardDecision.submission_id.in_(own))))
    return (Owed(Duty.BOARDS, terms[row_id][0], None, terms[row_id][1], start_of_day(day), ("board_decision", row_id, day), count)
            for row_id, day, count in counts if count)


def _admitted(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    """Decisions on applications. Who applied is not said here: a refusal is between the two."""
    days = network.profile.admission_days
    mine = Membership.network_id == network.id, Membership.decided_at >= now - LOOKS_BACK
    pauses: dict[int, list[Pause]] = {}
    for membership_id, asked, closes, answered in session.execute(
            select(Supplement.membership_id, Supplement.asked_at, Supplement.closes_at, Supplement.answered_at)
            .join(Supplement.membership).where(*mine)):
        pauses.setdefault(membership_id, []).append(Pause(asked, closes, answered))
    rows = session.execute(select(Membership.id, Membership.applied_at, Membership.decided_at).where(*mine))
    terms = ((applied, at, deciding_term(applied, days, pauses.get(row_id, []), at))
             for row_id, applied, at in rows if at)
    return (Owed(Duty.ADMISSION, term.closes_at, None, applied, at) for applied, at, term in terms if term)


def _reviewed(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    """Answers to who asked to look again (IN 7.6)."""
    days = network.profile.answer_days
    rows = session.execute(
        select(Reconsideration.asked_at, Reconsideration.answered_at, PhysicalTable.id)
        .join(Reconsideration.composition).join(Composition.table)
        .where(PhysicalTable.network_id == network.id, Reconsideration.answered_at >= now - LOOKS_BACK))
    return (_of(Duty.REVIEW, since, days, at, "physical_table", row_id) for since, at, row_id in rows)


def _guests(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    """Decisions about guests that parties asked for (IN 7.7)."""
    days = network.profile.answer_days
    rows = session.execute(
        select(Guest.asked_at, Guest.decided_at, Guest.table_id).join(Guest.table)
        .where(PhysicalTable.network_id == network.id, Guest.decided_at >= now - LOOKS_BACK, Guest.party_id.is_not(None)))
    return (_of(Duty.GUEST, since, days, at, "physical_table", row_id) for since, at, row_id in rows)


def _evaluated(session: Session, network: Network, now: datetime) -> Iterator[Owed]:
    days = network.profile.answer_days
    rows = session.execute(
        select(Evaluation, Composition.table_id).join(Evaluation.composition).join(Composition.table)
        .where(PhysicalTable.network_id == network.id, Evaluation.published_at >= now - LOOKS_BACK)
        .options(load_only(Evaluation.closes_at, Evaluation.due_on, Evaluation.opened_at, Evaluation.published_at)))
    return (Owed(Duty.EVALUATION, report_by(row, days), None, row.opened_at, row.published_at,
                 ("physical_table", table_id)) for row, table_id in rows)


DONE: dict[Duty, Callable[[Session, Network, datetime], Iterator[Owed]]] = {
    Duty.JUDGE_SIGNAL: _judged_signals, Duty.JUDGE_PROPOSAL: _judged_proposals, Duty.REPLY: _replies, Duty.MEETING: _meetings,
    Duty.MINUTES: _minutes, Duty.ANSWERS: _answered, Duty.WEIGHING: _weighed, Duty.BOARDS: _boards, Duty.ADMISSION: _admitted,
    Duty.REVIEW: _reviewed, Duty.GUEST: _guests, Duty.EVALUATION: _evaluated}
"""Duties that leave a trace when they are done."""
