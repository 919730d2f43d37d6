"""Who does what (ZL 1.5): counts per party and by class, out of rows with a known outcome."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.access import Actor, ActsFor
from portal.core.errors import Refused
from portal.members.models import Membership
from portal.publication.participation import ClassRow, Deeds, by_class, participation
from portal.publication.participation import Row as PartyRow
from portal.rounds.models import RoundRead
from portal.rounds.reading import mark_read
from portal.rounds.rules import ReactionState
from portal.tables.rules import SizeClass
from portal.votes.models import VoteRecusal
from portal.votes.rules import Choice
from tests import world
from tests.conftest import NOW


@pytest.fixture
def scene(session):
    """Two rounds of this year, one before Nieuw was a member; De Brug reacted twice to one, Kompas read one."""
    network = world.network(session)
    brug, kompas = world.member(session, network, "De Brug"), world.member(session, network, "Kompas")
    new = world.member(session, network, "Nieuw")
    membership_of(session, new).member_since = date(2026, 3, 1)
    early = world.comment_round(session, world.proposal(session, network, party=kompas), opened_at=NOW - timedelta(days=60))
    late = world.comment_round(session, world.proposal(session, network), opened_at=NOW - timedelta(days=1))
    for _ in range(2):
        world.reaction(session, early, brug, state=ReactionState.PUBLISHED)
    world.reaction(session, late, brug, state=ReactionState.PUBLISHED)
    session.add(RoundRead(round_id=early.id, party_id=kompas.id, person_id=world.contact(session, kompas).id, read_at=NOW))
    session.commit()
    return network, brug, kompas, new, early, late


def membership_of(session, party):
    return session.query(Membership).filter_by(party_id=party.id).one()


def counted(session, network, year=2026):
    return {row.name: row.deeds for row in participation(session, network, year, NOW)}


def test_each_round_counts_once_and_from_the_day_of_membership(session, scene):
    found = counted(session, scene[0])

    assert (found["De Brug"].rounds, found["De Brug"].read, found["De Brug"].reacted) == (2, 2, 2)
    assert (found["Kompas"].rounds, found["Kompas"].read, found["Kompas"].reacted) == (2, 1, 0)
    assert (found["Nieuw"].rounds, found["Nieuw"].read) == (1, 0)
    assert counted(session, scene[0], 2025)["De Brug"] == Deeds()


def test_votes_count_when_they_are_over(session, scene):
    """Once, however often a party changed its vote; not for who stands aside. A party's own page says the same of it."""
    network, brug, kompas, new, *_ = scene
    for offset in (30, 400, 25, 2):  # two closed, one of another year between them, one open
        vote = world.vote(session, world.proposal(session, network), brug, kompas, new, opened_at=NOW - timedelta(days=offset))
        for choice in (Choice.FOR, Choice.AGAINST):
            world.ballot(session, vote, brug, choice, cast_at=NOW - timedelta(days=offset))
        world.ballot(session, vote, new, Choice.FOR, cast_at=NOW - timedelta(days=offset))
        world.add(session, VoteRecusal(vote=vote, party_id=new.id, disclosure_id=world.disclosure(session, network, new).id, noted_at=NOW,
                                       person_name="Sien Roelofs", by_secretary=True))
    session.commit()

    found = counted(session, network)
    assert {name: (did.votes, did.voted) for name, did in found.items()} == {"De Brug": (2, 2), "Kompas": (2, 0), "Nieuw": (0, 0)}
    alone = {party.name: participation(session, network, 2026, NOW, party.id)[0].deeds for party in (brug, kompas, new)}
    assert alone == found


def test_page_tells_the_figures_and_the_file_has_the_same(session, scene, visit):
    page = visit.get("/deelname")

    assert page.h1 == "Wie doet wat in 2026"
    assert "2 van 2" in page.text
    assert "De Brug;;2;2;2;0;0;0;0" in visit.ask("get", "/deelname.csv").get_data(as_text=True)
    visit.get("/deelname?jaar=1999", status=404)
    visit.get("/deelname?deel=9", status=404)
    for typed in ("brug", "BRÚG+de"):
        found = visit.get(f"/deelname?naam={typed}").text
        assert "De Brug" in found and "Kompas" not in found


def test_party_marks_a_proposal_as_read_once_and_is_asked_no_more(session, scene, visit):
    network, _brug, kompas, _new, _early, late = scene
    person = world.contact(session, kompas)
    session.commit()
    anne = visit.logged_in(person)
    there = f"/voorstellen/{late.proposal.number}"
    assert late.proposal.title in anne.get("/mijn").text

    page = anne.get(there).submit(form=f"form[action='{there}/gelezen']")

    assert "heeft dit gelezen" in page.text
    assert late.proposal.title not in anne.get("/mijn").text.split("Uw voorstellen")[0]
    assert counted(session, network)["Kompas"].read == 2


def test_reading_is_not_recorded_after_the_end(session, scene, app):
    _network, _brug, kompas, _new, _early, late = scene
    person = world.contact(session, kompas)
    session.commit()
    actor = Actor(person.id, "A", ActsFor.PARTY, kompas.id, "Kompas")
    session.info["writing"] = True

    with pytest.raises(Refused):
        mark_read(session, late, actor=actor, now=late.closes_at)
    mark_read(session, late, actor=actor, now=late.closes_at - timedelta(seconds=1))

    assert session.query(RoundRead).filter_by(round_id=late.id).count() == 1


@given(st.lists(st.tuples(st.sampled_from([*SizeClass, None]), st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_classes_together_are_all_parties(parties):
    rows = [PartyRow(number, str(number), size, Deeds(rounds=a + b, read=a, reacted=min(a, b)))
            for number, (size, a, b) in enumerate(parties)]
    found = by_class(rows)

    assert sum(row.parties for row in found) == len(rows)
    assert sum(row.deeds.read for row in found) == sum(row.deeds.read for row in rows)
    assert all((row.percent("read", "rounds") or 0) <= 100 for row in found)


def test_who_never_could_has_no_per_cent():
    assert ClassRow(None, 1, Deeds()).percent("voted", "votes") is None
