"""Real roll calls that a council published, re-entered through the verbs, give the totals that the council announced."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from portal.accounts.models import Role
from portal.proposals.rules import Stage
from portal.votes import operations, queries
from portal.votes.rules import Choice
from tests import world
from tests.votes.conftest import READY
from tests.votes.test_outcome import csv_cells, recount, xlsx_cells

FILE = json.loads((Path(__file__).parent / "data" / "lancashire-2025.json").read_text(encoding="utf-8"))
KINDS = {"in_favour": Choice.FOR, "against": Choice.AGAINST, "abstained": Choice.ABSTAIN}


def re_entered(session, now, roll_call):
    """Every member of the council is a party; odd ones vote themselves, the others in the meeting, some after thinking again."""
    network = world.network(session, abstention=True, vote_by_name=True)
    place = world.municipality(session, network, is_host=True)
    secretary = world.secretary(session, place)
    office = world.actor(secretary, place, Role.SECRETARY)
    parties = {name: world.member(session, network, name) for name in FILE["members"]}
    person = world.user(session, "Wie de stem uitbrengt")
    proposal = world.proposal(session, network, Stage.WORKED_OUT, party=parties["Ash"])
    vote = operations.open_vote(session, proposal, facts=READY, actor=office, now=now)
    said = [(name, choice) for kind, choice in KINDS.items() for name in roll_call[kind]]
    for number, (name, choice) in enumerate(said):
        actor = world.actor(person, parties[name], Role.CONTACT)
        if number % 10 == 0:
            operations.cast_ballot(session, vote, choice=Choice.AGAINST, actor=actor, now=now)
        if number % 2:
            operations.cast_ballot(session, vote, choice=choice, actor=actor, now=now + timedelta(days=1))
        else:
            operations.record_ballot(session, vote, party_id=parties[name].id, choice=choice, actor=office, now=now + timedelta(days=1))
    session.commit()
    return vote


@pytest.mark.parametrize("roll_call", FILE["votes"], ids=lambda roll_call: f"{roll_call['held_on']} {roll_call['title'][:20]}")
def test_a_published_roll_call_gives_the_totals_that_were_announced(session, now, visit, at, roll_call):
    announced = roll_call["published"]
    vote = re_entered(session, now, roll_call)
    at(vote.closes_at)

    outcome = queries.outcome_after(session, vote, vote.closes_at)
    network = outcome.tally.network
    assert (network.in_favour, network.against, network.abstained, network.not_voted) == (
        announced["in_favour"], announced["against"], announced["abstained"], announced["absent"])
    assert network.voters == len(FILE["members"]) == 84
    assert network.turnout == pytest.approx((84 - announced["absent"]) / 84)
    assert network.unanimous == (Choice.FOR if announced["against"] == 0 else None)
    assert network.majority == (Choice.FOR if announced["in_favour"] > announced["against"] else Choice.AGAINST)
    assert recount(csv_cells(visit, vote)) == recount(xlsx_cells(visit, vote)) == network


def test_the_list_names_everyone_as_the_minutes_did(session, now, visit, at):
    roll_call = FILE["votes"][0]
    vote = re_entered(session, now, roll_call)
    at(vote.closes_at)

    text = visit.ask("get", f"/voorstellen/{vote.proposal.number}/stemming.csv").data.decode("utf-8-sig")
    rows = {line.split(";")[0]: line for line in text.splitlines()[1:]}
    for kind, word in (("in_favour", "Voor"), ("against", "Tegen")):
        assert all(f";{word};" in rows[name] + ";" for name in roll_call[kind]), kind
