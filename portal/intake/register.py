"""From the cells of a spreadsheet to rows of the register of providers, and all that is wrong with them.

A row is a provider with its contact person and substitute. An empty cell, and a column that is not there, change nothing.
A row with something wrong is refused as a whole; the others are not.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal.core.errors import Refused
from portal.core.forms import dutch_postcode, is_phone, tidy
from portal.core.lookalikes import strange_letters
from portal.intake.rules import DOMAINS, STREAMS, Cells, Finding, find_columns, plain
from portal.parties.products import BY_CODE
from portal.parties.rules import (
    AGB_DIGITS,
    BRANCH_DIGITS,
    KVK_DIGITS,
    ContactDetails,
    digits_of,
    same_person,
    web_address,
)

LONGEST_LINE, LONGEST_CELL = 200, 2000
_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;.]{2,}")
_QUOTED = re.compile(r"'[=+\-@]")
"""How our own files keep a text from being a formula."""


class Field(StrEnum):
    """The columns of the register."""

    KVK = "kvk"
    NAME = "name"
    BRANCHES = "branches"
    AGB_CODES = "agb_codes"
    STREET = "street"
    POSTCODE = "postcode"
    CITY = "city"
    POSTAL_STREET = "postal_street"
    POSTAL_POSTCODE = "postal_postcode"
    POSTAL_CITY = "postal_city"
    WEBSITE = "website"
    DOMAINS = "domains"
    STREAMS = "streams"
    PRODUCTS = "products"
    MUNICIPALITIES = "municipalities"
    CONTACT_NAME = "contact_name"
    CONTACT_EMAIL = "contact_email"
    CONTACT_PHONE = "contact_phone"
    CONTACT_ADDRESS = "contact_address"
    SUBSTITUTE_NAME = "substitute_name"
    SUBSTITUTE_EMAIL = "substitute_email"
    SUBSTITUTE_PHONE = "substitute_phone"
    SUBSTITUTE_ADDRESS = "substitute_address"


class NewRows(StrEnum):
    """What becomes of providers that the portal did not know."""

    REGISTER = "register"
    MEMBERS = "members"


NEEDED = (Field.KVK, Field.NAME)
_PERSON = {"name": ("", "naam"), "email": ("email", "emailadres", "mail", "mailadres"),
           "phone": ("telefoon", "telefoonnummer", "tel", "telnr", "mobiel"), "address": ("postadres", "adres")}
_PERSON_EN = {"name": ("name",), "email": ("email", "emailaddress"), "phone": ("telephone", "phone"), "address": ("postaladdress",)}


def _person(part: str, dutch: tuple[str, ...], english: tuple[str, ...]) -> set[str]:
    words = {who + word for who in dutch for word in _PERSON[part]} | {word + who for who in dutch for word in _PERSON[part] if word}
    return words | {who + word for who in english for word in _PERSON_EN[part]}


_CONTACT = (("contactpersoon", "contact", "cp"), ("contactperson",))
_SUBSTITUTE = (("vervanger", "plaatsvervanger", "vervangendcontactpersoon"), ("substitute",))
HEADINGS: dict[Field, set[str]] = {
    Field.KVK: {"kvk", "kvknummer", "kvknr", "kvkno", "nummerkvk", "kvknummeraanbieder", "kamervankoophandel",
                "kamervankoophandelnummer", "handelsregisternummer", "inschrijvingsnummerkvk", "kvknumber"},
    Field.NAME: {"naam", "naamaanbieder", "aanbieder", "zorgaanbieder", "organisatie", "naamorganisatie", "instelling",
                 "naaminstelling", "handelsnaam", "statutairenaam", "name", "provider", "nameoftheprovider"},
    Field.BRANCHES: {"vestigingsnummer", "vestigingsnummers", "vestiging", "vestigingen", "branchnumbers"},
    Field.AGB_CODES: {"agb", "agbcode", "agbcodes", "agbnummer", "agbcodeonderneming"},
    Field.STREET: {"straat", "straatenhuisnummer", "straatennummer", "adres", "bezoekadres", "vestigingsadres", "straathuisnummer",
                   "streetandnumber"},
    Field.POSTCODE: {"postcode", "postcodebezoekadres", "pc"},
    Field.CITY: {"plaats", "woonplaats", "vestigingsplaats", "plaatsbezoekadres", "place"},
    Field.POSTAL_STREET: {"postadres", "postbus", "postadresstraatofpostbus", "straatofpostbus", "correspondentieadres",
                          "postaladdressstreetorpobox"},
    Field.POSTAL_POSTCODE: {"postcodepostadres", "postadrespostcode", "postcodepostbus", "postaladdresspostcode"},
    Field.POSTAL_CITY: {"plaatspostadres", "postadresplaats", "plaatspostbus", "postaladdressplace"},
    Field.WEBSITE: {"website", "site", "internet", "webadres", "url"},
    Field.DOMAINS: {"domein", "domeinen", "wet", "wetten", "soorthulp", "soortenhulp", "kindsofhelp"},
    Field.STREAMS: {"geldstroom", "geldstromen", "financiering", "leveringsvorm", "zinpgb", "moneyflows"},
    Field.PRODUCTS: {"product", "producten", "productcategorie", "productcategorieen", "productcategories"},
    Field.MUNICIPALITIES: {"gemeente", "gemeenten", "werkgebied", "municipalities"},
    **{Field(f"contact_{part}"): _person(part, *_CONTACT) for part in _PERSON},
    **{Field(f"substitute_{part}"): _person(part, *_SUBSTITUTE) for part in _PERSON},
}
_DOMAINS = DOMAINS | {"youth": DOMAINS["jeugd"], "participationact": DOMAINS["participatie"], "shelteredhousing": DOMAINS["bw"]}
_STREAMS = STREAMS | {"careinkind": STREAMS["zin"], "persoonsgebondenbudgetpgb": STREAMS["pgb"], "personalbudgetpgb": STREAMS["pgb"]}


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality that can be named in the file: itself, or the one that it merged into."""

    id: int
    name: str
    is_successor: bool = False


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row that is right. `facts` holds what was filled in, under the names of `Organisation`."""

    number: int
    kvk: str
    facts: dict[str, Any]
    contact: ContactDetails | None = None
    substitute: ContactDetails | None = None

    @property
    def name(self) -> str:
        return str(self.facts["name"])


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """Rows that are right; rows that are refused, by number, with their name as far as it is known; and notices."""

    rows: list[RegisterRow]
    refused: dict[int, str]
    findings: list[Finding]
    notices: list[Finding]


def read_register(cells: Cells, places: Mapping[str, Place]) -> RegisterReading:
    """The rows in these cells. `places`: the municipalities by their plain name. Raises Refused when it is no register."""
    heading, columns = find_columns(cells, HEADINGS, NEEDED)
    reader = _Reader(columns, places)
    for number, row in enumerate(cells[heading + 1 :], start=heading + 2):
        reader.take(number, row)
    if not reader.rows and not reader.refused:
        raise Refused("file:no-rows", field="file")
    return RegisterReading(reader.rows, reader.refused, reader.findings, reader.notices)


@dataclass
class _Reader:
    """Takes the rows one by one and remembers what the later ones are held against."""

    columns: Mapping[Field, int]
    places: Mapping[str, Place]
    rows: list[RegisterRow] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def take(self, number: int, row: Sequence[str]) -> None:
        cell = {column: _clean(row[place]) for column, place in self.columns.items() if place < len(row)}
        if not any(cell.values()):
            return
        one = _Row(number, {column: text for column, text in cell.items() if text}, self.places)
        read = one.read()
        if not one.findings and (first := self.seen.setdefault(read.kvk, number)) != number:
            one.say(Field.KVK, "register:twice", value=read.kvk, row=first)
        self.findings += one.findings
        if one.findings:
            self.refused[number] = cell.get(Field.NAME, "")[:LONGEST_LINE]
        else:
            self.rows.append(read)
            self.notices += one.notices


class _Row:
    """One row on its way: what is said about it is kept, so that everything wrong is told at once."""

    def __init__(self, number: int, cell: dict[Field, str], places: Mapping[str, Place]) -> None:
        self.number, self.cell, self.places = number, cell, places
        self.findings: list[Finding] = []
        self.notices: list[Finding] = []

    def say(self, column: Field, code: str, **data: Any) -> None:
        self.findings.append(Finding(self.number, code, column, data))

    def note(self, column: Field, code: str, **data: Any) -> None:
        self.notices.append(Finding(self.number, code, column, data))

    def read(self) -> RegisterRow:
        for column in NEEDED:
            if column not in self.cell:
                self.say(column, f"{column}:missing")
        facts = {column.value: value for column, text in self.cell.items()
                 if column in _READERS and (value := _READERS[column](self, column, text)) is not None}
        self._whole_postal_address(facts)
        kvk = facts.pop("kvk", "")
        contact, substitute = (self._someone(role) for role in ("contact", "substitute"))
        if contact and substitute and same_person(contact, substitute):
            self.say(Field.SUBSTITUTE_NAME, "register:same-person")
        return RegisterRow(self.number, kvk, facts, contact, substitute)

    def line(self, column: Field, text: str) -> str | None:
        if len(text) > LONGEST_LINE:
            self.say(column, "register:long", most=LONGEST_LINE)
            return None
        if column == Field.NAME and (found := strange_letters(text)):
            self.say(column, "register:letters", value=" ".join(found[:10]))
            return None
        return " ".join(text.split())

    def number_of(self, column: Field, text: str, count: int) -> str | None:
        """An identifier; zeros that a spreadsheet took from its start are put back, with a notice."""
        found = digits_of(text)
        if not re.fullmatch(r"[0-9]+", found) or not count // 2 < len(found) <= count:
            self.say(column, "register:number", value=text[:40], count=count)
            return None
        if len(found) < count:
            self.note(column, "register:padded", value=found, padded=found.zfill(count))
        return found.zfill(count)

    def kvk(self, column: Field, text: str) -> str | None:
        return self.number_of(column, text, KVK_DIGITS)

    def numbers(self, column: Field, text: str) -> tuple[str, ...] | None:
        count = BRANCH_DIGITS if column == Field.BRANCHES else AGB_DIGITS
        found = [self.number_of(column, part, count) for part in _parts(text, r"[,;/|\n]+")]
        return None if None in found else tuple(dict.fromkeys(number for number in found if number))

    def postcode(self, column: Field, text: str) -> str | None:
        if (found := dutch_postcode(text)) is None:
            self.say(column, "register:postcode", value=text[:40])
        return found

    def website(self, column: Field, text: str) -> str | None:
        if (found := web_address(text)) is None or len(found) > LONGEST_LINE:
            self.say(column, "register:website", value=text[:80])
        return found

    def codes(self, column: Field, text: str) -> tuple[str, ...] | None:
        words: Mapping[str, StrEnum] = _DOMAINS if column == Field.DOMAINS else _STREAMS
        return self.among(column, text, lambda part: (code := words.get(plain(part))) and code.value)

    def products(self, column: Field, text: str) -> tuple[str, ...] | None:
        def code(part: str) -> str | None:
            found = re.match(r"([0-9]{1,2})\b", part)
            return found[1].zfill(2) if found and found[1].zfill(2) in BY_CODE else None

        return self.among(column, text, code)

    def municipalities(self, column: Field, text: str) -> tuple[int, ...] | None:
        def place(part: str) -> int | None:
            found = self.places.get(plain(part))
            if found and found.is_successor:
                self.note(column, "register:successor", value=part[:80], name=found.name)
            return found.id if found else None

        return self.among(column, text, place)

    def among(self, column: Field, text: str, find: Callable[[str], Any]) -> tuple[Any, ...] | None:
        """Each part of a list by its code, sorted and each once; a part that is not known refuses the row."""
        found = [(part, find(part)) for part in _parts(text, r"[,;|\n]+| en (?=[A-Z])")]
        for part, code in found:
            if code is None:
                self.say(column, "register:unknown", value=part[:80])
        return None if any(code is None for _, code in found) else tuple(sorted({code for _, code in found}))

    def _whole_postal_address(self, facts: dict[str, Any]) -> None:
        """A postal address is whole or absent; an earlier mistake in a part of it was told already."""
        parts = (Field.POSTAL_STREET, Field.POSTAL_POSTCODE, Field.POSTAL_CITY)
        if any(part in self.cell for part in parts):
            for part in parts:
                if part not in self.cell:
                    self.say(part, "register:postal-part")

    def _someone(self, role: str) -> ContactDetails | None:
        cells = {part: Field(f"{role}_{part}") for part in ("name", "email", "phone", "address")}
        if not any(column in self.cell for column in cells.values()):
            return None
        for column in cells.values():
            if column not in self.cell:
                self.say(column, "register:person-part")
            else:
                self.line(column, self.cell[column])
        email, phone = self.cell.get(cells["email"], ""), self.cell.get(cells["phone"], "")
        if email and not _EMAIL.fullmatch(email):
            self.say(cells["email"], "register:email", value=email[:80])
        name, address = (" ".join(self.cell.get(cells[part], "").split()) for part in ("name", "address"))
        return ContactDetails(name, email, self._phone(cells["phone"], phone), address)

    def _phone(self, column: Field, text: str) -> str:
        bare = re.sub(r"[\s().\-]", "", text)
        if re.fullmatch(r"[1-9][0-9]{8}", bare):
            self.note(column, "register:padded", value=bare, padded=f"0{bare}")
            return f"0{bare}"
        if text and not is_phone(text):
            self.say(column, "register:phone", value=text[:40])
        return text


_READERS: dict[Field, Callable[[_Row, Field, str], Any]] = {
    Field.KVK: _Row.kvk, Field.NAME: _Row.line, Field.BRANCHES: _Row.numbers, Field.AGB_CODES: _Row.numbers, Field.STREET: _Row.line,
    Field.POSTCODE: _Row.postcode, Field.CITY: _Row.line, Field.POSTAL_STREET: _Row.line, Field.POSTAL_POSTCODE: _Row.postcode,
    Field.POSTAL_CITY: _Row.line, Field.WEBSITE: _Row.website, Field.DOMAINS: _Row.codes, Field.STREAMS: _Row.codes,
    Field.PRODUCTS: _Row.products, Field.MUNICIPALITIES: _Row.municipalities,
}


def _clean(text: str) -> str:
    """A cell as a person reads it: no invisible characters, no mark that kept it from being a formula."""
    text = str(tidy(text))[:LONGEST_CELL]
    return text[1:] if _QUOTED.match(text) else text


def _parts(text: str, separators: str) -> Iterator[str]:
    return (part for piece in re.split(separators, text) if (part := " ".join(piece.split())))
