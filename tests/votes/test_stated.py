"""A result that was stated and its list never differ: whatever was cast, and whatever happens afterwards (IN 9.1, DESIGN rule 6)."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.core.language import say, speaking
from portal.tables.rules import SizeClass
from portal.votes import operations, queries, recusals, terms
from portal.votes.models import Ballot, RollEntry, Vote, VoteRecusal
from portal.votes.queries import Line, Outcome
from portal.votes.ratios import closed_ratios
from portal.votes.rules import Choice, Count, tally
from portal.votes.sheets import sheet
from tests import world
from tests.votes.test_outcome import csv_cells, recount, xlsx_cells

CLOSES = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)
LATER = CLOSES + timedelta(days=1)

lines = st.lists(st.builds(
    lambda at_table, size, choice, aside: (at_table, size, choice, aside),
    st.booleans(), st.sampled_from([*SizeClass, None]), st.sampled_from([*Choice, None]), st.integers(0, 4).map(lambda n: n == 0)),
    max_size=25)


def outcome(rows, by_name):
    vote = Vote(by_name=by_name, may_abstain=True)
    listed = [Line(RollEntry(party_id=number, party_name=f"Partij {number}", at_table=at_table, size_class=size),
                   Ballot(party_id=number, number=f"S-{number}", choice=choice, explanation="", cast_at=CLOSES, by_secretary=False)
                   if choice and not aside else None, aside)
              for number, (at_table, size, choice, aside) in enumerate(rows)]
    counted = tally([line.entry for line in listed], [line.ballot for line in listed if line.ballot],
                    {line.entry.party_id for line in listed if line.is_aside})
    return Outcome(vote, listed, counted)


quickly = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@quickly
@given(lines, st.booleans())
def test_list_adds_up_to_the_counts_by_name_and_by_number(app, rows, by_name):
    held = outcome(rows, by_name)
    with app.app_context(), speaking("nl"):
        header, listed = sheet(held)
        cells = [row[header.index("Stem")] for row in listed]

    assert recount(cells) == held.tally.network


@quickly
@given(lines)
def test_rows_of_the_table_and_of_each_class_add_up_to_theirs(app, rows):
    held = outcome(rows, by_name=True)
    with app.app_context(), speaking("nl"):
        _header, listed = sheet(held)
        told = [(seated, size, cell) for _name, size, seated, cell, *_more in listed]
        classes = {say(size) if size else "": count for size, count in held.tally.classes}

    assert recount([cell for seated, _size, cell in told if seated == "Ja"]) == held.tally.table
    assert {size for _seated, size, _cell in told} == set(classes)
    for size, count in classes.items():
        assert recount([cell for _seated, each, cell in told if each == size]) == count


acts = st.lists(st.tuples(st.integers(0, 4), st.sampled_from([*Choice, "aside", "back"])), max_size=15)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_a_changed_vote_counts_once_in_the_database_too(session, acts):
    """Whatever order parties vote, think again, stand aside and come back in: what stood last counts, once."""
    with session.begin_nested() as point:
        network = world.add(session, world.Network(slug="telling", name="Telling", settings={}))
        parties = [world.member(session, network, f"Partij {number}") for number in range(5)]
        vote = world.vote(session, world.proposal(session, network), *parties)
        interests = {party.id: world.disclosure(session, network, party).id for party in parties}
        last, aside = {}, {}
        for place, act in acts:
            party = parties[place]
            if isinstance(act, Choice):
                world.ballot(session, vote, party, act)
                last[party.id] = act
            elif act == "aside" and party.id not in aside:
                aside[party.id] = world.add(session, VoteRecusal(
                    vote=vote, party_id=party.id, disclosure_id=interests[party.id], noted_at=world.OPENED, person_name="Sien",
                    by_secretary=True))
            elif act == "back" and party.id in aside:
                gone = aside.pop(party.id)
                gone.taken_back_at, gone.taken_back_by = world.OPENED, "Sien"
        session.flush()
        said = Counter(choice for party, choice in last.items() if party not in aside)
        held = queries.outcome_of(session, vote)

        assert held.tally.network == Count(5, said[Choice.FOR], said[Choice.AGAINST], len(aside), said[Choice.ABSTAIN])
        assert {line.entry.party_id: line.ballot.choice for line in held.lines if line.ballot} == {
            party: choice for party, choice in last.items() if party not in aside}
        assert queries.participation(session, [vote]) == {vote.id: (said.total(), 5 - len(aside))}
        point.rollback()


@pytest.fixture
def stated(session, scene, vote, visit, at, now):
    """Closed: one for, one against, one stands aside. Answers everything that says it in figures or as a list."""
    operations.cast_ballot(session, vote, choice=Choice.FOR, actor=scene.actor("Atlas"), now=now)
    operations.cast_ballot(session, vote, choice=Choice.AGAINST, actor=scene.actor("Boot"), now=now)
    interest = world.disclosure(session, scene.network, scene.parties["Citer"])
    aside = world.add(session, VoteRecusal(vote=vote, party_id=scene.parties["Citer"].id, disclosure_id=interest.id, noted_at=now,
                                           person_name="Sien Roelofs", by_secretary=True))
    session.commit()
    at(LATER)

    def read():
        session.expire_all()
        said = visit.ask("get", f"/api/v1/stemmingen/{vote.id}").json
        return {"page": visit.get(f"/voorstellen/{vote.proposal.number}/stemming").text, "csv": csv_cells(visit, vote),
                "xlsx": xlsx_cells(visit, vote), "api": {key: said[key] for key in ("uitslag", "partijen", "stemmen")},
                "minutes": closed_ratios(session, [vote.proposal_id], LATER)}

    return aside, read


def test_what_was_stated_stays_and_every_place_says_the_same(session, scene, vote, stated):
    aside, read = stated
    before = read()
    ratio = before["minutes"][vote.proposal_id]
    assert recount(before["csv"]) == recount(before["xlsx"]) == Count(3, 1, 1, 1)
    assert (ratio.network_for, ratio.network_against, ratio.network_voters) == (1, 1, 2)

    actor, office, after = scene.actor("Atlas"), scene.office, LATER + timedelta(hours=1)
    attempts = (
        lambda: operations.cast_ballot(session, vote, choice=Choice.AGAINST, actor=actor, now=after),
        lambda: operations.record_ballot(session, vote, party_id=actor.party_id, choice=Choice.AGAINST, actor=office, now=after),
        lambda: recusals.take_back(session, aside, actor=office, now=after),
        lambda: terms.extend_vote(session, vote, last_day=date(2026, 6, 1), reason="Storing.", actor=office, now=after))
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
        session.rollback()
    scene.parties["Atlas"].name = "Atlas Nieuw"
    scene.parties["Boot"].leaves_at = LATER
    session.commit()

    assert read() == before
