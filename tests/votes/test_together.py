"""Two ballots of one party at the same moment, a ballot in the last second, and an old tab after the end."""

import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from portal.core import clock
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.votes import operations, queries, terms
from portal.votes.models import Ballot, Vote
from portal.votes.rules import Choice

CLOSES = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def at_once(app, acts):
    """Run each in a thread and a transaction of its own, all begun together; answers what was refused."""
    gate, refused = threading.Barrier(len(acts)), []

    def run(act):
        with app.test_request_context(method="POST"):
            gate.wait()
            try:
                with transaction() as work:
                    act(work)
            except Refused as refusal:
                refused.append(refusal.code)

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def cast(vote_id, actor, choice):
    return lambda work: operations.cast_ballot(work.session, work.session.get_one(Vote, vote_id), choice=choice, actor=actor,
                                               now=work.now)


def test_two_ballots_of_one_party_are_both_on_record_and_count_once(app, session, scene, vote):
    actor, vote_id = scene.actor("Atlas"), vote.id

    refused = at_once(app, [cast(vote_id, actor, Choice.FOR), cast(vote_id, actor, Choice.AGAINST)] * 3)

    session.rollback()
    ballots = session.scalars(select(Ballot).order_by(Ballot.id)).all()
    outcome = queries.outcome_of(session, vote)
    assert refused == []
    assert len(ballots) == 6
    assert outcome.tally.network.cast == 1
    assert outcome.ballots == [ballots[-1]]


def test_ballots_around_the_end_are_in_or_out_as_the_clock_says(app, session, scene, vote, monkeypatch):
    """Each transaction has one `now`, asked after its turn has come: before the end it counts, at the end it does not."""
    instants, turn = iter([CLOSES - SECOND, CLOSES, CLOSES - SECOND, CLOSES + SECOND]), threading.Lock()

    def now():
        with turn:
            return next(instants, CLOSES)

    monkeypatch.setattr(clock, "now", now)
    actors = [scene.actor("Atlas"), scene.actor("Boot")]

    refused = at_once(app, [cast(vote.id, actor, Choice.FOR) for actor in actors for _ in range(2)])

    session.rollback()
    assert refused == ["vote:closed"] * 2
    assert {ballot.cast_at for ballot in session.scalars(select(Ballot))} == {CLOSES - SECOND}


def test_two_reminders_at_once_send_one_letter_to_each(app, session, scene, vote):
    vote_id, office = vote.id, scene.office

    refused = at_once(app, [lambda work: terms.remind(work.session, work.session.get_one(Vote, vote_id), actor=office,
                                                      now=work.now)] * 3)

    assert refused == ["vote:reminded-before"] * 2
    session.rollback()
    assert len(queries.reminders_of(session, vote)) == 1


def test_two_extensions_at_once_never_shorten(app, session, scene, vote):
    vote_id, office = vote.id, scene.office
    days = [datetime(2026, 4, day, tzinfo=UTC).date() for day in (20, 14)]

    at_once(app, [lambda work, day=day: terms.extend_vote(
        work.session, work.session.get_one(Vote, vote_id), last_day=day, reason="Storing.", actor=office, now=work.now)
        for day in days])

    session.rollback()
    assert vote.last_day == days[0]
    assert all(row.new_closes_at > row.old_closes_at for row in vote.extensions)


def test_old_tab_after_the_end_sends_nothing_and_says_so(session, scene, vote, visit, at):
    tab = visit.logged_in(scene.contacts["Atlas"]).get(f"/voorstellen/{scene.proposal.number}/stemmen")
    overview = tab.submit({"choice": "for"}, "Verder")
    at(CLOSES + timedelta(days=3))

    for page, button in ((tab, "Verder"), (overview, "Verstuur")):
        told = page.submit({"choice": "against"}, button, status=422)
        assert "De stemming sloot op dinsdag 7 april 2026, 24:00 uur" in told.text

    assert db.session.scalar(select(func.count(Ballot.id))) == 0
