"""The chair reads what waits: the secretary's list, without what is confidential and without anything to press (ZL 5.3)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.networks.models import Network
from portal.proposals.rules import Stage
from portal.rounds.rules import ReactionState
from tests import world


@pytest.fixture
def place(session):
    place = world.municipality(session, world.network(session), is_host=True)
    session.commit()
    return place


@pytest.fixture
def network(session, place):
    return session.scalars(select(Network)).one()


@pytest.fixture
def chair(session, place, visit):
    person = world.chair(session, place)
    session.commit()
    return visit.logged_in(person)


def _rows(page):
    return [" ".join(" ".join(e.etree_element.itertext()).split()) for e in page.all(".ot-queue__item")]


def test_empty_list_says_so(chair):
    assert "Er wacht nu niets." in chair.get("/bureau").text


def test_chair_reads_what_waits_for_whom_and_since_when(session, network, chair, now):
    world.municipality(session, network, "Stein")
    world.proposal(session, network, Stage.SUBMITTED, title="Bij de colleges", stage_since=now - timedelta(days=100))
    closed = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="Gesloten ronde"),
                                 opened_at=now - timedelta(days=20))
    world.reaction(session, closed, world.member(session, network))
    session.commit()

    page = chair.get("/bureau")

    boards, = [row for row in _rows(page) if "Colleges die nog besluiten" in row]
    assert "Maastricht en Stein" in boards and "dagen te laat" in boards
    answers = next(row for row in _rows(page) if "Gesloten ronde" in row)
    assert "Secretaris" in answers


def test_what_was_not_read_or_is_confidential_is_not_named(session, network, chair, now):
    world.proposal(session, network, Stage.RECEIVED, title="Nog niet gelezen voorstel")
    world.representation(session, world.member(session, network, "Zorg Geheim"), ends_on=(now + timedelta(days=3)).date())
    session.commit()

    page = chair.get("/bureau")

    assert len(_rows(page)) == 2 and all("Hier niet genoemd" in row for row in _rows(page))
    assert "Nog niet gelezen" not in page.text and "Geheim" not in page.text


def test_nothing_can_be_pressed_and_nothing_else_opens(session, network, chair):
    row = world.proposal(session, network, Stage.SCHEDULED, title="Voor de agenda")
    open_round = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY))
    world.reaction(session, open_round, None, ReactionState.NEW)
    session.commit()

    page = chair.get("/bureau")

    assert not page.all("main a, main button, main form")
    for address in (f"/bureau/voorstellen/{row.id}", f"/bureau/rondes/{open_round.id}", "/bureau/post/niet-bezorgd", "/bureau/personen"):
        chair.get(address, status=403)
