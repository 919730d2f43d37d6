"""Questions that are put together once: of many that takes longer than asking them, and the desk asks a hundred."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from inspect import Parameter, signature
from typing import Any, NoReturn, ParamSpec, TypeVar

from sqlalchemy import BindParameter, Select
from sqlalchemy.sql import visitors
from sqlalchemy.types import NullType

from portal.core.database import Base

P = ParamSpec("P")
Q = TypeVar("Q", bound=Select[*tuple[Any, ...]])


class Place(BindParameter[Any]):
    """Where a value goes in a question. Nothing is worked out with it: that would be worked out once, for all who ask."""

    inherit_cache = True

    def operate(self, op: Any, *_other: Any, **_options: Any) -> NoReturn:
        raise TypeError(f"{op.__name__} of {self.key}: compare a column with it, and work out beforehand what follows from it")

    reverse_operate = operate


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where the id of a row goes: nothing else of the row is in the question."""

    id: Place


def prepared(build: Callable[P, Q]) -> Callable[P, tuple[Q, dict[str, Any]]]:
    """The question that `build` makes, with the values of who asks now beside it: `session.scalars(*_waiting(network, today))`.

    `build` runs once, and sees places instead of values; of a row it sees the id. What it gets by keyword it sees as it is: codes
    and flags, of which there are few, for each such choice has a question of its own.
    """
    names = [one.name for one in signature(build).parameters.values() if one.kind is not Parameter.KEYWORD_ONLY]

    @lru_cache(maxsize=64)
    def question(rows: frozenset[str], **choice: Any) -> Any:
        places: Any = [RowPlace(Place(name)) if name in rows else Place(name) for name in names]
        return _checked(build(*places, **choice), names)

    @wraps(build)
    def ask(*given: P.args, **choice: P.kwargs) -> tuple[Q, dict[str, Any]]:
        values: dict[str, Any] = dict(zip(names, given, strict=True))
        rows = frozenset(name for name, value in values.items() if isinstance(value, Base))
        return question(rows, **choice), {name: value.id if name in rows else value for name, value in values.items()}  # type: ignore[arg-type]

    return ask


def _checked(question: Q, names: Sequence[str]) -> Q:
    """Refused when it would ask something else than it was asked: about another day, or with a value in another form than the column's."""
    held = [part for part in visitors.iterate(question) if isinstance(part, BindParameter)]
    if days := [value for part in held for value in _values(part) if isinstance(value, date)]:
        raise TypeError(f"it would ask about {days[0]} for ever: hand that over")
    kinds = {(part.key, type(part.type)) for part in held if isinstance(part, Place)}
    if sorted(name for name, kind in kinds if kind is not NullType) != sorted(names) or len(kinds) > len(names):
        raise TypeError(f"each value stands beside columns of one type: {names} are {kinds}")
    return question


def _values(part: BindParameter[Any]) -> Iterator[object]:
    yield from part.value if isinstance(part.value, list | tuple) else (part.value,)
