"""A pilot from plan to proposal in real browsers: consent, the one place that is left, who is one too many, the result; axe on each page."""

from datetime import UTC, datetime

import pytest
from flask_security import hash_password

from tests import world

PASSWORD = "een lange zin die niemand raadt"
START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.browser


@pytest.fixture
def people(app, act, server):
    app.config["CLOCK_SHIFT"] = START - datetime.now(UTC)

    def build(session):
        network = world.network(session)
        world.agreement(session, network)
        people = {name: world.contact(session, world.member(session, network, name), f"Contact van {name}") for name in ("Boot", "Atlas", "Cirkel")}
        people["secretary"] = world.secretary(session, world.municipality(session, network, is_host=True))
        for person in people.values():
            person.password = hash_password(PASSWORD)
        return {name: person.email for name, person in people.items()}

    return act(build)


def test_a_pilot_becomes_a_proposal(people, visitor, pass_time):  # noqa: PLR0915 - one road, step by step
    def enter(name):
        person = visitor()
        person.log_in(people[name], PASSWORD)
        return person

    boot, secretary = enter("Boot"), enter("secretary")
    boot.go("/mijn/pilots")
    boot.press("Stel een pilot voor")
    boot.fill(title="Eerder melden", articles="4.3.1")
    boot.press("Verder: nalezen")
    assert "Schrijf in een paar zinnen wat de pilot inhoudt." in boot.text
    boot.page.select_option("main [name='agreement_id']", label="Raamovereenkomst begeleiding")
    boot.fill(summary="Drie maanden eerder melden.", begins_on="2026-06-01", ends_on="2026-06-30", most="2", **world.PLAN)
    boot.choose(choosing="first_come")
    boot.press("Verder: nalezen")
    assert "Het plan is compleet" in boot.text
    boot.press("Verstuur mijn plan")
    assert boot.h1 == "Uw pilot 2026-01"
    own = boot.page.url

    secretary.go("/bureau")
    secretary.press("Eerder melden")
    secretary.choose(judgement="publish")
    secretary.press("Leg het oordeel vast")
    secretary.press("Leg vast wat een gemeente besloot")
    secretary.choose(choice="consents")
    secretary.fill(decided_on="2026-03-18", reason="Wij willen dit weten.")
    secretary.press("Verder: nalezen")
    secretary.press("Leg het besluit vast")
    secretary.press("Open het aanmelden")
    secretary.fill(sign_up_until="2026-05-13")
    secretary.press("Verder: nalezen")
    secretary.press("Open het aanmelden")

    atlas, cirkel = enter("Atlas"), enter("Cirkel")
    for person in (atlas, cirkel):
        person.go("/mijn/pilots")
        person.press("Eerder melden")
        person.press("Meld u aan voor deze pilot")
        person.page.check("main [name='agreed']")
        person.press("Meld aan")
    assert "Uw organisatie doet mee." in atlas.page.content()
    assert "nummer 1 op de wachtlijst" in cirkel.text
    visitor().go("/kalender")

    pass_time(days=110)
    boot, secretary = enter("Boot"), enter("secretary")
    boot.go("/mijn")
    assert "Resultaat van uw pilot" in boot.text
    boot.go(own)
    boot.press("Verstuur het resultaat")
    boot.choose(finding="reached")
    boot.fill(text="Twaalf procent minder wachtdagen, zegt mevrouw Pieters.")
    boot.press("Verder: nalezen")
    boot.press("Verstuur het resultaat")
    secretary.go("/bureau/pilots")
    secretary.press("Eerder melden")
    secretary.press("Lees het resultaat en zet het op de site")
    secretary.fill(text="Twaalf procent minder wachtdagen.")
    secretary.press("Zet het op de site en rond de pilot af")

    boot.go("/pilots/2026-01")
    boot.press("Maak een voorstel van het resultaat")
    boot.fill(text_0="De aanbieder meldt het na twee weken.")
    boot.press("Maak het voorstel")
    secretary.go("/bureau/voorstellen")
    secretary.press("Eerder melden")
    secretary.choose(judgement="schedule")
    secretary.fill(reason="De pilot laat zien dat dit werkt.")
    secretary.press("Leg het oordeel vast")

    reader = visitor()
    reader.go("/pilots/2026-01")
    assert "Pieters" not in reader.page.content()
    reader.press("Voorstel 2026-01: Eerder melden")
    assert "Het komt uit het resultaat van pilot 2026-01." in reader.text
    reader.press("Pilot 2026-01: Eerder melden")
    assert reader.h1 == "Eerder melden"
