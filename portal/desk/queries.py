"""What waits in each package, as tasks with a date. A fixed number of queries, whatever there is."""

from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.core.calendar import local_day, start_of_day
from portal.core.language import few, gettext
from portal.core.prepared import prepared
from portal.dealings.dispute_queries import running_disputes
from portal.dealings.models import Dispute
from portal.dealings.queries import unread, unread_at_signing
from portal.dealings.request_queries import waiting as waiting_requests
from portal.dealings.rules import DisputeState
from portal.decisions.queries import (
    approvals_of,
    awaiting_approval,
    boards_missing,
    unable_to_go_on,
    with_the_boards,
)
from portal.decisions.rules import BOARD_DAYS
from portal.desk.contract_tasks import contract_tasks
from portal.desk.document_tasks import document_tasks
from portal.desk.group_tasks import group_tasks
from portal.desk.meeting_tasks import meeting_tasks, public_proposal, public_signal, public_table, tasks_after_meetings
from portal.desk.pilot_tasks import pilot_tasks
from portal.desk.quarantine_queries import quarantine_tasks
from portal.desk.rules import (
    MOST,
    READ_DAYS,
    Public,
    Task,
    TaskKind,
    days_after,
    end_of,
    waits,
)
from portal.intake.mail_queries import waiting_counts
from portal.meetings.queries import concluded_by_table
from portal.meetings.waiting_queries import waiting_answers, waiting_disputes, waiting_proposals
from portal.meetings.waiting_queries import waiting_signals as signals_without_agenda
from portal.members.countersigning import Waiting
from portal.members.countersigning import waiting as waiting_signatures
from portal.members.queries import coming_and_leaving, unconfirmed
from portal.members.queries import waiting as waiting_memberships
from portal.networks.models import Network
from portal.notifications.models import MailState, OutboxMail
from portal.parties.models import Party, Representation
from portal.parties.queries import lapsing_by
from portal.parties.rules import REMIND_AFTER, WARN_DAYS
from portal.proposals.models import Proposal
from portal.proposals.queries import to_judge, unanswered_objections
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.queries import Progress, counted, ready_for_round, unread_rejoinders
from portal.rounds.reply_queries import replies_to_read
from portal.rounds.rules import ReactionState
from portal.signals.queries import unread_replies
from portal.signals.queries import waiting as waiting_signals
from portal.tables.evaluation_queries import (
    Running,
    due_evaluations,
    open_reviews,
    running_evaluations,
    tables_to_compose,
)
from portal.tables.holder_queries import free_seats
from portal.tables.models import Evaluation
from portal.tables.queries import waiting_guests
from portal.votes.queries import ready_for_a_vote, undecided_votes


def tasks(session: Session, network: Network, rounds: list[Progress], now: datetime) -> list[Task]:
    """Everything that waits for the secretary."""
    return [*tasks_of_duty(session, network, rounds, now), *_reading(session, network), *document_tasks(session, network),
            *tasks_after_meetings(session, network, now), *group_tasks(session, network, now), *pilot_tasks(session, network, now), *_interests(session, network),
            *_information(session, network, now), *_disputes(session, network), *_records(session, network, now),
            *contract_tasks(session, network, now), *_mails(session), *_post(session, network), *quarantine_tasks(session)]


def tasks_of_duty(session: Session, network: Network, rounds: list[Progress], now: datetime) -> list[Task]:
    """What waits in the parts of the work that the agreements oblige to: every public duty is among it."""
    with_boards = with_the_boards(session, network)
    return [*_received(session, network), *_applications(session, network, now), *_departures(session, network, local_day(now)),
            *_answers(network, rounds, now), *_next_steps(session, network, now), *meeting_tasks(session, network, now),
            *board_tasks(session, network, with_boards), *_approvals(session, network, with_boards, now), *_tables(session, network, now),
            *_signing(session, network, now)]


def _received(session: Session, network: Network) -> list[Task]:
    """Signals and proposals to judge (ZL 6.5, 7.6); signals for the table without an agenda; what senders say of a judgement."""
    days = network.profile.answer_days
    proposals = session.scalars(to_judge(network).order_by(Proposal.id).limit(MOST))
    return [
        *(waits(row.received_at, days, TaskKind.SIGNAL, row.title, f"/bureau/signalen/{row.id}", "todo:signal")
          for row in waiting_signals(session, network)),
        *(waits(row.decided_at or row.received_at, days, TaskKind.SIGNAL, row.title, f"/bureau/signalen/{row.id}/agenda",
                "todo:signal-agenda", public=public_signal(row)) for row in signals_without_agenda(session, network)),
        *(waits(row.received_at, days, TaskKind.SIGNAL, row.signal.title, f"/bureau/signalen/{row.signal_id}/reactie",
                "todo:signal-reply", public=public_signal(row.signal)) for row in unread_replies(session, network)),
        *(waits(row.received_at, days, TaskKind.PROPOSAL, row.title,
               f"/bureau/voorstellen/{row.id}/beoordelen", "todo:proposal") for row in proposals),
        *(waits(row.received_at, days, TaskKind.PROPOSAL, row.proposal.title,
               f"/bureau/voorstellen/{row.proposal_id}/weerwoord", "todo:objection", public=public_proposal(row.proposal))
          for row in unanswered_objections(session, network)),
    ]


def _applications(session: Session, network: Network, now: datetime) -> list[Task]:
    """Providers that signed and wait to be admitted (ZL 3.2); not while they may still answer what they were asked."""
    terms = [(row, row.decides_by(now)) for row in waiting_memberships(session, network)]
    return [Task(term.closes_at, TaskKind.ADMISSION, row.name, f"/bureau/deelnemers/{row.id}",
                 "todo:no-answer" if row.question else "todo:admission", since=row.applied_at) for row, term in terms if term]


def _departures(session: Session, network: Network, today: date) -> list[Task]:
    """Members whose last day is known (ZL 3.4), and seats of those that left (IN 7.4). What came free by a decision is offered (IN 7.5)."""
    return [
        *(Task(end_of(row.member_until), TaskKind.LEAVING, row.party.name, f"/bureau/deelnemers/{row.id}", "todo:leaving")
          for row in coming_and_leaving(session, network) if row.member_until),
        *(waits(start_of_day(row.since), network.profile.answer_days, TaskKind.LEAVING, row.table.name,
               f"/bureau/tafels/{row.table.slug}", "todo:free-seats", row.left,
                public=public_table(row.table)) for row in free_seats(session, network, today) if row.left),
    ]


def _reading(session: Session, network: Network) -> list[Task]:
    """Reactions that nobody read yet, by round; the oldest says until when. And what senders say of answers (DESIGN rule 8)."""
    return [
        *(waits(oldest, READ_DAYS, TaskKind.READING, title, f"/bureau/rondes/{round_id}", "todo:reading", count)
          for round_id, title, count, oldest in session.execute(*_unread_reactions(network))),
        *(waits(row.received_at, READ_DAYS, TaskKind.READING, row.reaction.round.proposal.title,
               f"/bureau/weerwoorden/{row.id}", "todo:rejoinder") for row in unread_rejoinders(session, network)),
        *(waits(row.received_at, READ_DAYS, TaskKind.READING, row.reaction.round.proposal.title,
               f"/bureau/reacties/hierop/{row.id}", "todo:reply") for row in replies_to_read(session, network)),
    ]


@prepared
def _unread_reactions(network: Network) -> Select[int, str, int, datetime]:
    return (select(CommentRound.id, Proposal.title, func.count(Reaction.id), func.min(Reaction.received_at))
            .join(CommentRound.proposal).join(Reaction, Reaction.round_id == CommentRound.id)
            .where(Proposal.network_id == network.id, Reaction.state == ReactionState.NEW, counted())
            .group_by(CommentRound.id, Proposal.title).order_by(CommentRound.id).limit(MOST))


def _answers(network: Network, rounds: list[Progress], now: datetime) -> list[Task]:
    """Answers of closed rounds to write, or to make public when all are written (IN 5.6, ZL 5.5)."""
    return [waits(row.round.closes_at, network.profile.answer_days, TaskKind.ANSWERS, row.round.proposal.title,
                 f"/bureau/rondes/{row.round.id}", "todo:answers" if row.drafted < row.received else "todo:publish-answers",
                  row.received - row.drafted, public=public_proposal(row.round.proposal))
            for row in rounds if now >= row.round.closes_at and row.waits]


def _next_steps(session: Session, network: Network, now: datetime) -> list[Task]:
    """Proposals whose next step is the secretary's: an agenda, a round, a vote, the weighing after it."""
    profile = network.profile
    days = profile.answer_days
    rounds = ready_for_round(session, network, profile.order)
    votes = ready_for_a_vote(session, network) if profile.vote_is_needed else []
    before_round = {row.id for row in rounds}
    concluded = [] if profile.vote_is_needed else concluded_by_table(session, network)
    done = {row.id for row in concluded}
    return [
        *(_step(row, days, TaskKind.AGENDA, "todo:agenda") for row in waiting_proposals(session, network, now)
          if row.id not in done),
        *(waits(row.stage_since, days, TaskKind.SUBMISSION, row.title, f"/bureau/voorstellen/{row.id}/voorleggen",
               "todo:submission", public=public_proposal(row)) for row in concluded),
        *(waits(since, days, TaskKind.AGENDA, row.proposal.title, "/bureau/bijeenkomsten", "todo:answered")
          for row, since in waiting_answers(session, network)),
        *(_step(row, days, TaskKind.ROUND, "todo:round") for row in rounds),
        *(_step(row, days, TaskKind.VOTE, "todo:vote") for row in votes if row.id not in before_round),
        *(waits(vote.closes_at, days, TaskKind.SUBMISSION, vote.proposal.title,
               f"/bureau/voorstellen/{vote.proposal_id}/voorleggen", "todo:submission", public=public_proposal(vote.proposal))
          for vote in undecided_votes(session, network, now)),
    ]


def _step(proposal: Proposal, days: int, kind: TaskKind, todo: str) -> Task:
    return waits(proposal.stage_since, days, kind, proposal.title, f"/bureau/voorstellen/{proposal.id}", todo,
                 public=public_proposal(proposal))


def board_tasks(session: Session, network: Network, proposals: list[Proposal], municipality_id: int | None = None) -> list[Task]:
    """Decisions of boards that are awaited: all of them, or those of one municipality."""
    awaited = boards_missing(session, network, proposals)
    found = []
    for proposal in proposals:
        missing = [place for place in awaited[proposal.id] if municipality_id in (None, place.id)]
        if missing:
            todo = "todo:boards" if municipality_id is None else "todo:own-board"
            found.append(waits(proposal.stage_since, BOARD_DAYS, TaskKind.BOARD, proposal.title,
                              f"/bureau/besluiten/{proposal.id}", todo, len(missing), few([place.name for place in missing]),
                               public_proposal(proposal)))
    return found


def _approvals(session: Session, network: Network, proposals: list[Proposal], now: datetime) -> list[Task]:
    """What other networks must approve, what cannot go on (IN 5.4), and what this network is asked to approve."""
    asked = approvals_of(session, proposals, now)
    stuck = unable_to_go_on(session, proposals, asked)
    waiting = [(proposal, [row for row in asked.get(proposal.id, []) if row.approval is None]) for proposal in proposals]
    return [
        *(waits(proposal.stage_since, network.profile.answer_days, TaskKind.BOARD, proposal.title,
               f"/bureau/besluiten/{proposal.id}/terug", "todo:stuck") for proposal in proposals if proposal.id in stuck),
        *(waits(proposal.stage_since, BOARD_DAYS, TaskKind.APPROVAL, proposal.title, f"/bureau/besluiten/{proposal.id}",
               "todo:networks", len(rows), ", ".join(row.network.name for row in rows),
                public_proposal(proposal)) for proposal, rows in waiting if rows and proposal.id not in stuck),
        *(waits(proposal.stage_since, BOARD_DAYS, TaskKind.APPROVAL, proposal.title,
               f"/bureau/besluiten/{proposal.id}/instemming", "todo:approval",
                public=Public(proposal.title) if proposal.published_at else None)
          for proposal in awaiting_approval(session, network, now)),
    ]


def _interests(session: Session, network: Network) -> list[Task]:
    """Disclosed interests that were not read yet (IN 3.2 b): which provider, never what."""
    return [
        *(waits(row.last_written_at, READ_DAYS, TaskKind.INTEREST, row.party.name,
               f"/bureau/belangen/{row.id}", "todo:interest") for row in unread(session, network)),
        *(waits(row.signed_at, READ_DAYS, TaskKind.INTEREST, row.membership.party.name,
               f"/bureau/belangen/ondertekening/{row.id}", "todo:interest") for row in unread_at_signing(session, network)),
    ]


def _information(session: Session, network: Network, now: datetime) -> list[Task]:
    """Answers to read and close, wishes for more time before the term ends, and who is late (IN 3.2 c)."""
    tasks = []
    for row in waiting_requests(session, network, now):
        page = f"/bureau/informatieverzoeken/{row.request_id}"
        if row.first_answer:
            days = network.profile.answer_days
            tasks.append(waits(row.first_answer, days, TaskKind.INFORMATION, row.subject, page, "todo:read-answers", row.answers))
        if row.first_end:
            tasks.append(Task(row.first_end, TaskKind.INFORMATION, row.subject, page, "todo:more-time", row.wishes))
        if row.late_since:
            tasks.append(waits(row.late_since, READ_DAYS, TaskKind.INFORMATION, row.subject, page, "todo:remind", row.late))
    return tasks


def _records(session: Session, network: Network, now: datetime) -> list[Task]:
    """Providers to remind of the yearly look at their record, all at once; and each representation that lapses (IN 4.1)."""
    today = local_day(now)
    waiting = unconfirmed(network).where(or_(Party.reminded_at.is_(None), Party.reminded_at <= now - REMIND_AFTER))
    count = session.scalar(waiting.with_only_columns(func.count()))
    lapse = session.scalars(*_lapsing(today + timedelta(days=min(WARN_DAYS))))
    return [
        *([Task(end_of(today), TaskKind.RECORD, gettext("The yearly look at the data"), "/bureau/aanbieders?stand=niet-bevestigd",
                "todo:record", count)] if count else []),
        *(Task(end_of(row.ends_on), TaskKind.REPRESENTATION, f"{row.party.name}: {row.name}",
               f"/bureau/aanbieders/{row.party_id}#vertegenwoordiging", "todo:representation") for row in lapse if row.ends_on),
    ]


@prepared
def _lapsing(day: date) -> Select[Representation]:
    return lapsing_by(day).options(joinedload(Representation.party)).order_by(Representation.ends_on).limit(MOST)


def _tables(session: Session, network: Network, now: datetime) -> list[Task]:
    """Tables to compose and to evaluate (IN 7.3, 7.4), requests to look again (IN 7.6) and for guests (IN 7.7)."""
    days = network.profile.answer_days
    compose = [waits(since, days, TaskKind.TABLE, table.name, f"/bureau/tafels/{table.slug}", "todo:compose", count,
                     public=public_table(table))
               for table, since, count in tables_to_compose(session, network)]
    due = [Task(end_of(row.evaluate_by), TaskKind.TABLE, row.table.name, f"/bureau/tafels/{row.table.slug}/evaluatie", "todo:evaluate",
                since=row.published_at, public=public_table(row.table))
           for row in due_evaluations(session, network, now) if row.evaluate_by]
    reviews = [waits(row.asked_at, days, TaskKind.TABLE, f"{row.composition.table.name}: {row.party.name}",
                    f"/bureau/tafels/herzieningen/{row.id}", "todo:review", public=public_table(row.composition.table)) for row in open_reviews(session, network)]
    guests = [waits(row.asked_at, days, TaskKind.TABLE, f"{row.table.name}: {row.organisation}", f"/bureau/tafels/gasten/{row.id}",
                    "todo:guest", public=public_table(row.table)) for row in waiting_guests(session, network)]
    return [*compose, *due, *(task for row in running_evaluations(session, network) for task in _evaluation_tasks(row, days, now)),
            *reviews, *guests]


def report_by(evaluation: Evaluation, days: int) -> datetime:
    """When the report of an evaluation is late: on the day that was promised, if that comes before the usual term."""
    usual = days_after(evaluation.closes_at, days)
    return min(usual, end_of(evaluation.due_on)) if evaluation.due_on else usual


def _evaluation_tasks(row: Running, days: int, now: datetime) -> list[Task]:
    """Words to read; and the report, that stays here until it is published. Its day is the one that was promised, if that comes first."""
    page, closes_at = f"/bureau/tafels/{row.table.slug}/evaluatie", row.evaluation.closes_at
    tasks = [Task(report_by(row.evaluation, days), TaskKind.TABLE, row.table.name, page,
                  "todo:evaluation-runs" if now < closes_at else "todo:evaluation-report", since=row.evaluation.opened_at, public=public_table(row.table))]
    if row.oldest:
        tasks.append(waits(row.oldest, READ_DAYS, TaskKind.TABLE, row.table.name, page, "todo:opinions", row.unread))
    return tasks


def _disputes(session: Session, network: Network) -> list[Task]:
    """What the party wrote first; else the next step by its day. On an agenda it waits for that meeting (ZL 11.4)."""
    waiting = {row.id for row in waiting_disputes(session, network)}
    return [_dispute_task(row) for row in running_disputes(session, network)
            if row.unread_since or row.state != DisputeState.RAISED or row.id in waiting]


def _dispute_task(row: Dispute) -> Task:
    todo = "todo:read-dispute" if row.unread_since else f"todo:dispute-{row.state.value}"
    due = days_after(row.unread_since, READ_DAYS) if row.unread_since else end_of(row.next_on)
    return Task(due, TaskKind.DISPUTE, f"{row.party.name}: {row.subject}", f"/bureau/geschillen/{row.id}", todo,
                since=row.unread_since or row.raised_at)


def _signing(session: Session, network: Network, now: datetime) -> list[Task]:
    """Signatures below which the municipality signs, or what is missing before it can (WM25 4.11)."""
    return [_signing_task(row, network.profile.answer_days) for row in waiting_signatures(session, network, local_day(now))]


def _signing_task(row: Waiting, days: int) -> Task:
    title, version = row.version.agreement.title, row.version.id
    agreement = Public(title, f"/overeenkomsten/{row.version.agreement.slug}")
    if row.missing.mandates:
        return waits(row.oldest, days, TaskKind.CONSENT, title, "/bureau/mandaten", "todo:mandate", len(row.missing.mandates),
                     public=agreement)
    if row.missing.consents:
        return waits(row.oldest, days, TaskKind.CONSENT, title, f"/bureau/overeenkomsten/versies/{version}/akkoord", "todo:consent",
                     len(row.missing.consents), public=agreement)
    return waits(row.oldest, days, TaskKind.SIGNING, title, f"/bureau/overeenkomsten/versies/{version}/medeondertekenen",
                 "todo:countersign", row.count, public=agreement)


def consent_tasks(session: Session, network: Network, municipality_id: int, now: datetime) -> list[Task]:
    """The written consents that one municipality has still to give."""
    return [waits(row.oldest, network.profile.answer_days, TaskKind.CONSENT, row.version.agreement.title,
                 f"/bureau/overeenkomsten/versies/{row.version.id}/akkoord/{municipality_id}", "todo:own-consent")
            for row in waiting_signatures(session, network, local_day(now)) if municipality_id in row.consents_of]


def _mails(session: Session) -> list[Task]:
    failed = failed_mails(session)
    return [waits(failed[0].queued_at, READ_DAYS, TaskKind.MAIL, gettext("Letters that did not arrive"),
                 "/bureau/post/niet-bezorgd", "todo:mail", len(failed))] if failed else []


def _post(session: Session, network: Network) -> list[Task]:
    """Messages that came in by e-mail and did not find their way by themselves; and letters of ours that came back."""
    count, oldest, bounced, first_bounce = waiting_counts(session, network)
    return [
        *([waits(oldest, READ_DAYS, TaskKind.POST, gettext("Messages by e-mail"), "/bureau/post", "todo:post", count)]
          if oldest else []),
        *([waits(first_bounce, READ_DAYS, TaskKind.POST, gettext("Letters that came back"), "/bureau/post", "todo:bounced",
                bounced)] if first_bounce else []),
    ]


def failed_mails(session: Session) -> list[OutboxMail]:
    """Letters that could not be delivered, the oldest first."""
    return list(session.scalars(
        select(OutboxMail).where(OutboxMail.state == MailState.FAILED).order_by(OutboxMail.id).limit(MOST)))
