"""What a party is asked to do now, in order of the last moment."""

from datetime import timedelta

import pytest

from portal.proposals.rules import Stage
from tests import world


@pytest.fixture
def network(session):
    network = world.network(session)
    session.commit()
    return network


def test_nothing_to_do_is_said_with_when_there_is(session, network, visit):
    person = world.contact(session, world.member(session, network))
    session.commit()

    page = visit.logged_in(person).get("/mijn")

    assert page.h1 == "Wat wordt er nu van u gevraagd?"
    assert "Er wacht nu niets op uw organisatie." in page.text
    assert "Zodra een reactieronde of stemming opengaat" in page.text


def test_what_closes_first_is_on_top_and_what_was_done_is_gone(session, network, visit):
    own, other = world.member(session, network), world.member(session, network, "Regenlaarzen")
    late = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="Late ronde"), days=20)
    done = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="Al gereageerd"))
    world.reaction(session, done, own)
    world.reaction(session, late, other)
    world.vote(session, world.proposal(session, network, Stage.IN_VOTE, title="Stemming"), own, days=5)
    world.vote(session, world.proposal(session, network, Stage.IN_VOTE, title="Niet op de lijst"), other)
    table = world.seated_table(session, network, own)
    world.meeting(session, network, table, state="invited")
    world.meeting(session, network, table, starts_at=world.OPENED + timedelta(days=9))
    person = world.contact(session, own)
    session.commit()

    page = visit.logged_in(person).get("/mijn")
    asks = ["".join(e.etree_element.itertext()) for e in page.all("h2.ot-board__title")]

    assert asks == ["Stemming", "Late ronde", "Overlegtafel Jeugd"]
    assert len(page.all(".ot-board__row--wide .ot-button:not(.ot-button--secondary)")) == 1


def test_own_proposals_stand_with_their_state_and_those_of_others_do_not(session, network, visit):
    own, other = world.member(session, network), world.member(session, network, "Regenlaarzen")
    world.proposal(session, network, Stage.RECEIVED, party=own, title="Net ingestuurd")
    world.proposal(session, network, Stage.RECEIVED, party=other, title="Van een ander")
    person = world.contact(session, own, name="Carla Mertens")
    session.commit()

    page = visit.logged_in(person).get("/mijn")

    assert "Ontvangen" in page.text and "Net ingestuurd" in page.text and "Carla Mertens" in page.text
    assert "Van een ander" not in page.text


def test_page_is_for_parties_alone(session, network, visit):
    secretary = world.secretary(session, world.municipality(session, network))
    session.commit()

    assert "/inloggen" in visit.get("/mijn", status=302).location
    visit.logged_in(secretary).get("/mijn", status=403)


def test_number_of_queries_does_not_grow(session, network, visit, count_queries):
    own = world.member(session, network)
    person = world.contact(session, own)

    def more(count):
        for _ in range(count):
            world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, party=own))
            world.vote(session, world.proposal(session, network, Stage.IN_VOTE), own)
        session.commit()

    def asked():
        visitor = visit.logged_in(person)
        visitor.get("/mijn")
        with count_queries() as queried:
            visitor.get("/mijn")
        return len(queried)

    more(1)
    few = asked()
    more(9)
    assert asked() == few
