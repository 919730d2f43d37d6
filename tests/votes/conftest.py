"""A worked-out proposal that a table handled, with members of whom some sit at that table."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from portal.accounts.models import Role
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.rules import MeetingState
from portal.proposals.rules import Facts, Stage
from portal.tables.models import Composition, CountSet, PhysicalTable, Standing
from portal.tables.rules import CompositionState, SizeClass
from portal.votes import operations
from tests import world

READY = Facts(has_round=True, round_is_closed=True)


@pytest.fixture
def scene(session, now):
    """Three members: Atlas (large) and Boot (small) sit at the table, Citer (small) does not."""
    network = world.network(session)
    place = world.municipality(session, network, is_host=True)
    secretary = world.secretary(session, place)
    parties = {name: world.member(session, network, name) for name in ("Atlas", "Boot", "Citer")}
    contacts = {name: world.contact(session, party, f"Contact van {name}") for name, party in parties.items()}
    proposal = world.proposal(session, network, Stage.WORKED_OUT, party=parties["Boot"])
    table = _table(session, network, {parties["Atlas"]: (SizeClass.LARGE, 1), parties["Boot"]: (SizeClass.SMALL, 2),
                                      parties["Citer"]: (SizeClass.SMALL, None)})
    meeting = world.add(session, Meeting(
        network_id=network.id, table_id=table.id, slug="2026-03-12", starts_at=now - timedelta(days=8),
        ends_at=now - timedelta(days=8, hours=-2), place="Raadhuis", state=MeetingState.HELD))
    world.add(session, AgendaItem(meeting_id=meeting.id, position=1, title="Wachttijd", proposal_id=proposal.id))
    session.commit()
    return SimpleNamespace(
        network=network, place=place, parties=parties, contacts=contacts, proposal=proposal, table=table,
        secretary=secretary, office=world.actor(secretary, place, Role.SECRETARY),
        actor=lambda name: world.actor(contacts[name], parties[name], Role.CONTACT))


def _table(session, network, seats):
    table = world.add(session, PhysicalTable(network_id=network.id, slug="wmo", name="Overlegtafel Wmo", theme="Wmo",
                                             domains=frozenset()))
    counts = world.add(session, CountSet(network_id=network.id, data_date=date(2026, 1, 1), source_name="a.csv",
                                         source_sha256="0" * 64, applied_at=world.LONG_AGO))
    composition = world.add(session, Composition(
        table_id=table.id, number=1, count_set_id=counts.id, state=CompositionState.PUBLISHED, rule_version="1",
        seats_large=1, seats_medium=0, seats_small=1, seed="s", tiers={}, curve=[], data_date=date(2026, 1, 1),
        created_at=world.LONG_AGO, published_at=world.LONG_AGO))
    for party, (size, seat) in seats.items():
        world.add(session, Standing(composition_id=composition.id, kvk=party.kvk, name=party.name, party_id=party.id,
                                    clients=10, size_class=size, domains=frozenset(), streams=frozenset(),
                                    is_candidate=True, seat=seat))
    return table


@pytest.fixture
def vote(session, scene, now):
    """The vote on the proposal, opened Friday 20 March 2026: through Friday 3 April is Good Friday, so Tuesday 7 April."""
    vote = operations.open_vote(session, scene.proposal, facts=READY, actor=scene.office, now=now)
    session.commit()
    return vote
