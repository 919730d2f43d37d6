"""A colleague comes and leaves, in real browsers: invited, accepts, gives a signal, is removed while logged in, is turned away."""

import re

import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.accounts.models import Role
from portal.notifications.models import MailState, OutboxMail
from portal.notifications.operations import Letter, queue
from tests import world

PASSWORD = "een lange zin die niemand raadt"
PIEN = "pien@boot.example"

pytestmark = pytest.mark.browser


@pytest.fixture
def town(app, act, server):
    """A provider whose contact person is its administrator, and a second one that she also helps."""

    def build(session):
        network = world.network(session)
        world.municipality(session, network, is_host=True)
        boat, tree = world.member(session, network), world.member(session, network, "De Lindeboom")
        carla = world.contact(session, boat)
        carla.password = hash_password(PASSWORD)
        world.contact(session, boat, "Daan Smeets", Role.SUBSTITUTE)
        world.grant(session, carla, Role.PARTY_ADMIN, boat)
        world.grant(session, carla, Role.COLLEAGUE, tree)
        return {"carla": carla.email}

    return act(build)


def letter(act, kind):
    return act(lambda session: session.scalars(
        select(OutboxMail.data).where(OutboxMail.kind == kind, OutboxMail.email == PIEN)).one())


def test_a_colleague_comes_and_leaves(act, town, visitor):
    carla, pien = visitor(), visitor()
    carla.log_in(town["carla"], PASSWORD)
    assert carla.h1 == "Namens wie handelt u?"
    carla.press("De Papieren Boot")
    _invite(carla)
    _accept(act, pien)
    _give_a_signal(pien)
    act(lambda session: queue(session, [Letter("accounts/code", "x", PIEN), Letter("rounds/opened", "ronde", PIEN)],
                              now=world.OPENED))

    _remove(carla)
    _is_turned_away(pien)
    _gets_no_mail(act)
    carla.go("/mijn")
    assert "Wachten op hulp" in carla.text
    _acts_for_the_other(carla)


def _invite(carla):
    carla.go("/mijn/mensen")
    carla.press("Nodig een collega uit")
    carla.press("Verstuur de uitnodiging")
    assert "Geef de naam" in carla.text
    carla.fill(name="Pien Raven", email=PIEN)
    carla.choose(roles="colleague")
    carla.press("Verstuur de uitnodiging")
    assert "Uitgenodigd, nog niet aangenomen" in carla.text


def _accept(act, pien):
    pien.go(re.sub(r"^https?://[^/]+", "", letter(act, "accounts/to-accept")["link"]))
    assert pien.h1 == "U bent uitgenodigd om te handelen namens De Papieren Boot"
    pien.press("Neem de uitnodiging aan")
    pien.fill(password=PASSWORD, password_confirm=PASSWORD)
    pien.press("Bewaar mijn wachtwoord")
    pien.log_in(PIEN, PASSWORD)
    assert pien.page.url.endswith("/mijn")


def _give_a_signal(pien):
    pien.go("/signalen/nieuw")
    pien.fill(title="Wachten op hulp", text="Inwoners wachten langer dan vorig jaar.")
    pien.choose(sentiment="negative", subject="residents")
    pien.press("Verder")
    pien.press("Verstuur")
    assert "Wachten op hulp" in pien.text
    pien.go("/signalen/nieuw")
    pien.fill(title="Een tweede", text="Deze komt nooit aan.")


def _remove(carla):
    carla.go("/mijn/mensen")
    carla.page.get_by_role("link", name="Verwijder").click()
    carla.look()
    assert "Pien Raven verliest meteen de toegang" in carla.text
    carla.press("Verwijder Pien Raven")
    assert "Pien Raven handelt niet meer namens uw organisatie." in carla.text


def _is_turned_away(pien):
    """Also with a form that was open already."""
    pien.choose(sentiment="negative", subject="residents")
    pien.press("Verder")
    assert "Er is niets verstuurd" in pien.text
    for path in ("/mijn", "/mijn/mensen"):
        pien.go(path)
        assert pien.h1 == "U mag deze pagina niet openen"


def _gets_no_mail(act):
    states = act(lambda session: {mail.kind: mail.state for mail in session.scalars(
        select(OutboxMail).where(OutboxMail.email == PIEN))})
    assert states["rounds/opened"] == MailState.WITHDRAWN
    assert letter(act, "accounts/farewell")["for_name"] == "De Papieren Boot"


def _acts_for_the_other(carla):
    """The switch, by keyboard and on a phone."""
    carla.page.set_viewport_size({"width": 390, "height": 800})
    carla.page.locator(".ot-switch summary").focus()
    carla.page.keyboard.press("Enter")
    carla.look()
    carla.page.keyboard.press("Tab")
    carla.page.keyboard.press("Tab")
    with carla.page.expect_navigation():
        carla.page.keyboard.press("Enter")
    carla.look()
    assert "De Lindeboom" in carla.page.inner_text(".ot-own__who")
