"""Tables as files: CSV that opens right in Dutch Excel, and XLSX. Text is never a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from flask import Response
from flask.globals import app_ctx, request_ctx
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LINES_AT_ONCE = 500
SHEET_HOLDS = 1_048_575
"""Lines below the header: Excel knows no more, and the library drops what comes after without a word."""
_FORMULA = re.compile("\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""How a cell begins that a spreadsheet would calculate, whatever blanks stand before it."""


def csv_file(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Response:
    """The table as a download, sent while its rows are looked up: however many there are, a few are held at a time."""
    return _download(_within_the_request(_blocks(csv_lines(header, rows))), f"{name}.csv", "text/csv; charset=utf-8")


def _within_the_request(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks, made before the request is over: its session still holds the rows that the view looked up.

    Flask's `stream_with_context` lets the request end first, and begins it a second time with the session closed.
    """
    def made() -> Iterator[bytes]:
        with app_ctx._get_current_object(), request_ctx._get_current_object():  # type: ignore[attr-defined]
            yield b""
            yield from blocks

    kept = made()
    next(kept)  # from here on the request lasts until the last block, or until nobody wants it
    return kept


def _blocks(lines: Iterator[bytes]) -> Iterator[bytes]:
    while block := b"".join(islice(lines, LINES_AT_ONCE)):
        yield block


def csv_lines(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Semicolons, BOM, CRLF: what Dutch Excel opens with a double click. Line by line, however many there are."""
    line = _Line()
    write = csv.writer(line, delimiter=";", lineterminator="\r\n").writerow
    write([str(cell) for cell in header])
    yield f"\ufeff{line.text}".encode()
    for row in rows:
        write([_cell(cell) for cell in row])
        yield line.text.encode()


class _Line:
    """What a csv writer wrote last: one writer for a whole table."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def xlsx_file(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Response:
    """A sheet with a bold, frozen header, a next one where it is full; identifiers stay text, so that leading zeros survive."""
    out, lines = io.BytesIO(), iter(rows)
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        while _fill(book.add_worksheet(), bold, header, islice(lines, SHEET_HOLDS)) == SHEET_HOLDS:
            pass
    return _download(out.getvalue(), f"{name}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _fill(sheet: Worksheet, bold: Format, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> int:
    """Answers how many lines it holds."""
    sheet.write_row(0, 0, [str(cell) for cell in header], bold)
    number = 0
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, [cell if isinstance(cell, int | float) else _text(cell) for cell in row])
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    return number


def _cell(value: Any) -> str:
    text = value if type(value) is str else _text(value)
    return f"'{text}" if _FORMULA.match(text) and not isinstance(value, int | float) else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value.day:02}-{value.month:02}-{value.year:04}" if isinstance(value, date) else str(value)


def _download(body: bytes | Iterator[bytes], name: str, kind: str) -> Response:
    return Response(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
