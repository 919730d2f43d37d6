"""Counts in an OpenDocument spreadsheet go the same road as those of Excel: file, columns, findings, applied."""

import io

import pytest
from sqlalchemy import select

from portal.core.errors import Refused
from portal.intake.files import cells_of
from portal.intake.rules import read
from portal.tables.models import ClientCount, CountSet
from tests import world
from tests.intake.conftest import REAL
from tests.intake.ods import Shown, ods

PAGE = "/bureau/clientaantallen"
HEADER = ["KVK-nummer", "Naam aanbieder", "Domein", "Financiering", "Aantal cliënten"]
ROWS = [["92260466", "Coöperatie Zee & Zn", "Jeugdwet", "ZIN", "1.975"], ["92260467", "Parelvisser", "Wmo", "PGB", "25"]]


@pytest.fixture
def secretary(session, visit):
    person = world.secretary(session, world.municipality(session, world.network(session), is_host=True))
    session.commit()
    return visit.logged_in(person)


def _send(secretary, content):
    return secretary.get(PAGE).submit({"data_date": "2025-12-31"}, files={"file": (io.BytesIO(content), "telling.ods")})


def test_the_real_file_reads_as_its_text_does():
    rows = [[int(cell) if cell.isdigit() else cell for cell in row] for row in cells_of(REAL.read_bytes())]

    assert read(cells_of(ods(("Blad1", rows)))) == read(cells_of(REAL.read_bytes()))


def test_a_hidden_sheet_is_not_read():
    content = ods(("oud", [HEADER, ["92260499", "Verborgen", "Wmo", "ZIN", 7]]), ("telling", [HEADER, *ROWS]), hidden=("oud",))

    assert [row[1] for row in cells_of(content)] == ["Naam aanbieder", "Coöperatie Zee & Zn", "Parelvisser"]


def test_a_sheet_with_an_explanation_comes_before_the_list():
    assert cells_of(ods(("uitleg", [["Peildatum 31-12-2025"]]), ("telling", [HEADER, *ROWS])))[0] == HEADER


def test_numbers_are_whole_and_a_point_between_thousands_is_no_comma():
    reading = read(cells_of(ods(("telling", [HEADER, ROWS[0], [92260467, "Parelvisser", "Wmo", "PGB", Shown(1250)]]))))

    assert [(row.kvk, row.clients) for row in reading.rows] == [("92260466", 1975), ("92260467", 1250)]


def test_empty_rows_and_the_row_of_totals_count_for_nothing(session, secretary):
    content = ods(("telling", [HEADER, ROWS[0], None, ROWS[1], None, ["Totaal", None, None, None, "2.000"]]))

    page = _send(secretary, content)
    assert "2 aanbieders, 2.000 cliënten" in page.text
    page.submit(button="Neem deze cijfers over")

    counts = session.scalars(select(CountSet)).one()
    assert counts.source_name == "telling.ods"
    assert sorted(session.scalars(select(ClientCount.clients))) == [25, 1975]


def test_a_finding_names_the_row_as_the_office_shows_it(secretary):
    page = _send(secretary, ods(("telling", [HEADER, ROWS[0], None, ["1234", "Coöperatie Zee", "Wlz", "ZIN", -3]])))

    assert "33" in page.text and "1234" in page.text


def test_a_book_of_a_million_rows_that_are_not_empty_is_refused():
    content = ods(("telling", [HEADER, *[["92260466", "Zee", "Wmo", "ZIN", 1]] * 20_001]))

    with pytest.raises(Refused, match="file:too-many-rows"):
        cells_of(content)


def test_a_zip_that_calls_itself_a_spreadsheet_is_refused():
    with pytest.raises(Refused, match="file:not-readable"):
        cells_of(ods()[:200])
