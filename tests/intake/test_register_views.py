"""A register comes in: looked at row by row, taken over once and whole, and back out as it came in."""

import csv
import io

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.accounts.models import Role, RoleGrant
from portal.audit.models import AuditEntry
from portal.core.exports import csv_file, xlsx_file
from portal.core.forms import tidy
from portal.core.language import speaking
from portal.core.lookalikes import strange_letters
from portal.desk import provider_views
from portal.intake.files import cells_of
from portal.intake.messages import register_header
from portal.intake.models import RegisterUpload
from portal.intake.register import Field, read_register
from portal.intake.register_export import register_table
from portal.intake.register_plan import Outcome, place_names, places_of, planned_of
from portal.members.models import Membership
from portal.notifications.announcements import announce_due
from portal.notifications.models import OutboxMail
from portal.parties.models import ContactPerson, Party
from portal.parties.products import PRODUCTS
from portal.parties.rules import Domain, FundingStream
from tests import world
from tests.conftest import NOW
from tests.inspector import text_of

PAGE, LIST = "/bureau/aanbieders/importeren", "/bureau/aanbieders"
HEADING = ("KVK-nummer;Naam;Straat en huisnummer;Postcode;Plaats;Soort hulp;Geldstromen;Gemeenten;Contactpersoon: naam;Contactpersoon: e-mailadres;"
           "Contactpersoon: telefoon;Contactpersoon: postadres;Vervanger: naam;Vervanger: e-mailadres;Vervanger: telefoon;Vervanger: postadres\r\n")
PEOPLE = "Carla Mertens;carla@boot.example;043 123 45 67;Markt 1, 6211 AB Maastricht;Daan Smeets;daan@boot.example;043 123 45 68;Markt 1, 6211 AB Maastricht"
BOOT = f"01234567;De Boot;Markt 1;6211 AB;Maastricht;Wmo;ZIN;Beek;{PEOPLE}\r\n"


@pytest.fixture
def network(session):
    network = world.network(session)
    world.municipality(session, network, "Beek")
    return network


@pytest.fixture
def desk(session, network, visit):
    person = world.secretary(session, world.municipality(session, network, is_host=True))
    session.commit()
    return visit.logged_in(person)


def send(desk, text, name="register.csv", status=None, **answers):
    content = text if isinstance(text, bytes) else ("\ufeff" + text).encode()
    return desk.get(PAGE).submit({"new_rows": "register", **answers}, files={"file": (io.BytesIO(content), name)}, status=status)


def rows_of(page):
    return [" ".join("".join(e.etree_element.itertext()).split()) for e in page.all("tbody tr")]


def number_of(session, kind):
    return session.scalar(select(func.count()).select_from(kind))


def test_each_row_tells_what_it_would_do_and_nothing_is_done(session, network, desk):
    known = world.member(session, network, "Oude naam", kvk="11111111", city="Beek")
    world.member(session, network, "Zelfde", kvk="22222222")
    session.commit()

    page = send(desk, HEADING + BOOT + "11111111;Nieuwe naam;;;Beek\r\n22222222;Zelfde\r\n333;Fout\r\n")

    assert "Er is nog niets overgenomen" in page.text
    assert [row.split()[0] for row in rows_of(page)] == ["5", "3", "2", "4"]  # refused, changed, new, the same
    assert "'333' is geen nummer van 8 cijfers." in rows_of(page)[0]
    assert "Oude naam Nieuwe naam" in rows_of(page)[1]
    session.refresh(known)
    assert (known.name, number_of(session, Party)) == ("Oude naam", 2)

    lines = list(csv.reader(io.StringIO(desk.ask("get", f"{page.path}.csv").data.decode("utf-8-sig")), delimiter=";"))
    assert ["3", "Verandert", "11111111", "Nieuwe naam", "Naam", "Oude naam", "Nieuwe naam", ""] in lines
    assert ["5", "Afgewezen", "", "Fout", "KVK-nummer", "", "", "'333' is geen nummer van 8 cijfers."] in lines


def test_what_was_shown_is_taken_over_once_in_one_go(session, network, desk):
    known = world.member(session, network, "Oude naam", kvk="11111111")
    session.commit()
    page = send(desk, HEADING + BOOT + "11111111;Nieuwe naam\r\n333;Fout\r\n")

    done = page.submit(button="Neem 2 rijen over")

    assert "2 rijen zijn overgenomen." in done.text and not done.all("main form")
    session.refresh(known)
    assert known.name == "Nieuwe naam"
    boot = session.scalars(select(Party).where(Party.kvk == "01234567")).one()
    assert (boot.domains, boot.streams, [place.name for place in boot.municipalities]) == (
        frozenset({Domain.WMO}), frozenset({FundingStream.ZIN}), ["Beek"])
    assert [(person.role, person.name, person.user_id) for person in boot.contacts] == [
        (Role.CONTACT, "Carla Mertens", None), (Role.SUBSTITUTE, "Daan Smeets", None)]
    assert number_of(session, Membership) == 1 and number_of(session, OutboxMail) == 0
    assert "1 rij" in send(desk, HEADING + "11111111;Nog eens\r\n").text
    actions = set(session.scalars(select(AuditEntry.action)))
    assert {"register:receive", "register:apply", "party:import", "party:update"} <= actions


def test_what_changed_after_it_was_shown_is_shown_again_first(session, network, desk):
    known = world.member(session, network, "Oude naam", kvk="11111111")
    session.commit()
    page = send(desk, HEADING + "11111111;Nieuwe naam\r\n")
    known.name = "Door een ander"
    session.commit()

    again = page.submit(button="Neem 1 rij over", status=422)

    assert "Er is iets veranderd nadat deze pagina is getoond." in again.text and "Door een ander" in again.text
    again.submit(button="Neem 1 rij over")
    session.refresh(known)
    assert known.name == "Nieuwe naam"


def test_an_empty_cell_changes_nothing(session, network, desk):
    party = world.member(session, network, "De Boot", kvk="01234567", street="Markt 1", postcode="6211 AB", products=("07",))
    world.contact(session, party)
    session.commit()

    page = send(desk, HEADING + "01234567;De Boot;;;;;;;;;;;;;;\r\n")

    assert "Geen enkele rij verandert iets." in page.text and not page.all("main form")


def test_new_rows_become_members_from_a_day_and_their_people_get_an_account(app, session, network, desk, visit):
    """They signed before this portal existed: no signature here, and it is recorded as such."""
    assert "Vul de dag in vanaf wanneer zij deelnemen" in send(desk, HEADING + BOOT, new_rows="members", status=422).text
    assert "de dag ligt niet in de toekomst" in send(desk, HEADING + BOOT, new_rows="members", member_from="2030-01-01", status=422).text
    page = send(desk, HEADING + BOOT + "76543210;Zonder mensen\r\n", new_rows="members", member_from="2024-01-01")
    assert "Een lid heeft een contactpersoon en een vervanger." in page.text

    page.submit(button="Neem 1 rij over")

    (membership,) = session.scalars(select(Membership)).all()
    assert (str(membership.member_since), membership.signatures, membership.state) == ("2024-01-01", [], "admitted")
    assert "register.csv" in membership.reason
    assert "De Boot" in visit.get("/deelnemers").text and "Carla" not in visit.get("/deelnemers").text
    assert "De Boot" in desk.get(f"{LIST}?stand=leden").text

    session.rollback()
    with app.test_request_context(method="POST"):
        announce_due()
        announce_due()
    session.rollback()
    letters = session.scalars(select(OutboxMail).where(OutboxMail.kind == "accounts/invitation")).all()
    assert sorted(letter.email for letter in letters) == ["carla@boot.example", "daan@boot.example"]
    roles = set(session.scalars(select(RoleGrant.role).where(RoleGrant.party_id == membership.party_id)))
    assert {Role.CONTACT, Role.SUBSTITUTE} <= roles
    assert len(session.scalars(select(ContactPerson).where(ContactPerson.ends_at.is_(None))).all()) == 2


def test_other_details_are_put_right_and_somebody_else_takes_over(session, network, desk):
    party = world.member(session, network, "De Boot", kvk="01234567")
    carla, _daan = world.contact(session, party), world.contact(session, party, "Daan Smeets", Role.SUBSTITUTE)
    session.commit()
    heading = "KVK;Naam;Contactpersoon: naam;Contactpersoon: e-mailadres;Contactpersoon: telefoon;Contactpersoon: postadres\r\n"

    send(desk, f"{heading}01234567;De Boot;Carla M.;{carla.email.upper()};043 999 99 99;Nieuw 1\r\n").submit(button="Neem 1 rij over")
    row = session.scalars(select(ContactPerson).where(ContactPerson.role == Role.CONTACT)).one()
    assert (row.name, row.phone, row.address, row.email) == ("Carla M.", "043 999 99 99", "Nieuw 1", carla.email)

    send(desk, f"{heading}01234567;De Boot;Eva Nieuw;eva@boot.example;043 999 99 99;Nieuw 1\r\n").submit(button="Neem 1 rij over")
    now = session.scalars(select(ContactPerson).where(ContactPerson.ends_at.is_(None)).order_by(ContactPerson.role)).all()
    assert [person.name for person in now] == ["Eva Nieuw", "Daan Smeets"]
    session.refresh(carla)
    assert session.scalars(select(RoleGrant).where(RoleGrant.user_id == carla.id, RoleGrant.role == Role.CONTACT)).one().ends_at


def test_only_the_secretary_brings_registers_in(session, network, visit):
    place, party = world.municipality(session, network), world.member(session, network)
    people = [world.board_staff(session, place), world.contact(session, party)]
    session.commit()

    for path in (PAGE, f"{PAGE}/sjabloon.csv", f"{LIST}.csv", f"{LIST}.xlsx", f"{LIST}/adressen", f"{LIST}/adressen.csv"):
        for person in people:
            assert visit.logged_in(person).ask("get", path).status_code == 403
        assert visit.ask("get", path).status_code == 302


def test_the_template_has_the_columns_that_are_read(desk):
    header = cells_of(desk.ask("get", f"{PAGE}/sjabloon.xlsx").data)[0]

    assert len(header) == len(Field) and read_register([header, ["01234567", "De Boot"]], {}).rows[0].name == "De Boot"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_our_own_headings_are_known_in_each_language(app, language):
    with app.test_request_context(), speaking(language):
        header = register_header()

    assert read_register([header, ["01234567", "De Boot", *[""] * 21]], {}).rows[0].facts == {"name": "De Boot"}


HOSTILE = "<script>alert(1)</script>"


def test_hostile_cells_are_harmless(session, network, desk):
    page = send(desk, HEADING + f'01234567;"{HOSTILE}";"=HYPERLINK(""http://x"")";6211 AB;Maastricht;"{HOSTILE}";ZIN\r\n76543210;"{HOSTILE}"\r\n')

    assert "<script>alert" not in page.html and HOSTILE in page.text
    page.submit(button="Neem 1 rij over")
    assert "<script>alert" not in desk.get(LIST).html
    assert number_of(session, Party) == 1


def test_a_workbook_with_numbers_is_read_the_same(desk):
    book = openpyxl.Workbook()
    for line in (HEADING + BOOT).splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(";")])
    out = io.BytesIO()
    book.save(out)

    page = send(desk, out.getvalue(), "register.xlsx")

    assert "1234567 is 01234567 geworden" in page.text and "Nieuw" in rows_of(page)[0]


def plan_of(session, network, content):
    reading = read_register(cells_of(content), places_of(session, network))
    assert reading.findings == []
    upload = RegisterUpload(reading={"rows": [[row.number, row.kvk, row.facts, row.contact and vars_of(row.contact),
                                               row.substitute and vars_of(row.substitute)] for row in reading.rows],
                                     "refused": [], "findings": [], "notices": []})
    return planned_of(session, upload)


def vars_of(person):
    return {"name": person.name, "email": person.email, "phone": person.phone, "address": person.address}


LINE = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20).map(tidy).filter(
    lambda text: text and not text.startswith("'"))
NAME = LINE.filter(lambda text: not strange_letters(text))
NUMBERS = {count: st.lists(st.text("0123456789", min_size=count, max_size=count), max_size=2, unique=True).map(tuple) for count in (8, 12)}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAME, street=LINE, kvk=st.text("0123456789", min_size=8, max_size=8), branches=NUMBERS[12], agb=NUMBERS[8],
       domains=st.frozensets(st.sampled_from(Domain)), streams=st.frozensets(st.sampled_from(FundingStream)),
       products=st.lists(st.sampled_from([product.code for product in PRODUCTS]), unique=True).map(tuple), person=LINE,
       kind=st.sampled_from([csv_file, xlsx_file]), language=st.sampled_from(["nl", "en"]))
def test_what_goes_out_comes_back_without_a_change(session, network, name, street, kvk, branches, agb, domains, streams, products, person,
                                                   kind, language):
    with session.begin_nested() as savepoint:
        party = world.party(session, name, kvk=kvk, street=street, branches=branches, agb_codes=agb, domains=domains, streams=streams,
                            products=products, website="https://boot.example/pad", postcode="6211 AB", city="'s-Gravenvoeren")
        party.municipalities = [world.municipality(session, network, f"Plaats {kvk}")]
        session.add(ContactPerson(party_id=party.id, role=Role.CONTACT, name=person, email="a@boot.example", phone="+31 43 123 45 67",
                                  address=f"{street} 1", begins_at=NOW))
        session.flush()
        session.expire_all()
        with speaking(language):
            answer = kind("x", *register_table([party], {}, place_names(session), NOW.date()))
        plan = plan_of(session, network, answer.data)
        assert [one.outcome for one in plan] == [Outcome.UNCHANGED], plan[0].changes or plan[0].findings
        savepoint.rollback()


def test_the_whole_list_goes_out_and_comes_back_without_a_change(session, network, desk):
    for number in range(60):
        party = world.member(session, network, f"Aanbieder {number}")
        world.contact(session, party, f"Persoon {number}")
    session.commit()

    for ending in ("csv", "xlsx"):
        content = desk.ask("get", f"{LIST}.{ending}").data
        page = send(desk, content, f"terug.{ending}")
        assert "Geen enkele rij verandert iets." in page.text and "60" in page.text
    assert len(cells_of(desk.ask("get", f"{LIST}.csv?naam=Aanbieder 1").data)) == 12


def test_ten_thousand_rows_have_no_question_of_their_own(session, network, desk, count_queries):
    """They are read over and taken over in one request each, while somebody waits: a thousand rows go in one statement."""
    lines = [f"{number:08d};Aanbieder {number};Markt {number};6211 AB;Maastricht;Wmo, Jeugd;ZIN;Beek;Carla {number};c{number}@boot.example;"
             f"043 123 45 67;Markt 1;Daan {number};d{number}@boot.example;043 123 45 67;Markt 1" for number in range(10_000)]
    with count_queries() as looked:
        page = send(desk, HEADING + "\r\n".join(lines), new_rows="members", member_from="2024-01-01")
    with count_queries() as taken:
        page.submit(button="Neem 10.000 rijen over")

    assert (number_of(session, Party), number_of(session, Membership), number_of(session, ContactPerson)) == (10_000, 10_000, 20_000)
    assert len(looked) <= 60
    assert len(taken) <= 100


def test_addresses_for_a_letter_are_one_row_a_person(session, network, desk, monkeypatch):
    party = world.member(session, network, "De Boot", postal_street="Postbus 1", postal_postcode="6200 AA", postal_city="Maastricht")
    world.contact(session, party)
    world.subject_contact(session, party)
    world.contact(session, world.member(session, network, "Wmo-huis", domains=frozenset({Domain.WMO})), "Oda Regen", Role.SUBSTITUTE)
    session.commit()

    cells = cells_of(desk.ask("get", f"{LIST}/adressen.csv").data)
    assert cells[0] == ["Aanhef", "Naam", "Functie", "Organisatie", "Postadres", "Postcode", "Plaats", "E-mailadres", "Telefoon", "Rol"]
    assert [row[1] for row in cells[1:]] == ["Carla Mertens", "Ans Factuur", "Oda Regen"]
    assert cells[1][0] == "Geachte Carla Mertens" and cells[1][4:7] == ["Markt 1", "6211 AB", "Maastricht"]
    assert cells[2][4:7] == ["Postbus 1", "6200 AA", "Maastricht"]
    assert [row[1] for row in cells_of(desk.ask("get", f"{LIST}/adressen.xlsx?rol=vervanger").data)[1:]] == ["Oda Regen"]
    assert "2 personen" in desk.get(f"{LIST}/adressen?domein=jeugd&endpoint=x&_external=1").text
    monkeypatch.setattr(provider_views, "SHOWN", 1)
    for asked, number in (("", 3), ("?rol=contactpersoon", 1), ("?rol=vervanger", 1), ("?rol=onderwerp", 1), ("?naam=wmo", 1)):
        page = desk.get(f"{LIST}/adressen{asked}")
        first = [text_of(cell) for cell in page.all("tbody td")]
        assert first == cells_of(desk.ask("get", f"{LIST}/adressen.csv{asked}").data)[1]
        assert ("1 persoon" if number == 1 else f"{number} personen") in page.text
