"""Acting for one party or municipality at a time: the choice, the switch, and forms that were opened for another."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role, RoleGrant
from portal.accounts.queries import actor_of
from portal.core.access import ActsFor
from portal.signals.models import Signal
from tests import world

BOAT, TREE = "De Papieren Boot", "De Lindeboom"
SIGNAL = {"title": "Wachten op hulp", "text": "Inwoners wachten lang.", "sentiment": "negative", "subject": "residents", "act": "send"}


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def both(session, network):
    """Somebody who is contact person of one provider and colleague at another."""
    boat, tree = world.member(session, network, BOAT), world.member(session, network, TREE)
    person = world.contact(session, boat)
    world.grant(session, person, Role.COLLEAGUE, tree)
    session.commit()
    person.boat, person.tree = boat, tree
    return person


def act_for(visitor, place, **more):
    page = visitor.get("/welkom")
    return page.submit({"place": place.key if hasattr(place, "key") else f"party-{place.id}", **more}, form="main form")


def own(page):
    return " ".join(page.one(".ot-own__who").etree_element.itertext())


def test_without_a_choice_the_first_role_counts(session, both, now):
    actor = actor_of(session, both, now)

    assert (actor.party_id, actor.roles) == (both.boat.id, {Role.CONTACT})
    assert [place.name for place in actor.places] == [BOAT, TREE]


def test_a_choice_gives_the_roles_of_that_party_alone(session, both, now):
    actor = actor_of(session, both, now, wanted=f"party-{both.tree.id}")

    assert (actor.party_id, actor.acts_for_name, actor.roles) == (both.tree.id, TREE, {Role.COLLEAGUE})


@pytest.mark.parametrize("wanted", ["party-999", "municipality-1", "portal", "nonsense", ""])
def test_a_choice_that_does_not_hold_falls_back(session, both, now, wanted):
    assert actor_of(session, both, now, wanted=wanted).party_id == both.boat.id


def test_who_acts_is_one_query_however_many_roles(session, both, now, count_queries):
    wanted, _ = f"party-{both.tree.id}", both.name
    with count_queries() as queried:
        actor_of(session, both, now, wanted=wanted)

    assert len([statement for statement in queried if statement.startswith("SELECT")]) == 1


@pytest.mark.parametrize(("begins", "ends", "holds"), [
    (timedelta(days=1), None, False), (timedelta(0), None, True), (-timedelta(days=2), -timedelta(days=1), False),
    (-timedelta(days=2), timedelta(0), False), (-timedelta(days=2), timedelta(seconds=1), True)])
def test_a_role_holds_from_its_begin_until_its_end(session, network, now, begins, ends, holds):
    """Begins tomorrow, begins now, ended yesterday, ends now, ends in a second."""
    person = world.user(session)
    grant = world.grant(session, person, Role.COLLEAGUE, world.member(session, network))
    grant.begins_at, grant.ends_at = now + begins, ends if ends is None else now + ends

    assert actor_of(session, person, now).acts_for == (ActsFor.PARTY if holds else ActsFor.NOBODY)


def test_who_has_a_choice_makes_it_after_logging_in(both, visit):
    visitor = visit.logged_in(both)
    page = visitor.get("/welkom")

    assert page.h1 == "Namens wie handelt u?"
    assert [" ".join(b.etree_element.itertext()) for b in page.all("main .ot-places button")] == [BOAT, TREE]
    assert own(page.submit({"place": f"party-{both.tree.id}"})) == TREE
    assert own(visitor.get("/mijn")) == TREE


def test_the_bar_switches_on_every_page(both, visit):
    visitor = visit.logged_in(both)
    page = visitor.get("/deelnemers").submit({"place": f"party-{both.tree.id}"}, form=".ot-switch form")

    assert own(page) == TREE
    assert visitor.get("/voorstellen").one(".ot-switch [aria-current]").etree_element.text == TREE


def test_who_has_one_place_has_nothing_to_switch(session, network, visit):
    person = world.contact(session, world.member(session, network))
    session.commit()
    visitor = visit.logged_in(person)

    assert visitor.get("/welkom", status=302).location.endswith("/mijn")
    assert not visitor.get("/deelnemers").all(".ot-switch")


def test_nobody_acts_for_another_party_by_its_number(session, network, both, visit):
    stranger = world.member(session, network, "De Vreemde")
    session.commit()
    visitor = visit.logged_in(both)
    page = act_for(visitor, stranger)

    assert "U handelt niet meer namens deze organisatie" in page.text
    assert own(visitor.get("/mijn")) == BOAT


def test_switching_leads_to_no_other_site(both, visit):
    page = visit.logged_in(both).get("/welkom").submit(
        {"place": f"party-{both.tree.id}", "back": "//kwaad.example"}, status=303)

    assert page.location.endswith("/mijn")


def test_the_choice_ends_with_the_role(session, both, visit):
    visitor = visit.logged_in(both)
    act_for(visitor, both.tree)
    grant = session.scalars(select(RoleGrant).where(RoleGrant.role == Role.COLLEAGUE)).one()
    grant.ends_at = grant.begins_at
    session.commit()

    assert own(visitor.get("/mijn")) == BOAT


def test_party_and_municipality_are_kept_apart(session, network, both, visit):
    place = world.municipality(session, network)
    world.grant(session, both, Role.SECRETARY, place)
    session.commit()
    visitor = visit.logged_in(both)

    visitor.get("/bureau", status=403)
    page = visitor.get("/welkom").submit({"place": f"municipality-{place.id}"})
    assert page.path.endswith("/bureau")
    visitor.get("/mijn", status=403)


def test_a_form_of_one_party_is_not_sent_for_another(session, both, visit):
    """Opened for the one in a tab, switched to the other in a second tab, sent from the first."""
    visitor = visit.logged_in(both)
    form = visitor.get("/signalen/nieuw")
    act_for(visitor, both.tree)

    page = form.submit(SIGNAL, status=409)

    assert f"U opende deze pagina voor {BOAT} en handelt nu namens {TREE}" in page.text
    assert session.scalars(select(Signal)).all() == []

    again = page.submit()
    assert again.path == "/signalen/nieuw"
    form.submit(SIGNAL)
    assert session.scalars(select(Signal.party_id)).all() == [both.boat.id]


def test_a_form_is_not_sent_for_a_party_that_one_left(session, both, visit):
    visitor = visit.logged_in(both)
    form = visitor.get("/signalen/nieuw")
    grant = session.scalars(select(RoleGrant).where(RoleGrant.role == Role.CONTACT)).one()
    grant.ends_at = grant.begins_at
    session.commit()

    page = form.submit(SIGNAL, status=409)

    assert BOAT not in page.text and TREE in page.text
    assert session.scalars(select(Signal)).all() == []


def test_a_form_of_a_party_is_not_sent_by_who_was_logged_out(session, both, visit):
    """Otherwise it would come in as of an inhabitant."""
    visitor = visit.logged_in(both)
    form = visitor.get("/signalen/nieuw")
    with visitor.client.session_transaction() as kept:
        del kept["_user_id"]

    page = form.submit(SIGNAL, status=409)

    assert page.h1 == "U bent niet meer ingelogd"
    assert session.scalars(select(Signal)).all() == []


def test_every_form_says_for_whom_it_was_opened(both, visit):
    """But for choosing and logging out, which are about the person."""
    visitor = visit.logged_in(both)

    for path in ("/signalen/nieuw", "/voorstellen/nieuw"):
        for form in visitor.get(path).all("main form[method=post]"):
            assert [f.etree_element.get("value") for f in form.query_all("[name=acting]")] == [f"party-{both.boat.id}"]
