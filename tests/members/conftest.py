"""Members of a network with an agreement whose second version has just been made known."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.members.models import Membership
from tests import world


@pytest.fixture
def signing(session, now):
    """Three members and their contact persons, the secretary, an agreement with a version that waits to be signed."""
    network = world.network(session)
    host = world.municipality(session, network, is_host=True)
    secretary = world.secretary(session, host)
    agreement = world.agreement(session, network)
    version = world.version(session, agreement)
    found = SimpleNamespace(network=network, host=host, agreement=agreement, version=version, secretary=secretary, people={},
                            places={}, desk=world.actor(secretary, host, Role.SECRETARY), actors={})
    for name in ("De Papieren Boot", "Regenlaarzen", "Zorg aan Zee"):
        party = world.member(session, network, name)
        found.people[name] = world.contact(session, party, f"Contact van {name}")
        found.places[name] = session.scalars(select(Membership).where(Membership.party_id == party.id)).one()
        found.actors[name] = world.actor(found.people[name], party, Role.CONTACT)
    session.commit()
    return found
