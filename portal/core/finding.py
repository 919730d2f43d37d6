"""Answering a question out of the index: what an actor may see, best first or newest first, and by what one can narrow it.

Ranking is bounded: of the rows that answer, the newest `MOST` are looked at. Three queries at most, whatever is asked.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.core.access import Actor
from portal.core.indexing import SearchEntry, sources
from portal.core.word_tables import Spot, WordTable, word_table
from portal.core.words import Question, Term, each_word

MOST = 1_000
ON_A_PAGE = 20


def has_words(column: ColumnElement[str] | InstrumentedAttribute[str], typed: str) -> ColumnElement[bool]:
    """Every word of it stands in this column, without minding case and accents: for names and titles, that no index holds."""
    return and_(true(), *(column.regexp_match(word) for word in each_word(typed)))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, on which site, on which day; `audiences` are those that the actor belongs to."""

    actor: Actor
    site: Any
    audiences: tuple[str, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that answers, light: `points` say how well, `marks` what one can narrow by."""

    id: int
    happened_at: datetime
    marks: Sequence[str]
    points: int

    def lacks(self, narrowed: Mapping[str, str]) -> list[str]:
        """The names by which it would be left out."""
        return [name for name, value in narrowed.items() if f"{name}:{value}" not in self.marks]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: every hit in order, those of the page that was asked in full, and how many there would be otherwise.

    `is_cut`: more answer than were looked at. `counts`: per name of a mark how many hits each of its values would leave;
    `is_uncounted`: out of the newest only, because more answer without what they are narrowed by.
    """

    hits: Sequence[Hit]
    rows: Sequence[SearchEntry]
    page: int
    is_cut: bool
    counts: Mapping[str, Counter[str]]
    is_uncounted: bool

    @property
    def pages(self) -> int:
        return ceil(len(self.hits) / ON_A_PAGE)


def find(session: Session, question: Question, reader: Reader, *, narrowed: Mapping[str, str], by: Sequence[str],
         newest_first: bool = False, page: int = 1) -> Found:
    """What answers the question. `narrowed`: the mark that hits must have, by its name; `by`: names to count."""
    everything, is_uncounted = _hits(session, question, reader, {})
    hits, is_cut = [hit for hit in everything if not hit.lacks(narrowed)], is_uncounted
    if is_cut and narrowed:
        hits, is_cut = _hits(session, question, reader, narrowed)
    hits.sort(key=lambda hit: ((0 if newest_first else hit.points), hit.happened_at, hit.id), reverse=True)
    page = min(max(page, 1), max(ceil(len(hits) / ON_A_PAGE), 1))
    shown = [hit.id for hit in hits[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]]
    return Found(hits, _rows(session, shown), page, is_cut, _counts(everything, narrowed, by), is_uncounted)


def _counts(hits: Sequence[Hit], narrowed: Mapping[str, str], by: Sequence[str]) -> dict[str, Counter[str]]:
    """A value counts the hits that would be left with it: those that lack nothing but another value of the same name."""
    marks: Counter[tuple[str, str]] = Counter()
    for hit in hits:
        lacking = hit.lacks(narrowed) if narrowed else []
        if len(lacking) < 2:
            marks.update((mark, lacking[0] if lacking else "") for mark in hit.marks)
    counts: dict[str, Counter[str]] = {name: Counter() for name in by}
    for (mark, lacks), number in marks.items():
        name, _, value = mark.partition(":")
        if name in counts and lacks in ("", name):
            counts[name][value] += number
    return counts


def _hits(session: Session, question: Question, reader: Reader, narrowed: Mapping[str, str]) -> tuple[list[Hit], bool]:
    words = word_table(session)
    groups = [[f"for:{reader.site.id}:{audience}" for audience in reader.audiences],
              *([f"{name}:{value}"] for name, value in narrowed.items())]
    newest = words.newest(question, groups, MOST + 1).cte("newest")
    table, key = words.rows()
    asked = select(func.count()).select_from(newest).scalar_subquery()
    rows = session.execute(
        select(SearchEntry.id, SearchEntry.happened_at, SearchEntry.marks, _points(words, table, question), asked)
        .join(newest, newest.c.id == SearchEntry.id).join(table, key == SearchEntry.id)
        .where(*_may_be_found(reader))).all()
    hits = [Hit(row[0], row[1], row[2].split(), row[3]) for row in rows]
    return hits, bool(rows) and rows[0][4] > MOST


def _may_be_found(reader: Reader) -> list[ColumnElement[bool]]:
    """The row is for this reader today, and the visibility query of its kind says so too, whatever the row says."""
    seen = [and_(SearchEntry.kind == source.kind, _is_visible(source.visible(reader.actor, reader.site)))
            for source in sources()]
    return [SearchEntry.site == reader.site.id, SearchEntry.audience.in_(reader.audiences),
            or_(SearchEntry.begins_on.is_(None), SearchEntry.begins_on <= reader.today),
            or_(SearchEntry.ends_on.is_(None), SearchEntry.ends_on > reader.today), or_(False, *seen)]


def _is_visible(query: Any) -> ColumnElement[bool]:
    subject = query.selected_columns[0]
    visible: ColumnElement[bool] = query.where(subject == SearchEntry.subject_id).correlate(SearchEntry).exists()
    return visible


def _points(words: WordTable, table: FromClause, question: Question) -> ColumnElement[int]:
    """Title before the rest, as written before another form; each term adds its own. An echo comes after what it tells of."""
    echoes = [source.kind for source in sources() if source.is_echo]
    return sum((_points_of(words, table, term) for term in question.wanted),
               start=case((SearchEntry.kind.in_(echoes), -1), else_=0))


def _points_of(words: WordTable, table: FromClause, term: Term) -> ColumnElement[int]:
    return case((words.stands(table, term, Spot.TITLE), 4), (words.stands(table, term, Spot.TITLE_STEM), 3),
                (words.stands(table, term, Spot.REST), 2), else_=1)


def _rows(session: Session, ids: Sequence[int]) -> list[SearchEntry]:
    """The rows in the order of their ids' list."""
    found = {row.id: row for row in session.scalars(select(SearchEntry).where(SearchEntry.id.in_(ids)))} if ids else {}
    return [found[one] for one in ids if one in found]
