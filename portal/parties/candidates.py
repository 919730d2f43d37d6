"""Finding a provider among those that can be chosen, by name or KVK number, without reading all of them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import Session

from portal.core.finding import has_words
from portal.core.words import each_word
from portal.parties.models import Party

COLUMNS = (Party.id, Party.name, Party.kvk, Party.city)
"""What a query of candidates gives, by these names."""
FEW = 100
"""Among so many one finds somebody in a list."""
SHOWN = 20
"""So many are shown when what was typed fits more than one."""
_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){7}(?!\d)")


class Candidate(NamedTuple):
    """A provider as one chooses it."""

    id: int
    name: str
    kvk: str
    city: str

    @property
    def written(self) -> str:
        """As one could have typed it, and meant no other."""
        return f"{self.name}, KVK {self.kvk}"


@dataclass(frozen=True, slots=True)
class Found:
    """Who fits what was typed: at most `SHOWN`. `exact`: whose number or whole name it is."""

    rows: list[Candidate]
    exact: Candidate | None = None
    has_more: bool = False

    def settled(self, *, is_read_over: bool) -> Candidate | None:
        """Who is meant without doubt; who reads it over sees also when a part of a name was of another one."""
        return self.rows[0] if is_read_over and len(self.rows) == 1 and not self.has_more else self.exact


class Candidates:
    """Out of whom one chooses: `query` gives `COLUMNS`. Each question is one query of few rows, however many there are."""

    def __init__(self, session: Session, query: Select[*tuple[Any, ...]]) -> None:
        self.session, self.query = session, query
        self.columns = query.selected_columns

    def few(self) -> list[Candidate] | None:
        """All of them by name, or None when a list would be too long to choose from."""
        rows = self._rows(self.query.limit(FEW + 1))
        return None if len(rows) > FEW else sorted(rows, key=lambda row: (row.name.casefold(), row.id))

    def by_ids(self, ids: Collection[int]) -> list[Candidate]:
        return self._rows(self._by_name(self.query.where(self.columns.id.in_(ids)))) if ids else []

    def named(self, typed: str) -> Found:
        """By the KVK number in it, or else by the name: whole, or with every word that was typed."""
        if number := _NUMBER.search(typed):
            rows = self._rows(self.query.where(self.columns.kvk == re.sub(r"\D", "", number[0])))
            return Found(rows, rows[0] if rows else None)
        whole = self.columns.name.regexp_match("^" + r"\s+".join(each_word(typed)) + "$").label("is_whole")
        query = self.query.add_columns(whole).where(has_words(self.columns.name, typed))
        found = [(Candidate(*row), is_whole) for *row, is_whole in self.session.execute(self._by_name(query, whole.desc()).limit(SHOWN + 1))]
        exact = [row for row, is_whole in found if is_whole]
        return Found([row for row, _ in found[:SHOWN]], exact[0] if len(exact) == 1 else None, len(found) > SHOWN)

    def _by_name(self, query: Select[*tuple[Any, ...]], *first: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
        return query.order_by(*first, func.lower(self.columns.name), self.columns.id)

    def _rows(self, query: Select[*tuple[Any, ...]]) -> list[Candidate]:
        return [Candidate(*row) for row in self.session.execute(query)]
