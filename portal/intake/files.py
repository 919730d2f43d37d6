"""From an uploaded file to its cells. What a file is, its content tells, not its name."""

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import filetype

from portal.core.errors import Refused
from portal.intake.sheet_reader import MOST_COLUMNS, MOST_ROWS, TOO_MANY_ROWS

MOST_BYTES = 5 * 1024 * 1024
READ_WITHIN = 20
"""Seconds of waiting for the reader of workbooks; its own limits are in `sheet_reader`."""
ROOT = Path(__file__).parents[2]
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How a zip (xlsx, xlsb, ods) and an old Office file (xls) begin."""
_SEPARATORS = ";\t,"
LOOKED_AT = 20_000
"""Characters in which the separator is looked for."""


def cells_of(content: bytes) -> list[list[str]]:
    """The cells of a CSV or a workbook's first sheet. Raises Refused for anything else, and for what is too large."""
    if not content.strip():
        raise Refused("file:empty", field="file")
    if len(content) > MOST_BYTES:
        raise Refused("file:too-large", field="file", megabytes=MOST_BYTES // 1024**2)
    if content.startswith(_WORKBOOKS):
        return _workbook(content)
    if filetype.guess(content) is not None:
        raise Refused("file:not-a-list", field="file")
    return _csv(_text(content))


def _workbook(content: bytes) -> list[list[str]]:
    try:
        reader = subprocess.run(
            [sys.executable, "-m", "portal.intake.sheet_reader"], input=content, capture_output=True, cwd=ROOT,
            timeout=READ_WITHIN, check=False, env={"PATH": "", "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"})
    except subprocess.TimeoutExpired:
        raise Refused("file:not-readable", field="file") from None
    if reader.returncode == TOO_MANY_ROWS:
        raise Refused("file:too-many-rows", field="file", most=MOST_ROWS)
    if reader.returncode != 0:
        raise Refused("file:not-readable", field="file")
    cells: list[list[str]] = json.loads(reader.stdout)
    return cells


def _text(content: bytes) -> str:
    """What Excel saves as: UTF-8 with or without mark, UTF-16 ("Unicode text"), or the old Windows code page."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(letter < " " and letter not in "\t\r\n" for letter in text):
            return text
    raise Refused("file:not-a-list", field="file")


def _csv(text: str) -> list[list[str]]:
    first, _, rest = text.partition("\n")
    stated = first.strip().strip('"').lower()
    if stated.startswith("sep=") and len(stated) <= len("sep=;"):
        separator, text = stated.removeprefix("sep=") or "\t", rest  # Excel does not show nor number this line
    else:
        separator = _separator(text)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row[:MOST_COLUMNS])
            if len(rows) > MOST_ROWS:
                raise Refused("file:too-many-rows", field="file", most=MOST_ROWS)
    except csv.Error:
        raise Refused("file:not-a-list", field="file") from None
    return rows


def _separator(text: str) -> str:
    """What divides the most rows into the same number of columns; a comma in a name or a number divides only some."""
    def steady(separator: str) -> tuple[int, int]:
        try:
            rows = list(islice(csv.reader(io.StringIO(text[:LOOKED_AT], newline=""), delimiter=separator), 50))
        except csv.Error:
            return 0, 0
        width, many = Counter(len(row) for row in rows if any(row)).most_common(1)[0]
        return (many, width) if width > 1 else (0, 0)

    return max(_SEPARATORS, key=steady)
