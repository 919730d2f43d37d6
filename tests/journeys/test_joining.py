"""A newcomer joins in a real browser: an account, in steps, a code, asked for more, admitted; and an application on paper."""

import re
from datetime import UTC, datetime

import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.notifications.models import OutboxMail
from tests import world

PASSWORD = "een lange zin die niemand raadt"
START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
SCAN = b"%PDF-1.7 handtekening"

pytestmark = pytest.mark.browser


@pytest.fixture
def secretary_email(app, act, server):
    """A network with one agreement and its secretary."""
    app.config["CLOCK_SHIFT"] = START - datetime.now(UTC)

    def build(session):
        network = world.network(session)
        world.agreement(session, network)
        person = world.secretary(session, world.municipality(session, network, is_host=True))
        person.password = hash_password(PASSWORD)
        return person.email

    return act(build)


@pytest.fixture
def letter(act):
    """What stands in somebody's last letter of a kind."""
    def read(email, kind):
        wanted = (select(OutboxMail.data).where(OutboxMail.email == email, OutboxMail.kind == kind)
                  .order_by(OutboxMail.id.desc()).limit(1))
        return act(lambda session: session.scalars(wanted).one())

    return read


def path_of(link):
    return re.sub(r"^https?://[^/]+", "", link)


ORGANISATION = {"name": "Zorgboerderij Parelvisser", "kvk": "92260466", "street": "Markt 1", "postcode": "6211AB", "city": "Maastricht"}
PEOPLE = {
    "contact_name": "Petra Vissers", "contact_email": "petra@parelvisser.example", "contact_phone": "043 123 45 67",
    "contact_address": "Markt 1, 6211 AB Maastricht", "substitute_name": "Sjef Parel",
    "substitute_email": "sjef@parelvisser.example", "substitute_phone": "043 123 45 68",
    "substitute_address": "Markt 1, 6211 AB Maastricht"}
SIGNER = {"signer_name": "Petra Vissers", "signer_job_title": "bestuurder", "signer_email": "petra@parelvisser.example"}


def register(visitor, letter):
    """An account of one's own, with the address confirmed."""
    visitor.go("/account-maken")
    visitor.fill(name="Petra Vissers", email=PEOPLE["contact_email"], password=PASSWORD, password_confirm=PASSWORD)
    visitor.press("Maak mijn account")
    visitor.go(path_of(letter(PEOPLE["contact_email"], "accounts/confirm")["link"]))
    visitor.press("Bevestig mijn adres")
    visitor.log_in(PEOPLE["contact_email"], PASSWORD)


def declare(visitor):
    for declaration in visitor.page.locator("main [name='declarations']").all():
        declaration.check()


def decide(secretary, **answers):
    secretary.go("/bureau/deelnemers")
    secretary.press("Zorgboerderij Parelvisser")
    if answers["admission"] == "admit":
        for condition in secretary.page.locator("main [name='checked']").all():
            condition.check()
    secretary.choose(admission=answers.pop("admission"))
    secretary.fill(**answers)
    secretary.press("Leg het besluit vast")


def add_what_is_missing(newcomer, letter, folder):
    newcomer.go(path_of(letter(SIGNER["signer_email"], "members/asked")["link"]))
    assert "Het kwaliteitsplan ontbreekt." in newcomer.text
    newcomer.press("Antwoord nu")
    plan = folder / "plan.pdf"
    plan.write_bytes(SCAN)
    newcomer.fill(answer_text="Hier is het plan.")
    newcomer.page.set_input_files("main [name='document']", plan)
    newcomer.press("Verder: nalezen")
    assert "plan.pdf" in newcomer.text
    newcomer.press("Verstuur het antwoord")


def test_newcomer_registers_signs_on_answers_and_is_admitted(secretary_email, letter, visitor, tmp_path):
    newcomer, secretary = visitor(), visitor()
    secretary.log_in(secretary_email, PASSWORD)

    register(newcomer, letter)
    newcomer.go("/deelnemen")
    newcomer.press("Verder: contactpersonen")
    assert "dingen kloppen nog niet" in newcomer.text
    newcomer.fill(**ORGANISATION)
    newcomer.choose(domains="wmo", streams="zin")
    newcomer.press("Verder: contactpersonen")
    assert newcomer.page.input_value("[name='contact_email']") == PEOPLE["contact_email"]
    newcomer.fill(**PEOPLE)
    newcomer.press("Vorige stap")

    newcomer = visitor()  # the browser was closed
    newcomer.log_in(PEOPLE["contact_email"], PASSWORD)
    newcomer.go("/deelnemen")
    assert "U vulde eerder al een deel in" in newcomer.text
    newcomer.press("Verder: contactpersonen")
    assert newcomer.page.input_value("[name='substitute_name']") == "Sjef Parel"
    newcomer.press("Verder: verklaringen")
    declare(newcomer)
    newcomer.press("Verder: ondertekening")
    newcomer.fill(**SIGNER)
    newcomer.choose(ground="statutes")
    newcomer.page.check("main [name='statement']")
    newcomer.press("Verder: nalezen")
    newcomer.press("Verder: stuur de ondertekenaar een code")
    newcomer.fill(code=letter(SIGNER["signer_email"], "accounts/code")["code"])
    newcomer.press("Onderteken en verstuur")
    follow = newcomer.page.url
    assert "Wacht op de secretaris" in newcomer.text and "woensdag 15 april 2026" in newcomer.text

    decide(secretary, admission="ask", reason="Het kwaliteitsplan ontbreekt.", until="2026-03-31")
    assert "Wacht op de aanvrager" in secretary.text
    add_what_is_missing(newcomer, letter, tmp_path)

    decide(secretary, admission="admit", reason="Alles klopt.")
    newcomer.go(path_of(follow))
    assert "U bent lid van het netwerk" in newcomer.text
    newcomer.go("/deelnemers")
    assert "Zorgboerderij Parelvisser" in newcomer.text
    newcomer.press("Uitloggen")
    newcomer.log_in(PEOPLE["contact_email"], PASSWORD)
    newcomer.go("/mijn/deelname")
    assert "Lid" in newcomer.text and "Stop met meedoen" in newcomer.text


def test_secretary_enters_a_signature_on_paper(secretary_email, visitor, tmp_path):
    secretary, reader = visitor(), visitor()
    secretary.log_in(secretary_email, PASSWORD)
    scan = tmp_path / "handtekening.pdf"
    scan.write_bytes(SCAN)

    secretary.go("/bureau/deelnemers/op-papier")
    secretary.page.set_input_files("main [name='document']", scan)
    secretary.fill(signed_on="2026-03-10", **ORGANISATION, **PEOPLE, **SIGNER)
    secretary.choose(domains="wmo", streams="zin", ground="law")
    declare(secretary)
    secretary.press("Verder: nalezen")
    assert "dinsdag 10 maart 2026" in secretary.text and "handtekening.pdf" in secretary.text
    secretary.press("Voer de aanmelding in")
    assert "op papier" in secretary.text
    decide(secretary, admission="admit")

    reader.go("/deelnemers")
    assert "Zorgboerderij Parelvisser" in reader.text
