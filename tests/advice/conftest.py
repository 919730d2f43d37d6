"""A network with a table of two, an agreement, and a meeting of that table on 16 April 2026."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from portal.accounts.models import Role
from portal.advice.operations import Question, ask_advice
from tests import world

START = datetime(2026, 4, 16, 11, 30, tzinfo=UTC)
WISHED = date(2026, 5, 1)


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
        agreement=world.agreement(session, network), meeting=world.meeting(session, network, table, START),
        desk=world.actor(secretary, place, Role.SECRETARY))


@pytest.fixture
def ask(session, house, now):
    """Ask the table something about article 4.3.1; options change what is asked."""

    def asking(**options):
        asked = {"subject": "Wachttijd melden", "question": "Is vier weken haalbaar?", "wish_on": WISHED, "table": house.table,
                 "agreement": house.agreement, "articles": ("4.3.1",)}
        request = ask_advice(session, house.network, Question(**asked | options), actor=house.desk, now=now)
        session.flush()
        return request

    return asking
