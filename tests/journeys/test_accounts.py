"""Accounts in a real browser: making one, the app and the codes on paper, a passkey, ending a log-in elsewhere."""

import re

import pyotp
import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.notifications.models import OutboxMail
from tests import world
from tests.journeys.conftest import next_code

PASSWORD = "een lange zin die niemand raadt"

pytestmark = pytest.mark.browser


@pytest.fixture
def server(server):
    """Passkeys are for a name, not for a number."""
    return server.replace("127.0.0.1", "localhost")


@pytest.fixture
def secretary(act, server):
    def build(session):
        network = world.network(session)
        person = world.secretary(session, world.municipality(session, network, is_host=True))
        person.password = hash_password(PASSWORD)
        return person.email

    return act(build)


def link(act, email, kind):
    wanted = select(OutboxMail.data).where(OutboxMail.email == email, OutboxMail.kind == kind).order_by(OutboxMail.id.desc())
    return re.sub(r"^https?://[^/]+", "", act(lambda session: session.scalars(wanted).first())["link"])


def with_device(visitor):
    """A visitor whose computer keeps passkeys and knows its owner's finger."""
    devices = visitor.context.new_cdp_session(visitor.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True}})
    return visitor


def test_newcomer_makes_an_account_sets_up_an_app_and_comes_in_without_it(act, secretary, visitor):
    noor = visitor()
    noor.go("/account-maken")
    noor.fill(name="Noor Nieuw", email="noor@koe.example", password="Welkom2026!!!!", password_confirm="Welkom2026!!!!")
    noor.press("Maak mijn account")
    assert "makkelijk te raden" in noor.text
    noor.fill(password=PASSWORD, password_confirm=PASSWORD)
    noor.press("Maak mijn account")
    assert noor.h1 == "Kijk in uw mail"
    noor.go(link(act, "noor@koe.example", "accounts/confirm"))
    noor.press("Bevestig mijn adres")
    noor.log_in("noor@koe.example", PASSWORD)
    assert noor.h1 == "Wat u nu kunt doen"

    noor.press("Naar uw account")
    noor.press("Stel een app in")
    noor.press("Ik heb een app: verder")
    key = noor.page.inner_text("main code").replace(" ", "").replace("-", "")
    noor.fill(code="000000")
    noor.press("Stel mijn app in")
    assert "klopt niet" in noor.text
    noor.fill(code=next_code("noor@koe.example", key))
    noor.press("Stel mijn app in")
    noor.press("Maak herstelcodes")
    codes = noor.page.locator("main .ot-codes code").all_inner_texts()
    assert len(codes) == 10
    noor.press("Ik heb de codes bewaard")
    noor.press("Uitloggen")

    noor.go("/inloggen")
    noor.fill(email="noor@koe.example", password=PASSWORD)
    noor.page.get_by_role("button", name="Inloggen", exact=True).click()
    noor.press("Ik heb mijn telefoon niet")
    noor.fill(code=codes[0])
    noor.press("Inloggen")
    noor.go("/account")
    assert "Nog 9 codes" in noor.text


def test_secretary_logs_in_with_a_passkey_alone_and_as_second_step(secretary, visitor):
    sien = with_device(visitor())
    sien.log_in(secretary, PASSWORD)
    assert sien.page.url.endswith("/bureau")
    sien.go("/account/passkeys")
    sien.fill(name="laptop van het werk")
    sien.page.get_by_role("button", name="Voeg deze passkey toe").click()
    sien.page.get_by_text("De passkey 'laptop van het werk' is toegevoegd.").wait_for()
    sien.look()
    sien.go("/account/passkeys")
    assert "laptop van het werk" in sien.text
    sien.press("Uitloggen")

    sien.go("/inloggen")
    sien.page.get_by_role("button", name="Inloggen met een passkey").click()
    sien.page.wait_for_url("**/bureau")
    sien.press("Uitloggen")

    sien.go("/inloggen")
    sien.fill(email=secretary, password=PASSWORD)
    sien.page.get_by_role("button", name="Inloggen", exact=True).click()
    sien.look()
    sien.press("Met mijn passkey")
    sien.page.get_by_role("button", name="Gebruik mijn passkey").click()
    sien.page.wait_for_url("**/bureau")


def test_browser_without_the_passkey_says_what_else_is_possible(secretary, visitor):
    sien = with_device(visitor())
    sien.go("/inloggen")
    sien.page.get_by_role("button", name="Inloggen met een passkey").click()
    sien.page.get_by_text("Dit lukte niet").wait_for()
    sien.look()

    sien.press("Log in met mijn wachtwoord")
    assert sien.h1 == "Inloggen"


def test_log_in_elsewhere_is_ended_from_here(secretary, visitor):
    here, there = visitor(), visitor()
    here.log_in(secretary, PASSWORD)
    there.log_in(secretary, PASSWORD)

    here.go("/account/sessies")
    assert "Chrome op Linux" in here.text
    here.press("Log overal uit, behalve hier")

    there.go("/bureau")
    assert there.h1 == "Inloggen"
    assert "Uw sessie is beëindigd" in there.text


def test_wrong_code_is_told_on_the_page(secretary, visitor):
    sien = visitor()
    sien.log_in(secretary, PASSWORD, key=pyotp.random_base32())

    assert "klopt niet" in sien.text
    assert sien.page.title().startswith("Fout (1)")
