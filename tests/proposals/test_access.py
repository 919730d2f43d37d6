"""Who may do what with proposals, in every stage; and what nobody else may see."""

import pytest

from portal.accounts.models import Role
from portal.core.access import OUTSIDER, known_permissions, permits
from portal.proposals import queries
from portal.proposals.rules import STEPS, Stage
from tests import world

BEFORE_THE_TABLE = {Stage.RECEIVED, Stage.SCHEDULED, Stage.IN_WORKING_GROUP}


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def people(session, network):
    """One actor for each role that comes near a proposal."""
    place, author, other = world.municipality(session, network), world.member(session, network), world.member(session, network, "Tante Tulband")
    return {
        "nobody": OUTSIDER,
        "author": world.actor(world.contact(session, author), author, Role.CONTACT),
        "substitute": world.actor(world.contact(session, author, role=Role.SUBSTITUTE), author, Role.SUBSTITUTE),
        "other party": world.actor(world.contact(session, other), other, Role.CONTACT),
        "secretary": world.actor(world.secretary(session, place), place, Role.SECRETARY),
        "board staff": world.actor(world.board_staff(session, place), place, Role.BOARD_STAFF),
    }


@pytest.fixture
def make(session, network, people):
    """A proposal of the author in a stage."""
    party = session.get(world.Party, people["author"].party_id)
    return lambda stage, **options: world.proposal(session, network, stage, **{"party": party} | options)


def allowed(people, permission, subject, now):
    return {who for who, actor in people.items() if permits(permission, actor, subject, now)}


def test_who_may_send_in_a_proposal(session, people, network, now):
    assert allowed(people, "proposal:submit", network, now) == set(people)
    network.settings = {"outsiders_may_contribute": False}
    assert allowed(people, "proposal:submit", network, now) == {"author", "substitute", "other party", "secretary"}


@pytest.mark.parametrize("stage", Stage)
def test_only_the_secretary_judges(people, make, now, stage):
    assert allowed(people, "proposal:judge", make(stage), now) == {"secretary"}
    assert allowed(people, "proposal:record-table", make(stage), now) == {"secretary"}


@pytest.mark.parametrize("stage", Stage)
def test_who_may_write_the_next_version(people, make, now, stage):
    writers = {"secretary"} if stage in BEFORE_THE_TABLE | {Stage.PRELIMINARY} else set()
    writers |= {"author", "substitute"} if stage == Stage.RECEIVED else set()

    assert allowed(people, "proposal:revise", make(stage), now) == writers


@pytest.mark.parametrize("stage", Stage)
def test_who_may_take_it_back(people, make, now, stage):
    open_stages = BEFORE_THE_TABLE | {Stage.PRELIMINARY, Stage.WORKED_OUT}

    assert allowed(people, "proposal:withdraw", make(stage), now) == ({"author", "substitute"} if stage in open_stages else set())


@pytest.mark.parametrize("stage", Stage)
def test_other_parties_support_it_until_the_vote(people, make, now, stage):
    judged = (BEFORE_THE_TABLE - {Stage.RECEIVED}) | {Stage.PRELIMINARY, Stage.WORKED_OUT}

    assert allowed(people, "proposal:support", make(stage), now) == ({"other party"} if stage in judged else set())


@pytest.mark.parametrize("stage", Stage)
def test_the_secretary_clears_and_merges(people, make, now, stage):
    assert allowed(people, "proposal:clear", make(stage), now) == (
        {"secretary"} if stage in BEFORE_THE_TABLE | {Stage.PRELIMINARY} else set())
    assert allowed(people, "proposal:merge", make(stage), now) == ({"secretary"} if stage in BEFORE_THE_TABLE else set())


def test_what_awaits_its_address_is_seen_by_nobody(session, network, people, make, now):
    proposal = make(Stage.RECEIVED, party=None, awaits_address=True)

    assert not [who for who, actor in people.items() if queries.by_number(session, network, proposal.number, actor)]
    assert proposal not in queries.waiting(session, network)
    assert allowed(people, "proposal:merge", proposal, now) == set()


def test_proposal_of_an_inhabitant_has_no_party_that_may_act(people, make, now):
    proposal = make(Stage.SCHEDULED, party=None)

    assert allowed(people, "proposal:withdraw", proposal, now) == set()
    assert allowed(people, "proposal:revise", proposal, now) == {"secretary"}


@pytest.mark.parametrize(("published", "readers"), [
    (True, {"nobody", "author", "substitute", "other party", "secretary", "board staff"}),
    (False, {"author", "substitute", "secretary"}),
])
def test_who_sees_a_proposal(session, network, people, make, published, readers):
    proposal = make(Stage.SET_ASIDE, published_at=world.LONG_AGO if published else None)

    seen = {who for who, actor in people.items() if proposal in session.scalars(queries.visible(actor, network)).unique().all()}
    found = {who for who, actor in people.items() if queries.by_number(session, network, proposal.number, actor)}

    assert (seen, found) == (readers, readers)


@pytest.mark.parametrize("number", ["", "2026", "2026-1", "26-01", "2026-0001", "²026-01", "2026-99999999999999999999", "x-y"])
def test_what_is_no_number_finds_nothing(session, network, make, number):
    make(Stage.SCHEDULED, sequence=1)

    assert queries.by_number(session, network, number, OUTSIDER) is None


def test_every_step_is_guarded_by_a_permission_that_exists(app):
    assert {step.permission for steps in STEPS.values() for step in steps} <= known_permissions()
