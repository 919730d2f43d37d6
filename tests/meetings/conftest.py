"""A network with a table of three, a secretary, and a meeting of that table on 16 April 2026, 13:30 in Amsterdam."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from portal.accounts.models import Role
from portal.meetings import operations
from tests import world

START = datetime(2026, 4, 16, 11, 30, tzinfo=UTC)


@pytest.fixture
def house(session):
    """The people and parties that these tests are about."""
    network = world.network(session)
    place = world.municipality(session, network, is_host=True)
    secretary = world.secretary(session, place)
    parties = [world.member(session, network, name) for name in ("Boot", "Lantaarn", "Wolkenhuis")]
    outside = world.member(session, network, "Zonderstoel")
    contacts = [world.contact(session, party, f"Contact van {party.name}") for party in (*parties, outside)]
    table = world.seated_table(session, network, *parties)
    meeting = world.meeting(session, network, table, START)
    return SimpleNamespace(
        network=network, place=place, secretary=secretary, parties=parties, outside=outside, contacts=contacts, table=table,
        meeting=meeting, desk=world.actor(secretary, place, Role.SECRETARY),
        party_actor=lambda number: world.actor(contacts[number], [*parties, outside][number], Role.CONTACT))


@pytest.fixture
def called(session, house, now):
    """The meeting is called, with two points on its agenda: a proposal and a subject of its own."""
    house.proposal = world.proposal(session, house.network)
    for subject in ({"proposal": house.proposal}, {"title": "Rondvraag"}):
        operations.add_item(session, house.meeting, **subject, actor=house.desk, now=now)
    operations.invite(session, house.meeting, actor=house.desk, now=now)
    session.flush()
    house.item, house.closing = house.meeting.items
    return house
