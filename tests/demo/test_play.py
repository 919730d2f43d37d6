"""The demonstration network: every stage is there, in order, close to today, and loaded once."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, or_, select

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.contributions.models import Attachment, ConfidentialPart
from portal.core import calendar, indexing
from portal.core.personal_data import possible_bsns
from portal.decisions.models import BoardDecision, Participation, Submission, TurnSecret, UnexpectedTurn
from portal.decisions.queries import all_figures, approval_grid, awaiting_approval
from portal.demo import commands, diary, play_care, play_dealings, play_evaluations, play_joining, play_reactions, roads
from portal.demo.content import care, people
from portal.demo.play_dossiers import DOSSIERS
from portal.desk.queries import tasks
from portal.meetings.models import Meeting
from portal.meetings.rules import MeetingState
from portal.members.checking import is_unchanged
from portal.members.models import Membership, Signature
from portal.members.rules import MembershipState, Phase, SigningChannel
from portal.networks.models import AgreementVersion, Network, Publication
from portal.networks.queries import current_network
from portal.notifications.models import Follow, Follower, MailState, OutboxMail
from portal.parties.models import ContactPerson, Party
from portal.pilots.models import Pilot, SignUp
from portal.pilots.queries import phase
from portal.pilots.rules import PilotPhase
from portal.proposals.models import Proposal, Support
from portal.proposals.rules import Stage
from portal.rounds.models import Answer, CommentRound, Reaction
from portal.rounds.queries import progress
from portal.rounds.rules import ReactionState
from portal.signals.models import Signal
from portal.signals.rules import SignalState
from portal.tables.models import ClientCount, Composition, Standing
from portal.tables.rules import CountBasis, CountRow, SizeClass, by_provider
from portal.tables.tiers import classify
from portal.votes.models import Ballot, Vote
from tests.demo.conftest import TODAY

A_FEW_YEARS = [date(2026, 1, 1) + timedelta(days=number) for number in range(3 * 366)]


def count(session, column, *where):
    return session.scalar(select(func.count(column)).where(*where))


def test_every_stage_is_there(session):
    stages = set(session.scalars(select(Proposal.stage)))

    assert stages == set(Stage)


def test_everything_of_it_can_be_found(session):
    assert list(indexing.differences(session)) == []


def test_publications_are_in_the_order_in_which_they_happened(session):
    instants = list(session.scalars(select(Publication.published_at).order_by(Publication.id)))

    assert instants == sorted(instants)
    assert instants[-1] < TODAY


def test_nothing_is_absurdly_late(demonstration, session):
    """Work that lies for some days is what a desk looks like; work of a year ago is a portal that nobody uses."""
    network = current_network(session)
    with demonstration.test_request_context():
        late = [(task.days_late(TODAY), task.todo, task.what) for task in tasks(session, network, progress(session, network, TODAY), TODAY)
                if task.days_late(TODAY) > 30]

    assert not late
    since = TODAY - timedelta(days=400)
    assert not list(session.scalars(
        select(Party.name).join(Membership, Membership.party_id == Party.id).where(
            Membership.network_id == network.id, Membership.member_since < since.date(),
            or_(Party.confirmed_at.is_(None), Party.confirmed_at < since)).order_by(Party.name)))


def test_one_round_closes_within_days_and_one_has_just_closed(session):
    left = [(round_.last_day - TODAY.date()).days for round_ in session.scalars(select(CommentRound))]

    assert [days for days in left if 2 <= days <= 5]
    assert [days for days in left if -8 <= days < 0]


def test_one_vote_runs_and_one_waits_for_the_municipality(session):
    votes = session.scalars(select(Vote).join(Vote.proposal).where(Proposal.stage == Stage.IN_VOTE)).all()

    assert sorted(vote.is_open(TODAY) for vote in votes) == [False, True]


def test_the_provider_whose_log_in_is_printed_has_something_to_do(session):
    party = session.scalars(select(Party.id).where(Party.name == people.PROVIDER)).one()
    running = next(v for v in session.scalars(select(Vote)) if v.is_open(TODAY))

    assert not count(session, Ballot.id, Ballot.vote_id == running.id, Ballot.party_id == party)
    assert not count(session, Participation.id, Participation.party_id == party)
    assert count(session, Standing.id, Standing.party_id == party, Standing.seat.is_not(None)) == 1
    assert count(session, Reaction.id, Reaction.party_id == party) > 1


def test_providers_are_members_wait_were_refused_withdrew_and_leave(session):
    first = session.scalars(select(Network.id).order_by(Network.id).limit(1)).one()
    states = dict(session.execute(select(Membership.state, func.count()).where(Membership.network_id == first)
                                  .group_by(Membership.state)).all())

    assert states == {MembershipState.ADMITTED: 129, MembershipState.APPLIED: 3, MembershipState.REFUSED: 1,
                      MembershipState.WITHDRAWN: 1}
    assert session.scalars(select(Membership.reason).where(Membership.state == MembershipState.REFUSED)).one()
    phases = {row.phase(TODAY) for row in session.scalars(select(Membership))}
    assert {Phase.WAITS, Phase.ASKED, Phase.MEMBER, Phase.LEAVING, Phase.LEFT} <= phases


def test_both_tables_are_composed_by_the_rule_with_reasons(session):
    """Each by the clients of its own kinds of help, in the counts that it was composed with."""
    compositions = session.scalars(select(Composition)).all()

    assert len(compositions) == 2
    assert all(composition.reason and composition.evaluate_by > TODAY.date() for composition in compositions)
    for composition in compositions:
        sizes = dict(session.execute(select(Standing.size_class, func.count()).where(
            Standing.composition_id == composition.id).group_by(Standing.size_class)).all())
        expected = classify(by_provider([
            CountRow(row.kvk, row.name, row.domain, row.stream, row.clients)
            for row in session.scalars(select(ClientCount).where(ClientCount.count_set_id == composition.count_set_id))
            if composition.basis == CountBasis.ALL or row.domain in composition.table.domains]))
        assert (sizes[SizeClass.LARGE], sizes[SizeClass.MEDIUM]) == (expected.large, expected.medium)
    assert count(session, Standing.id, Standing.deviation != "") >= 2


def test_reactions_are_of_every_kind(session):
    reactions = session.scalars(select(Reaction)).all()
    unread = [reaction for reaction in reactions if reaction.state == ReactionState.NEW]

    assert 40 <= len(reactions) <= 65
    assert {reaction.state for reaction in reactions} == set(ReactionState)
    assert [reaction for reaction in unread if possible_bsns(reaction.text)]
    assert any(reaction.late for reaction in reactions)
    assert count(session, ConfidentialPart.id) >= 5
    assert count(session, Answer.id, Answer.published_at.is_(None))
    assert count(session, Answer.id, Answer.published_at.is_not(None))


def test_signals_and_meetings_are_in_every_state(session):
    assert set(session.scalars(select(Signal.state))) == set(SignalState) - {SignalState.PROPOSAL}  # it makes none a proposal
    assert set(session.scalars(select(Meeting.state))) == set(MeetingState)


def test_adoption_changed_the_agreement_and_was_decided_by_all(session):
    changed = session.scalars(select(AgreementVersion).where(AgreementVersion.proposal_id.is_not(None))).one()

    assert changed.in_force_from > TODAY.date()
    assert "één bladzijde" in next(p.text for p in changed.paragraphs if p.label == "6.2")
    assert count(session, BoardDecision.id, BoardDecision.proposal_id == changed.proposal_id, BoardDecision.adopted) == 16
    assert set(session.scalars(select(Participation.takes_part))) == {True, False}


def test_another_network_approved_one_change_has_one_before_it_and_its_parties_are_asked_too(session):
    changed = session.scalars(select(AgreementVersion).where(AgreementVersion.proposal_id.is_not(None))).one()
    home, beside = session.scalars(select(Network).order_by(Network.id))
    waits = session.scalars(select(Proposal).where(Proposal.stage == Stage.SUBMITTED)).one()

    approval = approval_grid(session, session.get_one(Proposal, changed.proposal_id), TODAY)[0].approval
    assert (approval.network, approval.approved, approval.votes_for) == (beside, True, 6)
    assert awaiting_approval(session, beside, TODAY) == [waits]
    figures = {one.network: one for one in all_figures(session, changed, TODAY)}
    assert set(figures) == {home, beside}
    assert all(one.taking_part and one.leaving and one.silent for one in figures.values())


def test_one_proposal_went_to_the_boards_against_the_vote_and_parties_told_of_turns(session):
    assert session.scalars(select(Submission.proposal_id).where(Submission.deviates)).one()
    assert set(session.scalars(select(TurnSecret.id).select_from(UnexpectedTurn).outerjoin(TurnSecret))) > {None}


def test_boards_decide_on_working_days(session):
    assert not [day for day in session.scalars(select(BoardDecision.decided_on)) if calendar.rest_day(day)]


def test_half_of_the_parties_signed_the_new_arrangements_one_of_them_on_paper(session):
    version = session.scalars(select(AgreementVersion).where(AgreementVersion.number == 2, AgreementVersion.proposal_id.is_(None))).one()

    by_channel = dict(session.execute(select(Signature.channel, func.count()).where(
        Signature.agreement_version_id == version.id).group_by(Signature.channel)).all())
    members = count(session, Membership.id, Membership.state == MembershipState.ADMITTED)
    assert by_channel[SigningChannel.PAPER] == 1 and 0.4 < by_channel[SigningChannel.ONLINE] / members < 0.7
    assert all(is_unchanged(row) for row in session.scalars(select(Signature)))


def test_no_letter_of_the_past_goes_out_and_no_address_is_real(session):
    assert set(session.scalars(select(OutboxMail.state))) == {MailState.SENT}
    addresses = {*session.scalars(select(OutboxMail.email)), *session.scalars(select(User.email)),
                 *session.scalars(select(ContactPerson.email))}
    assert all(address.endswith(".example") for address in addresses)


def test_every_ballot_is_on_record(session):
    assert count(session, AuditEntry.id, AuditEntry.action == "vote:cast") == count(session, Ballot.id)


def test_demo_prints_one_log_in_per_role(first_run):
    assert first_run.exit_code == 0
    for words in ("secretaris", "medewerker college", "contactpersoon", "vervanger", "beheerder", people.PASSWORD):
        assert words in first_run.output


def test_second_run_says_so_and_changes_nothing(demonstration, session):
    before = count(session, AuditEntry.id), set(session.scalars(select(User.password)))
    session.rollback()

    again = demonstration.test_cli_runner().invoke(commands.demo)

    assert "nothing was changed" in again.output
    assert people.PASSWORD in again.output
    assert (count(session, AuditEntry.id), set(session.scalars(select(User.password)))) == before


def test_production_refuses_the_demonstration_and_shows_no_password(demonstration, monkeypatch):
    monkeypatch.setitem(demonstration.config, "PRODUCTION", True)
    runner = demonstration.test_cli_runner()

    assert runner.invoke(commands.demo).exit_code == 1
    listed = runner.invoke(commands.users)
    assert people.SECRETARY[1] in listed.output
    assert people.PASSWORD not in listed.output


@pytest.mark.parametrize("arguments", [["geen-adres", "--role", "administrator"], ["a@b.example", "--role", "secretary"],
                                       ["a@b.example", "--role", "secretary", "--municipality", "Nuth"],
                                       ["a@b.example", "--role", "administrator", "--municipality", "Heerlen"]])
def test_wrong_person_is_refused_by_users_add(demonstration, session, arguments):
    result = demonstration.test_cli_runner().invoke(commands.users, ["add", *arguments, "--name", "An"])

    assert result.exit_code == 2
    assert count(session, User.id, User.email == "a@b.example") == 0


@pytest.mark.parametrize("at", ["2026-12-29T23:30", "2027-01-03T00:05", "2026-04-05T12:00", "2028-02-29T08:00"])
def test_terms_end_as_they_must_on_difficult_days(at):
    written = diary.Diary(datetime.fromisoformat(at).replace(tzinfo=UTC))
    found = roads.roads(written)
    left = {key: (calendar.deadline(road.round_opened).last_day - written.today).days
            for key, road in found.items() if road.round_opened}

    assert 2 <= left["eighteen"] <= 5
    assert 6 <= left["travel-time"] <= 14
    assert -8 <= left["start"] <= -1


def test_steps_come_in_order_whatever_the_day():
    for today in A_FEW_YEARS:
        written = diary.Diary(calendar.start_of_day(today) + timedelta(minutes=1))
        found, last_meeting = roads.roads(written), written.day(roads.MEETINGS["J4"])
        for key, road in found.items():
            ends = [calendar.deadline(day).last_day if day else today for day in (road.round_opened, road.vote_opened)]
            steps = [road.received, road.judged, road.round_opened, ends[0], road.vote_opened, ends[1], road.submitted, *road.boards]
            behind = [day for day in steps if day and day < today]
            assert behind == sorted(behind), (today, key)
        assert last_meeting < found["eighteen"].round_opened < today < found["eighteen"].round_ended
        assert last_meeting < found["small-statement"].vote_opened
        assert calendar.deadline(found["small-statement"].vote_opened).last_day < today
        assert calendar.deadline(found["billing"].vote_opened).last_day > today
        assert found["start"].round_ended < today < found["travel-time"].round_ended


def test_a_signal_is_given_before_anything_comes_of_it_whatever_the_day(monkeypatch):
    done = []
    for act in ("_give", "_join", "_judge", "_hide"):
        monkeypatch.setattr(play_care, act, lambda _cast, _given, said=None, _now=None, act=act: done.append((said, act)))
    for act in ("_saturday", "_judge_saturday", "_support", "_merge_saturday"):
        monkeypatch.setattr(play_care, act, lambda *_: None)
    for today in A_FEW_YEARS:
        written = diary.Diary(calendar.start_of_day(today) + timedelta(minutes=1))
        play_care.write(None, written)
        done.clear()
        written.play()
        given, acts = [said for said, act in done if act == "_give"], [act for _said, act in done]
        assert done.index((care.JOINED, "_give")) < acts.index("_join"), today
        assert done.index((care.ADVERTISED, "_give")) < done.index((care.ADVERTISED, "_judge")) < acts.index("_hide"), today
        assert done.index((care.WITH_FILES, "_give")) < done.index((care.WITH_FILES, "_judge")), today
        assert len(given) == 3


def test_answers_are_published_before_anybody_speaks_of_them_whatever_the_day(monkeypatch):
    order, done = ["_answer", "_put_under_theme", "_publish_answers", "_rejoin"], []
    for act in order:
        monkeypatch.setattr(play_reactions, act, lambda _cast, dossier, *_, act=act: done.append((dossier.key, act)))
    for today in A_FEW_YEARS:
        written = diary.Diary(calendar.start_of_day(today) + timedelta(minutes=1))
        for dossier in DOSSIERS.values():
            play_reactions._write_answers(None, written, dossier)
        done.clear()
        written.play()
        for key in DOSSIERS:
            acts = [act for of, act in done if of == key]
            assert acts == sorted(acts, key=order.index), (today, key)


@pytest.mark.parametrize(("play", "number"), [(play_dealings, 5), (play_joining, 3)])
def test_what_comes_of_something_comes_after_it_whatever_the_day(play, number):
    """Acts that share what they hand on come in the order in which they are written down, also where rest days push them to one day."""
    cast = SimpleNamespace(secretary=None, speakers=defaultdict(object))
    for today in A_FEW_YEARS:
        written = diary.Diary(calendar.start_of_day(today) + timedelta(minutes=1))
        play.write(cast, written)
        chains = defaultdict(list)
        for instant, _number, act in written.entries:
            for shared in (one for one in act.args if isinstance(one, list | dict)):
                chains[id(shared)].append((instant, act.func.__name__))
        assert len(chains) == number
        for chain in chains.values():
            assert [at for at, _act in chain] == sorted(at for at, _act in chain), (today, chain)


def test_an_evaluation_is_opened_before_it_is_answered_whatever_the_day(monkeypatch):
    done = []
    monkeypatch.setattr(play_evaluations, "_ask_guest", lambda _cast, _text, guests, _now: guests.append(None))
    for act in ("_admit", "_look_again"):
        monkeypatch.setattr(play_evaluations, act, lambda *_: None)
    for act in ("_open", "_answer", "_read"):
        monkeypatch.setattr(play_evaluations, act, lambda _cast, table, *_, act=act: done.append((table, act)))
    monkeypatch.setattr(play_evaluations, "_report", lambda *_: done.append(("W", "_report")))
    for today in A_FEW_YEARS:
        written = diary.Diary(calendar.start_of_day(today) + timedelta(minutes=1))
        play_evaluations.write(None, written)
        done.clear()
        written.play()
        for table in "WJ":
            acts = [act for of, act in done if of == table]
            assert acts == sorted(acts, key=["_open", "_answer", "_read", "_report"].index), (today, table)
            assert acts[0] == "_open"


def test_some_people_follow_and_are_told_until_now(demonstration, session):
    followers = {follower.email: follower for follower in session.scalars(select(Follower))}

    assert len(followers) == 4
    assert len(followers["truus@inwoner.example"].confirmed) == 2
    assert not followers["nooit-geopend@inwoner.example"].confirmed
    assert {follow.told_until for follow in session.scalars(select(Follow)) if follow.confirmed_at} == {TODAY}


def test_pilots_wait_run_and_became_a_proposal(session):
    pilots = session.scalars(select(Pilot)).all()

    assert {phase(pilot, TODAY) for pilot in pilots} == {
        PilotPhase.RECEIVED, PilotPhase.PROPOSED, PilotPhase.SIGN_UP, PilotPhase.RUNNING, PilotPhase.CONCLUDED}
    assert count(session, SignUp.id) >= 8
    assert session.scalars(select(Proposal.stage).where(Proposal.pilot_id.is_not(None))).all() == [Stage.SCHEDULED]


def test_every_page_of_signals_and_proposals_has_something_to_show(session):
    """Joined signals and proposals, support, something taken off the site, a document that nobody looked at."""
    assert count(session, Signal.id, Signal.merged_into_id.is_not(None)) == 1
    assert count(session, Proposal.id, Proposal.merged_into_id.is_not(None)) == 1
    assert count(session, Support.id) > 3
    assert count(session, Signal.id, Signal.hidden_at.is_not(None)) == 1
    assert count(session, Attachment.id, Attachment.read_at.is_(None)) == 2
