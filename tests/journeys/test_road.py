"""One proposal travels the whole road in a real browser: from a provider that signs on to a published decision.

Everybody has a browser of their own, the clock is moved past the round and the vote, and axe looks at every page.
"""

import re
from datetime import UTC, date, datetime

import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.core.revisions import Paragraph, fingerprint
from portal.networks.models import Agreement, AgreementVersion
from portal.networks.rules import AgreementKind, Law
from portal.notifications.models import OutboxMail
from portal.parties.rules import Domain
from portal.tables.models import PhysicalTable
from tests import world

PASSWORD = "een lange zin die niemand raadt"
START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
OLD = "De aanbieder meldt een wachttijd van meer dan zes weken aan de gemeente."
NEW = "De aanbieder meldt een wachttijd van meer dan vier weken aan de gemeente en aan de inwoner."

pytestmark = pytest.mark.browser


@pytest.fixture
def town(app, act, server):
    """A network with its agreements, three members, a table, and people of two municipalities."""
    app.config["CLOCK_SHIFT"] = START - datetime.now(UTC)


    def build(session):
        network = world.network(session)
        host = world.municipality(session, network, "Maastricht", is_host=True)
        other = world.municipality(session, network, "Heerlen")
        for slug, title, kind, text in (
            ("afspraken", "Afspraken inkoopnetwerk", AgreementKind.SHARED, "Partijen handelen te goeder trouw."),
            ("begeleiding", "Raamovereenkomst begeleiding", AgreementKind.FRAMEWORK, OLD),
        ):
            agreement = world.add(session, Agreement(network_id=network.id, slug=slug, title=title, kind=kind,
                                                     laws=frozenset({Law.WMO})))
            world.use(session, network, agreement)
            paragraphs = (Paragraph("1.1", text, heading="Wachttijd"),)
            world.add(session, AgreementVersion(
                agreement_id=agreement.id, number=1, paragraphs=paragraphs, fingerprint=fingerprint(paragraphs),
                in_force_from=date(2025, 1, 1), published_at=world.LONG_AGO))
        world.add(session, PhysicalTable(network_id=network.id, slug="wmo", name="Overlegtafel Wmo", theme="Begeleiding",
                                         domains=frozenset(Domain)))
        people = {"secretary": world.secretary(session, host), "heerlen": world.board_staff(session, other),
                  "maastricht": world.board_staff(session, host, "Mia Bastiaens")}
        for name in ("Zorggroep De Brug", "Thuiszorg Kompas", "Praktijk Het Anker"):
            party = world.member(session, network, name, domains=frozenset({Domain.WMO}))
            people[name] = world.contact(session, party, f"Contact van {name}")
        for person in people.values():
            person.password = hash_password(PASSWORD)
        return {name: person.email for name, person in people.items()}

    return act(build)


def test_one_proposal_travels_the_whole_road(act, town, visitor, pass_time, tmp_path):
    secretary, inhabitant, reader = visitor(), visitor(), visitor()
    secretary.log_in(town["secretary"], PASSWORD)
    provider = _sign_on(act, visitor, secretary)
    _compose(secretary, provider, tmp_path)
    number = _bring_in(act, secretary, inhabitant, provider)
    _meet(secretary, provider, number, pass_time)
    _comment(act, secretary, inhabitant, provider, reader, number, pass_time)
    _vote(secretary, provider, visitor, town, number, pass_time)
    _decide(secretary, provider, visitor, town, number)
    _look_back(reader, number)


def _sign_on(act, visitor, secretary):
    """Step 1: organisation, people, declarations, signature; admitted with an account; on the public list."""
    provider = visitor()
    provider.go("/deelnemen")
    provider.fill(name="Zorgboerderij Parelvisser", kvk="92260466", street="Markt 1", postcode="6211AB", city="Maastricht")
    provider.choose(domains="wmo", streams="zin")
    provider.press("Verder: contactpersonen")
    provider.fill(contact_name="Petra Vissers", contact_email="petra@parelvisser.example", contact_phone="043 123 45 67",
                  contact_address="Markt 1, 6211 AB Maastricht", substitute_name="Sjef Parel",
                  substitute_email="sjef@parelvisser.example", substitute_phone="043 123 45 68",
                  substitute_address="Markt 1, 6211 AB Maastricht")
    provider.press("Verder: verklaringen")
    for declaration in provider.page.locator("main [name='declarations']").all():
        declaration.check()
    provider.press("Verder: ondertekening")
    provider.fill(signer_name="Petra Vissers", signer_job_title="bestuurder", signer_email="petra@parelvisser.example")
    provider.choose(ground="statutes")
    provider.page.check("main [name='statement']")
    provider.press("Verder: nalezen")
    provider.press("Verder: stuur de ondertekenaar een code")
    provider.fill(code=_in_letter(act, "petra@parelvisser.example", "accounts/code")["code"])
    provider.press("Onderteken en verstuur")
    assert "Zorgboerderij Parelvisser" in provider.text

    secretary.go("/bureau/deelnemers")
    secretary.press("Zorgboerderij Parelvisser")
    for condition in secretary.page.locator("main [name='checked']").all():
        condition.check()
    secretary.choose(admission="admit")
    secretary.fill(reason="De aanbieder voldoet aan alle voorwaarden.")
    secretary.press("Leg het besluit vast")

    provider.go("/deelnemers")
    assert "Zorgboerderij Parelvisser" in provider.text
    assert "petra@" not in provider.page.content()
    provider.go(_link_in_letter(act, "petra@parelvisser.example", "accounts/invitation"))
    provider.fill(password=PASSWORD, password_confirm=PASSWORD)
    provider.press("Bewaar mijn wachtwoord")
    provider.log_in("petra@parelvisser.example", PASSWORD)
    assert provider.page.url.endswith("/mijn")
    return provider


def _link_in_letter(act, email, kind):
    return re.sub(r"^https?://[^/]+", "", _in_letter(act, email, kind)["link"])


def _in_letter(act, email, kind):
    wanted = select(OutboxMail.data).where(OutboxMail.email == email, OutboxMail.kind == kind)
    return act(lambda session: session.scalars(wanted).one())


def _compose(secretary, provider, folder):
    """Step 2: a spreadsheet with a mistake changes nothing; a right one gives classes, seats and reasons."""
    provider.go("/tafels/wmo/aanmelden")
    provider.fill(motivation="Wij kennen de dagbesteding in de wijk.")
    provider.page.locator("main button[type=submit]").first.click()

    wrong = folder / "fout.csv"
    wrong.write_text("KVK-nummer;Naam aanbieder;Domein;Financiering;Aantal cliënten\r\n123;X;Wmo 2015;ZIN;veel\r\n", "utf-8-sig")
    secretary.go("/bureau/clientaantallen")
    secretary.page.set_input_files("main [name='file']", wrong)
    secretary.fill(data_date="2025-12-31")
    secretary.press("Bekijk het bestand")
    assert "KVK" in secretary.text
    assert secretary.page.get_by_role("button", name="Neem deze cijfers over").count() == 0

    good = folder / "goed.csv"
    rows = "\r\n".join(["KVK-nummer;Naam aanbieder;Domein;Financiering;Aantal cliënten",
                        "92260466;Zorgboerderij Parelvisser;Wmo 2015;ZIN;1.975", "90951344;De Zinkviool;Wmo 2015;ZIN;91"])
    good.write_text(rows, "utf-8-sig")
    secretary.go("/bureau/clientaantallen")
    secretary.page.set_input_files("main [name='file']", good)
    secretary.fill(data_date="2025-12-31")
    secretary.press("Bekijk het bestand")
    secretary.press("Neem deze cijfers over")

    secretary.go("/bureau/tafels/wmo")
    secretary.fill(seed="trekking-2026-maart")
    secretary.press("Zet dit begingetal op de site")
    secretary.fill(large="1", medium="1", small="1")
    secretary.press("Stel de plaatsen voor")
    secretary.press("Verder: deze samenstelling op de site zetten")
    secretary.fill(reason="De tafel lijkt op het netwerk.")
    secretary.press("Verder: nalezen")
    secretary.press("Zet deze samenstelling op de site")

    provider.go("/tafels/wmo")
    assert "Zorgboerderij Parelvisser" in provider.text
    assert "1.975" not in provider.page.content()


def _bring_in(act, secretary, inhabitant, provider):
    """Step 3: a signal without an account, a proposal of a provider; both judged relevant with reasons."""
    inhabitant.go("/signalen/nieuw")
    inhabitant.choose(sentiment="negative", subject="residents", publish_as="place")
    inhabitant.fill(title="Elf weken gewacht", text="Mijn zoon wachtte elf weken op hulp.", sender_place="Vaals",
                    sender_email="inwoner@voorbeeld.example")
    inhabitant.press("Verder: nalezen")
    inhabitant.press("Verstuur mijn signaal")
    assert inhabitant.h1 == "Kijk in uw mail"
    inhabitant.go(re.sub(r"^https?://[^/]+", "", _in_letter(act, "inwoner@voorbeeld.example", "contributions/confirm")["link"]))
    inhabitant.press("Bevestig en verstuur")
    assert "2026-01" in inhabitant.h1

    provider.go("/voorstellen/nieuw")
    provider.choose(soort="change", overeenkomst="begeleiding")
    provider.press("Verder: schrijven")
    provider.page.select_option("main [name='pick']", index=1)
    provider.press("Neem dit artikel op")
    provider.fill(title="Wachttijd eerder melden", summary="Inwoners horen al na vier weken dat zij moeten wachten.",
                  explanation="Nu horen inwoners het laat.")
    provider.page.locator("main textarea[name^='text_']").first.fill(NEW)
    provider.choose(laws="wmo2015")
    provider.press("Verder: nalezen")
    provider.press("Verstuur mijn voorstel")
    number = re.search(r"2026-\d\d", provider.text)[0]

    secretary.go("/bureau/signalen")
    secretary.press("Elf weken gewacht")
    secretary.choose(judgement="table")
    secretary.fill(reason="Meer mensen melden dit.", public_text="Iemand wachtte elf weken op hulp.")
    secretary.press("Leg het oordeel vast")
    secretary.go("/bureau/voorstellen")
    secretary.press("Wachttijd eerder melden")
    secretary.page.locator("main [name='judgement']").first.check()
    secretary.fill(reason="Past bij wat inwoners melden.")
    secretary.press("Leg het oordeel vast")

    inhabitant.go(f"/voorstellen/{number}")
    assert inhabitant.h1 == "Wachttijd eerder melden"
    assert "Mijn zoon" not in inhabitant.page.content()
    return number


def _meet(secretary, provider, number, pass_time):
    """Step 4: agenda, invitation, attendance, the preliminary proposal, minutes."""
    secretary.go("/bureau/bijeenkomsten/nieuw")
    secretary.page.locator("main [name='table']").first.check()
    secretary.fill(day="2026-03-26", begins="13:30", ends="15:30", place="Stadhuis Maastricht")
    secretary.page.locator("main button[type=submit]").first.click()
    secretary.look()
    prepare = secretary.page.url

    for title in ("Wachttijd eerder melden", "Elf weken gewacht"):
        secretary.page.locator("ul.ot-documents li", has_text=title).get_by_role("button").click()
    secretary.press("Naar de uitnodiging")
    secretary.page.locator("main form button[type=submit]").first.click()

    provider.go("/bijeenkomsten")
    assert "26 maart" in provider.text
    pass_time(days=8, hours=4)
    secretary.go(f"{prepare}/bezig")
    secretary.page.locator("main [name^='aanwezig-'][value='present']").first.check()
    secretary.press("Bewaar aanwezigheid")
    secretary.choose(outcome="make_preliminary")
    secretary.fill(discussion="De tafel vindt vier weken goed.", conclusion="De tafel legt dit voor aan het netwerk.")
    secretary.page.locator("main form.ot-meeting__item button[value='send']").click()
    provider.go(f"/voorstellen/{number}")
    assert "Voorlopig voorstel" in provider.text


def _comment(act, secretary, inhabitant, provider, reader, number, pass_time):
    """Step 5: two weeks by the calendar, reactions, nothing after the end, an answer to each."""
    secretary.go("/bureau/voorstellen")
    secretary.press("Wachttijd eerder melden")
    secretary.page.locator("main a[href$='/ronde']").first.click()
    secretary.press("Open de reactieronde nu")

    inhabitant.go(f"/voorstellen/{number}/reageren")
    inhabitant.choose(position="for", labels="all", publish_as="place")
    inhabitant.fill(text="Vier weken is een goede grens.", sender_place="Vaals", sender_email="buurman@voorbeeld.example")
    inhabitant.press("Verder: nalezen")
    inhabitant.press("Verstuur mijn reactie")
    assert inhabitant.h1 == "Kijk in uw mail"
    inhabitant.go(_link_in_letter(act, "buurman@voorbeeld.example", "contributions/confirm"))
    inhabitant.press("Bevestig en verstuur")
    assert inhabitant.h1 == "Uw reactie is binnen"
    provider.go(f"/voorstellen/{number}/reageren")
    provider.choose(position="amend", labels="all", confidential="yes", ground="cost")
    provider.fill(text="Geef kleine aanbieders een week extra.", confidential_text="Dit kost ons 45 euro per keer.")
    provider.press("Verder: nalezen")
    provider.press("Verstuur mijn reactie")

    late = provider
    late.go(f"/voorstellen/{number}/reageren")
    late.choose(position="against", labels="all", confidential="no")
    late.fill(text="Deze tekst komt te laat.")
    late.press("Verder: nalezen")
    pass_time(days=16)
    late.press("Verstuur mijn reactie")
    assert "gesloten" in late.page.content()

    secretary.go("/bureau/rondes")
    secretary.press("Wachttijd eerder melden")
    manage = secretary.page.url
    for link in sorted({a.get_attribute("href") for a in secretary.page.locator("table a[href^='/bureau/reacties/']").all()}):
        secretary.go(link)
        secretary.choose(reading="publish")
        secretary.press("Bewaar wat op de site komt")
        secretary.go(link)
        secretary.choose(adopted="partly")
        secretary.fill(answer_text="De tafel neemt dit mee.")
        secretary.press("Bewaar het antwoord als concept")
    secretary.go(manage)
    secretary.press("Maak de antwoorden openbaar")
    secretary.press("Maak alle antwoorden nu openbaar")

    reader.go(f"/voorstellen/{number}")
    assert "Vier weken is een goede grens." in reader.text
    assert "De tafel neemt dit mee." in reader.text
    assert "45 euro" not in reader.page.content()
    assert "komt te laat" not in reader.page.content()
    _step(secretary, "work_out", "Alle reacties zijn verwerkt.")


def _step(secretary, name, reason):
    """A step that the secretary records on the proposal's page at the desk."""
    secretary.go("/bureau/voorstellen")
    secretary.press("Wachttijd eerder melden")
    secretary.choose(step_name=name)
    secretary.fill(reason=reason)
    secretary.press("Verder: nalezen")
    secretary.page.locator("main button[value='send']").click()
    secretary.look()


def _vote(secretary, provider, visitor, town, number, pass_time):
    """Step 6: a frozen roll, a party votes, the secretary records a vote, both counts show after the end."""
    secretary.go("/bureau/voorstellen")
    secretary.press("Wachttijd eerder melden")
    secretary.page.locator("main a[href$='/stemming']").first.click()
    secretary.press("Open de stemming nu")
    provider.go(f"/voorstellen/{number}/stemmen")
    provider.choose(choice="for")
    provider.press("Verder: nalezen")
    provider.press("Verstuur mijn stem")
    other = visitor()
    other.log_in(town["Zorggroep De Brug"], PASSWORD)
    other.go(f"/voorstellen/{number}/stemmen")
    other.choose(choice="against")
    other.fill(explanation="Te veel werk voor de planning.")
    other.press("Verder: nalezen")
    other.press("Verstuur mijn stem")
    other.go(f"/voorstellen/{number}/stemming")
    assert "Te veel werk" not in other.page.content()
    pass_time(days=18)
    other.go(f"/voorstellen/{number}/stemming")
    assert "Te veel werk" in other.text


def _decide(secretary, provider, visitor, town, number):
    """Step 7: submitted with reasons, two boards decide, the agreement changes, the provider says it takes part."""
    secretary.go("/bureau/voorstellen")
    secretary.press("Wachttijd eerder melden")
    secretary.page.locator("main a[href$='/voorleggen']").first.click()
    secretary.choose(choice="submit")
    secretary.fill(reason="Inwoners hebben er baat bij.", in_force_from="2026-07-01")
    secretary.press("Verder: nalezen")
    secretary.page.locator("main button[value='send']").click()
    for board in ("maastricht", "heerlen"):
        staff = visitor()
        staff.log_in(town[board], PASSWORD)
        staff.go("/bureau/besluiten")
        staff.press("Wachttijd eerder melden")
        staff.choose(choice="adopted")
        staff.fill(decided_on="2026-04-29", number=f"B-{board}", reason="Het college volgt de tafel.")
        staff.press("Verder: nalezen")
        staff.page.locator("main button[value='send']").click()
        staff.look()
    provider.go("/overeenkomsten/begeleiding?versie=2")
    assert NEW in provider.text
    provider.go("/mijn")
    provider.page.locator("main a[href^='/mijn/deelname/']").first.click()
    provider.choose(choice="takes_part")
    provider.press("Verder: nalezen")
    provider.page.locator("main button[value='send']").click()
    provider.look()


def _look_back(reader, number):
    """Step 8: the whole road on one page, on the front page and in the feed."""
    reader.go(f"/voorstellen/{number}")
    timeline = reader.page.inner_text(".ot-timeline")
    road = ["kwam binnen", "op de agenda", "voorlopig voorstel", "Reactieronde geopend", "hebben een antwoord",
            "aan als uitgewerkt", "stemming is geopend", "legt het voorstel voor", "college van Maastricht neemt",
            "college van Heerlen neemt", "colleges nemen het voorstel aan", "versie 2 geldt"]
    places = [timeline.index(step) for step in road]
    assert places == sorted(places, reverse=True), timeline
    reader.go("/")
    assert "Wachttijd eerder melden" in reader.text
    feed = reader.context.request.get("/atom.xml").text()
    assert feed.count("Wachttijd eerder melden") >= 6
