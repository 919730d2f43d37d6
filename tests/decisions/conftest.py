"""A proposal whose vote has closed, three municipalities of which Maastricht is host, and two members."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from portal.accounts.models import Role
from portal.decisions import operations
from portal.decisions.queries import facts_of
from portal.proposals.rules import Stage
from portal.votes.models import RollEntry, Vote
from portal.votes.rules import Choice
from tests import world

STARTS = date(2026, 7, 1)


@pytest.fixture
def scene(session, now):
    network = world.network(session)
    places = {name: world.municipality(session, network, name, is_host=name == "Maastricht")
              for name in ("Beek", "Maastricht", "Vaals")}
    secretary = world.secretary(session, places["Maastricht"])
    staff = {name: world.board_staff(session, place, f"Staf van {name}") for name, place in places.items()}
    parties = {name: world.member(session, network, name) for name in ("Atlas", "Boot")}
    contacts = {name: world.contact(session, party, f"Contact van {name}") for name, party in parties.items()}
    for name in ("Beek", "Vaals"):
        world.mandate(session, places[name], places["Maastricht"], person=secretary)
    proposal = world.proposal(session, network, Stage.IN_VOTE, party=parties["Boot"])
    session.commit()
    return SimpleNamespace(
        network=network, places=places, parties=parties, contacts=contacts, proposal=proposal, secretary=secretary,
        staff=staff, office=world.actor(secretary, places["Maastricht"], Role.SECRETARY), vote=_vote(session, proposal, parties, now),
        clerk=lambda name: world.actor(staff[name], places[name], Role.BOARD_STAFF),
        actor=lambda name: world.actor(contacts[name], parties[name], Role.CONTACT))


def _vote(session, proposal, parties, now):
    """A vote that closed an hour ago, without ballots."""
    closes_at = now - timedelta(hours=1)
    vote = world.add(session, Vote(
        proposal_id=proposal.id, version_id=proposal.versions[0].id, opened_at=now - timedelta(days=15), closes_at=closes_at,
        published_on=(now - timedelta(days=15)).date(), days=14, last_day=closes_at.date(), skipped=[]))
    for name, party in parties.items():
        world.add(session, RollEntry(vote_id=vote.id, party_id=party.id, party_name=name, size_class=None, at_table=False))
    session.commit()
    return vote


def ballots(session, scene, **choices):
    """What each party voted: `ballots(session, scene, Atlas=Choice.AGAINST)`."""
    for name, choice in choices.items():
        world.ballot(session, scene.vote, scene.parties[name], Choice(choice))
    session.commit()


def submit(session, scene, now, submit=True, **options):
    defaults = {"reason": "Inwoners weten eerder waar zij aan toe zijn.", "in_force_from": STARTS if submit else None,
                "actor": scene.office, "now": now, "facts": facts_of(session, scene.proposal, now)}
    return operations.decide_submission(session, scene.proposal, submit=submit, **defaults | options)


def decide(session, scene, now, name, adopted=True, **options):
    options.setdefault("actor", scene.clerk(name) if name in scene.staff else scene.office)
    defaults = {"decided_on": now.date(), "number": "B-2026-1", "reason": "Het college volgt de tafel.", "now": now}
    return operations.record_board_decision(session, scene.proposal, municipality_id=scene.places[name].id,
                                            adopted=adopted, **defaults | options)


@pytest.fixture
def submitted(session, scene, now):
    """The proposal lies with the boards."""
    submit(session, scene, now)
    session.commit()
    return scene


@pytest.fixture
def adopted(session, submitted, now):
    """All three boards adopted the proposal."""
    for name in submitted.places:
        decide(session, submitted, now, name)
    session.commit()
    return submitted
