"""Lists page by key, never by OFFSET: the last page costs what the first one costs."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

PAGE_SIZE = 50
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Rows, and the keys with which the neighbours begin (`na` older, `voor` newer), None where there is none."""

    rows: list[R]
    older: int | None = None
    newer: int | None = None


def newest_first(session: Session, query: Select[Any], key: InstrumentedAttribute[int], size: int = PAGE_SIZE
                 ) -> Page[Any]:
    """The page that the address asks for, by a whole-number key that grows with time. One query."""
    after, before = _asked("na"), _asked("voor")
    if before is not None:
        rows = list(session.scalars(query.where(key > before).order_by(key).limit(size + 1)))
        more, rows = len(rows) > size, rows[:size][::-1]
        return Page(rows, older=_key(rows[-1], key) if rows else None, newer=_key(rows[0], key) if more else None)
    if after is not None:
        query = query.where(key < after)
    rows = list(session.scalars(query.order_by(key.desc()).limit(size + 1)))
    more, rows = len(rows) > size, rows[:size]
    newer = _key(rows[0], key) if after is not None and rows else None
    return Page(rows, older=_key(rows[-1], key) if more else None, newer=newer)


def _asked(name: str) -> int | None:
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


def _key(row: Any, key: InstrumentedAttribute[int]) -> int:
    return int(getattr(row, key.key))
