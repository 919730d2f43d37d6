"""A party drafts with two people and sends with a document; the secretary clears it; another party supports; axe on each page."""

import re
from datetime import UTC, datetime

import pytest
from flask_security import hash_password

from tests import world

PASSWORD = "een lange zin die niemand raadt"
START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
PDF = {"name": "cijfers.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>"}

pytestmark = pytest.mark.browser


@pytest.fixture
def people(app, act, server):
    app.config["CLOCK_SHIFT"] = START - datetime.now(UTC)

    def build(session):
        network = world.network(session)
        world.agreement(session, network)
        brug, kompas = world.member(session, network, "De Brug"), world.member(session, network, "Kompas")
        people = {"anne": world.contact(session, brug, "Anne"), "bo": world.contact(session, brug, "Bo Blom"),
                  "kim": world.contact(session, kompas, "Kim"),
                  "secretary": world.secretary(session, world.municipality(session, network, is_host=True))}
        for person in people.values():
            person.password = hash_password(PASSWORD)
        return {name: person.email for name, person in people.items()}

    return act(build)


def test_a_proposal_from_draft_to_support(people, visitor):  # noqa: PLR0915 - one road, step by step
    anne, bo, kim, secretary = (visitor() for _ in range(4))
    for name, person in (("anne", anne), ("bo", bo), ("kim", kim), ("secretary", secretary)):
        person.log_in(people[name], PASSWORD)

    anne.go("/voorstellen/nieuw?soort=change&overeenkomst=begeleiding&artikel=4.3.1")
    anne.fill(title="Wachttijd eerder melden", text_p0="De aanbieder meldt het na vier weken aan mevrouw Pieters.")
    anne.press("Bewaar als concept")
    bo.go("/voorstellen/nieuw")
    bo.press("Lees dit concept")
    assert "vier weken" in bo.text

    anne.go("/voorstellen/nieuw")
    anne.press("Ga verder met dit concept")
    anne.fill(summary="Inwoners horen het eerder.", explanation="Nu horen inwoners het laat.")
    anne.page.set_input_files("main [name='file_1']", PDF)
    anne.press("Verder: nalezen")
    anne.press("Verstuur mijn voorstel")
    number = re.search(r"2026-\d\d", anne.h1)[0]
    follow = anne.page.url

    anne.press("Pas de tekst aan")
    anne.fill(explanation="Nu horen inwoners het pas na zes weken.")
    anne.press("Verder: nalezen")
    anne.press("Leg de nieuwe tekst vast")
    assert "na zes weken" in anne.text

    secretary.go("/bureau/voorstellen")
    secretary.press("Wachttijd eerder melden")
    secretary.press("Haal persoonsgegevens uit de tekst")
    secretary.fill(text_0="De aanbieder meldt het na vier weken aan de gemeente.")
    secretary.press("Verder: nalezen")
    secretary.press("Leg de tekst voor de site vast")
    secretary.press("Kies of het op de site komt")
    secretary.choose(shown="as_sent")
    secretary.page.locator("main button[type=submit]").first.click()
    secretary.look()
    secretary.go("/bureau/voorstellen")
    secretary.press("Wachttijd eerder melden")
    secretary.choose(judgement="schedule")
    secretary.fill(reason="Dit raakt veel inwoners.")
    secretary.press("Leg het oordeel vast")

    kim.go(f"/voorstellen/{number}")
    assert "Pieters" not in kim.page.content()
    assert "cijfers.pdf" in kim.text
    kim.press("Steun dit voorstel")
    kim.fill(reason="Wij werken al zo.")
    kim.press("Steun dit voorstel")
    assert "Kompas: Wij werken al zo." in kim.text

    anne.go(follow)
    assert anne.page.get_by_role("link", name="Pas de tekst aan").count() == 0
    assert "Kompas" in anne.text
    anne.go(f"/voorstellen/{number}/intrekken")
    anne.fill(reason="Wij werken het eerst uit.")
    anne.press("Verder: nalezen")
    anne.press("Trek het voorstel in")
    assert "Ingetrokken" in anne.text
