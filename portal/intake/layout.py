"""Which column is what, when the headings of a file do not say so in words that we know. Pure.

The secretary says it once; the next file with the same headings is read by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from portal.core.errors import Refused
from portal.intake.rules import (
    DOMAINS,
    HEADING_WITHIN,
    HEADINGS,
    STREAMS,
    Cells,
    Column,
    Finding,
    Layout,
    layout_of,
    plain,
)
from portal.parties.rules import Domain, FundingStream

FEWEST_COLUMNS = 3
"""KVK number, name and clients: a file may be of one domain and money flow as a whole."""
SAMPLE_ROWS, SAMPLE_COLUMNS, SAMPLE_LETTERS = 30, 60, 60
SAMPLE_VALUES = 3
MOST_WORDS = 40
CODED: Mapping[Column, type[Domain] | type[FundingStream]] = {Column.DOMAIN: Domain, Column.STREAM: FundingStream}
"""The columns that hold one of a few words, and may be missing when the whole file is of one."""


def headings_key(row: Sequence[str]) -> str:
    """What the headings of a file are known by: the same words in the same order, however they are spelt."""
    words = [plain(cell) for cell in row]
    while words and not words[-1]:
        words.pop()
    return sha256("\x1f".join(words).encode()).hexdigest() if len([word for word in words if word]) >= FEWEST_COLUMNS else ""


def heading_keys(cells: Cells) -> dict[str, int]:
    """The rows that may hold the headings, by their key."""
    keys: dict[str, int] = {}
    for number, row in enumerate(cells[:HEADING_WITHIN]):
        if key := headings_key(row):
            keys.setdefault(key, number)
    return keys


def recognised(cells: Cells) -> Layout | None:
    """Where the columns are, when the headings say so without doubt. Raises Refused for what cannot be a list of clients."""
    try:
        return layout_of(cells)
    except Refused:
        if max((sum(bool(cell.strip()) for cell in row) for row in cells[:SAMPLE_ROWS]), default=0) < FEWEST_COLUMNS:
            raise
        return None


def guess(cells: Cells) -> Layout:
    """The most likely row of headings, with the columns in it that are known and there once."""
    rows = [_known(row) for row in cells[:HEADING_WITHIN]]
    best = max(range(len(rows)), key=lambda number: (len(rows[number]), _filled(cells[number]) >= FEWEST_COLUMNS, -number))
    return Layout(best, rows[best])


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _known(row: Sequence[str]) -> dict[Column, int]:
    found: dict[Column, list[int]] = {}
    for place, text in enumerate(row):
        for column, words in HEADINGS.items():
            if plain(text) in words:
                found.setdefault(column, []).append(place)
    return {column: places[0] for column, places in found.items() if len(places) == 1}


def sample(cells: Cells) -> list[list[str]]:
    """The top of the file, for looking at."""
    return [[cell.strip()[:SAMPLE_LETTERS] for cell in row[:SAMPLE_COLUMNS]] for row in cells[:SAMPLE_ROWS]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A column of the file to choose from: its place, its letter in the spreadsheet, its heading, and some of its values."""

    place: int
    letter: str
    heading: str
    values: tuple[str, ...]


def choices(top: Cells, heading: int) -> list[Choice]:
    """The columns that hold anything, when this row holds the headings."""
    width = max((len(row) for row in top), default=0)
    found = []
    for place in range(width):
        title = top[heading][place] if heading < len(top) and place < len(top[heading]) else ""
        values = tuple(dict.fromkeys(row[place] for row in top[heading + 1 :] if place < len(row) and row[place]))[:SAMPLE_VALUES]
        if title or values:
            found.append(Choice(place, letter_of(place), title, values))
    return found


def letter_of(place: int) -> str:
    """How a spreadsheet calls a column: A to Z, then AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def unknown_words(findings: Sequence[Finding]) -> dict[Column, list[str]]:
    """The words for domain and money flow that were not known, as they stand in the file."""
    found: dict[Column, dict[str, str]] = {column: {} for column in CODED}
    for finding in findings:
        if isinstance(finding.column, Column) and finding.column in CODED and finding.code.endswith(":wrong"):
            word = str(finding.data["value"])
            found[finding.column].setdefault(plain(word), word)
    return {column: list(words.values())[:MOST_WORDS] for column, words in found.items() if any(words)}


def is_known(column: Column, word: str) -> bool:
    return plain(word) in (DOMAINS if column == Column.DOMAIN else STREAMS)


def packed(layout: Layout) -> dict[str, Any]:
    """For a JSON column."""
    return {"heading": layout.heading, "columns": {column.value: place for column, place in layout.columns.items()},
            "fixed": {column.value: str(code) for column, code in layout.fixed.items()},
            "words": {column.value: dict(words) for column, words in layout.words.items()}, "adds_up": layout.adds_up}


def unpacked(data: Mapping[str, Any], heading: int | None = None) -> Layout:
    """A layout that was kept; `heading`: the row of the headings in this file."""
    return Layout(data["heading"] if heading is None else heading, {Column(c): place for c, place in data["columns"].items()},
                  {Column(c): code for c, code in data["fixed"].items()},
                  {Column(c): words for c, words in data["words"].items()}, data["adds_up"])
