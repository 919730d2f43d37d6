"""Three municipalities of which Maastricht is host, and four members of which Boot leads the pilots."""

from types import SimpleNamespace

import pytest

from portal.accounts.models import Role
from tests import world


@pytest.fixture
def scene(session, now):
    network = world.network(session)
    places = {name: world.municipality(session, network, name, is_host=name == "Maastricht") for name in ("Beek", "Maastricht", "Vaals")}
    secretary = world.secretary(session, places["Maastricht"])
    staff = {name: world.board_staff(session, place, f"Staf van {name}") for name, place in places.items()}
    parties = {name: world.member(session, network, name) for name in ("Atlas", "Boot", "Cirkel", "Dak")}
    people = {name: world.contact(session, party, f"Contact van {name}") for name, party in parties.items()}
    for name in ("Beek", "Vaals"):
        world.mandate(session, places[name], places["Maastricht"], person=secretary)
    agreement = world.agreement(session, network)
    session.commit()
    return SimpleNamespace(
        network=network, places=places, parties=parties, people=people, agreement=agreement, secretary=secretary, staff=staff,
        office=world.actor(secretary, places["Maastricht"], Role.SECRETARY),
        clerk=lambda name: world.actor(staff[name], places[name], Role.BOARD_STAFF),
        actor=lambda name: world.actor(people[name], parties[name], Role.CONTACT))
