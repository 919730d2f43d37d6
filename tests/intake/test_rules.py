"""Reading cells: columns found by their words, rows told apart, nothing guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.intake.rules import Column, read, whole_number
from portal.parties.rules import Domain, FundingStream
from portal.tables.rules import CountRow

HEADING = ["KVK-nummer", "Naam aanbieder", "Domein", "Financiering", "Aantal cliënten"]
ROW = ["92260466", "Zorgboerderij Parelvisser", "Participatiewet", "ZIN", "975"]
COUNT = CountRow("92260466", "Zorgboerderij Parelvisser", Domain.PARTICIPATION, FundingStream.ZIN, 975)


def row(**changes):
    return [changes.get(column.value, cell) for column, cell in zip(Column, ROW, strict=True)]


def found(*rows):
    return [(finding.row, finding.column, finding.code) for finding in read([HEADING, *rows]).findings]


def test_a_row_is_read():
    assert read([HEADING, ROW]).rows == [COUNT]


@given(st.permutations(range(5)))
def test_columns_may_stand_in_any_order(order):
    assert read([[HEADING[n] for n in order], [ROW[n] for n in order]]).rows == [COUNT]


@pytest.mark.parametrize("heading", [
    ["KvK", "Aanbieder", "Wet", "Geldstroom", "Clienten"],
    ["kvk nummer", "Naam zorgaanbieder", "Soort hulp", "Leveringsvorm", "Aantal unieke cliënten"],
    [" KVK-NR. ", "ORGANISATIE", "domein", "ZIN/PGB", "AANTAL"],
])
def test_headings_may_have_other_words(heading):
    assert read([heading, ROW]).rows == [COUNT]


def test_titles_other_columns_and_empty_rows_are_passed_over():
    reading = read([["Cliëntaantallen 2025"], [], [*HEADING, "Opmerking"], [], ["", " ", "", "", ""], [*ROW, "klopt"]])

    assert reading.rows == [COUNT]


def test_rows_have_the_numbers_of_the_spreadsheet():
    assert [f.row for f in read([["Titel"], HEADING, ROW, [], row(kvk="x")]).findings] == [5]


@pytest.mark.parametrize(("changes", "column", "code"), [
    ({"kvk": "1234"}, Column.KVK, "kvk:wrong"), ({"kvk": "9226046"}, Column.KVK, "kvk:seven"), ({"kvk": ""}, Column.KVK, "kvk:missing"),
    ({"kvk": "922604661"}, Column.KVK, "kvk:wrong"), ({"kvk": "٩٢٢٦٠٤٦٦"}, Column.KVK, "kvk:wrong"),
    ({"name": ""}, Column.NAME, "name:missing"), ({"name": "x" * 201}, Column.NAME, "name:long"),
    ({"domain": "Wlz"}, Column.DOMAIN, "domain:wrong"), ({"domain": ""}, Column.DOMAIN, "domain:missing"),
    ({"stream": "contant"}, Column.STREAM, "stream:wrong"), ({"stream": ""}, Column.STREAM, "stream:missing"),
    ({"clients": ""}, Column.CLIENTS, "clients:missing"), ({"clients": "-5"}, Column.CLIENTS, "clients:negative"),
    ({"clients": "12,5"}, Column.CLIENTS, "clients:wrong"), ({"clients": "ca. 12"}, Column.CLIENTS, "clients:wrong"),
    ({"clients": "1.23"}, Column.CLIENTS, "clients:wrong"), ({"clients": "99999999"}, Column.CLIENTS, "clients:too-many"),
    ({"clients": "9" * 400}, Column.CLIENTS, "clients:wrong"),
])
def test_a_wrong_cell_is_named(changes, column, code):
    assert found(row(**changes)) == [(2, column, code)]


def test_all_that_is_wrong_in_a_row_is_named_at_once():
    assert found(["", "", "", "", "veel"]) == [
        (2, Column.KVK, "kvk:missing"), (2, Column.NAME, "name:missing"), (2, Column.DOMAIN, "domain:missing"),
        (2, Column.STREAM, "stream:missing"), (2, Column.CLIENTS, "clients:wrong")]


def test_the_same_provider_domain_and_stream_twice_is_named_at_the_second():
    (finding,) = read([HEADING, ROW, row(stream="PGB"), row(clients="3")]).findings

    assert (finding.row, finding.code, finding.data["row"]) == (4, "row:twice", 2)


def test_one_number_with_two_names_is_named():
    (finding,) = read([HEADING, ROW, row(name="Iets anders", stream="PGB")]).findings

    assert (finding.row, finding.code, finding.data["name"]) == (3, "name:other", "Zorgboerderij Parelvisser")


def test_a_name_may_differ_in_capitals_and_spaces():
    assert found(ROW, row(name="zorgboerderij  parelvisser", stream="PGB")) == []


@pytest.mark.parametrize("total", [["Totaal", "", "", "", "975"], ["", "Eindtotaal", "", "", "975"], ["TOTAAL:", "", "", "", ""]])
def test_a_totals_row_is_no_provider(total):
    reading = read([HEADING, ROW, total])

    assert (reading.rows, reading.findings, reading.notices) == ([COUNT], [], [])


def test_a_provider_may_be_called_total():
    assert read([HEADING, row(name="Totaal Zorg")]).rows[0].name == "Totaal Zorg"


def test_a_totals_row_that_does_not_add_up_is_a_notice():
    reading = read([HEADING, ROW, ["Totaal", "", "", "", "1.000"]])

    assert reading.findings == []
    assert [(n.row, n.code, n.data["together"]) for n in reading.notices] == [(3, "total:differs", 975)]


@pytest.mark.parametrize(("cells", "code"), [
    ([], "file:columns-missing"), ([["a", "b"], ["1", "2"]], "file:columns-missing"), ([HEADING[:4], ROW], "file:columns-missing"),
    ([[*HEADING, "Aantal"], [*ROW, "3"]], "file:column-twice"), ([HEADING], "file:no-rows"), ([HEADING, [], ["Totaal"]], "file:no-rows"),
])
def test_what_is_no_list_of_clients_is_refused(cells, code):
    with pytest.raises(Refused) as refusal:
        read(cells)
    assert (refusal.value.code, refusal.value.field) == (code, "file")


@pytest.mark.parametrize(("text", "number"), [
    ("0", 0), ("975", 975), ("1.234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), ("12.345.678", 12345678), (" 7 ", 7), ("12,00", 12),
    ("1.234,0", 1234), ("12,5", None), ("1.23", None), ("1,234", None), ("", None), ("-3", None), ("+3", None), ("1e3", None), ("٣", None),
])
def test_whole_numbers_as_dutch_people_write_them(text, number):
    assert whole_number(text) == number


@given(st.integers(0, 10**9))
def test_a_number_with_points_for_thousands_is_the_number(number):
    assert whole_number(f"{number:,}".replace(",", ".")) == number


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
def test_any_cells_end_in_rows_or_findings(rows):
    try:
        reading = read([HEADING, *rows])
    except Refused:
        return
    assert reading.rows or reading.findings
