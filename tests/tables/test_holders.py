"""Who sits at a table now and since when; who left and why; earlier compositions stay readable (IN 7.5, 7.6)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.meetings.seats import answer_offer, offer_seat
from portal.members.models import Membership
from portal.tables.holder_queries import free_seats
from portal.tables.holders import Left
from portal.tables.models import SeatDecision, Standing
from portal.tables.queries import current_composition
from portal.tables.rules import SizeClass
from tests import world
from tests.world import LONG_AGO

TODAY = date(2026, 3, 20)
SECRET = "GEHEIME-REDEN"


@pytest.fixture
def network(session):
    network = world.network(session)
    world.municipality(session, network, is_host=True)
    return network


@pytest.fixture
def boat(session, network):
    return world.member(session, network, "Papieren Boot")


@pytest.fixture
def kite(session, network):
    return world.member(session, network, "Vlieger")


@pytest.fixture
def table(session, network, boat, kite):
    table = world.seated_table(session, network, boat, kite)
    session.commit()
    return table


@pytest.fixture
def top(session, network, table):
    """On the reserve list of the class."""
    provider = world.member(session, network, "Tol")
    world.add(session, Standing(composition_id=current_composition(session, table).id, kvk=provider.kvk, name=provider.name,
                                party_id=provider.id, clients=5, size_class=SizeClass.LARGE, domains=frozenset(), streams=frozenset(),
                                is_candidate=True, rank=1))
    session.commit()
    return provider


def _stop(session, table, party, at):
    row = world.add(session, SeatDecision(
        composition_id=current_composition(session, table).id, party_id=party.id, year=2026, missed=1, without_reason=1, stops=True,
        reason=SECRET, decided_at=at, decided_by="Sien"))
    session.commit()
    return row


def _rows(page, section):
    return [" ".join(" ".join(e.etree_element.itertext()).split()) for e in page.all(f'[aria-labelledby="{section}"] tbody tr')]


def _take(session, decision, party, now):
    clerk = world.actor(world.user(session), party)
    offer = offer_seat(session, decision, party, actor=clerk, now=now)
    answer_offer(session, offer, accepts=True, actor=clerk, now=now)
    session.commit()


def test_everyone_since_when_and_nobody_left(visit, table):
    page = visit.get("/tafels/jeugd")

    first, second = _rows(page, "lijst-kop")
    assert "Papieren Boot" in first and "wo 1 januari 2025" in first and "Vlieger" in second
    assert "Wie ging van tafel" not in page.text


def test_who_is_no_longer_invited_stands_there_with_the_public_ground(session, network, visit, table, boat, top, now):
    _stop(session, table, boat, now - timedelta(days=2))

    page = visit.get("/tafels/jeugd")

    assert "Plaats 1 is vrij: Papieren Boot wordt niet meer uitgenodigd." in page.text and "is Tol" in page.text
    row, = _rows(page, "vertrokken")
    assert "wo 18 maart 2026" in row and "regel over aanwezigheid" in row and "Nog niemand" in row
    assert SECRET not in page.text
    free, = free_seats(session, network, TODAY)
    assert (free.count, free.left, free.since) == (1, 0, date(2026, 3, 18))
    assert "1 plaats vrij" in visit.get("/tafels").text


def test_who_took_the_seat_sits_there(session, network, visit, table, boat, top, now):
    _take(session, _stop(session, table, boat, now - timedelta(days=2)), top, now)

    page = visit.get("/tafels/jeugd")

    first, _ = _rows(page, "lijst-kop")
    assert "Tol" in first and "vr 20 maart 2026" in first and "kreeg de plaats van Papieren Boot" in first
    assert "is vrij" not in page.text and not free_seats(session, network, TODAY)
    assert "Tol" in _rows(page, "vertrokken")[0]
    lines = visit.ask("get", "/tafels/jeugd/samenstelling.csv").text.splitlines()
    assert any("Papieren Boot" in line and "Tol (vr 20 maart 2026)" in line for line in lines), lines


def test_who_took_a_seat_and_left_the_network_leaves_it_free(session, network, visit, table, boat, top, now):
    _take(session, _stop(session, table, boat, now - timedelta(days=9)), top, now - timedelta(days=5))
    session.query(Membership).filter_by(party_id=top.id).one().member_until = TODAY - timedelta(days=1)
    session.commit()

    free, = free_seats(session, network, TODAY)

    assert (free.count, free.left) == (1, 1)
    assert [row.split(" plaats")[0] for row in _rows(visit.get("/tafels/jeugd"), "vertrokken")] == ["Papieren Boot", "Tol"]


def test_earlier_composition_stays_as_it_was_and_the_new_one_says_who_has_no_seat_any_more(session, network, visit, table, boat, kite, top, now):
    _take(session, _stop(session, table, boat, now - timedelta(days=9)), top, now - timedelta(days=5))
    world.compose(session, table, top, number=2, published_at=now - timedelta(days=1))
    session.query(Membership).filter_by(party_id=kite.id).one().member_until = TODAY - timedelta(days=1)
    session.commit()

    page = visit.get("/tafels/jeugd")
    earlier = visit.get("/tafels/jeugd?samenstelling=1")

    only, = _rows(page, "lijst-kop")
    assert "Tol" in only and "zo 15 maart 2026" in only
    gone, = _rows(page, "vertrokken")
    assert "Vlieger" in gone and "Kreeg geen plaats" in gone and "wo 1 januari 2025" in gone
    assert len(_rows(earlier, "vertrokken")) == 1 and "Vlieger" in _rows(earlier, "lijst-kop")[1]


def test_grounds_are_public_words():
    assert set(Left) == {"attendance", "network", "composition"}


def test_number_of_queries_does_not_grow(session, network, visit, table, boat, count_queries, now):
    def asked():
        visit.get("/tafels/jeugd")
        with count_queries() as queried:
            visit.get("/tafels/jeugd")
        return len(queried)

    for number in (2, 3):
        world.compose(session, table, boat, number=number, published_at=LONG_AGO + timedelta(days=number))
    session.commit()
    few = asked()
    for number in (4, 5, 6):
        world.compose(session, table, boat, number=number, published_at=datetime(2026, 2, number, tzinfo=UTC))
    session.commit()
    assert asked() == few
