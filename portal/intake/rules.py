"""From the cells of a spreadsheet to client counts, or to everything that is wrong with it. Pure.

The columns are found by their headings, in any order and among others. Nothing is guessed: what can be read in two
ways is a finding, with its row as the spreadsheet numbers it. Finding columns is shared with the register.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from portal.core.errors import Refused
from portal.parties.rules import Domain, FundingStream
from portal.tables.rules import MOST_CLIENTS, CountRow

Cells: TypeAlias = Sequence[Sequence[str]]
HEADING_WITHIN = 20
"""Rows in which the headings are looked for: above them people put a title and a date."""
C = TypeVar("C", bound=StrEnum)
LONGEST_NAME = 200
TOLD_EVERY = 1000
"""Rows between two words about how far the reading is."""


class Column(StrEnum):
    KVK = "kvk"
    NAME = "name"
    DOMAIN = "domain"
    STREAM = "stream"
    CLIENTS = "clients"


HEADINGS = {
    Column.KVK: {"kvk", "kvknummer", "kvknr", "kvkno", "nummerkvk", "kvknummeraanbieder", "kamervankoophandel",
                 "kamervankoophandelnummer", "handelsregisternummer", "inschrijvingsnummerkvk"},
    Column.NAME: {"naamaanbieder", "naam", "aanbieder", "zorgaanbieder", "naamzorgaanbieder", "organisatie",
                  "naamorganisatie", "instelling", "naaminstelling", "aanbiedernaam", "handelsnaam", "provider", "name"},
    Column.DOMAIN: {"domein", "wet", "domeinwet", "wetdomein", "soorthulp", "hulpsoort", "zorgsoort", "domain"},
    Column.STREAM: {"financiering", "financieringsvorm", "financieringsstroom", "geldstroom", "leveringsvorm", "bekostiging",
                    "zinpgb", "zinofpgb", "zinenpgb", "vorm", "funding"},
    Column.CLIENTS: {"aantalclienten", "clienten", "aantal", "aantalclient", "aantaluniekeclienten", "uniekeclienten",
                     "clientaantal", "clientaantallen", "clientenaantal", "aantalcl", "clients", "numberofclients"},
}
DOMAINS = {
    "jeugdwet": Domain.YOUTH, "jeugd": Domain.YOUTH, "jw": Domain.YOUTH, "jeugdhulp": Domain.YOUTH,
    "wmo": Domain.WMO, "wmo2015": Domain.WMO, "wetmaatschappelijkeondersteuning": Domain.WMO,
    "wetmaatschappelijkeondersteuning2015": Domain.WMO,
    "participatiewet": Domain.PARTICIPATION, "participatie": Domain.PARTICIPATION, "pw": Domain.PARTICIPATION,
    "beschermdwonen": Domain.SHELTERED_HOUSING, "bw": Domain.SHELTERED_HOUSING, "wmobeschermdwonen": Domain.SHELTERED_HOUSING,
}
STREAMS = {
    "zin": FundingStream.ZIN, "zorginnatura": FundingStream.ZIN, "natura": FundingStream.ZIN,
    "pgb": FundingStream.PGB, "persoonsgebondenbudget": FundingStream.PGB,
}
_TOTALS = re.compile(r"(eind|sub|generaal)?totaal\b|(grand |sub)?total\b|som\b")
_WHOLE = re.compile(r"([0-9]+|[0-9]{1,3}(?:[. \u00a0\u202f][0-9]{3})+)(?:,0+)?")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the file: where, and what as a code with its data. `row` is as the spreadsheet numbers it."""

    row: int
    code: str
    column: StrEnum | None = None
    data: dict[str, Any] = field(default_factory=dict)


def plain(text: str) -> str:
    """A word as people may spell it: without capitals, accents, spaces and marks."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def digits(text: str) -> str:
    return re.sub(r"[\s.\u00a0\u202f]", "", text)


def find_columns(cells: Cells, headings: Mapping[C, Collection[str]], needed: Collection[C]) -> tuple[int, dict[C, int]]:
    """The row with the headings and the place of each column. Raises Refused when a needed one is not there."""
    best: tuple[int, dict[C, int]] = (0, {})
    for number, row in enumerate(cells[:HEADING_WITHIN]):
        columns = _columns_of(row, headings)
        if len(columns) > len(best[1]):
            best = number, columns
    if missing := [column for column in headings if column in needed and column not in best[1]]:
        raise Refused("file:columns-missing", field="file", missing=missing)
    return best


def _columns_of(row: Sequence[str], headings: Mapping[C, Collection[str]]) -> dict[C, int]:
    columns: dict[C, int] = {}
    for position, text in enumerate(row):
        column = next((column for column, words in headings.items() if plain(text) in words), None)
        if column in columns:
            raise Refused("file:column-twice", field="file", column=column)
        if column:
            columns[column] = position
    return columns


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands in a file of client counts, as far as its own headings and words do not say it.

    `fixed`: the file as a whole is of one domain or money flow. `words`: what this office calls them; None leaves the rows
    with that word out. `adds_up`: rows of one provider, domain and money flow are parts of its number.
    """

    heading: int
    columns: Mapping[Column, int]
    fixed: Mapping[Column, str] = field(default_factory=dict)
    words: Mapping[Column, Mapping[str, str | None]] = field(default_factory=dict)
    adds_up: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says. With findings nothing of it is applied; notices are worth knowing and stop nothing."""

    rows: list[CountRow]
    findings: list[Finding]
    notices: list[Finding]


def layout_of(cells: Cells) -> Layout:
    """Where the columns are by their headings. Raises Refused when one is missing, or there twice."""
    return Layout(*find_columns(cells, HEADINGS, tuple(Column)))


def read(cells: Cells, layout: Layout | None = None, tell: Callable[[int], object] = lambda _row: None) -> Reading:
    """The counts in these cells with all that is wrong. `tell` hears how far it is.

    Raises Refused when they are no list of clients at all.
    """
    layout = layout or layout_of(cells)
    reader = _Reader(layout)
    for number, row in enumerate(cells[layout.heading + 1 :], start=layout.heading + 2):
        reader.take(number, row)
        if number % TOLD_EVERY == 0:
            tell(number)
    if not reader.counts and not reader.findings:
        raise Refused("file:no-rows", field="file")
    return Reading(reader.rows, reader.findings, reader.notices())


class _Reader:
    """Takes the rows one by one and remembers what the later ones are held against."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        known: dict[Column, dict[str, Any]] = {
            Column.DOMAIN: {plain(code): code for code in Domain} | DOMAINS,
            Column.STREAM: {plain(code): code for code in FundingStream} | STREAMS}
        self.words = {column: {**words, **layout.words.get(column, {})} for column, words in known.items()}
        self.counts: dict[tuple[str, Domain, FundingStream], CountRow] = {}
        self.findings: list[Finding] = []
        self.totals: list[tuple[int, int]] = []
        self.left_out: dict[tuple[Column, str], tuple[int, int, int]] = {}
        self.seen: dict[tuple[str, Domain, FundingStream], int] = {}
        self.names: dict[str, tuple[str, int]] = {}

    @property
    def rows(self) -> list[CountRow]:
        return list(self.counts.values())

    def take(self, number: int, row: Sequence[str]) -> None:
        cell = {column: row[place].strip() if place < len(row) else "" for column, place in self.layout.columns.items()}
        if not any(cell.values()):
            return
        cell |= self.layout.fixed
        if self._is_total(row, cell):
            if (total := whole_number(cell[Column.CLIENTS])) is not None:
                self.totals.append((number, total))
            return
        if not self._leave_out(number, cell):
            self.findings.extend(self._count(number, cell))

    def _leave_out(self, number: int, cell: dict[Column, str]) -> bool:
        for column, words in self.words.items():
            if words.get(plain(cell[column]), "") is None:
                first, rows, clients = self.left_out.get((column, cell[column]), (number, 0, 0))
                more = clients + (whole_number(cell[Column.CLIENTS]) or 0)
                self.left_out[column, cell[column]] = first, rows + 1, more
                return True
        return False

    def _count(self, number: int, cell: dict[Column, str]) -> list[Finding]:
        if wrong := [*self._wrong_cells(number, cell)]:
            return wrong
        domain, stream = (self.words[column][plain(cell[column])] for column in self.words)
        count = CountRow(digits(cell[Column.KVK]), " ".join(cell[Column.NAME].split()), Domain(domain), FundingStream(stream),
                         whole_number(cell[Column.CLIENTS]) or 0)
        wrong = [*self._clashes(number, count)]
        key = count.kvk, count.domain, count.stream
        before = self.counts.get(key)
        self.counts[key] = replace(count, clients=count.clients + before.clients) if before else count
        return wrong

    @staticmethod
    def _is_total(row: Sequence[str], cell: dict[Column, str]) -> bool:
        first = next((text.strip() for text in row if text.strip()), "").casefold()
        has_number = re.fullmatch(r"[0-9]{8}", digits(cell[Column.KVK])) is not None
        return not has_number and any(_TOTALS.match(text) for text in (first, cell[Column.NAME].casefold()))

    def _wrong_cells(self, number: int, cell: dict[Column, str]) -> Iterator[Finding]:
        yield from _wrong_identity(number, cell)
        for column, words in self.words.items():
            if plain(cell[column]) not in words:
                yield _finding(number, column, cell[column])
        clients = cell[Column.CLIENTS]
        found = whole_number(clients)
        if re.fullmatch(r"[-\u2212\u2013]\s*[0-9.,]+", clients):
            yield Finding(number, "clients:negative", Column.CLIENTS, {"value": clients})
        elif found is None:
            yield _finding(number, Column.CLIENTS, clients)
        elif found > MOST_CLIENTS:
            yield Finding(number, "clients:too-many", Column.CLIENTS, {"value": clients[:40]})

    def _clashes(self, number: int, count: CountRow) -> Iterator[Finding]:
        name, named_in = self.names.setdefault(count.kvk, (count.name, number))
        if name.casefold() != count.name.casefold():
            yield Finding(number, "name:other", Column.NAME, {"value": count.name, "kvk": count.kvk, "name": name, "row": named_in})
        first = self.seen.setdefault((count.kvk, count.domain, count.stream), number)
        if first != number and not self.layout.adds_up:
            yield Finding(number, "row:twice", Column.KVK, {"value": count.kvk, "domain": count.domain, "stream": count.stream,
                                                            "row": first})

    def notices(self) -> list[Finding]:
        """What was left out; and a totals row that says something else than the rows: perhaps the file was cut off."""
        skipped = [Finding(first, "rows:left-out", column, {"value": word[:80], "rows": rows})
                   for (column, word), (first, rows, _) in self.left_out.items()]
        together = sum(row.clients for row in self.rows) + sum(clients for _, _, clients in self.left_out.values())
        differs = [Finding(number, "total:differs", Column.CLIENTS, {"value": str(total), "together": together})
                   for number, total in self.totals[-1:] if total != together and not self.findings]
        return [*skipped, *differs]


def _wrong_identity(number: int, cell: dict[Column, str]) -> Iterator[Finding]:
    found = digits(cell[Column.KVK])
    if re.fullmatch(r"[0-9]{7}", found):
        yield Finding(number, "kvk:seven", Column.KVK, {"value": found})
    elif not re.fullmatch(r"[0-9]{8}", found):
        yield _finding(number, Column.KVK, cell[Column.KVK])
    if not cell[Column.NAME]:
        yield Finding(number, "name:missing", Column.NAME)
    elif len(cell[Column.NAME]) > LONGEST_NAME:
        yield Finding(number, "name:long", Column.NAME, {"most": LONGEST_NAME})


def _finding(number: int, column: Column, value: str) -> Finding:
    if not value:
        return Finding(number, f"{column.value}:missing", column)
    return Finding(number, f"{column.value}:wrong", column, {"value": value[:80]})


def whole_number(text: str) -> int | None:
    """A whole number as Dutch people write it: 1234, 1.234, 1 234 or 12,00. Anything else is None."""
    match = _WHOLE.fullmatch(text.strip())
    return int(re.sub(r"[^0-9]", "", match[1])) if match and len(match[1]) <= 20 else None
