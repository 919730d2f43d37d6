"""The rules of a vote are those of the network's profile when it opens: abstaining, names, progress, a code."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.core.errors import Refused
from portal.networks.rules import Order, Profile
from portal.notifications.models import OutboxMail
from portal.votes import operations, queries
from portal.votes.models import Ballot
from portal.votes.rules import Choice, Count
from tests import world
from tests.votes.conftest import READY

CLOSES = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)


@pytest.fixture
def opened(session, scene, now):
    """`opened(abstention=True)`: the vote under a network with these rules."""
    def act(**settings):
        scene.network.settings = settings
        session.commit()
        vote = operations.open_vote(session, scene.proposal, facts=READY, actor=scene.office, now=now)
        session.commit()
        return vote

    return act


@pytest.fixture
def ballot_page(scene, visit):
    return lambda name="Atlas", **options: visit.logged_in(scene.contacts[name]).get(
        f"/voorstellen/{scene.proposal.number}/stemmen", **options)


def count(session):
    return session.scalar(select(func.count(Ballot.id)))


def test_rules_stay_as_they_were_when_it_opened(session, scene, opened):
    vote = opened(abstention=True, vote_by_name=False, vote_progress=False, proof_of_vote=True)
    scene.network.settings = {}
    session.commit()

    assert (vote.may_abstain, vote.by_name, vote.shows_progress, vote.asks_proof) == (True, False, False, True)


def test_opening_tells_by_which_rules(session, scene, visit):
    scene.network.settings = {"abstention": True, "vote_by_name": False}
    session.commit()

    page = visit.logged_in(scene.secretary).get(f"/bureau/voorstellen/{scene.proposal.id}/stemming")

    assert "Voor, tegen of onthouding." in page.text
    assert "de totalen, niet wat elke partij stemde" in page.text


def test_party_abstains_where_it_may(session, scene, opened, ballot_page):
    vote = opened(abstention=True)

    ballot_page().submit({"choice": "abstain"}, "Verder").submit(button="Verstuur")

    counted = queries.outcome_of(session, vote).tally.network
    assert counted == Count(3, 0, 0, 0, 1)
    assert (counted.cast, counted.not_voted, counted.unanimous, counted.majority) == (1, 2, None, None)


def test_abstaining_is_no_answer_elsewhere(session, scene, opened, ballot_page, now):
    vote = opened()
    page = ballot_page()
    assert not page.all("input[value=abstain]")
    assert "Kies voor of tegen" in page.submit({"choice": "abstain"}, "Verder", status=422).errors[0]

    with pytest.raises(Refused) as refusal:
        operations.cast_ballot(session, vote, choice=Choice.ABSTAIN, actor=scene.actor("Atlas"), now=now)
    session.rollback()
    assert refusal.value.code == "vote:no-abstaining"
    assert count(session) == 0


def test_secretary_records_an_abstention_of_the_table(session, scene, opened, visit):
    vote = opened(abstention=True)
    page = visit.logged_in(scene.secretary).get(f"/bureau/stemmingen/{vote.id}")

    page.submit({f"party_{scene.parties['Atlas'].id}": "abstain"})

    assert queries.outcome_of(session, vote).tally.table == Count(2, 0, 0, 0, 1)


def test_who_abstains_does_not_break_unanimity_and_is_told(session, scene, opened, visit, at, now):
    vote = opened(abstention=True)
    for name, choice in (("Atlas", Choice.FOR), ("Boot", Choice.FOR), ("Citer", Choice.ABSTAIN)):
        operations.cast_ballot(session, vote, choice=choice, actor=scene.actor(name), now=now)
    session.commit()
    at(CLOSES)

    text = visit.get(f"/voorstellen/{scene.proposal.number}/stemming").text

    assert "Unaniem: wie voor of tegen stemde, stemde voor. Eén partij onthield zich" in text


@pytest.mark.parametrize("shown", [True, False])
def test_progress_is_for_everyone_or_for_the_desk_alone(session, scene, opened, visit, now, shown):
    vote = opened(vote_progress=shown)
    operations.cast_ballot(session, vote, choice=Choice.FOR, actor=scene.actor("Atlas"), now=now)
    session.commit()

    assert ("van de 3 partijen" in visit.get(f"/voorstellen/{scene.proposal.number}/stemming").text) is shown
    assert ("van de 3 partijen" in visit.get("/").text) is shown
    assert "van de 3 partijen" in visit.logged_in(scene.secretary).get(f"/bureau/stemmingen/{vote.id}").text


def test_ballot_says_that_no_name_is_published(session, scene, opened, ballot_page):
    opened(vote_by_name=False)

    page = ballot_page()

    assert "zonder de naam van uw partij" in page.text


def test_secretary_is_not_told_after_the_end_either_what_a_party_voted(session, scene, opened, visit, at, now):
    vote = opened(vote_by_name=False)
    operations.cast_ballot(session, vote, choice=Choice.AGAINST, actor=scene.actor("Atlas"), now=now)
    session.commit()
    at(CLOSES)

    page = visit.logged_in(scene.secretary).get(f"/bureau/stemmingen/{vote.id}")

    assert "Atlas: gestemd" in page.text
    assert "tegen" not in page.text.split("niet gestemd")[0].lower().replace("tegenover", "")


def code_for(session, email):
    rows = select(OutboxMail).where(OutboxMail.kind == "accounts/code", OutboxMail.email == email).order_by(OutboxMail.id.desc())
    return session.scalars(rows.limit(1)).one().data["code"]


def test_vote_is_confirmed_with_a_code_by_mail(session, scene, opened, ballot_page):
    opened(proof_of_vote=True)
    overview = ballot_page().submit({"choice": "for"}, "Verder")
    assert scene.contacts["Atlas"].email in overview.text

    wrong = overview.submit({"code": "12"}, "Verstuur", status=422)
    assert "Deze code klopt niet" in wrong.errors[0]
    assert count(session) == 0
    receipt = wrong.submit({"code": code_for(session, scene.contacts["Atlas"].email)}, "Verstuur")

    assert receipt.h1 == "Ontvangstbewijs van uw stem"
    assert count(session) == 1


def test_code_of_another_ballot_proves_nothing(session, scene, opened, ballot_page):
    opened(proof_of_vote=True)
    ballot_page().submit({"choice": "for"}, "Verder")
    earlier = code_for(session, scene.contacts["Atlas"].email)

    overview = ballot_page().submit({"choice": "against"}, "Verder")
    overview.submit({"code": earlier}, "Verstuur", status=422)

    assert count(session) == 0


def test_who_has_an_app_gets_no_code_by_mail(session, scene, opened, ballot_page):
    opened(proof_of_vote=True)
    world.give_app(session.merge(scene.contacts["Atlas"]))
    session.commit()

    overview = ballot_page().submit({"choice": "for"}, "Verder")

    assert "authenticator-app" in overview.text
    assert session.scalars(select(OutboxMail).where(OutboxMail.kind == "accounts/code")).all() == []
    overview.submit({"code": "000000x"}, "Verstuur", status=422)
    assert count(session) == 0


def test_no_code_is_asked_where_the_network_does_not_want_it(session, scene, opened, ballot_page):
    opened()

    overview = ballot_page().submit({"choice": "for"}, "Verder")

    assert not overview.all("#code")
    assert session.scalars(select(OutboxMail).where(OutboxMail.kind == "accounts/code")).all() == []


def test_no_code_goes_out_when_the_vote_is_over(session, scene, opened, ballot_page, at):
    opened(proof_of_vote=True)
    page = ballot_page()
    at(CLOSES + timedelta(seconds=1))

    page.submit({"choice": "for"}, "Verder", status=422)

    assert session.scalars(select(OutboxMail).where(OutboxMail.kind == "accounts/code")).all() == []


@pytest.mark.parametrize("order", Order)
def test_a_vote_is_needed_where_the_agreement_says_so(order):
    assert Profile.of({"order": order, "vote_is_needed": "whatever"}).vote_is_needed == (order == Order.ROUND_THEN_WORKED_OUT)
