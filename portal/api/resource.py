"""One kind of thing that the interface tells of: which rows, by what key, with which fields and filters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.api.fields import Field, Filter, Seen
from portal.networks.models import Network


@dataclass(frozen=True)
class Question:
    """For whom and when it is asked, and what the list is narrowed by."""

    network: Network
    now: datetime
    narrowed: Mapping[str, Any] = field(default_factory=dict)


Also: TypeAlias = Mapping[int, Any]


def nothing(_session: Session, _question: Question, _rows: Sequence[Any]) -> Also:
    return {}


@dataclass(frozen=True)
class Resource:
    """`rows`: what everyone may see of it, narrowed, unordered, from the visibility query of the pages. `order`: a whole-number
    key that grows with time. `key`: what stands in its address; `by_key` finds it, or is None for what cannot be one.
    `nested`: what lists of rows need more for their parts. `beside` reads what belongs to rows, in a fixed number of
    queries; `alone` the same for one of them.
    """

    name: str
    one: str
    about: str
    rows: Callable[[Question], Select[Any]]
    order: InstrumentedAttribute[int]
    key: Field
    by_key: Callable[[str], ColumnElement[bool] | None]
    fields: tuple[Field, ...]
    filters: tuple[Filter, ...] = ()
    nested: tuple[Any, ...] = ()
    nested_alone: tuple[Any, ...] = ()
    beside: Callable[[Session, Question, Sequence[Any]], Also] = nothing
    beside_one: Callable[[Session, Question, Any], Any] | None = None

    @property
    def listed(self) -> tuple[Field, ...]:
        return tuple(one for one in self.fields if not one.alone)

    @property
    def columns(self) -> tuple[Field, ...]:
        """What fits in a row of a CSV file."""
        return tuple(one for one in self.listed if not one.parts)

    def seen(self, session: Session, question: Question, rows: Sequence[Any]) -> list[Seen]:
        also = self.beside(session, question, rows) if rows else {}
        return [Seen(row, also.get(row.id)) for row in rows]


def by_id(column: InstrumentedAttribute[int]) -> Callable[[str], ColumnElement[bool] | None]:
    """The key is the row's own number."""
    def found(typed: str) -> ColumnElement[bool] | None:
        fits = typed.isascii() and typed.isdigit() and typed[0] != "0" and len(typed) < 10
        return column == int(typed) if fits else None

    return found
