"""Files as Dutch Excel writes them, and files that mean harm."""

import io
import zipfile

import openpyxl
import pytest
from xlsxwriter import Workbook

from portal.core.errors import Refused
from portal.intake import files
from portal.intake.files import cells_of
from portal.intake.rules import read
from tests.intake.conftest import REAL
from tests.intake.ods import ods

TEXT = "KVK-nummer;Naam aanbieder;Domein;Financiering;Aantal cliënten\r\n92260466;Coöperatie Zee;Jeugdwet;ZIN;1.975\r\n"
CELLS = [["KVK-nummer", "Naam aanbieder", "Domein", "Financiering", "Aantal cliënten"],
         ["92260466", "Coöperatie Zee", "Jeugdwet", "ZIN", "1.975"]]


def workbook(rows, **options):
    out = io.BytesIO()
    with Workbook(out, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.mark.parametrize("content", [
    TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.encode("cp1252"), TEXT.encode("utf-16"), f"sep=;\r\n{TEXT}".encode("cp1252"),
    TEXT.replace("\r\n", "\n").encode(), TEXT.replace("\r\n", "\r").encode(), TEXT.replace(";", "\t").encode("utf-16"),
    TEXT.replace(";", ",").encode(), TEXT.replace("Coöperatie Zee", '"Coöperatie Zee"').encode(),
], ids=["utf-8", "bom", "cp1252", "utf-16", "sep", "lf", "cr", "unicode text", "commas", "quotes"])
def test_text_of_every_kind_that_excel_saves(content):
    assert cells_of(content) == CELLS


def test_the_real_file():
    reading = read(cells_of(REAL.read_bytes()))

    assert (len(reading.rows), reading.findings, sum(row.clients for row in reading.rows)) == (251, [], 109_685)


def test_a_workbook_says_the_same_as_the_text():
    rows = [[int(cell) if cell.isdigit() else cell for cell in row] for row in cells_of(REAL.read_bytes())]

    assert read(cells_of(workbook(rows))) == read(cells_of(REAL.read_bytes()))


def test_numbers_of_a_workbook_are_as_a_reader_sees_them():
    assert cells_of(workbook([[92260466, 3.0, 12.5, True]])) == [["92260466", "3", "12,5", "WAAR"]]


def test_rows_of_a_workbook_keep_their_numbers():
    assert cells_of(workbook([[], [], ["a"]]))[2] == ["a"]


def test_the_first_sheet_that_one_sees_is_read():
    out = io.BytesIO()
    with Workbook(out) as book:
        book.add_worksheet("verborgen").write(0, 0, "nee")
        book.add_worksheet("zichtbaar").write(0, 0, "ja")
        book.worksheets()[0].hide()
        book.worksheets()[1].activate()
        book.worksheets()[1].set_first_sheet()

    assert cells_of(out.getvalue()) == [["ja"]]


def test_a_cell_in_the_last_corner_does_not_bring_the_portal_down():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "KVK", 1
    out = io.BytesIO()
    book.save(out)

    with pytest.raises(Refused) as refusal:  # unfolded these would be seventeen thousand million cells
        cells_of(out.getvalue())

    assert refusal.value.code in ("file:not-readable", "file:too-many-rows")


def test_a_zip_that_unpacks_to_gigabytes_is_refused():
    out = io.BytesIO(workbook([["a"]]))
    with zipfile.ZipFile(out) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content.replace(b"<sheetData>", b"<sheetData>" + b" " * 300_000_000) if "sheet1" in name else content)

    try:
        cells_of(bomb.getvalue())
    except Refused as refusal:
        assert refusal.code == "file:not-readable"


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file:empty"), (b"  \n", "file:empty"), (b"%PDF-1.7 ...", "file:not-a-list"), (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "file:not-a-list"),
    (b"PK\x03\x04 no book", "file:not-readable"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no book", "file:not-readable"),
    (b"a;b\x00c", "file:not-a-list"), (b"\xff\xfea", "file:not-a-list"), (b"x" * (files.MOST_BYTES + 1), "file:too-large"),
    (b"a;b\n" * 20_001, "file:too-many-rows"), (b'"' + b"a" * 200_000, "file:not-a-list"),
], ids=["empty", "blank", "pdf", "png", "zip", "ole", "nul", "half utf-16", "large", "long", "field"])
def test_what_cannot_be_read_is_refused(content, code):
    with pytest.raises(Refused) as refusal:
        cells_of(content)
    assert (refusal.value.code, refusal.value.field) == (code, "file")


def test_a_workbook_with_too_many_rows_is_refused():
    with pytest.raises(Refused, match="file:too-many-rows"):
        cells_of(workbook([["a"]] * 20_001))


def test_a_reader_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(files, "READ_WITHIN", 0.001)

    with pytest.raises(Refused, match="file:not-readable"):
        cells_of(workbook([["a"]]))


LAUGHS = "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE lolz [<!ENTITY lol0 "lol">{LAUGHS}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
"""A thousand million words in a few lines, and a file of the server."""


def with_bomb(book, part, place):
    """The workbook with the bomb before the root of a part, and its two entities at a place in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                head, _, rest = text.decode().partition("?>")
                assert place in rest
                text = f"{head}?>{DOCTYPE}{rest.replace(place, '&lol9;&file;', 1)}".encode()
            new.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(("book", "part"), [
    (workbook([["plaatshouder", "b"], ["c", "d"]]), "xl/sharedStrings.xml"),
    (ods(("Blad", [["plaatshouder", "b"], ["c", "d"]])), "content.xml")], ids=["xlsx", "ods"])
def test_an_xml_bomb_is_never_unfolded_and_no_file_of_the_server_is_read(book, part):
    try:
        said = str(cells_of(with_bomb(book, part, "plaatshouder")))
    except Refused as refusal:
        assert refusal.code == "file:not-readable"
        said = ""

    assert "root:" not in said
    assert len(said) < 10_000  # unfolded it would be thousands of millions of letters
