"""The pages of one's own record: who sees and changes what, both texts after a clash, what is public and what never is."""

import io
import zipfile

import pytest
from sqlalchemy import select

from portal.accounts.models import PARTY_ROLES, Role
from portal.core.documents import Upload, keep
from portal.parties.models import Party, Representation, SubjectContact
from tests import world

RECORD, CHANGE = "/mijn/gegevens", "/mijn/gegevens/wijzigen"
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
FACTS = {"name": "De Papieren Boot", "street": "Markt 1", "postcode": "6211ab", "city": "Maastricht", "domains": ["youth"],
         "streams": ["zin"]}
MAY_CHANGE = {Role.CONTACT, Role.SUBSTITUTE, Role.REPRESENTATIVE, Role.PARTY_ADMIN}


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def party(session, network):
    return world.member(session, network, street="Markt 1", postcode="6211 AB")


@pytest.fixture
def provider(session, party, visit):
    person = world.contact(session, party)
    session.commit()
    return visit.logged_in(person)


def in_role(session, party, role, visit):
    person = world.user(session, f"Iemand als {role}")
    world.grant(session, person, role, party)
    session.commit()
    return visit.logged_in(person)


def test_everything_on_record_stands_in_one_view(session, network, party, provider):
    party.municipalities = [world.municipality(session, network, "Beek")]
    party.branches, party.products = ("000012345678",), ("07", "40")
    world.representation(session, party, limits="tot € 5.000", scope="limited")
    world.subject_contact(session, party)
    session.commit()

    page = provider.get(RECORD)

    for words in ("De Papieren Boot", party.kvk, "000012345678", "07 Dagbesteding", "40 Verzorging", "Beek", "Ria Dohmen", "tot € 5.000",
                  "Ans Factuur", "Carla Mertens", "Bevestigd door Carla Mertens"):
        assert words in page.text
    public = ["".join(e.etree_element.itertext()).split()[0] for e in page.all("dt") if "openbaar" in "".join(e.etree_element.itertext())]
    assert public == ["Naam", "KVK-nummer", "Plaats", "Soort"]


def test_the_whole_record_is_changed_and_the_public_list_follows_at_once(session, network, party, provider, visit):
    place = world.municipality(session, network, "Beek")
    session.commit()
    assert "De Papieren Boot" in visit.get("/deelnemers").text

    page = provider.get(CHANGE).submit({
        **FACTS, "name": "Boot BV", "city": "Beek", "domains": ["wmo", "youth"], "branches": "0000 1234 5678\n000087654321",
        "agb_codes": "41123456", "website": "www.boot.example", "postal_street": "Postbus 9", "postal_postcode": "6200aa",
        "postal_city": "Maastricht", "products_wmo": ["07", "40"], "products_youth": ["40", "99"], "municipalities": [str(place.id), "999999"]})

    assert "Uw gegevens zijn opgeslagen" in page.text
    session.refresh(party)
    assert (party.branches, party.agb_codes, party.website) == (("000012345678", "000087654321"), ("41123456",), "https://www.boot.example")
    assert (party.products, party.postal_address) == (("07", "40"), ("Postbus 9", "6200 AA", "Maastricht"))
    assert [one.name for one in party.municipalities] == ["Beek"]
    listed = visit.get("/deelnemers").text
    assert "Boot BV" in listed and "De Papieren Boot" not in listed and "Postbus" not in listed


@pytest.mark.parametrize(("field", "value", "error"), [
    ("branches", "12345", "'12345' is geen vestigingsnummer. Dat heeft 12 cijfers."),
    ("agb_codes", "41123456\n4112345x", "'4112345x' is geen AGB-code. Die heeft 8 cijfers."),
    ("postcode", "0000 AA", "Een postcode is vier cijfers en twee letters, zoals 6211 AB."),
    ("website", "javascript:alert(1)", "Dit is geen adres van een website. Dat ziet eruit als www.voorbeeld.nl."),
    ("postal_street", "Postbus 9", "Vul de postcode van het postadres in."),
    ("name", "", "Vul de naam van uw organisatie in."),
    ("name", "De Papieren B\u043e\u043et", "Schrijf de naam zoals in het handelsregister, in Latijnse letters. Dit zijn andere: \u043e."),
])
def test_what_is_wrong_is_told_at_its_field_and_kept(provider, field, value, error):
    page = provider.get(CHANGE).submit({**FACTS, field: value}, status=422)

    assert error in page.errors
    assert value in page.html or not value


@pytest.mark.parametrize("name", ["Regenlaarzen", "REGENLAARZEN B.V.", "Regen1aarzen", "Re\u200bgenlaarzen", "Regenlaárzen"])
def test_nobody_takes_a_name_that_can_be_taken_for_anothers(session, network, party, provider, name):
    world.member(session, network, "Regenlaarzen")
    session.commit()

    page = provider.get(CHANGE).submit({**FACTS, "name": name}, status=422)

    assert page.errors == ["Deze naam is te verwarren met die van Regenlaarzen. Vraag de gemeente om hem voor u te wijzigen."]
    session.refresh(party)
    assert party.name == "De Papieren Boot"


def test_two_people_at_once_see_both_texts(session, party, provider, visit):
    other = in_role(session, party, Role.SUBSTITUTE, visit)
    mine = provider.get(CHANGE)
    other.get(CHANGE).submit({**FACTS, "name": "Van de ander"})

    page = mine.submit({**FACTS, "name": "Van mij"}, status=422)

    assert "Naam: Van de ander" in page.text
    assert page.one('[name="name"]').etree_element.get("value") == "Van mij"
    page.submit()  # both were shown: sending again means this one
    session.refresh(party)
    assert party.name == "Van mij"


def test_it_is_asked_once_a_year_and_confirmed_with_one_press(session, party, provider, at):
    assert "Kloppen uw gegevens nog?" not in provider.get("/mijn").text
    at(world.CONFIRMED.replace(year=2027, month=1, day=20))
    asked = provider.get("/mijn")
    assert "Kloppen uw gegevens nog?" in asked.text and "Te laat" in asked.text

    page = provider.get(RECORD).submit(button="Ja, dit klopt")

    assert "Genoteerd: uw gegevens kloppen." in page.text
    assert "Kloppen uw gegevens nog?" not in provider.get("/mijn").text
    session.refresh(party)
    assert (party.confirmed_at.year, party.confirmed_by) == (2027, "Carla Mertens")


def test_what_changed_meanwhile_is_not_confirmed_unseen(session, party, provider, visit):
    page = provider.get(RECORD)
    in_role(session, party, Role.SUBSTITUTE, visit).get(CHANGE).submit({**FACTS, "name": "Van de ander"})

    again = page.submit(button="Ja, dit klopt", status=422)

    assert "Naam: Van de ander" in again.text
    session.refresh(party)
    assert party.confirmed_at == world.CONFIRMED


@pytest.mark.parametrize("role", sorted(PARTY_ROLES))
def test_colleagues_read_and_who_speaks_or_administers_changes(session, party, visit, role):
    world.representation(session, party)
    visitor = in_role(session, party, role, visit)
    page = visitor.get(RECORD)

    assert ("Wijzig de gegevens" in page.text) is (role in MAY_CHANGE)
    assert bool(page.all('a[href^="/mijn/gegevens/"]')) is (role in MAY_CHANGE)
    for path in (CHANGE, f"{RECORD}/vertegenwoordiging/nieuw", f"{RECORD}/contacten/nieuw"):
        visitor.get(path, status=200 if role in MAY_CHANGE else 403)


def test_others_find_nothing_by_guessing(session, network, provider, visit):
    """Another party's representation, document and contacts do not exist for this one."""
    stranger = world.member(session, network, "Regenlaarzen")
    session.info["writing"] = True
    row = world.representation(session, stranger, document=keep(session, Upload.of("deed.pdf", PDF), now=world.CONFIRMED))
    contact = world.subject_contact(session, stranger)
    session.commit()
    form = provider.get(f"{RECORD}/vertegenwoordiging/nieuw")

    for path in (f"vertegenwoordiging/{row.id}", f"vertegenwoordiging/{row.id}/document", f"contacten/{contact.id}"):
        provider.get(f"{RECORD}/{path}", status=404)
        assert "/inloggen" in visit.get(f"{RECORD}/{path}", status=302).location
    for path in (f"vertegenwoordiging/{row.id}/beeindigen", f"contacten/{contact.id}/verwijderen"):
        response = provider.ask("post", f"{RECORD}/{path}", data={"csrf_token": form.one('main [name="csrf_token"]').etree_element.get("value")})
        assert response.status_code == 404
    session.refresh(row)
    assert row.ended_at is None


REPRESENTATION = {"name": "Tom Pricken", "job_title": "manager", "ground": "power_of_attorney", "scope": "limited",
                  "limits": "tot € 5.000", "begins_on": "2026-01-01", "ends_on": "2026-12-31"}


def test_a_power_of_attorney_is_added_with_its_document_and_read_again(session, provider):
    form = provider.get(f"{RECORD}/vertegenwoordiging/nieuw")
    wrong = form.submit(REPRESENTATION, status=422)
    assert "Voeg de volmacht toe: een scan of een PDF." in wrong.errors

    # A file that came with a mistake is kept: it need not be sent again.
    half = wrong.submit({"name": ""}, files={"document": (io.BytesIO(PDF), "Volmacht.pdf")}, status=422)
    assert "Volmacht.pdf" in half.text
    page = half.submit({"name": "Tom Pricken"})

    assert "De vertegenwoordiging is opgeslagen." in page.text
    row = session.scalars(select(Representation)).one()
    assert (row.name, row.limits, row.document.file_name) == ("Tom Pricken", "tot € 5.000", "Volmacht.pdf")
    document = provider.ask("get", f"{RECORD}/vertegenwoordiging/{row.id}/document")
    assert document.data == PDF
    assert document.headers["Content-Disposition"].startswith("attachment")


def test_a_representation_goes_on_or_ends_and_stays_readable(session, party, provider, now):
    row = world.representation(session, party, ends_on=now.date())
    session.commit()
    path = f"{RECORD}/vertegenwoordiging/{row.id}"
    assert "Zeg of het doorgaat" in provider.get("/mijn").text

    provider.get(path).submit({"ends_on": "2028-01-01"})
    assert "Zeg of het doorgaat" not in provider.get("/mijn").text
    page = provider.get(path).submit(form='form[action$="beeindigen"]')

    assert "De vertegenwoordiging is beëindigd." in page.text
    assert "Ria Dohmen" in page.text and "Beëindigd" in page.text
    assert not page.all(f'a[href="{path}"]')
    assert "Deze vertegenwoordiging is al beëindigd." in provider.get(path).text


def test_contacts_for_a_subject_are_named_changed_and_taken_off(session, provider):
    answers = {"subject": "invoices", "name": "Ans Factuur", "email": "ans@example.nl", "phone": "043 000 00 21"}
    provider.get(f"{RECORD}/contacten/nieuw").submit(answers)
    row = session.scalars(select(SubjectContact)).one()

    page = provider.get(f"{RECORD}/contacten/{row.id}").submit({"name": "Bea Factuur"})
    assert "Bea Factuur" in page.text and "Ans Factuur" not in page.text
    newest = session.scalars(select(SubjectContact).where(SubjectContact.ends_at.is_(None))).one()
    page = provider.get(f"{RECORD}/contacten/{newest.id}").submit(form='form[action$="verwijderen"]')

    assert "Bea Factuur" not in page.text
    assert len(session.scalars(select(SubjectContact)).all()) == 2
    provider.get(f"{RECORD}/contacten/{newest.id}", status=404)


PUBLIC = ("/", "/deelnemers", "/deelnemers.csv", "/deelnemers.xlsx", "/tafels", "/overeenkomsten", "/voorstellen", "/besluiten",
          "/bijeenkomsten", "/reactierondes", "/atom.xml", "/hulp")


def unpacked(content):
    """What is in an answer; of a workbook, in all its parts."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def test_nothing_confidential_turns_up_on_any_public_surface(session, network, party, provider, visit):
    """Contacts, post, representation: for the party and the municipality alone (IN 5.3 b)."""
    marker = "zeldzaamwoord"
    party.postal_street, party.postal_postcode, party.postal_city = f"Postbus {marker}", "6200 AA", marker
    party.street, party.website, party.agb_codes, party.branches = marker, f"https://{marker}.example", ("41999999",), ("000099999999",)
    party.contacts[0].name, party.contacts[0].email, party.contacts[0].phone = f"Naam {marker}", f"{marker}@example.nl", marker
    party.contacts[0].address = marker
    world.representation(session, party, name=marker, job_title=marker, scope="limited", limits=marker)
    world.subject_contact(session, party, name=marker, email=f"b{marker}@example.nl", phone=marker)
    stranger = world.contact(session, world.member(session, network, "Regenlaarzen"), "Oda Regen")
    session.commit()
    assert provider.get(RECORD).text.count(marker) >= 10

    for visitor in (visit, visit.logged_in(stranger)):
        for path in (*PUBLIC, *(("/mijn", RECORD) if visitor is not visit else ())):
            response = visitor.ask("get", path)
            assert response.status_code in (200, 404), path
            shown = unpacked(response.data)
            assert marker not in shown and "41999999" not in shown and "000099999999" not in shown, path


def test_number_of_queries_does_not_grow(session, network, party, provider, count_queries):
    def asked():
        provider.get(RECORD)
        with count_queries() as queried:
            provider.get(RECORD)
        return len(queried)

    few = asked()
    for number in range(12):
        world.representation(session, session.get(Party, party.id), name=f"Nummer {number}")
        world.subject_contact(session, party, name=f"Nummer {number}")
        party.municipalities.append(world.municipality(session, network, f"Plaats {number}"))
    session.commit()

    assert asked() == few <= 12
