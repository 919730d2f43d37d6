"""A spreadsheet comes in, is looked at, is applied once or not at all."""

import io

import openpyxl
import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.intake.models import Upload
from portal.tables.models import ClientCount, CountSet
from tests import world
from tests.intake.conftest import REAL, WRONG

PAGE = "/bureau/clientaantallen"


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def secretary(session, network, visit):
    person = world.secretary(session, world.municipality(session, network, is_host=True))
    session.commit()
    return visit.logged_in(person)


def send(secretary, content, name="telling.csv", day="2025-12-31", status=None):
    return secretary.get(PAGE).submit({"data_date": day}, files={"file": (io.BytesIO(content), name)}, status=status)


def number_of(session, kind):
    return session.scalar(select(func.count()).select_from(kind))


def test_the_real_file_is_shown_then_applied(session, secretary):
    page = send(secretary, REAL.read_bytes())
    assert "Er is nog niets overgenomen" in page.text
    assert "129 aanbieders, 109.685 cliënten" in page.text
    assert "129 aanbieders in het bestand zijn geen lid" in page.text
    assert number_of(session, ClientCount) == 0

    after = page.submit(button="Neem deze cijfers over")

    assert after.path.endswith("/bureau/tafels") or "Tafels" in after.text
    counts = session.scalars(select(CountSet)).one()
    assert (number_of(session, ClientCount), str(counts.data_date), counts.source_name) == (251, "2025-12-31", "telling.csv")
    assert [e.action for e in session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == ["upload:receive", "counts:apply"]


def test_a_workbook_is_shown_the_same(session, secretary):
    book = openpyxl.Workbook()
    for line in REAL.read_text("utf-8-sig").splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(";")])
    out = io.BytesIO()
    book.save(out)

    assert "129 aanbieders, 109.685 cliënten" in send(secretary, out.getvalue(), "telling.xlsx").text


def test_counts_are_applied_once(session, secretary):
    page = send(secretary, REAL.read_bytes())
    again = secretary.get(page.path)
    page.submit(button="Neem")
    page.submit(button="Neem")
    refused = again.submit(button="Neem", status=422)

    assert "al overgenomen" in refused.text
    assert number_of(session, CountSet) == 1


def test_a_file_with_wrong_rows_names_each_and_applies_nothing(session, secretary):
    page = send(secretary, WRONG)

    rows = [" ".join(row.etree_element.itertext()) for row in page.all("#fouten-kop ~ tbody tr")]
    assert rows == ["3 KVK-nummer ‘1234’ is geen KVK-nummer. Dat heeft 8 cijfers.",
                    "3 Domein ‘Wlz’ is geen domein. Kies Jeugdwet, Wmo 2015, Participatiewet of Beschermd wonen.",
                    "3 Aantal cliënten ‘-3’ is minder dan nul."]
    assert not page.all("main button")


def test_wrong_rows_are_not_applied_by_a_bare_post_either(session, secretary):
    wrong, right = send(secretary, WRONG), send(secretary, REAL.read_bytes())
    number = session.scalars(select(Upload.id).order_by(Upload.id)).first()
    right.one("main form").etree_element.set("action", f"{PAGE}/{number}")

    assert "rijen die niet kloppen" in right.submit(status=422).text
    assert wrong
    assert number_of(session, CountSet) == 0


@pytest.mark.parametrize(("content", "day", "error"), [
    (b"", "2025-12-31", "leeg"), (b"%PDF-1.7", "2025-12-31", "geen lijst"), (b"a;b\n1;2\n", "2025-12-31", "Deze kolommen ontbreken"),
    (b"PK\x03\x04", "2025-12-31", "werkmap"), (None, "2025-12-31", "Kies het bestand"), (WRONG, "", "Geef de datum"),
    (WRONG, "31/12", "Geef de datum"), (WRONG, "2026-03-21", "niet in de toekomst"),
])
def test_what_is_wrong_with_the_file_is_told_at_the_field(session, secretary, content, day, error):
    files = {"file": (io.BytesIO(content), "x.csv")} if content is not None else {}
    page = secretary.get(PAGE).submit({"data_date": day}, files=files, status=422)

    assert error in page.errors[0]
    assert number_of(session, Upload) == 0


def test_today_is_no_future(session, secretary):
    assert "Er is nog niets overgenomen" in send(secretary, REAL.read_bytes(), day="20-03-2026").text


def test_hostile_names_are_text(session, secretary):
    content = WRONG.decode("cp1252").splitlines()[0] + "\r\n92260466;<script>alert(1)</script>;Jeugdwet;ZIN;1\r\n"
    page = send(secretary, content.encode(), name="<b>.csv")

    assert page.h1 == "<b>.csv"
    assert "<script>alert" not in page.html


def test_client_counts_are_the_secretarys_alone(session, network, visit, secretary):
    page = send(secretary, REAL.read_bytes())
    party = world.contact(session, world.member(session, network))
    staff = world.board_staff(session, world.municipality(session, network, "Vaals"))
    session.commit()
    address = f"{PAGE}/{session.scalars(select(Upload.id)).one()}"

    assert page
    for path in (PAGE, address):
        assert "/inloggen" in visit.get(path, status=302).location
        for person in (party, staff):
            visit.logged_in(person).get(path, status=403)
    secretary.get(f"{PAGE}/999", status=404)


def test_members_that_are_missing_in_the_file_are_told(session, network, secretary):
    world.member(session, network, "De Vliegende Koe")
    session.commit()

    page = send(secretary, REAL.read_bytes())
    assert "Eén lid van het netwerk staat niet in het bestand" in page.text
    assert "De Vliegende Koe" in page.text


def test_an_upload_is_on_record_for_whom_it_was_done(session, network, secretary):
    send(secretary, REAL.read_bytes())
    entry = session.scalars(select(AuditEntry)).one()

    assert (entry.action, entry.acts_for_name) == ("upload:receive", "Maastricht")
