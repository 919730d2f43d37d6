"""A new version of an agreement with half of the parties signed: one online with the mailed code, one on paper with a scan.

The list shows who is missing, and the reminder goes to the others alone. Everybody has a browser of their own.
"""

import re
from datetime import UTC, datetime

import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.notifications.models import OutboxMail
from tests import world

PASSWORD = "een lange zin die niemand raadt"
START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
NAMES = ("Zorggroep De Brug", "Thuiszorg Kompas", "Praktijk Het Anker", "Stichting Morgenster")
TEXT = "Artikel 1 Wachttijd\n1.1 De aanbieder meldt een wachttijd van meer dan vier weken.\n1.2 De melding mag via de website."
SCAN = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"

pytestmark = pytest.mark.browser


@pytest.fixture
def town(app, act, server):
    """A network with one agreement and four members."""
    app.config["CLOCK_SHIFT"] = START - datetime.now(UTC)

    def build(session):
        network = world.network(session)
        secretary = world.secretary(session, world.municipality(session, network, is_host=True))
        world.agreement(session, network, "Afspraken inkoopnetwerk", "afspraken", paragraphs=(
            world.Paragraph("1.1", "De aanbieder meldt een wachttijd van meer dan zes weken.", "Wachttijd"),))
        people = {"secretary": secretary}
        for name in NAMES:
            people[name] = world.contact(session, world.member(session, network, name), f"Contact van {name}")
        for person in people.values():
            person.password = hash_password(PASSWORD)
        return {name: person.email for name, person in people.items()}

    return act(build)


def test_half_of_the_parties_sign_a_new_version(act, town, visitor, tmp_path):
    secretary = visitor()
    secretary.log_in(town["secretary"], PASSWORD)
    _write(secretary)
    provider, receipt = _sign_online(act, visitor, town)
    _enter_paper(secretary, tmp_path)
    _see_who_is_missing(act, secretary, town)
    _check(visitor(), provider, receipt)


def _write(secretary):
    """The next version, with a mistake that is told by line first; read over and published."""
    secretary.go("/bureau/overeenkomsten")
    secretary.press("Afspraken inkoopnetwerk")
    secretary.press("Schrijf de volgende versie")
    secretary.fill(text=TEXT.replace("1.2", "2.2"), reason="Eerder melden helpt de inwoner.")
    secretary.press("Verder: nalezen")
    assert "Regel 3: nummer 2.2 hoort niet bij artikel 1." in secretary.text
    secretary.fill(text=TEXT)
    secretary.press("Verder: nalezen")
    assert "1.2 Wachttijd" in secretary.text
    secretary.press("Publiceer versie 2")
    assert "Versie 2 is gepubliceerd." in secretary.text


def _sign_online(act, visitor, town):
    """What is asked, what changed, the declarations, name and role, a forgotten one, the code from the mail, the receipt."""
    provider = visitor()
    provider.log_in(town[NAMES[0]], PASSWORD)
    assert "Te ondertekenen" in provider.text
    provider.press("Lees en onderteken")
    provider.choose(ground="statutes")
    provider.fill(signer_name="Wies Notermans", signer_job_title="bestuurder")
    provider.page.check("main [name='statement']")
    provider.press("Verder: nalezen")
    assert "Vink alle verklaringen aan." in provider.text
    assert provider.page.evaluate("document.activeElement.id") == "fouten"
    for declaration in provider.page.locator("main [name='declarations']").all():
        declaration.check()
    provider.press("Verder: nalezen")
    assert provider.h1 == "Lees na en onderteken"
    provider.fill(code=_code(act, town[NAMES[0]]))
    provider.press("Onderteken")
    assert provider.h1.startswith("Ontvangstbewijs H-")
    receipt = provider.page.url
    provider.go("/mijn")
    assert "Te ondertekenen" not in provider.text
    provider.go(re.sub(r"^https?://[^/]+", "", receipt))
    return provider, provider.page.get_by_role("link", name="Controleer deze ondertekening").get_attribute("href")


def _code(act, email):
    wanted = select(OutboxMail.data).where(OutboxMail.email == email, OutboxMail.kind == "accounts/code")
    return act(lambda session: session.scalars(wanted.order_by(OutboxMail.id.desc()).limit(1)).one())["code"]


def _enter_paper(secretary, folder):
    """The secretary enters what came by post, with the scan."""
    (folder / "akte.pdf").write_bytes(SCAN)
    secretary.go("/bureau/overeenkomsten")
    secretary.press("1 van 4 deelnemers")
    secretary.page.get_by_role("row", name=NAMES[1]).get_by_role("link").click()
    secretary.look()
    secretary.fill(signer_name="Kees Kompas", signer_job_title="directeur", signed_on="2026-03-17")
    secretary.choose(ground="law")
    for declaration in secretary.page.locator("main [name='declarations']").all():
        declaration.check()
    secretary.page.set_input_files("main [name='document']", folder / "akte.pdf")
    secretary.press("Verder: nalezen")
    assert "akte.pdf" in secretary.text and "dinsdag 17 maart 2026" in secretary.text
    secretary.press("Voer de ondertekening in")


def _see_who_is_missing(act, secretary, town):
    """Two signed, one of them on paper; the reminder goes to the other two alone, once."""
    assert [secretary.page.locator("tbody th").nth(row).inner_text() for row in range(2)] == [NAMES[2], NAMES[3]]
    secretary.press("Herinner 2 partijen nu")
    assert "2 herinneringen zijn onderweg." in secretary.text
    secretary.press("Herinner 2 partijen nu")
    assert "kreeg vandaag al een herinnering" in secretary.text
    reminded = select(OutboxMail.email).where(OutboxMail.kind == "members/sign-reminder", OutboxMail.key.contains(":day-"))
    assert set(act(lambda session: session.scalars(reminded).all())) == {town[NAMES[2]], town[NAMES[3]]}
    secretary.page.get_by_role("link", name="Ondertekend (2)", exact=True).click()
    secretary.look()
    assert "Op papier" in secretary.text and "Online" in secretary.text


def _check(stranger, provider, address):
    """Anyone with the receipt checks it; the name of the signer stands nowhere."""
    stranger.go(address)
    assert "Deze ondertekening is bekend en onveranderd" in stranger.text and NAMES[0] in stranger.text
    assert "Wies" not in stranger.page.content()
    stranger.fill(zegel="0" * 64)
    stranger.press("Controleer de ondertekening")
    assert "horen niet bij een ondertekening die wij kennen" in stranger.text
    assert "Wies Notermans" in provider.text
