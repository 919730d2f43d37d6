"""A change of arrangements that two networks use: both approve before it holds (IN 5.4, last sentence)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.decisions import queries
from portal.decisions.approvals import OwnVote, state_approval
from portal.decisions.models import NetworkApproval, Submission
from portal.networks.models import AgreementVersion, Network, NetworkMunicipality, Publication
from portal.proposals.rules import Stage
from tests import world
from tests.decisions.conftest import decide, submit
from tests.decisions.test_operations import letters, refused


@pytest.fixture
def shared(session, scene, now):
    """Parkstad uses the agreement too; the proposal lies with the boards of the first network."""
    scene.other = world.add(session, Network(slug="parkstad", name="Parkstad", settings={}))
    scene.places["Heerlen"] = world.municipality(session, scene.other, "Heerlen", is_host=True)
    scene.neighbour = world.secretary(session, scene.places["Heerlen"], "Noor Hendriks")
    world.use(session, scene.other, scene.proposal.agreement)
    session.commit()
    submit(session, scene, now)
    session.commit()
    return scene


def approve(session, scene, now, approved=True, reason="Onze tafel is het eens.", vote=None, network=None):
    actor = world.actor(scene.neighbour, scene.places["Heerlen"], Role.SECRETARY)
    return state_approval(session, scene.proposal, network or scene.other, approved=approved, reason=reason, vote=vote, actor=actor, now=now)


def all_boards(session, scene, now):
    for name in ("Beek", "Maastricht", "Vaals"):
        decide(session, scene, now, name)
    session.commit()


def test_other_network_is_asked_by_letter_and_its_parties_read_of_it(session, shared, now):
    asked = letters(session, "decisions/approval-asked")

    assert [letter.email for letter in asked] == [shared.neighbour.email]
    told = session.scalars(select(Publication).where(Publication.network_id == shared.other.id)).one()
    assert (told.kind, told.path) == ("decision:approval-asked", f"/besluiten/gedeeld/{shared.proposal.id}")
    assert queries.awaiting_approval(session, shared.other, now) == [shared.proposal]
    assert queries.awaiting_approval(session, shared.network, now) == []


@pytest.mark.parametrize("last", ["boards", "network"])
def test_nothing_changes_before_the_boards_and_the_other_network_agreed(session, shared, now, last):
    first, second = ((approve, all_boards) if last == "boards" else (all_boards, approve))
    first(session, shared, now)
    session.commit()
    assert shared.proposal.stage == Stage.SUBMITTED
    assert len(session.scalars(select(AgreementVersion)).all()) == 1

    second(session, shared, now)
    session.commit()

    assert shared.proposal.stage == Stage.ADOPTED
    assert len(session.scalars(select(AgreementVersion)).all()) == 2
    kinds = session.scalars(select(Publication.kind).where(Publication.network_id == shared.other.id)).all()
    assert kinds.count("agreement:new-version") == 1


def test_approvals_of_many_changes_are_looked_up_together(session, shared, now, count_queries):
    approve(session, shared, now, approved=False)
    others = [world.proposal(session, shared.network, Stage.SUBMITTED, agreement=shared.proposal.agreement) for _ in range(4)]
    for proposal in others[:3]:
        world.add(session, Submission(proposal_id=proposal.id, submitted=True, reason="Ja.", deviates=False, decided_at=now))
    session.commit()

    with count_queries() as queried:
        found = queries.approvals_of(session, [shared.proposal, *others], now)

    assert [[row.refuses for row in found[proposal.id]] for proposal in (shared.proposal, *others)] == [[True], [False], [False], [False], []]
    assert len([one for one in queried if "FROM network_a" in one or "FROM submission" in one]) == 3


def test_facts_name_the_network_that_is_awaited(session, shared, now):
    assert queries.facts_of(session, shared.proposal, now).networks_missing == ("Parkstad",)
    approve(session, shared, now, approved=False)
    session.flush()
    facts = queries.facts_of(session, shared.proposal, now)
    assert (facts.networks_missing, facts.networks_refusing) == ((), ("Parkstad",))


def test_refusal_keeps_it_from_holding_and_the_network_may_think_again(session, shared, now):
    approve(session, shared, now, approved=False, reason="Te duur voor onze aanbieders.")
    all_boards(session, shared, now)
    assert shared.proposal.stage == Stage.SUBMITTED
    assert queries.unable_to_go_on(session, [shared.proposal], queries.approvals_of(session, [shared.proposal], now)) == {shared.proposal.id}

    approve(session, shared, now + timedelta(days=3))
    session.commit()

    assert shared.proposal.stage == Stage.ADOPTED
    assert [row.approved for row in session.scalars(select(NetworkApproval).order_by(NetworkApproval.id))] == [False, True]
    assert len(letters(session, "decisions/approval-stated")) == 2


def test_answer_and_own_vote_are_on_record(session, shared, now):
    approve(session, shared, now, vote=OwnVote(date(2026, 3, 18), 12, 3))
    session.commit()

    row = session.scalars(select(NetworkApproval)).one()
    assert (row.voted_on, row.votes_for, row.votes_against, row.person_name) == (date(2026, 3, 18), 12, 3, "Noor Hendriks")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "decision:approve")).one()
    assert entry.reason == "Onze tafel is het eens."


@pytest.mark.parametrize(("options", "code"), [
    ({"reason": " "}, "decision:approval-reason-missing"),
    ({"vote": OwnVote(date(2026, 3, 21), 1, 0)}, "decision:vote-ahead"),
    ({"vote": OwnVote(date(2026, 3, 20), 0, 0)}, "decision:vote-empty"),
])
def test_approval_needs_reasons_and_a_possible_vote(session, shared, now, options, code):
    assert refused(lambda: approve(session, shared, now, **options)).code == code


def test_only_a_network_that_uses_it_is_asked(session, shared, now):
    stranger = world.add(session, Network(slug="elders", name="Elders", settings={}))
    session.commit()

    assert refused(lambda: approve(session, shared, now, network=stranger)).code == "decision:approval-not-asked"
    assert refused(lambda: approve(session, shared, now, network=shared.network)).code == "decision:approval-not-asked"


def test_network_that_stopped_using_it_is_not_waited_for(session, shared, now):
    all_boards(session, shared, now)
    use = next(use for use in shared.proposal.agreement.uses if use.network_id == shared.other.id)
    use.used_until, use.end_reason = now.date() - timedelta(days=1), "Wij sluiten een eigen overeenkomst."
    session.commit()

    assert queries.facts_of(session, shared.proposal, now).networks_missing == ()


def test_secretary_of_the_other_network_answers_on_one_page(session, shared, visit):
    desk = visit.logged_in(shared.neighbour)
    page = desk.get(f"/bureau/besluiten/{shared.proposal.id}/instemming")
    assert "Stemt Parkstad in?" in page.h1

    wrong = page.submit({"choice": "approves", "reason": "Goed.", "votes_for": "4"}, "Verder", status=422)
    assert "Geef de dag waarop het netwerk stemde" in wrong.errors[0]
    overview = wrong.submit({"voted_on": "2026-03-18", "votes_against": "0"}, "Verder")
    assert session.scalar(select(NetworkApproval.id)) is None
    done = overview.submit(button="Leg vast")

    assert "stemt in met de wijziging" in done.text
    for address in (f"/besluiten/{shared.proposal.number}", f"/voorstellen/{shared.proposal.number}", f"/besluiten/gedeeld/{shared.proposal.id}"):
        assert "Parkstad Stemt in" in visit.get(address).text
    assert "4 voor, 0 tegen" in visit.get(f"/besluiten/{shared.proposal.number}").text


def test_without_a_vote_of_its_own_nothing_is_asked_of_it(session, shared, visit):
    page = visit.logged_in(shared.neighbour).get(f"/bureau/besluiten/{shared.proposal.id}/instemming")

    page.submit({"choice": "refuses", "reason": "Onze aanbieders kunnen dit niet."}, "Verder").submit(button="Leg vast")

    row = session.scalars(select(NetworkApproval)).one()
    assert (row.approved, row.voted_on) == (False, None)


def test_who_may_answer_for_the_other_network(session, shared, visit):
    address = f"/bureau/besluiten/{shared.proposal.id}/instemming"
    visit.logged_in(shared.secretary).get(address, status=403)
    visit.logged_in(shared.staff["Beek"]).get(address, status=403)
    visit.logged_in(shared.contacts["Atlas"]).get(address, status=403)


def test_both_desks_say_what_is_awaited(session, shared, now, visit, app):
    all_boards(session, shared, now)

    assert "Netwerken die nog instemmen: 1" in visit.logged_in(shared.secretary).get("/bureau").text
    assert "Moeten nog instemmen: Parkstad" in visit.logged_in(shared.secretary).get("/bureau/besluiten").text
    app.config["NETWORK"] = "parkstad"
    try:
        neighbour = visit.logged_in(shared.neighbour)
        assert "Zeg of uw netwerk instemt" in neighbour.get("/bureau").text
        assert shared.proposal.title in neighbour.get("/bureau/besluiten").text
    finally:
        app.config["NETWORK"] = ""


def test_page_of_a_change_that_nobody_shares_is_not_there(session, submitted, visit):
    visit.get(f"/besluiten/gedeeld/{submitted.proposal.id}", status=404)
    visit.get("/besluiten/gedeeld/999999", status=404)


def test_network_with_the_same_host_is_still_another_network(session, shared, now):
    session.add(NetworkMunicipality(network_id=shared.other.id, municipality_id=shared.places["Maastricht"].id))
    session.commit()

    assert [row.network.name for row in queries.approval_grid(session, shared.proposal, now)] == ["Parkstad"]
