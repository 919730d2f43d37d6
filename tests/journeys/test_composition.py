"""From a spreadsheet with headings that nobody knows to a published composition, in a real browser; axe on every page."""

from datetime import UTC, datetime

import pytest
from flask_security import hash_password
from sqlalchemy import func, select

from portal.parties.rules import Domain
from portal.tables.models import Composition, PhysicalTable, Standing
from tests import world

PASSWORD = "een lange zin die niemand raadt"
START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
CLIENTS = [4000, 900, 300, 60, 20, 5]

pytestmark = pytest.mark.browser


@pytest.fixture
def town(app, act, server):
    """A network with six members, one table about youth, and its secretary."""
    app.config["CLOCK_SHIFT"] = START - datetime.now(UTC)

    def build(session):
        network = world.network(session)
        person = world.secretary(session, world.municipality(session, network, is_host=True))
        person.password = hash_password(PASSWORD)
        members = [world.member(session, network, f"Aanbieder {letter}") for letter in "ABCDEF"]
        people = [world.contact(session, member, f"Persoon {member.name[-1]}") for member in members]
        for each in people:
            each.password = hash_password(PASSWORD)
        world.add(session, PhysicalTable(network_id=network.id, slug="jeugd", name="Jeugd", theme="Hulp aan kinderen",
                                         domains=frozenset({Domain.YOUTH})))
        return person.email, [each.email for each in people], [member.kvk for member in members]

    return act(build)


def spreadsheet(folder, numbers):
    """As some office makes it: a title above it, headings of its own, a word of its own, a totals row."""
    lines = ["Peildatum 31-12-2025;;;;", "Reg.nr.;Wie;Perceel;Soort;Unieke personen"]
    lines += [f"{kvk};Aanbieder {letter};Perceel J;natura;{clients:,}".replace(",", ".")
              for kvk, letter, clients in zip(numbers, "ABCDEF", CLIENTS, strict=True)]
    file = folder / "telling.csv"
    file.write_text("\r\n".join([*lines, f"Totaal;;;;{sum(CLIENTS)}"]), encoding="cp1252")
    return file


def pick(visitor, **chosen):
    for name, value in chosen.items():
        visitor.page.select_option(f"main [name='{name}']", value)


def bring_in(secretary, file):
    secretary.go("/bureau/tafels")
    secretary.press("Cliëntaantallen aanleveren")
    secretary.page.set_input_files("main [name='file']", file)
    secretary.fill(data_date="2025-12-31")
    secretary.press("Bekijk het bestand")
    assert secretary.h1 == "Welke kolom is wat?"
    secretary.press("Lees het bestand zo")
    assert "Kies de kolom voor ‘KVK-nummer’." in secretary.text
    pick(secretary, kvk="0", name="1", domain="2", stream="3", clients="4")
    secretary.press("Lees het bestand zo")
    assert "Perceel J" in secretary.text
    secretary.press("Zeg wat deze woorden betekenen")
    pick(secretary, word_domain_0="youth")
    secretary.press("Lees het bestand zo")
    assert "Elke rij klopt" in secretary.text and "6 aanbieders, 5.285 cliënten" in secretary.text
    secretary.press("Neem deze cijfers over")


def test_from_an_unknown_spreadsheet_to_a_published_composition(town, act, visitor, tmp_path):
    secretary_email, emails, numbers = town
    for email in (emails[0], emails[1], emails[3], emails[5]):
        party = visitor()
        party.log_in(email, PASSWORD)
        party.go("/tafels/jeugd/aanmelden")
        party.choose(domains="youth")
        party.fill(motivation="Wij kennen de wijk.", subjects="Wachttijden")
        party.press("Vraag een plaats aan")
    secretary = visitor()
    secretary.log_in(secretary_email, PASSWORD)
    bring_in(secretary, spreadsheet(tmp_path, numbers))

    secretary.go("/bureau/tafels/jeugd")
    secretary.fill(seed="4711")
    secretary.press("Zet dit begingetal op de site")
    secretary.fill(large="1", medium="1", small="1")
    secretary.press("Stel de plaatsen voor")
    assert "Voorgestelde plaatsen" in secretary.text and "Zat eerder" in secretary.text
    secretary.press("Kijk eerst wat andere aantallen zouden veranderen")
    secretary.fill(small="2")
    secretary.press("Laat zien wat er verandert")
    assert "Zou erbij komen" in secretary.text
    secretary.press("Maak een concept met deze aantallen")
    secretary.press("Verder: deze samenstelling op de site zetten")
    secretary.fill(reason="Zo lijkt de tafel op het netwerk.", evaluate_by="2027-03-01")
    secretary.press("Verder: nalezen")
    secretary.press("Zet deze samenstelling op de site")

    anyone = visitor()
    anyone.go("/tafels/jeugd")
    assert "Zo lijkt de tafel op het netwerk." in anyone.text and "Aanbieder F" in anyone.text
    assert "4.000" not in anyone.page.content() and "5.285" not in anyone.page.content()
    seats = select(func.count(Standing.id)).join(Composition).where(Standing.seat.is_not(None), Composition.published_at.is_not(None))
    assert act(lambda session: session.scalar(seats)) >= 3
