"""Files of a part: pages that open in any browser, PDF/A of what is read as a document, tables as CSV and JSON, documents as they came."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import chain
from typing import Any

from flask import current_app, stream_template
from markupsafe import Markup

from portal.core.calendar import AMSTERDAM
from portal.core.documents import Document, content_of
from portal.core.exports import csv_lines
from portal.core.language import gettext, long_day, moment, say
from portal.core.pdf import KEPT, is_installed, pdf_of
from portal.dossier.parts import File
from portal.dossier.rules import safe, safe_file

PIECE = 64 * 1024
Rows = Callable[[], Iterable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that are shown on a page and stand in files of their own; they are asked for anew for each of those."""

    name: str
    title: str
    header: Sequence[str]
    rows: Rows


def page(name: str, template: str, **context: Any) -> File:
    """A page of a template in `dossier/`; lists in it may be of any length."""
    return File(f"{safe(name)}.html", lambda root: _pieces(stream_template(template, root=root, **context)))


def _pieces(text: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for piece in text:
        held.append(piece)
        size += len(piece)
        if size > PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def paper(name: str, template: str, **context: Any) -> list[File]:
    """The same as PDF/A; none where this machine cannot make them."""
    if not is_installed():
        return []
    return [File(f"{safe(name)}.pdf", lambda _root: [pdf_of(template, variant=KEPT, **context)])]


def sheets(table: Table) -> list[File]:
    """A table for a spreadsheet and for machines."""
    return [File(f"{table.name}.csv", lambda _root: csv_lines(table.header, ([_cell(v) for v in row] for row in table.rows()))),
            File(f"{table.name}.json", lambda _root: _json(table))]


def _json(table: Table) -> Iterator[bytes]:
    rows = (json.dumps({name: _value(cell) for name, cell in zip(table.header, row, strict=True)}, ensure_ascii=False)
            for row in table.rows())
    begun = False
    for row in rows:
        yield f"{',' if begun else '['}\n{row}".encode()
        begun = True
    yield b"\n]\n" if begun else b"[]\n"


def record(name: str, title: str, *, intro: str = "", facts: Sequence[tuple[str, Any]] = (), texts: Sequence[tuple[str, str]] = (),
           tables: Sequence[Table] = ()) -> list[File]:
    """One page with facts, texts and tables, and all of it as data too."""
    kept = [(heading, text) for heading, text in texts if text]
    said = [*([fact for fact in facts if fact[1] not in (None, "", [])]), *kept]
    data = [Table(safe(name), title, [gettext("What"), gettext("Value")], lambda: said)] if said else []
    return [page(name, "dossier/record.html", title=title, intro=intro, facts=[f for f in facts if f[1] not in (None, "", [])],
                 texts=kept, tables=tables),
            *chain.from_iterable(sheets(table) for table in [*data, *tables])]


def document(found: Document, name: str = "") -> File:
    """What somebody sent in, byte for byte, under a name that any disk can hold; of what the virus scanner has not passed the file says so."""
    if not found.can_be_read:
        why = say("document:infected-left-out" if found.is_infected else "document:waiting-left-out", name=found.file_name)
        return File(safe_file(f"{name or found.file_name}.txt"), lambda _root: [f"{why}\n".encode()], media_type="text/plain")
    return File(safe_file(name or found.file_name), lambda _root: [content_of(found)], media_type=found.media_type)


def shown(value: Any) -> str:
    """A value as people read it on a page."""
    if isinstance(value, datetime):
        return moment(value)
    return long_day(value) if isinstance(value, date) else _cell(value)


def in_cell(value: Any) -> Any:
    """The same in a table, where there is less room and every second counts."""
    return value.astimezone(AMSTERDAM).strftime("%d-%m-%Y %H:%M:%S") if isinstance(value, datetime) else (
        value.strftime("%d-%m-%Y") if isinstance(value, date) else _cell(value))


def _cell(value: Any) -> Any:
    """As it stands in a spreadsheet: days and moments so that they sort, in the time of Amsterdam."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Enum | date):
        return _value(value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, list | tuple):
        return "; ".join(str(_cell(item)) for item in value)
    return "" if value is None else value


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(AMSTERDAM).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return say(value)
    return [_value(item) for item in value] if isinstance(value, list | tuple) else value


_INWARD = re.compile(r'(href=")/(?!/)')


def outward(html: str) -> Markup:
    """Our own HTML with the links to pages of the site written in full: a file is read far from it."""
    return Markup(_INWARD.sub(rf"\g<1>{current_app.config['PUBLIC_URL'].rstrip('/')}/", str(html)))  # noqa: S704 - was safe HTML before
