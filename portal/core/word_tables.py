"""The table `search_words`: the words of each row of the index, in the form that the database at hand looks through.

SQLite: an FTS5 table with the words as written, their stems, and the marks. PostgreSQL: a tsvector with the same words, the
written ones as '=word', marks as '#mark', and the weights A to D for title and rest, written and stemmed. Text is cut into words
by us (core.words): both databases find the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from portal.core.words import Form, Question, Term

TABLE = "search_words"
CREATE = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE {TABLE} USING fts5(title, body, title_stems, body_stems, marks, "
        "tokenize=\"ascii tokenchars '.-:_'\")",
    ),
    "postgresql": (
        f"CREATE TABLE {TABLE} (entry_id INTEGER PRIMARY KEY REFERENCES search_entry (id) ON DELETE CASCADE, "
        "words TSVECTOR NOT NULL)",
        f"CREATE INDEX ix_{TABLE}_words ON {TABLE} USING gin (words)",
    ),
}
DROP = f"DROP TABLE {TABLE}"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a row: of what counts as its title, of the rest, and the marks one can narrow by."""

    title: tuple[Form, ...]
    rest: tuple[Form, ...]
    marks: tuple[str, ...]


class Spot(Enum):
    """Where a word stands: as it is written or in another form, in the title or in the rest."""

    TITLE = "title"
    TITLE_STEM = "title_stem"
    REST = "rest"


class WordTable(Protocol):
    """What the index needs of a database."""

    def put(self, session: Session, words: Mapping[int, Words]) -> None: ...
    def remove(self, session: Session, ids: Sequence[int]) -> None: ...
    def clear(self, session: Session) -> None: ...
    def without_words(self, session: Session, ids: Sequence[int]) -> set[int]: ...
    def newest(self, question: Question, marks: Sequence[Sequence[str]], most: int) -> Select[Any]: ...
    def rows(self) -> tuple[FromClause, ColumnElement[int]]: ...
    def stands(self, rows: FromClause, term: Term, spot: Spot) -> ColumnElement[bool]: ...


class _Table:
    """What both databases have in common. `key` is the column with the id of the entry."""

    key: str
    table: FromClause

    def remove(self, session: Session, ids: Sequence[int]) -> None:
        session.execute(text(f"DELETE FROM {TABLE} WHERE {self.key} = :id"), [{"id": one} for one in ids])  # noqa: S608

    def clear(self, session: Session) -> None:
        session.execute(text(f"DELETE FROM {TABLE}"))  # noqa: S608

    def without_words(self, session: Session, ids: Sequence[int]) -> set[int]:
        key: ColumnElement[int] = self.table.c[self.key]
        return set(ids) - set(session.scalars(select(key).where(key.in_(ids))))

    def rows(self) -> tuple[FromClause, ColumnElement[int]]:
        """The table, to stand beside the entries, and its key."""
        again = self.table.alias()
        return again, again.c[self.key]


class Fts5(_Table):
    key = "rowid"
    table = table(TABLE, column("rowid"), *map(column, ("title", "body", "title_stems", "body_stems", "marks")))

    def put(self, session: Session, words: Mapping[int, Words]) -> None:
        session.execute(
            text(f"INSERT OR REPLACE INTO {TABLE} (rowid, title, body, title_stems, body_stems, marks) "  # noqa: S608
                 "VALUES (:id, :title, :body, :title_stems, :body_stems, :marks)"),
            [{"id": entry_id, "title": _row(form.exact for form in one.title), "body": _row(form.exact for form in one.rest),
              "title_stems": _row(form.stem for form in one.title), "body_stems": _row(form.stem for form in one.rest),
              "marks": _row(one.marks)} for entry_id, one in words.items()])

    def newest(self, question: Question, marks: Sequence[Sequence[str]], most: int) -> Select[Any]:
        """The ids of the newest rows that answer the question and have one mark out of each group."""
        wanted = [*(f"marks : ({' OR '.join(map(_quoted, group))})" for group in marks), *map(self._ask, question.wanted)]
        excluded = "".join(f" NOT ({self._ask(term)})" for term in question.excluded)
        asked = " AND ".join(f"({one})" for one in wanted) + excluded
        key: ColumnElement[int] = self.table.c.rowid
        return (select(key.label("id")).where(literal_column(TABLE).op("MATCH")(literal(asked, String)))
                .order_by(key.desc()).limit(most))

    def _ask(self, term: Term) -> str:
        exact = _quoted(" ".join(form.exact for form in term.words))
        if term.is_phrase:
            return f"{{title body}} : {exact}"
        if term.is_beginning:
            return f"{{title body}} : {exact} *"
        if term.is_article:
            return f"{{title body}} : ({exact} OR {_quoted(term.words[0].exact + '.')} *)"
        return f"{{title_stems body_stems}} : {_quoted(term.words[0].stem)}"

    def stands(self, rows: FromClause, term: Term, spot: Spot) -> ColumnElement[bool]:
        exact = " ".join(form.exact for form in term.words)
        if spot == Spot.TITLE_STEM and not term.is_phrase:
            if term.is_beginning:
                return func.instr(rows.c.title, f" {exact}") > 0
            if term.is_article:
                return func.instr(rows.c.title, f" {exact}.") > 0
            return func.instr(rows.c.title_stems, f" {term.words[0].stem} ") > 0
        return func.instr(rows.c.body if spot == Spot.REST else rows.c.title, f" {exact} ") > 0


def _row(words: Iterable[str]) -> str:
    # A space on both sides of every word: so one word can be looked up in what is stored.
    return f" {' '.join(words)} "


def _quoted(words: str) -> str:
    return f'"{words}"'


class TsVector(_Table):
    key = "entry_id"
    table = table(TABLE, column("entry_id"), column("words", TSVECTOR))

    LAST_POSITION = 16_383
    """PostgreSQL counts no further."""

    def put(self, session: Session, words: Mapping[int, Words]) -> None:
        session.execute(text(f"INSERT INTO {TABLE} (entry_id, words) VALUES (:id, CAST(:words AS tsvector))"),  # noqa: S608
                        [{"id": entry_id, "words": self._vector(one)} for entry_id, one in words.items()])

    def _vector(self, words: Words) -> str:
        lexemes = [f"'#{mark}'" for mark in words.marks]
        # A gap between title and rest: no row of words runs from one into the other.
        for first, row, exact, stem in ((1, words.title, "A", "B"), (len(words.title) + 3, words.rest, "C", "D")):
            for place, form in enumerate(row, start=first):
                at = min(place, self.LAST_POSITION)
                lexemes.append(f"'={form.exact}':{at}{exact} '{form.stem}':{at}{stem}")
        return " ".join(lexemes)

    def newest(self, question: Question, marks: Sequence[Sequence[str]], most: int) -> Select[Any]:
        """The ids of the newest rows that answer the question and have one mark out of each group."""
        wanted = [" | ".join(f"'#{mark}'" for mark in group) for group in marks]
        wanted += [self._ask(term) for term in question.wanted]
        wanted += [f"!({self._ask(term)})" for term in question.excluded]
        asked = " & ".join(f"({one})" for one in wanted)
        key: ColumnElement[int] = self.table.c.entry_id
        # The sum keeps the database from walking back over all rows where the ones that answer may all be old.
        may_be_old = len(marks) > 1 or any(term.is_article for term in question.wanted)
        return (select(key.label("id")).where(self.table.c.words.op("@@")(cast(asked, TSQUERY)))
                .order_by((key + 0 if may_be_old else key).desc()).limit(most))

    def _ask(self, term: Term, weight: str = "", others: str = "") -> str:
        """`weight`: only where the written word has this weight; `others`: only other forms of it, with that weight."""
        if term.is_phrase:
            return " <-> ".join(f"'={form.exact}'{':' + weight if weight else ''}" for form in term.words)
        exact, stem = term.words[0].exact, term.words[0].stem
        if weight:
            return f"'={exact}':{weight}"
        written = others.replace("B", "A")
        if term.is_beginning:
            return f"'={exact}':*{written}"
        if term.is_article:
            beginning = f"'={exact}.':*{written}"
            return beginning if others else f"'={exact}' | {beginning}"
        return f"'{stem}'{':' + others if others else ''}"

    def stands(self, rows: FromClause, term: Term, spot: Spot) -> ColumnElement[bool]:
        if spot == Spot.TITLE_STEM:
            asked = self._ask(term, weight="A") if term.is_phrase else self._ask(term, others="B")
        else:
            asked = self._ask(term, weight="A" if spot == Spot.TITLE else "C")
        found: ColumnElement[bool] = rows.c.words.op("@@")(cast(asked, TSQUERY))
        return found


_TABLES: dict[str, WordTable] = {"sqlite": Fts5(), "postgresql": TsVector()}


def word_table(session: Session) -> WordTable:
    return _TABLES[session.get_bind().dialect.name]
