"""Who may do what with decisions: role × state."""

import pytest

from portal.accounts.models import Role
from portal.core.access import OUTSIDER, permits
from portal.decisions.queries import version_from
from portal.region.models import Municipality
from tests import world


@pytest.fixture
def actors(session, scene):
    elsewhere = world.add(session, Municipality(code="GM9998", name="Elders"))
    return {"anyone": OUTSIDER, "provider": scene.actor("Atlas"), "secretary": scene.office, "staff": scene.clerk("Beek"),
            "staff of elsewhere": world.actor(world.user(session), elsewhere, Role.BOARD_STAFF),
            "secretary of another": world.actor(world.user(session), scene.places["Vaals"], Role.SECRETARY)}


@pytest.mark.parametrize(("permission", "allowed"), [
    ("decision:submit", {"secretary", "secretary of another"}),
    ("decision:record-board", {"secretary", "staff"}),
    ("participation:state", {"provider"}),
])
def test_permissions(scene, actors, now, permission, allowed):
    assert {name for name, actor in actors.items() if permits(permission, actor, scene.proposal, now)} == allowed


@pytest.mark.parametrize(("address", "statuses"), [
    ("/bureau/besluiten", {"secretary": 200, "staff": 200, "provider": 403}),
    ("/bureau/voorstellen/{proposal}/voorleggen", {"secretary": 200, "staff": 403, "provider": 403}),
    ("/bureau/besluiten/{proposal}", {"secretary": 200, "staff": 200, "provider": 403}),
    ("/mijn/deelname/{version}", {"secretary": 403, "staff": 403, "provider": 200}),
    ("/besluiten/{number}", {"secretary": 200, "staff": 200, "provider": 200}),
])
def test_pages(session, adopted, visit, address, statuses):
    version = version_from(session, adopted.proposal)
    address = address.format(proposal=adopted.proposal.id, number=adopted.proposal.number, version=version.id)
    people = {"secretary": adopted.secretary, "staff": adopted.staff["Beek"], "provider": adopted.contacts["Atlas"]}

    for name, status in statuses.items():
        visit.logged_in(people[name]).get(address, status=status)
    if address.startswith("/besluiten"):
        visit.get(address)
    else:
        assert "/inloggen" in visit.get(address, status=302).location


def test_unpublished_proposal_has_no_decision_page(session, submitted, visit):
    submitted.proposal.published_at = None
    session.commit()

    visit.get(f"/besluiten/{submitted.proposal.number}", status=404)
