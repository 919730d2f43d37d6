"""After an outage every round and vote that was open in it gets the lost days back, in one act; a vote that closed stays closed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.core.errors import Refused
from portal.networks.models import Publication
from portal.notifications.models import OutboxMail
from portal.proposals.rules import Stage
from portal.rounds.models import CommentRound, Outage
from portal.rounds.rules import Remedy
from portal.votes import operations, outages
from portal.votes.models import Vote, VoteExtension
from portal.votes.rules import Choice
from tests import world

DAY = timedelta(days=1)


def at(day, hour, minute=0):
    return datetime(2026, 4, day, hour, minute, tzinfo=UTC)


def state(session, scene, began, ended, now):
    return outages.state_outage(session, scene.network, began_at=began, ended_at=ended, reason="Stroom weg.", actor=scene.office, now=now)


@pytest.fixture
def round_(session, scene):
    """Another proposal in a round that ends with the vote: on Tuesday 7 April."""
    round_ = world.comment_round(session, world.proposal(session, scene.network, Stage.PRELIMINARY, title="Een tolk bij het gesprek"))
    session.commit()
    return round_


@pytest.mark.parametrize(("began", "ended", "last_day"), [
    (at(1, 8), at(1, 12), "2026-04-08"), (at(1, 8), at(2, 12), "2026-04-09"),
    (at(1, 21, 59), at(1, 22, 1), "2026-04-09"),  # over midnight in Amsterdam: two days
])
def test_one_act_gives_both_kinds_the_lost_days_back(session, scene, vote, round_, began, ended, last_day):
    helped = state(session, scene, began, ended, ended + timedelta(hours=1))

    assert {type(row) for row in helped} == {CommentRound, Vote}
    assert {row.last_day.isoformat() for row in helped} == {last_day}
    extension, outage = session.scalars(select(VoteExtension)).one(), session.scalars(select(Outage)).one()
    assert (extension.outage_id, extension.reason) == (outage.id, "Stroom weg.")
    assert session.scalars(select(Publication.kind).order_by(Publication.id.desc()).limit(2)).all() == ["vote:extended", "round:extended"]
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(3)).all() == [
        "vote:extend", "round:extend", "round:outage"]
    told = session.scalars(select(OutboxMail.email).where(OutboxMail.kind == "votes/extended")).all()
    assert set(told) == {person.email for person in scene.contacts.values()}
    operations.cast_ballot(session, vote, choice=Choice.FOR, actor=scene.actor("Atlas"), now=vote.closes_at - timedelta(seconds=1))


@pytest.mark.parametrize(("began", "ended", "remedy"), [
    (at(7, 20), at(7, 22), Remedy.COUNTED),  # it closed in the outage, at midnight in Amsterdam: the instant at which that ended
    (at(7, 20), at(7, 21, 59), Remedy.CLOSED_SINCE)])
def test_vote_that_closed_stays_closed(session, scene, vote, began, ended, remedy):
    assert [row.remedy for row in outages.touched(session, scene.network, began, ended, at(8, 8))] == [remedy]

    assert state(session, scene, began, ended, at(8, 8)) == []

    assert session.scalar(select(func.count(VoteExtension.id))) == 0
    with pytest.raises(Refused, match="vote:closed"):
        operations.cast_ballot(session, vote, choice=Choice.FOR, actor=scene.actor("Atlas"), now=at(8, 9))


def test_vote_that_opened_later_or_was_weighed_is_left_alone(session, scene, vote):
    assert outages.touched(session, scene.network, vote.opened_at - DAY, vote.opened_at, at(1, 8)) == []
    scene.proposal.stage = Stage.SUBMITTED
    session.flush()

    assert outages.touched(session, scene.network, at(7, 20), at(7, 22), at(8, 8)) == []


def test_secretary_states_an_outage(session, scene, vote, round_, visit, at):
    at(datetime(2026, 4, 7, 21, 45, tzinfo=UTC))
    office = visit.logged_in(scene.secretary)
    form = office.get("/bureau/stemmingen").visitor.get("/bureau/storing")
    given = {"began_day": "2026-04-07", "began_time": "20:00", "ended_day": "2026-04-07", "ended_time": "23:30",
             "reason": "De site was niet bereikbaar."}
    wrong = form.submit(given | {"ended_time": "half elf"}, "Verder", status=422)
    assert "zoals 9:30" in wrong.text
    overview = form.submit(given, "Verder")
    assert "Stemming: Wachttijd eerder melden" in overview.text
    assert "Reactieronde: Een tolk bij het gesprek" in overview.text
    done = overview.submit(button="Leg de storing vast")
    assert "2 rondes en stemmingen duren langer" in done.html
    assert "De site was niet bereikbaar." in visit.get(f"/voorstellen/{scene.proposal.number}").text
    assert {row.last_day.isoformat() for row in (*session.scalars(select(Vote)), *session.scalars(select(CommentRound)))} == {"2026-04-08"}
    again = office.get("/bureau/storing").submit(given, "Verder", status=422)
    assert "Deze storing, of een deel ervan, is a" in again.text


def test_page_tells_what_happens_to_what_closed(session, scene, vote, round_, visit, at):
    at(datetime(2026, 4, 8, 8, tzinfo=UTC))
    form = visit.logged_in(scene.secretary).get("/bureau/storing")
    given = {"began_day": "2026-04-07", "began_time": "20:00", "ended_day": "2026-04-07", "ended_time": "23:30", "reason": "Stroom weg."}

    early, late = form.submit(given, "Verder"), form.submit(given | {"ended_day": "2026-04-08", "ended_time": "0:30"}, "Verder")

    assert early.text.count("Blijft gesloten: het liep") == 2
    assert "Gaat weer open" in late.text
    assert "Blijft gesloten: iedereen kan de uitslag lezen" in late.text
    public = late.submit(button="Leg de storing vast").visitor
    assert "weer open na een storing" in public.get(f"/voorstellen/{session.scalars(select(CommentRound)).one().proposal.number}").text


def test_only_the_secretary_states_an_outage(scene, vote, visit):
    assert visit.ask("get", "/bureau/storing").status_code in (302, 303)
    visit.logged_in(next(iter(scene.contacts.values()))).get("/bureau/storing", status=403)
