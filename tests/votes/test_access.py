"""Who may do what with a vote: role × state."""

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.core.access import OUTSIDER, permits
from portal.votes import operations
from portal.votes.rules import Choice
from tests import world


@pytest.fixture
def actors(session, scene, vote):
    """Somebody of each kind; Dageraad joins when the vote is already open."""
    later = world.member(session, scene.network, "Dageraad")
    staff = world.board_staff(session, scene.place)
    return {"anyone": OUTSIDER, "voter": scene.actor("Atlas"), "secretary": scene.office,
            "member that joined later": world.actor(world.contact(session, later), later, Role.CONTACT),
            "board staff": world.actor(staff, scene.place, Role.BOARD_STAFF)}


@pytest.mark.parametrize(("permission", "allowed"), [
    ("vote:open", {"secretary"}), ("vote:record", {"secretary"}), ("vote:cast", {"voter"})])
def test_permissions_while_the_vote_is_open(actors, vote, now, permission, allowed):
    assert {name for name, actor in actors.items() if permits(permission, actor, vote, now)} == allowed


@pytest.mark.parametrize(("moment", "allowed"), [("before", False), ("open", True), ("last second", True), ("closed", False)])
def test_voting_is_possible_only_while_it_is_open(scene, vote, moment, allowed):
    second = timedelta(seconds=1)
    instant = {"before": vote.opened_at - second, "open": vote.opened_at, "last second": vote.closes_at - second,
               "closed": vote.closes_at}[moment]

    assert permits("vote:cast", scene.actor("Atlas"), vote, instant) is allowed


def test_receipt_is_seen_by_the_own_party(session, scene, vote, now):
    ballot = operations.cast_ballot(session, vote, choice=Choice.FOR, actor=scene.actor("Atlas"), now=now)

    assert permits("vote:receipt", scene.actor("Atlas"), ballot, now)
    assert not any(permits("vote:receipt", actor, ballot, now) for actor in (OUTSIDER, scene.actor("Boot"), scene.office))


@pytest.mark.parametrize("address", ["/bureau/stemmingen", "/bureau/stemmingen/{vote}", "/bureau/stemmingen/{vote}/partij",
                                     "/bureau/voorstellen/{proposal}/stemming"])
def test_desk_pages_are_for_the_desk(session, scene, vote, visit, address):
    address = address.format(vote=vote.id, proposal=scene.proposal.id)
    staff = world.board_staff(session, scene.place)
    session.commit()

    visit.logged_in(scene.secretary).get(address)
    visit.logged_in(scene.contacts["Atlas"]).get(address, status=403)
    visit.logged_in(staff).get(address, status=200 if address == "/bureau/stemmingen" else 403)
    assert "/inloggen" in visit.get(address, status=302).location
