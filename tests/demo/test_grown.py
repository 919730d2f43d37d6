"""The grown network: what its rows say holds together, twice the same, and it never mixes with what is there."""

import pytest
from sqlalchemy import func, select, text

from portal.audit.models import AuditEntry
from portal.core import indexing
from portal.core.calendar import deadline
from portal.core.database import db
from portal.core.markup import render
from portal.demo import commands
from portal.demo.content import grown as said
from portal.demo.content import people
from portal.demo.founding import found
from portal.demo.grown.chance import html_of
from portal.demo.grown.land import NAMES
from portal.demo.grown.operations import grow, things
from portal.demo.grown.sizes import Size
from portal.demo.grown.store import ORDER
from portal.meetings.models import Meeting
from portal.members.checking import is_unchanged
from portal.members.models import Signature
from portal.networks.models import NetworkMunicipality, Publication
from portal.notifications.models import MailState, OutboxMail
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.rounds.models import Answer, CommentRound, Reaction
from portal.rounds.rules import ReactionState
from portal.votes.models import Ballot, RollEntry, Vote
from portal.votes.operations import facts_of
from portal.votes.sealing import seal

SMALL = Size(municipalities=20, providers=40, proposals=60, reactions=300, meetings=12, signals=15, tables=2)


@pytest.fixture
def session(app, now):
    """The database of the other tests, not the one of the demonstration."""
    with app.app_context(), app.test_request_context():
        db.session.info["writing"] = True
        yield db.session
        db.session.rollback()


@pytest.fixture
def grown(session, now):
    """The founded network, grown; never stored."""
    found(session, now)
    session.flush()
    before = {model: amount(session, model) for model in ORDER}
    ticks = []
    grow(session, SMALL, password_hash="x", now=now, tick=ticks.append)
    return before, ticks


def amount(session, model, *where):
    return session.scalar(select(func.count()).select_from(model).where(*where))


def test_there_is_as_much_as_was_asked_for(grown, session):
    before, ticks = grown

    assert sum(ticks) == things(SMALL)
    assert amount(session, NetworkMunicipality) == SMALL.municipalities
    for model, wanted in ((Party, SMALL.providers), (Proposal, SMALL.proposals), (Reaction, SMALL.reactions), (Meeting, SMALL.meetings)):
        assert amount(session, model) - before[model] == wanted


def test_proposals_stand_all_along_the_road(grown, session):
    assert len(set(session.scalars(select(Proposal.stage)))) > len(Stage) / 2


def test_what_is_told_and_recorded_is_in_the_order_in_which_it_happened(grown, session, now):
    before, _ticks = grown
    for column, key in ((Publication.published_at, Publication.id), (AuditEntry.happened_at, AuditEntry.id)):
        instants = list(session.scalars(select(column).order_by(key)))[before[column.class_]:]
        assert instants == sorted(instants)
        assert instants[-1] <= now


def test_each_reaction_and_ballot_is_on_the_record_once(grown, session):
    given = list(session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "reaction:give")))
    cast = list(session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "vote:cast")))

    assert sorted(given) == sorted(session.scalars(select(Reaction.id)))
    assert sorted(cast) == sorted(session.scalars(select(Ballot.id)))


def test_terms_are_those_of_the_rule_and_nothing_comes_after_them(grown, session):
    rounds = session.scalars(select(CommentRound)).all()

    assert all(row.closes_at == deadline(row.published_on).closes_at for row in rounds)
    assert not amount(session, Reaction, Reaction.round_id == CommentRound.id, Reaction.received_at >= CommentRound.closes_at)


def test_all_reactions_of_a_round_are_answered_together_those_that_stay_off_the_site_too(grown, session):
    answered = select(CommentRound.id).where(CommentRound.answered_at.is_not(None))
    public = select(Answer.id).where(Answer.reaction_id == Reaction.id, Answer.published_at == CommentRound.answered_at).exists()

    assert amount(session, Reaction, Reaction.round_id.in_(answered), Reaction.state == ReactionState.WITHHELD)
    assert not amount(session, Reaction, Reaction.round_id == CommentRound.id, CommentRound.answered_at.is_not(None), ~public)
    assert not amount(session, Answer, Answer.reaction_id == Reaction.id, Reaction.round_id.not_in(answered))


def test_who_votes_is_on_the_roll_and_receipts_hold(grown, session):
    ballots = session.execute(select(Ballot, Vote, RollEntry).join(Vote, Vote.id == Ballot.vote_id).join(
        RollEntry, (RollEntry.vote_id == Vote.id) & (RollEntry.party_id == Ballot.party_id))).all()
    assert len(ballots) == amount(session, Ballot)
    assert all(seal(facts_of(vote, entry, ballot)) == ballot.seal for ballot, vote, entry in ballots)
    assert all(is_unchanged(signature) for signature in session.scalars(select(Signature)))


def test_no_letter_of_the_past_goes_out(grown, session):
    assert set(session.scalars(select(OutboxMail.state))) <= {MailState.SENT}


def test_everything_of_it_can_be_found_after_the_index_was_made(grown, session):
    indexing.rebuild(session)

    assert list(indexing.differences(session)) == []


def test_same_day_and_seed_make_the_same_rows(session, now):
    first, second = told(session, now), told(session, now)

    assert first == second
    assert first["reaction"] != told(session, now, seed=7)["reaction"]


def told(session, now, **options):
    """What the rows say, without identifiers: a database counts on after what was undone."""
    found(session, now)
    session.flush()
    before = {model: amount(session, model) for model in ORDER}
    grow(session, Size.part(.002), password_hash="x", now=now, **options)
    rows = {}
    for model in ORDER:
        names = [column for column in model.__table__.c if column.key != "id" and not column.key.endswith("_id")
                 and column.key not in ("key", "changes", "data")]
        if not names:
            continue
        order = model.__table__.primary_key.columns
        rows[model.__tablename__] = [tuple(row) for row in session.execute(select(*names).order_by(*order))][before[model]:]
    session.rollback()
    return rows


def test_plain_sentences_are_what_rendering_makes_of_them():
    places = NAMES.read_text(encoding="utf-8").splitlines()
    sentences = [*said.WHY, said.RARE, *said.TALK, *(one.format(label="4.1") for one in said.ANSWERED),
                 *(one.format(days=14, place=place) for one in said.SAID for place in places)]

    assert all(render(words) == html_of(words) for words in dict.fromkeys(sentences[:200] + sentences[-342:]))


def test_people_are_nobody_of_the_other_demonstration():
    assert not set(said.FIRST) & set(people.FIRST_NAMES)
    assert not set(said.LAST) & set(people.LAST_NAMES)


def test_large_one_is_not_for_production_nor_for_a_filled_database(app, session, now, monkeypatch):
    runner = app.test_cli_runner()
    found(session, now)
    session.commit()
    assert "needs an empty database" in runner.invoke(commands.demo, ["--size", "large"]).output

    monkeypatch.setitem(app.config, "PRODUCTION", True)
    refused = runner.invoke(commands.demo, ["--size", "large"])

    assert refused.exit_code == 1
    assert "production" in refused.output
    assert session.scalar(text("SELECT count(*) FROM proposal")) == 0
