"""The provider's page of its own people: what the administrator does there, what others see, what nobody else sees."""

import pytest
from sqlalchemy import select

from portal.accounts.models import Role, RoleGrant
from portal.accounts.queries import actor_of, user_by_email
from portal.notifications.models import OutboxMail
from portal.signals.models import Signal
from tests import world

EVA = {"name": "Eva Nieuw", "email": "eva@boot.example"}
REPLACEMENT = EVA | {"phone": "043 111 11 11", "address": "Postbus 1, 6200 AA Maastricht", "stays": "leaves"}
LIST = "/mijn/mensen"


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def party(session, network):
    return world.member(session, network)


@pytest.fixture
def carla(session, party):
    person = world.contact(session, party)
    world.grant(session, person, Role.PARTY_ADMIN, party)
    world.contact(session, party, "Daan Smeets", Role.SUBSTITUTE)
    session.commit()
    return person


@pytest.fixture
def pien(session, party):
    person = world.user(session, "Pien Raven")
    world.grant(session, person, Role.COLLEAGUE, party)
    session.commit()
    return person


@pytest.fixture
def admin(carla, visit):
    return visit.logged_in(carla)


def test_colleague_is_invited_and_stands_as_invited(session, party, admin):
    page = admin.get(f"{LIST}/uitnodigen").submit(EVA | {"roles": ["colleague", "representative"]})

    assert page.path == LIST
    assert "Eva Nieuw krijgt een uitnodiging per e-mail. Die werkt 14 dagen." in page.text
    assert "Uitgenodigd, nog niet aangenomen" in page.text
    assert "uitgenodigd op vrijdag 20 maart 2026, door Carla Mertens" in page.text
    assert session.scalars(select(OutboxMail.email).where(OutboxMail.kind == "accounts/to-accept")).all() == [EVA["email"]]


def test_inviter_learns_nothing_about_accounts(session, network, party, admin):
    """The page and the list are the same, but for what was filled in, whether or not there is an account."""
    known = world.contact(session, world.member(session, network, "Elders"), "Geheime Naam")
    known.password = "iets"
    session.commit()
    pages = []
    for email in (known.email, "nieuw@boot.example"):
        page = admin.get(f"{LIST}/uitnodigen").submit({"name": "Iemand", "email": email, "roles": "colleague"})
        pages.append(page.text.replace(email, "ADRES"))
        person = user_by_email(session, email)
        page = admin.get(f"{LIST}/{person.id}/verwijderen").submit()
        assert page.path == LIST

    assert pages[0] == pages[1]
    assert "Geheime Naam" not in pages[0]


@pytest.mark.parametrize(("change", "error"), [
    ({"name": ""}, "Geef de naam."), ({"email": "eva"}, "Het e-mailadres is niet compleet"),
    ({"roles": []}, "Kies minstens één rol."), ({"roles": "contact"}, "Kies minstens één rol."),
    ({"roles": "secretary"}, "Kies minstens één rol.")])
def test_wrong_invitation_is_told_at_the_field(session, admin, change, error):
    page = admin.get(f"{LIST}/uitnodigen").submit(EVA | {"roles": "colleague"} | change, status=422)

    assert error in page.errors[0]
    assert session.scalars(select(OutboxMail)).all() == []


def test_who_is_there_already_is_not_invited(admin, pien):
    page = admin.get(f"{LIST}/uitnodigen").submit({"name": "Pien", "email": pien.email, "roles": "colleague"}, status=422)

    assert "heeft deze rol al" in page.errors[0]


def test_double_click_invites_once(session, admin):
    form = admin.get(f"{LIST}/uitnodigen")
    for _ in range(2):
        assert form.submit(EVA | {"roles": "colleague"}).path == LIST

    assert len(session.scalars(select(OutboxMail)).all()) == 1


def test_invitation_is_sent_again(session, admin):
    page = admin.get(f"{LIST}/uitnodigen").submit(EVA | {"roles": "colleague"})

    page = page.submit(form='main form[action$="opnieuw-uitnodigen"]')

    assert "krijgt een nieuwe uitnodiging" in page.text
    first, second = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert first.data["link"] != second.data["link"]


def test_roles_are_changed(session, party, admin, pien, now):
    page = admin.get(f"{LIST}/{pien.id}").submit({"roles": ["representative"]})

    assert "De rollen van Pien Raven zijn bewaard." in page.text
    assert actor_of(session, pien, now).roles == {Role.REPRESENTATIVE}
    assert admin.get(f"{LIST}/{pien.id}").submit({"roles": []}, status=422).errors


def test_contact_person_may_have_no_other_role(session, admin, carla, now):
    page = admin.get(f"{LIST}/{carla.id}").submit({"roles": []}, status=422)

    assert "Dit is de laatste beheerder" in page.text
    assert actor_of(session, carla, now).roles == {Role.CONTACT, Role.PARTY_ADMIN}


def test_removal_is_read_over_and_then_at_once(session, admin, pien, visit, now):
    leaver = visit.logged_in(pien)
    leaver.get("/mijn")
    page = admin.get(f"{LIST}/{pien.id}/verwijderen")
    assert "Pien Raven verliest meteen de toegang" in page.text

    page = page.submit(button="Verwijder Pien Raven")

    assert "Pien Raven handelt niet meer namens uw organisatie." in page.text
    assert "Wie vroeger namens u handelde" in page.text
    leaver.get("/mijn", status=403)
    assert session.scalars(select(OutboxMail.kind)).all() == ["accounts/farewell"]


def test_what_who_left_did_still_shows(session, party, admin, pien, visit):
    visit.logged_in(pien).get("/signalen/nieuw").submit(
        {"title": "Wachten op hulp", "text": "Inwoners wachten.", "sentiment": "negative", "subject": "residents", "act": "send"})
    admin.get(f"{LIST}/{pien.id}/verwijderen").submit()

    assert session.scalars(select(Signal.person_id)).one() == pien.id
    assert "Wachten op hulp" in admin.get("/mijn").text


def test_contact_person_is_replaced_and_never_removed(session, party, admin, carla, now):
    page = admin.get(f"{LIST}/{carla.id}/verwijderen")
    assert not page.all("main form")
    assert page.all('main a[href="/mijn/mensen/contactpersoon"]')

    form = admin.get(f"{LIST}/contactpersoon")
    assert not form.all("[name=stays]")  # she stays administrator
    page = form.submit(REPLACEMENT, "Verder").submit(button="Wijs deze persoon aan")

    assert page.path == LIST
    assert "Eva Nieuw" in page.text and "Postbus 1" in page.text
    assert actor_of(session, carla, now).roles == {Role.PARTY_ADMIN}


def test_the_former_substitute_leaves_or_stays(session, party, admin, now):
    overview = admin.get(f"{LIST}/vervanger").submit(REPLACEMENT | {"stays": "colleague"}, "Verder")
    assert overview.h1 == "Is dit uw nieuwe vervanger?"
    overview.submit(button="Wijs deze persoon aan")

    daan = session.scalars(select(RoleGrant).where(RoleGrant.role == Role.COLLEAGUE)).one().user
    assert (daan.name, actor_of(session, daan, now).roles) == ("Daan Smeets", {Role.COLLEAGUE})


@pytest.mark.parametrize("missing", ["name", "email", "phone", "address", "stays"])
def test_a_new_contact_person_has_all_that_the_agreement_asks(session, admin, missing):
    """IN 5.2: postal address, e-mail and telephone."""
    page = admin.get(f"{LIST}/vervanger").submit(REPLACEMENT | {missing: "", "act": "check"}, status=422)

    assert len(page.errors) == 1


def test_administrator_who_leaves_is_out_at_once(session, party, admin, carla, pien, now):
    world.grant(session, pien, Role.PARTY_ADMIN, party)
    session.commit()
    admin.get(f"{LIST}/contactpersoon").submit(REPLACEMENT, "Verder").submit(button="Wijs deze persoon aan")

    answer = admin.get(f"{LIST}/{carla.id}/verwijderen").submit(status=303)

    assert answer.location.endswith("/welkom")
    admin.get(LIST, status=403)


PAGES = ["", "/uitnodigen", "/contactpersoon", "/vervanger", "/{own}", "/{own}/verwijderen"]


@pytest.mark.parametrize("role", ["contact", "substitute", "representative", "colleague"])
def test_others_of_the_party_see_who_acts_and_change_nothing(session, party, carla, pien, visit, role):
    person = world.user(session, "Een ander")
    world.grant(session, person, Role(role), party)
    session.commit()
    visitor = visit.logged_in(person)

    page = visitor.get(LIST)
    assert "Carla Mertens" in page.text and not page.all("main .ot-people__acts, main form, main .ot-button")
    for path in PAGES[1:]:
        visitor.get(LIST + path.format(own=pien.id), status=403)


def test_people_of_another_party_are_nobody_here(session, network, party, admin, carla):
    stranger = world.contact(session, world.member(session, network, "Elders"), "Vreemde")
    session.commit()

    assert "Vreemde" not in admin.get(LIST).html
    for path in ("/{id}", "/{id}/verwijderen"):
        admin.get(LIST + path.format(id=stranger.id), status=404)
    token = admin.get(LIST).one(".ot-account [name=csrf_token]").etree_element.get("value")
    admin.post(f"{LIST}/{stranger.id}/opnieuw-uitnodigen", {"csrf_token": token}, status=404)
    admin.post(f"{LIST}/{stranger.id}/verwijderen", {"csrf_token": token}, status=404)


@pytest.mark.parametrize("who", ["secretary", "board_staff", None])
def test_the_pages_are_the_partys_own(session, network, carla, visit, who):
    visitor = visit
    if who:
        visitor = visit.logged_in(getattr(world, who)(session, world.municipality(session, network)))
        session.commit()

    for path in PAGES:
        assert visitor.ask("get", LIST + path.format(own=carla.id)).status_code in (302, 403, 404)


def test_contact_details_are_on_no_public_page(session, network, party, carla, visit):
    person = session.scalars(select(world.ContactPerson).where(world.ContactPerson.role == Role.CONTACT)).one()
    person.phone, person.address, person.name = "043 987 65 43", "Geheimstraat 7", "Markeernaam"
    session.commit()

    for path in ("/", "/deelnemers", "/deelnemers.csv", "/voorstellen", "/tafels", "/atom.xml"):
        page = visit.ask("get", path).text
        assert not [marker for marker in (person.phone, person.address, person.name, person.email, carla.name) if marker in page]


def test_the_list_asks_a_fixed_number_of_queries(session, party, admin, count_queries):
    def asked():
        with count_queries() as queried:
            admin.get(LIST)
        return len(queried)

    few = asked()
    for number in range(20):
        world.grant(session, world.user(session, f"Iemand {number}"), Role.COLLEAGUE, party)
    session.commit()
    assert asked() == few
