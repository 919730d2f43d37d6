"""Two members with people in every role, a secretary and staff of a board."""

from types import SimpleNamespace

import pytest

from portal.accounts.models import Role
from tests import world

OWN_ROLES = (Role.CONTACT, Role.SUBSTITUTE, Role.REPRESENTATIVE, Role.COLLEAGUE, Role.PARTY_ADMIN)


@pytest.fixture
def house(session):
    """De Boot is the party that it is about, De Lantaarn is another one."""
    network = world.network(session)
    place = world.municipality(session, network, is_host=True)
    secretary = world.secretary(session, place)
    boat, lantern = world.member(session, network, "De Boot"), world.member(session, network, "De Lantaarn")
    people = {Role.CONTACT: world.contact(session, boat, "Contact van De Boot")}
    for role in OWN_ROLES[1:]:
        people[role] = world.user(session, f"{role} van De Boot")
        world.grant(session, people[role], role, boat)
    others = {"other party": world.contact(session, lantern, "Contact van De Lantaarn"),
              "board staff": world.board_staff(session, place), "secretary": secretary}
    session.commit()
    return SimpleNamespace(
        network=network, place=place, boat=boat, lantern=lantern, people=people, others=others,
        office=world.actor(secretary, place, Role.SECRETARY),
        boat_actor=world.actor(people[Role.CONTACT], boat, Role.CONTACT),
        lantern_actor=world.actor(others["other party"], lantern, Role.CONTACT))


@pytest.fixture
def visitors(house, visit):
    """Everyone by what they are; "anyone" is not logged in."""
    found = {str(role): visit.logged_in(person) for role, person in house.people.items()}
    return found | {name: visit.logged_in(person) for name, person in house.others.items()} | {"anyone": visit}
