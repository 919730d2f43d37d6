"""Reading a register: headings of many kinds, numbers that lost their zeros, everything wrong in a row told at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.intake.register import Field, Place, read_register
from portal.parties.rules import ContactDetails

PLACES = {"beek": Place(1, "Beek"), "sittardgeleen": Place(2, "Sittard-Geleen"), "nuth": Place(3, "Beekdaelen", is_successor=True)}
HEADING = ["KvK-nr", "Naam aanbieder", "Vestigingsnummers", "AGB-code", "Postcode", "Domein", "Producten", "Gemeenten", "Website",
           "Contactpersoon", "E-mail contactpersoon", "Telefoon contactpersoon", "Postadres contactpersoon"]
ROW = {"kvk": "01234567", "name": "De Boot", "branches": "000012345678", "agb": "41123456", "postcode": "6211ab", "domains": "Jeugd, Wmo",
       "products": "07 Dagbesteding, 40", "places": "Beek, Sittard-Geleen", "website": "www.boot.example", "contact": "Carla Mertens",
       "email": "carla@boot.example", "phone": "043 123 45 67", "address": "Markt 1, 6211 AB Maastricht"}


def row(**changes):
    return list((ROW | changes).values())


def read(*rows):
    return read_register([HEADING, *rows], PLACES)


def test_a_row_is_read_whole():
    (found,) = read(row()).rows

    assert (found.number, found.kvk) == (2, "01234567")
    assert found.facts == {
        "name": "De Boot", "branches": ("000012345678",), "agb_codes": ("41123456",), "postcode": "6211 AB", "domains": ("wmo", "youth"),
        "products": ("07", "40"), "municipalities": (1, 2), "website": "https://www.boot.example"}
    assert found.contact == ContactDetails("Carla Mertens", "carla@boot.example", "043 123 45 67", "Markt 1, 6211 AB Maastricht")
    assert found.substitute is None


@pytest.mark.parametrize(("column", "typed", "became"), [
    ("kvk", "1234567", "01234567"), ("branches", "12345678", "000012345678"), ("agb", "1123456", "01123456"), ("phone", "431234567", "0431234567"),
])
def test_zeros_that_a_spreadsheet_took_are_put_back_with_a_notice(column, typed, became):
    reading = read(row(**{column: typed}))

    assert reading.findings == []
    assert [(notice.code, notice.data["padded"]) for notice in reading.notices] == [("register:padded", became)]


def test_a_municipality_that_merged_is_its_successor_with_a_notice():
    reading = read(row(places="Nuth"))

    assert reading.rows[0].facts["municipalities"] == (3,)
    assert [notice.code for notice in reading.notices] == ["register:successor"]


@pytest.mark.parametrize(("changes", "column", "code"), [
    ({"kvk": "123"}, Field.KVK, "register:number"), ({"kvk": ""}, Field.KVK, "kvk:missing"), ({"kvk": "1,23E+07"}, Field.KVK, "register:number"),
    ({"kvk": "٠١٢٣٤٥٦٧"}, Field.KVK, "register:number"), ({"name": ""}, Field.NAME, "name:missing"), ({"name": "x" * 201}, Field.NAME, "register:long"),
    ({"name": "Z\u043erg"}, Field.NAME, "register:letters"),
    ({"branches": "000012345678, 12"}, Field.BRANCHES, "register:number"), ({"postcode": "0000 AA"}, Field.POSTCODE, "register:postcode"),
    ({"domains": "Jeugd, Wlz"}, Field.DOMAINS, "register:unknown"), ({"products": "99"}, Field.PRODUCTS, "register:unknown"),
    ({"places": "Amsterdam"}, Field.MUNICIPALITIES, "register:unknown"), ({"website": "javascript:alert(1)"}, Field.WEBSITE, "register:website"),
    ({"email": "carla at boot"}, Field.CONTACT_EMAIL, "register:email"), ({"email": ""}, Field.CONTACT_EMAIL, "register:person-part"),
    ({"phone": "12"}, Field.CONTACT_PHONE, "register:phone"),
])
def test_a_wrong_cell_refuses_its_row_and_no_other(changes, column, code):
    reading = read(row(**changes), row(kvk="76543210", name="Goed"))

    assert [(finding.row, finding.column, finding.code) for finding in reading.findings] == [(2, column, code)]
    assert [good.name for good in reading.rows] == ["Goed"]
    assert list(reading.refused) == [2]


def test_the_same_number_twice_refuses_the_second():
    reading = read(row(), row(name="Nog eens"))

    assert [(f.row, f.code, f.data["row"]) for f in reading.findings] == [(3, "register:twice", 2)]
    assert [good.name for good in reading.rows] == ["De Boot"]


def test_a_postal_address_is_whole_and_a_substitute_is_somebody_else():
    heading = ["KVK", "Naam", "Postadres", "Contactpersoon: naam", "Contactpersoon: e-mailadres", "Contactpersoon: telefoon",
               "Contactpersoon: postadres", "Vervanger: naam", "Vervanger: e-mailadres", "Vervanger: telefoon", "Vervanger: postadres"]
    person = ["Carla", "carla@boot.example", "0431234567", "Markt 1"]
    reading = read_register([heading, ["01234567", "De Boot", "Postbus 1", *person, *person]], {})

    assert [(f.column, f.code) for f in reading.findings] == [
        (Field.POSTAL_POSTCODE, "register:postal-part"), (Field.POSTAL_CITY, "register:postal-part"),
        (Field.SUBSTITUTE_NAME, "register:same-person")]


@pytest.mark.parametrize("heading", [
    ["KvK", "Organisatie"], [" kvk-nummer ", "NAAM"], ["Nummer KVK", "Zorgaanbieder"], ["KVK number", "Name"],
])
def test_headings_may_have_other_words(heading):
    assert read_register([["Register 2026"], [], heading, ["01234567", "De Boot"]], {}).rows[0].number == 4


@pytest.mark.parametrize(("cells", "code"), [
    ([], "file:columns-missing"), ([["KVK"], ["01234567"]], "file:columns-missing"), ([["KVK", "Naam", "kvk"], ["1", "2", "3"]], "file:column-twice"),
    ([["KVK", "Naam"], ["", ""]], "file:no-rows"),
])
def test_what_is_no_register_is_refused(cells, code):
    with pytest.raises(Refused, match=code):
        read_register(cells, {})


def test_marks_against_formulas_and_invisible_characters_are_taken_off():
    reading = read(row(name="'=1+1", phone="'+31 43 123 45 67", contact="Car\u200bla\u202e\x00 Mertens"))

    assert reading.rows[0].name == "=1+1"
    assert (reading.rows[0].contact.phone, reading.rows[0].contact.name) == ("+31 43 123 45 67", "Carla Mertens")


@given(st.lists(st.lists(st.text(max_size=14), max_size=14), max_size=6))
def test_any_cells_end_in_rows_or_findings(rows):
    try:
        reading = read(*rows)
    except Refused:
        return
    assert len(reading.rows) + len(reading.refused) == len({r.number for r in reading.rows} | set(reading.refused)) > 0
