"""Tables as files."""

import io

from python_calamine import CalamineWorkbook

from portal.core import exports
from portal.core.exports import xlsx_file


def test_a_sheet_that_is_full_goes_on_in_a_next_one_with_its_own_header(monkeypatch):
    monkeypatch.setattr(exports, "SHEET_HOLDS", 2)
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_file("x", ["Nummer"], [["1"], ["2"], ["3"]]).data))

    assert [book.get_sheet_by_index(at).to_python() for at in range(len(book.sheet_names))] == [[["Nummer"], ["1"], ["2"]], [["Nummer"], ["3"]]]
