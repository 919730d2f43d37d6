"""Two networks in one portal: who works for the one has no desk on the site of the other."""

import pytest
from sqlalchemy import select

from portal.accounts.models import Role, RoleGrant
from portal.accounts.queries import actor_of
from portal.core.access import Place
from portal.networks.models import Network
from portal.networks.queries import served
from portal.region.models import Municipality
from tests import world


@pytest.fixture
def towns(session, now):
    """Maastricht is of this network, Heerlen of the other one; Mheer merged into Eijsden, and took part."""
    here = world.network(session)
    other = world.add(session, Network(slug="parkstad", name="Parkstad", settings={}))
    found = {"Maastricht": world.municipality(session, here, is_host=True), "Heerlen": world.municipality(session, other, "Heerlen", is_host=True),
             "Mheer": world.municipality(session, here, "Mheer"),
             "Eijsden": world.add(session, Municipality(code="GM9903", name="Eijsden", inhabitants=10_000))}
    found["Mheer"].until, found["Mheer"].successor_id = now.date().replace(year=2025), found["Eijsden"].id
    session.commit()
    return found


def desk_pages(app):
    return sorted(rule.rule for rule in app.url_map.iter_rules()
                  if rule.rule.startswith("/bureau") and not rule.arguments and "GET" in rule.methods)


@pytest.mark.parametrize("give", [world.secretary, world.board_staff, world.chair])
def test_no_page_of_the_desk_opens_for_who_works_for_another_network(app, session, towns, visit, give):
    stranger = visit.logged_in(give(session, towns["Heerlen"], "Noor Hendriks"))
    session.commit()

    opened = [path for path in desk_pages(app) if stranger.ask("get", path).status_code not in (403, 404)]

    assert opened == [] and len(desk_pages(app)) > 40
    assert "U werkt voor Heerlen" in stranger.get("/bureau", status=403).text


@pytest.mark.parametrize("town", ["Maastricht", "Mheer", "Eijsden"])
def test_desk_opens_for_who_takes_part_and_for_who_took_its_place(session, towns, visit, town):
    person = world.secretary(session, towns[town])
    session.commit()

    assert visit.logged_in(person).get("/bureau").h1


def test_who_works_for_both_begins_with_the_one_of_this_site_and_may_choose(session, towns, now):
    person = world.secretary(session, towns["Heerlen"])
    world.grant(session, person, Role.BOARD_STAFF, towns["Maastricht"])
    session.commit()
    maastricht, heerlen = (session.scalar(select(Municipality.id).where(Municipality.name == name)) for name in ("Maastricht", "Heerlen"))

    begins = actor_of(session, person, now, served=served())
    chosen = actor_of(session, person, now, wanted=Place(begins.acts_for, heerlen).key, served=served())

    assert (begins.municipality_id, begins.roles, begins.roles_elsewhere) == (maastricht, {Role.BOARD_STAFF}, frozenset())
    assert (chosen.municipality_id, chosen.roles, chosen.roles_elsewhere) == (heerlen, frozenset(), {Role.SECRETARY})
    assert begins.places == chosen.places


def test_second_factor_is_asked_of_staff_of_another_network_too(session, towns, visit):
    person = world.user(session, "Noor Hendriks")
    session.add(RoleGrant(user_id=person.id, role=Role.SECRETARY, municipality_id=towns["Heerlen"].id, begins_at=world.LONG_AGO))
    session.commit()

    assert visit.logged_in(person).get("/", status=303).location == "/account/app"
