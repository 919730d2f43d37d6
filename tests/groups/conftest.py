"""A network with a table of two, a proposal that it gave to a working group, and the people of such a group."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from portal.accounts.models import Role
from portal.groups.operations import Assignment, add_member, found_group
from portal.proposals.rules import Stage
from tests import world

START = datetime(2026, 4, 16, 11, 30, tzinfo=UTC)
ENDS = date(2026, 5, 1)


@pytest.fixture
def house(session):
    """The people and parties that these tests are about."""
    network = world.network(session)
    place = world.municipality(session, network, is_host=True)
    secretary = world.secretary(session, place)
    parties = [world.member(session, network, name) for name in ("Boot", "Lantaarn")]
    outside = world.member(session, network, "Zonderstoel")
    contacts = [world.contact(session, party, f"Contact van {party.name}") for party in (*parties, outside)]
    table = world.seated_table(session, network, *parties)
    return SimpleNamespace(
        network=network, place=place, secretary=secretary, parties=parties, outside=outside, contacts=contacts, table=table,
        proposal=world.proposal(session, network, Stage.IN_WORKING_GROUP), desk=world.actor(secretary, place, Role.SECRETARY))


@pytest.fixture
def group(session, house, now):
    """A group about the proposal: led by somebody of Boot, with Lantaarn and a school."""
    given = Assignment("Gezinnen aan de grens", "Zoek uit wie wat regelt.", ENDS, "Buitenlands recht.", house.table, house.proposal)
    made = found_group(session, house.network, given, actor=house.desk, now=now)
    for party, organisation, name, leads in ((house.parties[0], "", "Noor Trekker", True), (house.parties[1], "", "Bram Tweede", False),
                                             (None, "Basisschool De Paal", "Anke Gast", False)):
        add_member(session, made, party=party, organisation=organisation, person_name=name, email=f"{name.split()[0].lower()}@example.nl",
                   is_leader=leads, actor=house.desk, now=now)
    session.flush()
    session.refresh(made)
    return made
