"""Opening with a frozen roll, casting until the last second, and what the secretary records."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.core.codec import unpack
from portal.core.errors import Refused
from portal.networks.models import Publication
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.proposals.rules import Facts, Stage
from portal.tables.rules import SizeClass
from portal.votes import operations, queries
from portal.votes.models import Ballot, Vote
from portal.votes.rules import Choice, Count
from tests import world
from tests.votes.conftest import READY

CLOSES = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)
"""14 days after 20 March is Good Friday; the term rolls past Easter to Tuesday 7 April, 24:00 in Amsterdam."""


def refused(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.code


def cast(session, vote, actor, now, choice=Choice.FOR, explanation=""):
    return operations.cast_ballot(session, vote, choice=choice, explanation=explanation, actor=actor, now=now)


def test_opening_fixes_text_term_and_roll(session, scene, vote):
    assert (vote.text_version.number, vote.closes_at, vote.last_day.isoformat()) == (1, CLOSES, "2026-04-07")
    assert [(e.party_name, e.size_class, e.at_table) for e in queries.roll_of(session, vote)] == [
        ("Atlas", SizeClass.LARGE, True), ("Boot", SizeClass.SMALL, True), ("Citer", SizeClass.SMALL, False)]
    assert scene.proposal.stage == Stage.IN_VOTE


def test_opening_is_published_and_told_to_all_contact_persons(session, scene, vote):
    publication = session.scalars(select(Publication).where(Publication.kind == "proposal:open_vote")).one()
    letters = session.scalars(select(OutboxMail).where(OutboxMail.kind == "votes/opened")).all()

    assert publication.path == f"/voorstellen/{scene.proposal.number}/stemming"
    assert {letter.email for letter in letters} == {person.email for person in scene.contacts.values()}
    letter = compose(letters[0])
    assert f"/voorstellen/{scene.proposal.number}/stemmen" in letter.get_content()
    assert "dinsdag 7 april 2026, 24:00 uur" in letter.get_content()


def test_opening_twice_is_refused(session, scene, vote, now):
    assert refused(lambda: operations.open_vote(session, scene.proposal, facts=READY, actor=scene.office, now=now)
                   ) == "step:not-from-here"


def test_zl_vote_waits_for_the_round(session, scene, now):
    scene.network.settings = {"order": "zl"}
    session.commit()

    assert refused(lambda: operations.open_vote(session, scene.proposal, facts=Facts(), actor=scene.office, now=now)
                   ) == "unmet:no-round"
    session.rollback()
    assert session.scalars(select(Vote)).all() == []


def test_without_members_there_is_no_vote(session, now):
    network = world.network(session)
    proposal = world.proposal(session, network, Stage.WORKED_OUT)
    office = world.actor(world.user(session), world.municipality(session, network))

    assert refused(lambda: operations.open_vote(session, proposal, facts=READY, actor=office, now=now)) == "vote:no-members"


def test_party_that_joins_later_cannot_vote_and_renaming_changes_no_roll(session, scene, vote, now):
    later = world.member(session, scene.network, "Dageraad")
    actor = world.actor(world.contact(session, later), later)
    scene.parties["Boot"].name = "Boot Nieuwe Stijl"
    session.flush()

    assert refused(lambda: cast(session, vote, actor, now)) == "vote:not-on-roll"
    assert [entry.party_name for entry in queries.roll_of(session, vote)] == ["Atlas", "Boot", "Citer"]


@pytest.mark.parametrize(("moment", "code"), [
    (timedelta(seconds=-1), None),
    (timedelta(0), "vote:closed"),
    (timedelta(seconds=1), "vote:closed"),
])
def test_vote_closes_at_the_end_of_the_last_day(session, scene, vote, moment, code):
    act = lambda: cast(session, vote, scene.actor("Atlas"), CLOSES + moment)

    assert (refused(act) if code else act() and None) == code
    session.flush()
    assert len(session.scalars(select(Ballot)).all()) == (0 if code else 1)


def test_vote_is_refused_before_it_opens(session, scene, vote, now):
    early = vote.opened_at - timedelta(seconds=1)

    assert refused(lambda: cast(session, vote, scene.actor("Atlas"), early)) == "vote:not-open-yet"
    assert cast(session, vote, scene.actor("Atlas"), vote.opened_at)


def test_last_vote_counts_once_and_every_change_is_on_record(session, scene, vote, now):
    for choice in (Choice.FOR, Choice.AGAINST, Choice.FOR, Choice.AGAINST):
        cast(session, vote, scene.actor("Citer"), now, choice)
    session.flush()

    assert queries.outcome_of(session, vote).tally.network == Count(3, 0, 1)
    assert len(session.scalars(select(Ballot)).all()) == 4
    changes = [unpack(entry.changes["choice"]) for entry in session.scalars(
        select(AuditEntry).where(AuditEntry.action == "vote:cast").order_by(AuditEntry.id))]
    assert changes == [[None, "Choice.for"], ["Choice.for", "Choice.against"], ["Choice.against", "Choice.for"],
                       ["Choice.for", "Choice.against"]]


def test_ballot_is_never_changed(session, scene, vote, now):
    ballot = cast(session, vote, scene.actor("Atlas"), now)
    session.flush()
    ballot.choice = Choice.AGAINST

    with pytest.raises(RuntimeError):
        session.flush()
    session.rollback()


def test_receipt_tells_the_party_what_was_cast_and_until_when(session, scene, vote, now):
    ballot = cast(session, vote, scene.actor("Atlas"), now, Choice.AGAINST, "Vier weken is te kort.")
    session.flush()

    mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == "votes/receipt")).one()
    text = compose(mail).get_content()
    assert mail.email == scene.contacts["Atlas"].email
    for part in ("Tegen", "Vier weken is te kort.", "vrijdag 20 maart 2026, 10:00 uur", "dinsdag 7 april 2026, 24:00 uur",
                 f"/mijn/stemmen/{ballot.id}"):
        assert part in text


def test_secretary_records_what_was_voted_in_the_meeting(session, scene, vote, now):
    ballot = operations.record_ballot(session, vote, party_id=scene.parties["Boot"].id, choice=Choice.FOR,
                                      actor=scene.office, now=now)
    session.flush()

    assert (ballot.by_secretary, ballot.person_name) == (True, "Sien Roelofs")
    assert queries.outcome_of(session, vote).tally.table == Count(2, 1, 0)
    letter = session.scalars(select(OutboxMail).where(OutboxMail.kind == "votes/recorded")).one()
    assert letter.email == scene.contacts["Boot"].email
    assert session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("vote:record%"))).all() == ["vote:record"]


def test_secretary_cannot_record_after_the_end_or_for_a_party_off_the_roll(session, scene, vote, now):
    stranger = world.party(session, "Vreemdeling")
    record = lambda party, moment: operations.record_ballot(
        session, vote, party_id=party.id, choice=Choice.FOR, actor=scene.office, now=moment)

    assert refused(lambda: record(scene.parties["Boot"], CLOSES)) == "vote:closed"
    assert refused(lambda: record(stranger, now)) == "vote:not-on-roll"


def test_party_corrects_what_the_secretary_recorded(session, scene, vote, now):
    operations.record_ballot(session, vote, party_id=scene.parties["Boot"].id, choice=Choice.FOR, actor=scene.office, now=now)
    cast(session, vote, scene.actor("Boot"), now, Choice.AGAINST)
    session.flush()

    assert queries.outcome_of(session, vote).tally.network == Count(3, 0, 1)


def test_what_is_asked_of_a_party_disappears_when_it_voted(session, scene, vote, now):
    party = scene.parties["Atlas"].id
    assert queries.to_cast(session, scene.network, party, now) == [vote]

    cast(session, vote, scene.actor("Atlas"), now)
    session.flush()

    assert queries.to_cast(session, scene.network, party, now) == []
    assert queries.to_cast(session, scene.network, scene.parties["Boot"].id, CLOSES) == []


@pytest.mark.parametrize(("moment", "closed"), [(timedelta(seconds=-1), False), (timedelta(0), True)])
def test_facts_know_when_the_vote_is_over(session, scene, vote, moment, closed):
    assert queries.vote_facts(session, scene.proposal, CLOSES + moment) == {
        "vote_is_closed": closed, "vote_closes_at": CLOSES}
    assert (vote in queries.open_votes(session, scene.network, CLOSES + moment)) is not closed
    assert (vote in queries.undecided_votes(session, scene.network, CLOSES + moment)) is closed


def test_without_a_vote_nothing_is_closed(session, scene, now):
    assert queries.vote_facts(session, scene.proposal, now) == {
        "vote_is_closed": False, "vote_closes_at": None}
