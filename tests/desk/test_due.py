"""Every kind of work of the desk: it stands there when the record says that it is due, and is gone after its act.

One case a kind: it makes what is due and yields, then does what the task asks for. A case that yields an instant is looked at
then. Kinds that another file follows from due to done are named with that file.
"""

import re
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.contracts.signing import give_consent
from portal.contributions.models import Attachment
from portal.core.access import Actor, ActsFor
from portal.core.language import speaking
from portal.dealings.disclosures import mark_read
from portal.dealings.disputes import mark_dispute_read, raise_dispute, take_dispute_step
from portal.decisions.operations import decide_submission, record_board_decision
from portal.decisions.queries import facts_of, with_the_boards
from portal.desk.contract_tasks import contract_consents
from portal.desk.messages import SENTENCES
from portal.desk.pilot_tasks import pilot_tasks
from portal.desk.queries import board_tasks, tasks
from portal.intake.mail_models import IncomingMail
from portal.intake.mail_rules import PostState, WrittenBy
from portal.meetings import operations as meetings
from portal.members.models import Membership
from portal.members.signing import sign_version
from portal.networks.operations import publish
from portal.notifications.models import MailState, OutboxMail
from portal.parties.record import confirm_record, end_representation
from portal.pilots.consents import open_sign_up, record_consent
from portal.pilots.results import extend_pilot, publish_result, send_result
from portal.pilots.rules import Finding, PilotStage
from portal.proposals.judging import answer_objection, object_to_judgement
from portal.proposals.operations import judge_proposal
from portal.proposals.rules import Stage
from portal.rounds.answers import answer_reaction, give_rejoinder, publish_answers, read_rejoinder
from portal.rounds.operations import open_round, read_reaction
from portal.rounds.queries import progress
from portal.rounds.rules import Adopted, ReactionState
from portal.signals.models import Signal
from portal.signals.operations import judge_signal
from portal.signals.rules import Sentiment, SignalState, Subject
from portal.tables.evaluation_operations import (
    Opinion,
    answer_review,
    ask_to_look_again,
    give_opinion,
    open_evaluation,
    publish_evaluation,
    read_opinion,
)
from portal.tables.guest_operations import GuestDetails, ask_for_guest, decide_on_guest
from portal.tables.models import Composition
from portal.tables.operations import close_table
from portal.tables.rules import GuestKind, Question, ReviewOutcome
from portal.votes.operations import open_vote
from tests import world
from tests.contracts.conftest import Play
from tests.members import signed_by

DAY = timedelta(days=1)
REASON = "Zo is het besloten, met reden."


@pytest.fixture
def s(session, now):
    """A network with a table of two, its secretary and the host municipality."""
    network = world.network(session, service_contracts=True)
    host = world.municipality(session, network, is_host=True)
    parties = [world.member(session, network, name) for name in ("Boot", "Lantaarn")]
    for party in parties:
        party.confirmed_at = now
    table = world.seated_table(session, network, *parties)
    people = [world.contact(session, party, f"Contact van {party.name}") for party in parties]
    office = world.actor(world.secretary(session, host), host, Role.SECRETARY)
    play = Play(session, SimpleNamespace(
        network=network, agreement=world.agreement(session, network), office=office, parties={"De Boot": parties[0]},
        actors={"De Boot": world.actor(people[0], parties[0], Role.CONTACT)}), now)
    return SimpleNamespace(
        session=session, play=play, beek=None, network=network, host=host, now=now, parties=parties, people=people,
        desk=office, table=table,
        table_now=session.scalars(select(Composition).where(Composition.table_id == table.id)).one(),
        party=Actor(people[0].id, people[0].name, ActsFor.PARTY, parties[0].id, parties[0].name, frozenset({Role.CONTACT})))


def signal(s, state, **options):
    return world.add(s.session, Signal(**{
        "network_id": s.network.id, "year": 2026, "sequence": 1, "title": "Busje te laat", "text": "Elke week te laat.",
        "sentiment": Sentiment.NEGATIVE, "subject": next(iter(Subject)), "received_at": s.now, "follow_key": "sleutel", "state": state} | options))


def put(s, meeting=None, **subject):
    made = meetings.add_item(s.session, meeting or world.meeting(s.session, s.network, s.table), actor=s.desk, now=s.now, **subject)
    s.session.flush()
    return made


def closed_round(s):
    """Opened so long ago that answering is what is left; one party said something."""
    row = world.comment_round(s.session, world.proposal(s.session, s.network, Stage.PRELIMINARY), opened_at=s.now - 20 * DAY)
    return row, world.reaction(s.session, row, s.parties[0], received_at=s.now - 19 * DAY)


def case_signal(s):
    row = signal(s, SignalState.RECEIVED)
    yield
    judge_signal(s.session, row, relevant=False, reason=REASON, public_text="", version=row.version, actor=s.desk, now=s.now)


def case_signal_agenda(s):
    row = signal(s, SignalState.SCHEDULED, decided_at=s.now, public_title="Busje te laat", public_text="Te laat.", published_at=s.now, reason=REASON)
    yield
    put(s, signal=row)


def case_proposal(s):
    row = world.proposal(s.session, s.network, Stage.RECEIVED, party=s.parties[0])
    yield
    judge_proposal(s.session, row, relevant=True, reason=REASON, actor=s.desk, now=s.now)


def case_objection(s):
    row = world.proposal(s.session, s.network, Stage.SET_ASIDE, party=s.parties[0], stage_since=s.now - DAY)
    said = object_to_judgement(s.session, row, text="Het hoort wel bij de tafel.", actor=s.party, now=s.now)
    s.session.flush()
    yield
    answer_objection(s.session, said, answer=REASON, reconsider=False, version=said.version, actor=s.desk, now=s.now)


def case_agenda(s):
    row = world.proposal(s.session, s.network, Stage.SCHEDULED)
    yield
    put(s, proposal=row)


def case_meeting(s):
    meeting = world.meeting(s.session, s.network, s.table)
    put(s, meeting, title="Rondvraag")
    yield
    meetings.invite(s.session, meeting, actor=s.desk, now=s.now)


def case_update(s):
    meeting = world.meeting(s.session, s.network, s.table)
    item = put(s, meeting, title="Rondvraag")
    meetings.invite(s.session, meeting, actor=s.desk, now=s.now)
    item.title = "Iets anders"
    yield
    meetings.invite(s.session, meeting, actor=s.desk, now=s.now)


def case_table_closed(s):
    meeting = world.meeting(s.session, s.network, s.table)
    put(s, meeting, title="Rondvraag")
    meetings.invite(s.session, meeting, actor=s.desk, now=s.now)
    close_table(s.session, s.table, reason=REASON, actor=s.desk, now=s.now)
    yield
    meetings.cancel_meeting(s.session, meeting, reason=REASON, actor=s.desk, now=s.now)


def case_running(s):
    meeting = world.meeting(s.session, s.network, s.table)
    put(s, meeting, title="Rondvraag")
    meetings.invite(s.session, meeting, actor=s.desk, now=s.now)
    yield meeting.starts_at
    meetings.cancel_meeting(s.session, meeting, reason=REASON, actor=s.desk, now=s.now)


def case_owed(s):
    s.network.settings = {"network_meetings": 1}
    world.meeting(s.session, s.network, s.table)  # of a table: it counts for no other
    publish(s.session, "page:changed", network_id=s.network.id, title="Begin", path="/", now=s.now - 400 * DAY)
    world.meeting(s.session, s.network, starts_at=s.now - 300 * DAY, state="adopted", adopted_at=s.now - 290 * DAY, invited_at=s.now - 310 * DAY)
    yield
    world.meeting(s.session, s.network)


def case_round(s):
    row = world.proposal(s.session, s.network, Stage.PRELIMINARY)
    yield
    open_round(s.session, row, actor=s.desk, now=s.now)


def case_reading(s):
    row = world.reaction(s.session, world.comment_round(s.session, world.proposal(s.session, s.network, Stage.PRELIMINARY)), None, ReactionState.NEW)
    yield
    read_reaction(s.session, row, publish=True, public_text=row.text, version=row.version, actor=s.desk, now=s.now)


def case_documents(s):
    row = world.proposal(s.session, s.network, Stage.SCHEDULED)
    paper = world.add(s.session, Attachment(network_id=s.network.id, proposal_id=row.id, document_id=world.document(s.session).id, is_confidential=False))
    yield
    paper.read_at = s.now


def case_answers(s):
    _row, said = closed_round(s)
    yield
    answer_reaction(s.session, said, adopted=Adopted.NO, text=REASON, actor=s.desk, now=s.now)


def case_publish_answers(s):
    row, said = closed_round(s)
    answer_reaction(s.session, said, adopted=Adopted.NO, text=REASON, actor=s.desk, now=s.now)
    yield
    publish_answers(s.session, row, actor=s.desk, now=s.now)


def case_vote(s):
    row = world.proposal(s.session, s.network, Stage.WORKED_OUT)
    yield
    open_vote(s.session, row, facts=facts_of(s.session, row, s.now), actor=s.desk, now=s.now)


def voted(s):
    row = world.proposal(s.session, s.network, Stage.IN_VOTE)
    world.vote(s.session, row, *s.parties, opened_at=s.now - 20 * DAY)
    return row


def submit(s, row):
    decide_submission(s.session, row, submit=True, reason=REASON, in_force_from=date(2027, 1, 1), facts=facts_of(s.session, row, s.now),
                      actor=s.desk, now=s.now)
    s.session.flush()


def case_submission(s):
    row = voted(s)
    yield
    submit(s, row)


def case_boards(s):
    row = voted(s)
    submit(s, row)
    yield
    record_board_decision(s.session, row, municipality_id=s.host.id, adopted=True, decided_on=s.now.date(), number="B-1", reason=REASON,
                          actor=s.desk, now=s.now)


def case_own_board(s):
    yield from case_boards(s)


def case_evaluate(s):
    s.table_now.evaluate_by = s.now.date() - DAY
    yield
    open_evaluation(s.session, s.table_now, last_day=s.now.date() + 14 * DAY, actor=s.desk, now=s.now)


def case_evaluation_runs(s):
    asked = open_evaluation(s.session, s.table_now, last_day=s.now.date() + 14 * DAY, actor=s.desk, now=s.now)
    s.session.flush()
    yield
    over = s.now + 20 * DAY
    publish_evaluation(s.session, asked, report=REASON, next_on=date(2027, 3, 1), version=asked.version, actor=s.desk, now=over)


def case_evaluation_report(s):
    running = case_evaluation_runs(s)
    next(running)
    yield s.now + 20 * DAY
    next(running, None)


def case_opinions(s):
    asked = open_evaluation(s.session, s.table_now, last_day=s.now.date() + 14 * DAY, actor=s.desk, now=s.now)
    s.session.flush()
    said = give_opinion(s.session, asked, opinion=Opinion(dict.fromkeys(Question, 4), "De stukken zijn duidelijk."), actor=s.party, now=s.now)
    s.session.flush()
    yield
    read_opinion(s.session, said, may_be_public=True, actor=s.desk, now=s.now)


def case_review(s):
    asked = ask_to_look_again(s.session, s.table, text="Wij horen er ook bij.", actor=s.party, now=s.now)
    s.session.flush()
    yield
    answer_review(s.session, asked, outcome=next(iter(ReviewOutcome)), answer=REASON, version=asked.version, actor=s.desk, now=s.now)


def case_guest(s):
    details = GuestDetails(GuestKind.INHABITANTS, "Adviesraad", "lid", "Gerda Inwoner", "gerda@example.nl")
    row = ask_for_guest(s.session, s.table, details=details, why="Voor de stem van inwoners.", actor=s.party, now=s.now)
    s.session.flush()
    yield
    decide_on_guest(s.session, row, admits=False, reason=REASON, begins_on=None, ends_on=None, version=row.version, actor=s.desk, now=s.now)


def case_interest(s):
    row = world.disclosure(s.session, s.network, s.parties[0])
    yield
    mark_read(s.session, row, seen=len(row.additions), actor=s.desk, now=s.now)


def dispute(s):
    row = raise_dispute(s.session, s.network, party_id=s.parties[0].id, subject="Rekeningen", text="Zij worden afgekeurd.", actor=s.party, now=s.now)
    s.session.flush()
    return row


def read(s, row):
    mark_dispute_read(s.session, row, seen=len(row.entries), actor=s.desk, now=s.now)
    s.session.flush()


def case_read_dispute(s):
    row = dispute(s)
    yield
    read(s, row)


def case_dispute_raised(s):
    row = dispute(s)
    read(s, row)
    yield
    put(s, world.meeting(s.session, s.network), dispute=row)


def case_record(s):
    s.parties[0].confirmed_at = s.now - 400 * DAY
    yield
    confirm_record(s.session, s.parties[0], seen=s.parties[0].version, actor=s.party, now=s.now)


def case_representation(s):
    row = world.representation(s.session, s.parties[0], ends_on=s.now.date() + 5 * DAY)
    yield
    end_representation(s.session, row, actor=s.party, now=s.now)


def case_mail(s):
    row = world.add(s.session, OutboxMail(key="k", kind="rounds/opened", email="weg@example.nl", name="Weg", language="nl", data={}, queued_at=s.now,
                                          due_at=s.now, state=MailState.FAILED, attempts=8))
    yield
    row.state = MailState.WAITING


def dispute_at(s, *steps):
    row = dispute(s)
    read(s, row)
    for step in steps:
        take_dispute_step(s.session, row, step, note=REASON, happened_on=s.now.date(), actor=s.party if step == "go_to_court" else s.desk, now=s.now)
    if row.unread_since:
        read(s, row)
    s.session.flush()
    return row


def case_dispute_talked_over(s):
    row = dispute_at(s, "talk_over")
    yield
    take_dispute_step(s.session, row, "settle", note=REASON, happened_on=s.now.date(), actor=s.desk, now=s.now)


def case_dispute_mediation(s):
    row = dispute_at(s, "talk_over", "mediate")
    yield
    take_dispute_step(s.session, row, "settle", note=REASON, happened_on=s.now.date(), actor=s.desk, now=s.now)


def case_dispute_court(s):
    row = dispute_at(s, "talk_over", "go_to_court")
    yield
    take_dispute_step(s.session, row, "judge", note=REASON, happened_on=s.now.date(), actor=s.desk, now=s.now)


def rejoinder(s):
    row, said = closed_round(s)
    answer_reaction(s.session, said, adopted=Adopted.NO, text=REASON, actor=s.desk, now=s.now)
    s.session.flush()
    publish_answers(s.session, row, actor=s.desk, now=s.now)
    s.session.flush()
    made = give_rejoinder(s.session, said, text="Dat is geen antwoord.", actor=s.party, now=s.now)
    s.session.flush()
    return row, made


def case_rejoinder(s):
    _row, made = rejoinder(s)
    yield
    read_rejoinder(s.session, made, publish=False, reason=REASON, version=made.version, actor=s.desk, now=s.now)


def case_answered(s):
    row, made = rejoinder(s)
    read_rejoinder(s.session, made, publish=False, reason=REASON, version=made.version, actor=s.desk, now=s.now)
    yield
    put(s, world.meeting(s.session, s.network), answered=row)


def consent(s, row):
    record_consent(s.session, row, municipality_id=s.host.id, consents=True, decided_on=s.now.date(), reason=REASON, actor=s.desk, now=s.now)
    s.session.flush()


def case_pilot_consents(s):
    row = world.pilot(s.session, s.network, party=s.parties[0])
    yield
    consent(s, row)


def case_own_pilot(s):
    yield from case_pilot_consents(s)


def case_pilot_open(s):
    row = world.pilot(s.session, s.network, party=s.parties[0])
    consent(s, row)
    yield
    open_sign_up(s.session, row, sign_up_until=date(2026, 5, 13), begins_on=row.begins_on, ends_on=row.ends_on, version=row.version,
                 actor=s.desk, now=s.now)


def case_pilot_ends(s):
    row = world.pilot(s.session, s.network, PilotStage.ADMITTED, party=s.parties[0], begins_on=date(2026, 2, 1), ends_on=s.now.date() + 9 * DAY,
                      sign_up_until=date(2026, 1, 15))
    yield
    extend_pilot(s.session, row, ends_on=s.now.date() + 90 * DAY, reason=REASON, version=row.version, actor=s.desk, now=s.now)


def case_pilot_result(s):
    row = over(s)
    yield
    send_result(s.session, row, finding=Finding.REACHED, text="Het lukte.", actor=s.desk, now=s.now)


def over(s):
    return world.pilot(s.session, s.network, PilotStage.ADMITTED, party=s.parties[0], begins_on=date(2026, 2, 1), ends_on=s.now.date() - DAY,
                       sign_up_until=date(2026, 1, 15))


def case_pilot_publish(s):
    row = over(s)
    made = send_result(s.session, row, finding=Finding.REACHED, text="Het lukte.", actor=s.desk, now=s.now)
    s.session.flush()
    yield
    publish_result(s.session, row, finding=Finding.REACHED, text="Het lukte.", version=made.id, actor=s.desk, now=s.now)


def case_contract_draft(s):
    row = s.play.draft()
    yield
    s.play.fill(row)


def case_contract_send(s):
    row = s.play.fill(s.play.draft())
    yield
    s.play.send(row)


def case_contract_unsigned(s):
    row = s.play.sent()
    yield s.now + 100 * DAY
    s.play.now = s.now + 100 * DAY
    s.play.sign(row)


def signed_by_provider(s, **mandate):
    """Beek takes part: with a mandate that asks its consent before signing, or with none at all."""
    beek = world.municipality(s.session, s.network, "Beek")
    if mandate:
        world.mandate(s.session, beek, s.host, **mandate)
    row = s.play.sent()
    s.play.sign(row)
    return row, beek


def case_contract_mandate(s):
    _row, beek = signed_by_provider(s)
    yield
    world.mandate(s.session, beek, s.host)


def case_contract_consent(s):
    row, beek = signed_by_provider(s, consent=True)
    s.beek = beek
    yield
    give_consent(s.session, s.network, row, beek, given_on=s.now.date(), given_by="college van Beek",
                 document=world.document(s.session), actor=s.desk, now=s.now)


def case_contract_own_consent(s):
    yield from case_contract_consent(s)


def case_mandate(s):
    s.network.settings = {"countersign": True}
    beek, version = world.municipality(s.session, s.network, "Beek"), world.version(s.session, s.play.house.agreement)
    s.session.flush()
    sign_version(s.session, s.network, version, signed_by(), read=version.fingerprint, actor=s.play.house.actors["De Boot"], now=s.now)
    yield
    world.mandate(s.session, beek, s.host)


def arrived(s, written_by):
    return world.add(s.session, IncomingMail(
        network_id=s.network.id, identity="i", message_id="m", raw_id=world.document(s.session).id, arrived_at=s.now, taken_at=s.now,
        written_by=written_by, state=PostState.WAITING))


def case_post(s):
    row = arrived(s, WrittenBy.PERSON)
    yield
    row.state, row.reason = PostState.SET_ASIDE, REASON


def case_bounced(s):
    row = arrived(s, WrittenBy.BOUNCE)
    yield
    row.state, row.reason = PostState.SET_ASIDE, REASON


def case_free_seats(s):
    s.session.scalars(select(Membership).where(Membership.party_id == s.parties[0].id)).one().member_until = s.now.date() - DAY
    s.parties[0].leaves_at = s.now - DAY
    yield
    world.compose(s.session, s.table, s.parties[1], number=2, published_at=s.now)


CASES = {name.removeprefix("case_").replace("_", "-"): case for name, case in list(globals().items()) if name.startswith("case_")}
CASES["dispute-talked_over"] = CASES.pop("dispute-talked-over")
ELSEWHERE = {
    "advice/test_operations.py": ("advice-agenda", "advice-record", "advice-respond"),
    "contracts/test_views.py": ("contract-refused", "contract-question", "contract-sign", "contract-ends"),
    "dealings/test_request_views.py": ("read-answers", "more-time", "remind"),
    "decisions/test_approvals.py": ("networks", "approval"),
    "decisions/test_going_otherwise.py": ("stuck",),
    "desk/test_quarantine.py": ("quarantine",),
    "groups/test_operations.py": ("group-found", "group-people", "group-advise", "group-late", "group-agenda", "group-close"),
    "meetings/test_attendance.py": ("attendance", "ask-replacement", "seat-silent"),
    "meetings/test_cancelling.py": ("found-table",),
    "meetings/test_minutes.py": ("minutes", "remarks", "adopt", "action"),
    "members/test_admission.py": ("admission", "no-answer"),
    "members/test_leaving.py": ("leaving",),
    "members/test_signing_desk_views.py": ("consent", "own-consent", "countersign"),
    "pilots/test_views.py": ("pilot", "pilot-draw"),
    "rounds/test_replies.py": ("reply",),
    "signals/test_handling.py": ("signal-reply",),
    "tables/test_evaluation.py": ("compose",),
}
"""Which test follows the other kinds, each with the verbs of its own package."""


def test_every_kind_of_work_is_followed_from_due_to_done(app):
    known = {code.removeprefix("todo:") for code in SENTENCES if code.startswith("todo:")}
    others = [code for codes in ELSEWHERE.values() for code in codes]

    assert sorted([*CASES, *others]) == sorted(known)
    with app.test_request_context(), speaking("nl"):
        for file, codes in ELSEWHERE.items():
            text = (Path(__file__).parent.parent / file).read_text(encoding="utf-8")
            assert not [code for code in codes if f"todo:{code}" not in text and words(code) not in text], file


def words(code):
    """How the task reads up to its number."""
    return re.split(r"[:%(]", str(SENTENCES[f"todo:{code}"]))[0].strip()


def standing(s, now):
    """The codes of what stands on the desk, or on that of the host's board."""
    s.session.flush()
    s.session.expire_all()
    rows = [*tasks(s.session, s.network, progress(s.session, s.network, now), now), *board_tasks(s.session, s.network, with_the_boards(s.session, s.network), s.host.id),
            *pilot_tasks(s.session, s.network, now, s.host.id), *contract_consents(s.session, s.network, s.beek.id if s.beek else 0, now)]
    return [task.todo.removeprefix("todo:") for task in rows]


@pytest.mark.parametrize("name", sorted(CASES))
def test_it_stands_on_the_desk_when_it_is_due_and_is_gone_after_its_act(name, s, app, at):
    with app.test_request_context():
        assert name not in standing(s, s.now)
        case = CASES[name](s)
        moment = next(case) or s.now
        at(moment)
        assert standing(s, moment).count(name) == 1
        next(case, None)
        assert name not in standing(s, moment)
