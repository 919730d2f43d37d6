"""Rows as text, the same for every database: what a backup holds, and what it is compared by.

A line is one row: a JSON list in the order of the columns. Instants are ISO in UTC, bytes base64, JSON the text as it was written.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, DateTime, LargeBinary, MetaData, Table, Text, cast, event, select
from sqlalchemy.types import Date, TypeDecorator

from portal.core.database import PublicationMark, UTCDateTime
from portal.core.ratelimit import RateCount
from portal.core.word_tables import TABLE as SEARCH_WORDS

VERSIONS = "alembic_version"
DERIVED = (VERSIONS, RateCount.__tablename__, PublicationMark.__tablename__, "search_entry", SEARCH_WORDS)
"""Beginnings of the names of tables that no backup holds: what is made anew, or worth nothing an hour later."""
AT_ONCE = 500


class WrittenJSON(TypeDecorator[str]):
    """PostgreSQL's JSON as the text that was written: nothing is read into it and nothing is lost."""

    impl = Text
    cache_ok = True

    def bind_expression(self, bindvalue: Any) -> Any:
        return cast(bindvalue, JSON)

    def column_expression(self, column: Any) -> Any:
        return cast(column, Text)


def tables(connection: Connection) -> dict[str, Table]:
    """The tables as this database has them, whatever version of the portal made them."""
    found = MetaData()
    on_postgresql = connection.dialect.name == "postgresql"

    @event.listens_for(found, "column_reflect")
    def _type(_inspector: Any, _table: str, column: Any) -> None:
        if isinstance(column["type"], JSON):
            column["type"] = WrittenJSON() if on_postgresql else Text()
        elif isinstance(column["type"], DateTime):
            column["type"] = UTCDateTime()

    found.reflect(connection, only=lambda name, _: not name.startswith(DERIVED), resolve_fks=False)
    return dict(sorted(found.tables.items()))


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Every row, a few at a time."""
    rows = connection.execute(select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": AT_ONCE})
    for row in rows:
        yield json.dumps([_written(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode()


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def row_of(line: bytes, table: Table, columns: list[str]) -> dict[str, Any]:
    """The row that a line says, for inserting. Raises ValueError or KeyError for what is no row of this table."""
    return {name: _read(value, table.columns[name].type) for name, value in zip(columns, json.loads(line), strict=True)}


def _read(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value


@dataclass
class Tally:
    """How many rows a table has, and one number over all of them, in whatever order they come."""

    rows: int = 0
    total: int = 0

    def counted(self, some: Iterable[bytes]) -> Iterator[bytes]:
        """The same lines, counted while they pass."""
        for line in some:
            self.rows += 1
            self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest())) % 2**256
            yield line

    @property
    def said(self) -> dict[str, Any]:
        return {"rows": self.rows, "sha256": f"{self.total:064x}"}
