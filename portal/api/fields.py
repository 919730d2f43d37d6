"""What the interface says of a thing, and what one can ask: each field and filter once, for answers, CSV and openapi.json."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from operator import attrgetter
from typing import Any, TypeAlias

from portal.api.rules import LARGEST, NUMBER, parts_of, word, words_of

Schema: TypeAlias = dict[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
KEY: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}
YES_NO: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
SEQUENCE: Schema = {"type": "string", "pattern": NUMBER}
READABLE = "^[^\\u0000-\\u001f\\u007f]+$"
SLUG: Schema = {"type": "string", "pattern": "^[a-z0-9-]{1,64}$"}


def code(kind: type[StrEnum], *leave_out: StrEnum) -> Schema:
    """One of the Dutch words of a kind."""
    return {"type": "string", "enum": list(words_of(kind, frozenset(leave_out)))}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def maybe(schema: Schema) -> Schema:
    """The same, or nothing."""
    if "enum" in schema:
        return {**schema, "type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


@dataclass(frozen=True, slots=True)
class Seen:
    """A row with what was read beside it for this page: `also` is of its kind, by the resource's `beside`."""

    row: Any
    also: Any = None


@dataclass(frozen=True)
class Field:
    """`value`: a path of names on the row, or a function of the row and what was read beside it.

    With `parts` the value is a row, or with an array as schema rows, of its own. `alone`: only told of one thing, not in lists.
    """

    name: str
    schema: Schema
    about: str
    value: str | Callable[[Any, Any], Any]
    parts: tuple["Field", ...] = ()
    alone: bool = False

    def of(self, seen: Seen) -> Any:
        found = attrgetter(self.value)(seen.row) if isinstance(self.value, str) else self.value(seen.row, seen.also)
        if not self.parts or found is None:
            return plain(found)
        if isinstance(found, list | tuple):
            return [said(self.parts, Seen(row, seen.also)) for row in found]
        return said(self.parts, Seen(found, seen.also))

    @property
    def documented(self) -> Schema:
        """Its schema with its description."""
        inner = described(self.parts) if self.parts else None
        schema = dict(self.schema)
        if inner and schema.get("type") == "array":
            schema["items"] = inner
        elif inner:
            schema = {**inner, "type": ["object", "null"]}
        return {**schema, "description": self.about}


def parts(name: str, about: str, value: Callable[[Any, Any], Any], *fields: Field, alone: bool = False) -> Field:
    """A list of rows of their own."""
    return Field(name, {"type": "array"}, about, value, fields, alone)


def described(fields: Sequence[Field]) -> Schema:
    return {"type": "object", "required": [field.name for field in fields], "additionalProperties": False,
            "properties": {field.name: field.documented for field in fields}}


def said(fields: Sequence[Field], seen: Seen) -> dict[str, Any]:
    return {field.name: field.of(seen) for field in fields}


def plain(value: Any) -> Any:
    """As JSON says it: instants in UTC, days without a time, codes by their Dutch words, sets in a fixed order."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return word(value)
    if isinstance(value, frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def cell(value: Any) -> Any:
    """The same for a column of a CSV file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else value


@dataclass(frozen=True)
class Filter:
    """What one can narrow a list by. `read` makes a value of what was typed, or raises ValueError for what is none."""

    name: str
    schema: Schema
    about: str
    read: Callable[[str], Any]


def choice(name: str, words: Mapping[str, Any], about: str) -> Filter:
    """One of some words."""
    def read(typed: str) -> Any:
        if typed not in words:
            raise ValueError(f"Kies een van: {', '.join(words)}.")
        return words[typed]

    return Filter(name, {"type": "string", "enum": list(words)}, about, read)


def numbered(name: str, about: str) -> Filter:
    """The number of a proposal."""
    def read(typed: str) -> tuple[int, int]:
        return parts_of(typed) or _wrong("Een nummer is een jaar, een streepje en een volgnummer: 2026-07.")

    return Filter(name, SEQUENCE, about, read)


def whole(name: str, about: str, most: int = LARGEST, least: int = 1) -> Filter:
    """A whole number."""
    def read(typed: str) -> int:
        fits = re.fullmatch("[1-9][0-9]{0,9}", typed, re.ASCII) and least <= int(typed) <= most
        return int(typed) if fits else _wrong(f"Geef een geheel getal van {least} tot en met {most}.")

    return Filter(name, {"type": "integer", "minimum": least, "maximum": most}, about, read)


def text(name: str, about: str, most: int = 100) -> Filter:
    """A part of a name."""
    def read(typed: str) -> str:
        fits = len(typed) <= most and re.fullmatch(READABLE, typed)
        return typed if fits else _wrong(f"Geef 1 tot en met {most} leesbare tekens.")

    return Filter(name, {"type": "string", "minLength": 1, "maxLength": most, "pattern": READABLE}, about, read)


def slug(name: str, about: str) -> Filter:
    """A name as it stands in addresses."""
    def read(typed: str) -> str:
        return typed if re.fullmatch("[a-z0-9-]{1,64}", typed, re.ASCII) else _wrong("Gebruik kleine letters, cijfers en streepjes.")

    return Filter(name, SLUG, about, read)


def _wrong(sentence: str) -> Any:
    raise ValueError(sentence)
