"""People with a role, at the desk: the list, a person's history, giving and ending roles, the review of all rights."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.models import INVITED_FOR, Role, RoleGrant
from portal.accounts.operations import accept_invitation, offer_roles
from portal.accounts.queries import actor_of, user_by_email
from portal.audit.models import AuditEntry
from portal.core.access import ActsFor, Place
from portal.core.errors import Refused
from portal.desk import people_views
from portal.desk.rules import term_of
from portal.notifications.models import OutboxMail
from tests import world
from tests.inspector import text_of

LIST = "/bureau/personen"
EVA = {"name": "Eva Nieuw", "email": "eva@maastricht.example"}
TODAY = date(2026, 3, 20)


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def place(session, network):
    return world.municipality(session, network, is_host=True)


@pytest.fixture
def party(session, network):
    provider = world.member(session, network)
    person = world.contact(session, provider)
    world.grant(session, person, Role.PARTY_ADMIN, provider)
    session.commit()
    return provider


@pytest.fixture
def maurice(session, network):
    person = world.user(session, "Maurice Beheer")
    world.grant(session, person, Role.ADMINISTRATOR, None)
    session.commit()
    return person


@pytest.fixture
def sien(session, place):
    person = world.secretary(session, place)
    session.commit()
    return person


@pytest.fixture
def secretary(sien, visit):
    return visit.logged_in(sien)


@pytest.fixture
def administrator(maurice, visit):
    return visit.logged_in(maurice)


def letters(session, kind):
    return session.scalars(select(OutboxMail.email).where(OutboxMail.kind == kind).order_by(OutboxMail.id)).all()


def names(page):
    return [" ".join(e.etree_element.itertext()) for e in page.all("tbody th a")]


def grant_of(session, person, role):
    return session.scalars(select(RoleGrant).where(RoleGrant.user_id == person.id, RoleGrant.role == role)).one()


def test_everyone_with_a_role_is_listed_with_since_when_and_by_whom(session, party, sien, maurice, secretary):
    grant_of(session, sien, Role.SECRETARY).given_by_id = maurice.id
    session.commit()

    page = secretary.get(LIST)

    assert names(page) == ["Carla Mertens", "Maurice Beheer", "Sien Roelofs"]
    for part in ("Contactpersoon", "De Papieren Boot", "wo 1 januari 2025", "Maurice Beheer", "Het portaal"):
        assert part in page.text


@pytest.mark.parametrize(("asked", "found"), [
    ("naam=carla", ["Carla Mertens"]), ("rol=secretary", ["Sien Roelofs"]), ("voor-wie=papieren", ["Carla Mertens"]),
    ("voor-wie=maastricht", ["Sien Roelofs"]), ("rol=secretary&voor-wie=papieren", []), ("rol=nonsense&naam=sien", ["Sien Roelofs"]),
    ("naam=%25", []), ("naam=person", ["Carla Mertens", "Maurice Beheer", "Sien Roelofs"])])
def test_the_list_is_searched(party, sien, maurice, secretary, asked, found):
    page = secretary.get(f"{LIST}?{asked}")

    assert names(page) == found
    assert found or "Er is niemand gevonden" in page.text


def test_the_list_is_paged_and_asks_a_fixed_number_of_queries(session, party, secretary, count_queries):
    def asked():
        with count_queries() as queried:
            secretary.get(LIST)
        return len(queried)

    few = asked()
    for number in range(60):
        world.grant(session, world.user(session, f"Zo {number:02d}"), Role.COLLEAGUE, party)
    session.commit()

    assert asked() == few
    assert len(names(secretary.get(LIST))) == 50
    assert len(names(secretary.get(secretary.get(LIST).one("[rel=next]").etree_element.get("href")))) == 12


GIVEN = {"secretary": {"colleague", "representative", "party_admin", "board_staff", "chair"},
         "administrator": {"colleague", "representative", "party_admin", "board_staff", "chair", "secretary", "administrator"}}


@pytest.mark.parametrize("who", GIVEN)
def test_which_roles_are_given(request, party, who):
    page = request.getfixturevalue(who).get(f"{LIST}/uitnodigen")

    assert {e.etree_element.get("value") for e in page.all("[name=role]")} == GIVEN[who]


def test_board_staff_are_invited_from_a_day_until_a_day(session, place, secretary, now):
    page = secretary.get(f"{LIST}/uitnodigen").submit(EVA | {
        "role": "board_staff", "municipality": f"municipality-{place.id}", "begins_on": "2026-04-01", "ends_on": "2026-06-30"})

    assert page.h1 == "Eva Nieuw" and "Uitgenodigd" in page.text
    assert letters(session, "accounts/to-accept") == [EVA["email"]]
    eva = user_by_email(session, EVA["email"])
    accept_invitation(session, eva.grants[0].invitation, now=now)
    days = {date(2026, 3, 31): set(), date(2026, 4, 1): {Role.BOARD_STAFF}, date(2026, 6, 30): {Role.BOARD_STAFF},
            date(2026, 7, 1): set()}
    for day, held in days.items():
        assert actor_of(session, eva, world.OPENED.replace(year=day.year, month=day.month, day=day.day, hour=12)).roles == held


@pytest.mark.parametrize(("change", "error"), [
    ({"municipality": ""}, "Kies voor welke gemeente."), ({"municipality": "municipality-999"}, "Kies voor welke gemeente."),
    ({"municipality": "party-1"}, "Kies voor welke gemeente."), ({"role": "colleague"}, "Kies voor welke aanbieder."),
    ({"role": "secretary"}, "Kies een rol."), ({"role": "contact"}, "Kies een rol."), ({"email": "x"}, "E-mailadres is niet compleet"),
    ({"begins_on": "2026-03-19"}, "Deze dag is voorbij."), ({"ends_on": "2026-03-19"}, "De laatste dag ligt voor de eerste"),
    ({"begins_on": "2026-05-01", "ends_on": "2026-04-30"}, "De laatste dag ligt voor de eerste")])
def test_what_is_wrong_is_told_at_its_field(session, place, party, secretary, change, error):
    page = secretary.get(f"{LIST}/uitnodigen").submit(
        EVA | {"role": "board_staff", "municipality": f"municipality-{place.id}"} | change, status=422)

    assert error.casefold() in page.errors[0].casefold()
    assert letters(session, "accounts/to-accept") == []


def test_the_secretary_makes_nobody_secretary_without_the_page(session, place, sien, secretary):
    """The form takes what it shows; the role of another is not ended by its number either."""
    other = world.secretary(session, place, "Tweede Secretaris")
    session.commit()
    grant = grant_of(session, other, Role.SECRETARY)

    secretary.get(f"{LIST}/rollen/{grant.id}/beeindigen", status=403)
    assert "Een beheerder beëindigt deze rol" in secretary.get(f"{LIST}/{other.id}").text


def test_who_becomes_secretary_is_told_to_the_other_administrators(session, place, maurice, administrator):
    other = world.user(session, "Tweede Beheerder")
    world.grant(session, other, Role.ADMINISTRATOR, None)
    session.commit()

    administrator.get(f"{LIST}/uitnodigen").submit(EVA | {"role": "secretary", "municipality": f"municipality-{place.id}"})

    assert letters(session, "accounts/privileged") == [other.email]
    assert letters(session, "accounts/to-accept") == [EVA["email"]]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "role:give")).one()
    assert (entry.person_name, entry.changes["role"]) == ("Maurice Beheer", {"$code": "Role.secretary"})


def test_the_end_of_a_privileged_role_is_told_with_its_reason(session, sien, maurice, administrator, now):
    other = world.user(session, "Tweede Beheerder")
    world.grant(session, other, Role.ADMINISTRATOR, None)
    session.commit()
    grant = grant_of(session, sien, Role.SECRETARY)

    page = administrator.get(f"{LIST}/rollen/{grant.id}/beeindigen").submit({"reason": "Andere functie."})

    assert "Andere functie." in page.text and "Deze persoon heeft nu geen rol" in page.text
    assert letters(session, "accounts/privileged") == [other.email]
    assert letters(session, "accounts/farewell") == [sien.email]
    assert actor_of(session, sien, now).acts_for == ActsFor.NOBODY


def test_a_role_is_not_ended_without_a_reason(session, sien, administrator):
    grant = grant_of(session, sien, Role.SECRETARY)
    page = administrator.get(f"{LIST}/rollen/{grant.id}/beeindigen").submit({"reason": " "}, status=422)

    assert "Geef de reden" in page.errors[0]


def test_an_administrator_does_not_end_the_own_role(session, maurice, administrator):
    grant = grant_of(session, maurice, Role.ADMINISTRATOR)
    page = administrator.get(f"{LIST}/rollen/{grant.id}/beeindigen").submit({"reason": "Klaar."}, status=422)

    assert "U kunt uw eigen rol als beheerder niet beëindigen" in page.text


@pytest.mark.parametrize(("role", "status"), [(Role.CONTACT, 403), (Role.PARTY_ADMIN, 422)])
def test_a_provider_keeps_its_contact_person_and_administrator(session, party, administrator, role, status):
    grant = session.scalars(select(RoleGrant).where(RoleGrant.role == role)).one()
    if status == 403:
        administrator.get(f"{LIST}/rollen/{grant.id}/beeindigen", status=403)
    else:
        page = administrator.get(f"{LIST}/rollen/{grant.id}/beeindigen").submit({"reason": "Weg."}, status=422)
        assert "Dit is de laatste beheerder van de aanbieder" in page.text


def test_somebody_known_gets_another_role(session, place, party, sien, secretary, now):
    page = secretary.get(f"{LIST}/{sien.id}/rol")
    assert not page.all("[name=email]")
    page.submit({"role": "board_staff", "municipality": f"municipality-{place.id}"})

    assert actor_of(session, sien, now).roles == {Role.SECRETARY, Role.BOARD_STAFF}
    assert letters(session, "accounts/roles-changed") == [sien.email]


def test_an_invitation_is_sent_again_in_the_language_of_the_invited(session, place, maurice, administrator, at, now):
    person = world.user(session, "Eva English", EVA["email"])
    person.language = "en"
    offer_roles(session, Place(ActsFor.MUNICIPALITY, place.id, place.name), [Role.BOARD_STAFF], **EVA,
                actor=world.actor(maurice, place, Role.ADMINISTRATOR), now=now)
    session.commit()
    at(now + INVITED_FOR)
    page = administrator.get(f"{LIST}/{person.id}")
    assert "De uitnodiging is verlopen" in page.text

    again = page.submit(form='main form[action$="opnieuw-uitnodigen"]')

    assert "krijgt een nieuwe brief" in again.text and "De uitnodiging is verlopen" not in again.text
    assert session.scalars(select(OutboxMail.language)).all() == ["en", "en"]


def test_who_never_chose_a_password_gets_a_new_letter(session, party, secretary):
    carla = session.scalars(select(world.User).where(world.User.name == "Carla Mertens")).one()
    secretary.get(f"{LIST}/{carla.id}").submit(form='main form[action$="opnieuw-uitnodigen"]')

    assert letters(session, "accounts/invitation") == [carla.email]


def test_a_person_has_a_history(session, place, party, sien, secretary, now):
    carla = session.scalars(select(world.User).where(world.User.name == "Carla Mertens")).one()
    world.grant(session, carla, Role.COLLEAGUE, party)
    old = grant_of(session, carla, Role.COLLEAGUE)
    old.ends_at, old.ended_by_id, old.end_reason = now - timedelta(days=3), sien.id, "Nam iets anders over."
    session.commit()

    page = secretary.get(f"{LIST}/{carla.id}")

    assert "Eerdere rollen" in page.text
    for part in ("Medewerker", "di 17 maart 2026", "Sien Roelofs", "Nam iets anders over."):
        assert part in page.text


def test_the_review_shows_all_rights_and_who_never_came(session, party, sien, maurice, secretary, count_queries):
    sien.password = "gekozen"
    session.commit()
    with count_queries() as queried:
        page = secretary.get(f"{LIST}/toegang")

    assert "2 accounts die nooit zijn gebruikt" in page.text and "4 rollen" in page.text
    assert len(queried) <= 12
    lines = secretary.ask("get", f"{LIST}/toegang.csv").data.decode("utf-8-sig").splitlines()
    assert lines[0].split(";")[:4] == ["Naam", "E-mailadres", "Rol", "Namens wie"]
    assert [line.split(";")[0] for line in lines[1:]] == ["Carla Mertens", "Carla Mertens", "Maurice Beheer", "Sien Roelofs"]
    assert lines[-1].endswith(";Ja") and lines[1].endswith(";Nee")


def test_a_long_review_goes_on_at_the_next_page_and_its_file_is_whole(session, party, sien, maurice, secretary, monkeypatch):
    monkeypatch.setattr(people_views, "PRINTED", 2)
    monkeypatch.setattr(people_views, "NAMED", 1)
    first = secretary.get(f"{LIST}/toegang")
    second = secretary.get(first.one("[rel=next]").etree_element.get("href"))

    assert "4 rollen" in first.text and "Carla Mertens" in first.text and {text_of(row) for row in first.all("main tbody th")} == {"Carla Mertens", "Maurice Beheer"}
    assert [text_of(row) for row in second.all("main tbody th")] == ["Sien Roelofs"]
    assert "Dit zijn de eerste 1 op naam" in first.text
    assert len(secretary.ask("get", f"{LIST}/toegang.csv").data.splitlines()) == 5


PAGES = ["", "/toegang", "/toegang.csv", "/uitnodigen", "/{person}", "/{person}/rol", "/rollen/{grant}/beeindigen"]


@pytest.mark.parametrize("who", ["board_staff", "contact", "nobody"])
def test_the_pages_are_for_secretary_and_administrator(session, network, place, party, sien, visit, who):
    visitor = visit
    if who == "board_staff":
        visitor = visit.logged_in(world.board_staff(session, place))
    elif who == "contact":
        visitor = visit.logged_in(session.scalars(select(world.User).where(world.User.name == "Carla Mertens")).one())
    session.commit()
    grant = grant_of(session, sien, Role.SECRETARY).id

    for path in PAGES:
        status = visitor.ask("get", LIST + path.format(person=sien.id, grant=grant)).status_code
        assert status == (302 if who == "nobody" else 403), path


def test_the_administrator_starts_at_the_people(maurice, administrator):
    assert administrator.get("/welkom", status=302).location == LIST
    assert administrator.get(LIST).one(".ot-brand").etree_element.get("href") == LIST
    assert administrator.get("/deelnemers").all(f'.ot-account a[href="{LIST}"]')


@given(st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_a_term_begins_before_it_ends_and_never_in_the_past(begins_on, ends_on):
    try:
        begins_at, ends_at = term_of(begins_on, ends_on, TODAY)
    except Refused:
        assert (begins_on or TODAY) < TODAY or ends_on < (begins_on or TODAY)
        return
    assert (begins_at is None) == (begins_on is None or begins_on == TODAY)
    assert begins_at is None or ends_at is None or begins_at < ends_at


def test_an_administrator_takes_away_a_lost_second_step(session, sien, administrator):
    page = administrator.get(f"{LIST}/{sien.id}/tweede-stap")
    assert "Sien Roelofs wordt overal uitgelogd." in page.text
    page = page.submit()

    assert page.h1 == "Sien Roelofs"
    session.expire_all()
    assert not sien.has_second_factor
    assert session.scalars(select(AuditEntry.person_name).where(AuditEntry.action == "second-factor:reset")).all() == ["Maurice Beheer"]


def test_the_secretary_takes_nobodys_second_step_away(sien, maurice, secretary):
    secretary.get(f"{LIST}/{maurice.id}/tweede-stap", status=403)
    assert "tweede-stap" not in secretary.get(f"{LIST}/{maurice.id}").html
