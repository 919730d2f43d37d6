"""A network with fourteen members of known sizes, their counts, and a table that some want to sit at."""

from datetime import date
from types import SimpleNamespace

import pytest

from portal.accounts.models import Role
from portal.parties.rules import Domain, FundingStream
from portal.tables import operations
from portal.tables.models import PhysicalTable
from portal.tables.rules import CountRow, SizeClass
from tests import world

YOUTH, WMO, WORK, HOUSING = Domain
ZIN, PGB = FundingStream
CLIENTS = [4000, 2500, 1500, 900, 700, 500, 130, 60, 40, 20, 11, 5, 3, 0]
SEATS = {SizeClass.LARGE: 2, SizeClass.MEDIUM: 1, SizeClass.SMALL: 1}


@pytest.fixture
def town(session, now):
    """4 large, 2 medium, 8 small; providers 0, 1, 2, 5, 6, 8, 9 and 10 want to take part."""
    network = world.network(session)
    place = world.municipality(session, network, is_host=True)
    secretary = world.secretary(session, place)
    actor = world.actor(secretary, place, Role.SECRETARY)
    members, people, rows = [], [], []
    for number, clients in enumerate(CLIENTS):
        domain = (YOUTH, WMO)[number % 2]
        stream = (ZIN, ZIN, PGB)[number % 3]
        member = world.member(session, network, f"Aanbieder {chr(65 + number)}", domains=frozenset({domain}), streams=frozenset({stream}))
        members.append(member)
        people.append(world.contact(session, member, f"Persoon {chr(65 + number)}"))
        rows.append(CountRow(member.kvk, member.name, domain, stream, clients))
    table = world.add(session, PhysicalTable(network_id=network.id, slug="jeugd-en-wmo", name="Jeugd en Wmo", theme="Hulp thuis",
                                             domains=frozenset({YOUTH, WMO})))
    town = SimpleNamespace(network=network, place=place, secretary=secretary, actor=actor, members=members, people=people,
                           rows=rows, table=table, now=now)
    for number in (0, 1, 2, 5, 6, 8, 9, 10):
        ask(session, town, number)
    return town


def ask(session, town, number, motivation="Wij werken in elke gemeente.", table=None, **wish):
    actor = world.actor(town.people[number], town.members[number], Role.CONTACT)
    return operations.request_seat(session, table or town.table, wish=operations.Wish(motivation, **wish), actor=actor, now=town.now)


def apply_counts(session, town, rows=None):
    return operations.apply_counts(session, town.network, rows=town.rows if rows is None else rows, data_date=date(2025, 12, 31),
                                   source_name="telling.csv", source_sha256="0" * 64, actor=town.actor, now=town.now)


def draft(session, town, seats=None, seed="4711"):
    if not town.table.seed:
        operations.announce_seed(session, town.table, seed=seed, actor=town.actor, now=town.now)
    return operations.draft_composition(session, town.table, seats=seats or SEATS, seed=seed, actor=town.actor, now=town.now)


def composed(session, town):
    """Counts applied, seats drafted, composition published."""
    apply_counts(session, town)
    composition = draft(session, town)
    operations.publish_composition(session, composition, reason="Zo lijkt de tafel op het netwerk.",
                                   evaluate_by=date(2026, 11, 26), actor=town.actor, now=town.now)
    return composition
