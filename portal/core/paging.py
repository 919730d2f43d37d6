"""Lists page by key, never by OFFSET: the last page costs what the first one costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import abort, request
from sqlalchemy import Select, func, tuple_
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


def by_name(session: Session, query: Select[Any], name: InstrumentedAttribute[str], key: InstrumentedAttribute[int],
            size: int = PAGE_SIZE) -> Page[Any]:
    """The page that the address asks for, in the order of the alphabet. One query, two from the second page on.

    `name` may stand in a joined table; `key` is the rows' own and says where a page begins.
    """
    after, before = _asked("na"), _asked("voor")
    order = (func.lower(name), key)
    start = after if after is not None else before
    found = session.execute(query.with_only_columns(*order).where(key == start)).first() if start is not None else None
    if found is None:
        rows = list(session.scalars(query.order_by(*order).limit(size + 1)))
        return Page(rows[:size], older=_key(rows[size - 1], key) if len(rows) > size else None)
    here = tuple_(*order)
    if after is not None:
        rows = list(session.scalars(query.where(here > tuple(found)).order_by(*order).limit(size + 1)))
        more, rows = len(rows) > size, rows[:size]
        return Page(rows, older=_key(rows[-1], key) if more else None, newer=_key(rows[0], key) if rows else None)
    backwards = [column.desc() for column in order]
    rows = list(session.scalars(query.where(here < tuple(found)).order_by(*backwards).limit(size + 1)))
    more, rows = len(rows) > size, rows[:size][::-1]
    return Page(rows, older=_key(rows[-1], key) if rows else None, newer=_key(rows[0], key) if more else None)


def asked_part(parts: int = 99_999) -> int:
    """Which of so many parts the address asks for in `deel`, counted from 1. Aborts with 404 for what is no such number."""
    asked = request.args.get("deel", "1")
    part = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    return part if 0 < part <= parts else abort(404)


def part_of(rows: Sequence[R], size: int = PAGE_SIZE, *, dwindles: bool = False) -> tuple[Sequence[R], int, int]:
    """The rows of the part that the address asks for, its number, and how many parts there are. Aborts with 404 for one that is not there.

    `dwindles`: rows go as the work on them is done; who comes back to a part that is gone gets the last one.
    """
    parts = parts_of(len(rows), size)
    part = min(asked_part(), parts) if dwindles else asked_part(parts)
    return rows[(part - 1) * size : part * size], part, parts


def parts_of(amount: int, size: int = PAGE_SIZE) -> int:
    """Nothing is one part too."""
    return max(1, -(-amount // size))


def _asked(name: str) -> int | None:
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


def _key(row: Any, key: InstrumentedAttribute[int]) -> int:
    return int(getattr(row, key.key))
