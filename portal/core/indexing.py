"""What can be found: one row per thing and reader, kept in the transaction of the act that changes the thing.

A package says in its search.py what it has to find (`Source`). Whatever a transaction changed is looked up once more when it
commits, and the rows of the index are made to say the same: what is published is found at that moment, what is withheld is
gone. A row says who may find it (`audience`); besides, every search asks the package's own visibility query.
"""

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import DDL, Select, String, UniqueConstraint, bindparam, delete, event, func, insert, inspect, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import Base
from portal.core.language import DEFAULT_LANGUAGE, say, speaking
from portal.core.word_tables import CREATE, DROP, Words, word_table
from portal.core.words import forms

PUBLIC, MUNICIPALITY = "public", "municipality"
AT_ONCE = 500


def of_party(party_id: int) -> str:
    """The audience that is one party."""
    return f"party-{party_id}"


class SearchEntry(Base):
    """One thing to find, as one audience may read it. Its words stand in `search_words` (see word_tables).

    `part` tells several rows of one subject apart. Found from `begins_on`, until `ends_on` comes; `marks` are what one can
    narrow by, in one line: 'kind:proposal law:wmo2015'.
    """

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "part", "audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    part: Mapped[str] = mapped_column(String(32))
    audience: Mapped[str] = mapped_column(String(32))
    path: Mapped[str]
    title: Mapped[str]
    label: Mapped[str]
    body: Mapped[str]
    happened_at: Mapped[datetime]
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    marks: Mapped[str]


for _dialect, _statements in CREATE.items():
    for _statement in _statements:
        event.listen(SearchEntry.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
event.listen(SearchEntry.__table__, "before_drop", DDL(DROP))  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the index as a package gives it. `label` is what the kind needs to say which one it is: its number."""

    site: int
    kind: str
    subject_id: int
    path: str
    title: str
    body: str
    happened_at: datetime
    audience: str = PUBLIC
    label: str = ""
    part: str = ""
    begins_on: date | None = None
    ends_on: date | None = None
    marks: tuple[str, ...] = ()

    @property
    def stored(self) -> tuple[Any, ...]:
        """The columns of its row: kind and year are marks too."""
        marks = " ".join((f"kind:{self.kind}", f"year:{local_day(self.happened_at).year}", *self.marks))
        return (*(getattr(self, one) for one in _COLUMNS[:-1]), marks)


_COLUMNS = tuple(one.name for one in fields(Entry))

Touched: TypeAlias = Collection[int] | Select[Any]
"""Ids of subjects, or the query that finds them."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a package has to find of one kind.

    `subjects`: every id with its moment. `entries`: the rows of these subjects, freshly read. `visible`: THE visibility query
    of this kind for an actor on a site, with the id as its first column. `touched_by`: which subjects a changed row of a class
    belongs to. `heading`: what counts as the title of a row. `is_echo`: it tells of something that is found itself.
    """

    kind: str
    subjects: Select[int, datetime]
    entries: Callable[[Session, Sequence[int]], Iterable[Entry]]
    visible: Callable[[Actor, Any], Select[Any]]
    touched_by: Mapping[type[Base], Callable[[Any], Touched]]
    heading: Callable[[Entry], str] = field(default=lambda entry: entry.title)
    is_echo: bool = False

    def words(self, entry: Entry) -> Words:
        """All that it can be found by, "Proposal 2026-07" too: the phrasebook says it under `found:` and the kind.

        Called while the language of the site is spoken.
        """
        heading, name = self.heading(entry), say(f"found:{entry.kind}", label=entry.label)
        rest = [text for text in (entry.title, name, entry.body) if text and text not in heading]
        marks = [f"for:{entry.site}:{entry.audience}", *entry.stored[-1].split()]
        return Words(tuple(forms(heading)), tuple(forms("\n".join(rest))), tuple(marks))


_sources: dict[str, Source] = {}


def register(sources: Iterable[Source]) -> None:
    """Take up what a package has to find; one kind has one source."""
    for source in sources:
        if source.kind in _sources:
            raise ValueError(f"two sources of {source.kind}")
        _sources[source.kind] = source
    _watchers.cache_clear()


def forget_sources() -> None:
    """For an application that is made a second time in one process."""
    _sources.clear()
    _watchers.cache_clear()


def sources() -> list[Source]:
    return list(_sources.values())


def has_changed(row: Any, *names: str) -> bool:
    """Whether one of these attributes was changed in this flush: what nobody wrote needs no looking up."""
    state = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in names)


@cache
def _watchers(kind: type[Base]) -> list[tuple[str, Callable[[Any], Touched]]]:
    """What a changed row of this class touches: asked at every flush, for every row."""
    return [(source.kind, subjects_of) for source in _sources.values() for of, subjects_of in source.touched_by.items()
            if issubclass(kind, of)]


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: object) -> None:
    noted: list[tuple[str, Touched]] = session.info.setdefault("touched", [])
    changed: list[Base] = [*session.new, *(row for row in session.dirty if session.is_modified(row)), *session.deleted]
    noted += [(source, subjects_of(row)) for row in changed for source, subjects_of in _watchers(type(row))]


@event.listens_for(Session, "before_commit")
def _keep_up(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    if noted := session.info.pop("touched", None):
        touched = _resolved(session, noted)
        _take_turn(session, touched)
        for kind, ids in touched.items():
            update_entries(session, _sources[kind], sorted(ids))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, undone: SessionTransaction) -> None:
    if not undone.nested:
        session.info.pop("touched", None)


def _resolved(session: Session, noted: Iterable[tuple[str, Touched]]) -> dict[str, set[int]]:
    touched: dict[str, set[int]] = {}
    for kind, subjects in noted:
        ids = session.scalars(subjects) if isinstance(subjects, Select) else subjects
        touched.setdefault(kind, set()).update(ids)
    return {kind: touched[kind] for kind in sorted(touched) if touched[kind]}


def _take_turn(session: Session, kinds: Iterable[str]) -> None:
    """Two acts at once on one thing: the second looks when the first one is done (SQLite's writers queue already)."""
    if session.get_bind().dialect.name == "postgresql":
        for kind in kinds:
            session.execute(select(func.pg_advisory_xact_lock(zlib.crc32(kind.encode()))))


def update_entries(session: Session, source: Source, ids: Sequence[int]) -> None:
    """Make the index say what the packages say now about these subjects."""
    for some in _chunks(ids):
        wanted, there = wanted_entries(session, source, some), stored_entries(session, source, some)
        remove(session, [there[row] for row in there.keys() - wanted.keys()])
        add(session, [entry for row, entry in wanted.items() if row not in there])


def wanted_entries(session: Session, source: Source, ids: Sequence[int]) -> dict[tuple[Any, ...], Entry]:
    """The rows as they ought to be; the words that we put in them are in the language of the site."""
    with speaking(DEFAULT_LANGUAGE):
        return {entry.stored: entry for entry in source.entries(session, ids)}


def stored_entries(session: Session, source: Source, ids: Sequence[int]) -> dict[tuple[Any, ...], int]:
    """The rows that are there, with their ids."""
    rows = session.execute(_STORED, {"kind": source.kind, "ids": list(ids)})
    return {tuple(row[:-1]): row[-1] for row in rows}


# Put together once, for every act that the index follows asks it.
_STORED = (select(*(getattr(SearchEntry, name) for name in (*_COLUMNS, "id")))
           .where(SearchEntry.kind == bindparam("kind"), SearchEntry.subject_id.in_(bindparam("ids", expanding=True))))


def add(session: Session, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    rows = [dict(zip(_COLUMNS, entry.stored, strict=True)) for entry in entries]
    ids = session.scalars(insert(SearchEntry).returning(SearchEntry.id, sort_by_parameter_order=True), rows).all()
    with speaking(DEFAULT_LANGUAGE):
        words = {entry_id: _sources[entry.kind].words(entry) for entry_id, entry in zip(ids, entries, strict=True)}
    word_table(session).put(session, words)


def remove(session: Session, ids: Sequence[int]) -> None:
    if ids:
        word_table(session).remove(session, ids)
        session.execute(delete(SearchEntry).where(SearchEntry.id.in_(ids)), execution_options={"synchronize_session": False})


def is_empty(session: Session) -> bool:
    return session.scalar(select(SearchEntry.id).limit(1)) is None


def amount(session: Session) -> int:
    """How many things there are to look through when the index is made anew."""
    return sum(session.scalar(select(func.count()).select_from(source.subjects.subquery())) or 0 for source in _sources.values())


def rebuild(session: Session, tick: Callable[[int], object] = lambda _count: None) -> int:
    """Make the whole index anew, in the order in which things happened; answers how many rows it has."""
    _take_turn(session, sorted(_sources))
    words = word_table(session)
    words.clear(session)
    session.execute(delete(SearchEntry), execution_options={"synchronize_session": False})
    moments = sorted((moment, source.kind, subject) for source in _sources.values()
                     for subject, moment in session.execute(source.subjects))
    count = 0
    for some in _chunks(moments):
        entries = [entry for kind in sorted({kind for _moment, kind, _id in some}) for entry in wanted_entries(
            session, _sources[kind], [subject for _moment, one, subject in some if one == kind]).values()]
        add(session, sorted(entries, key=lambda entry: entry.happened_at))
        count += len(entries)
        session.expunge_all()
        tick(len(some))
    return count


def differences(session: Session) -> Iterator[str]:
    """Where the index and what the packages say differ: 'missing', 'too much', or 'without words', with the row."""
    for source in _sources.values():
        known = session.scalars(select(SearchEntry.subject_id).where(SearchEntry.kind == source.kind)).all()
        ids = sorted({*known, *(row[0] for row in session.execute(source.subjects))})
        for some in _chunks(ids):
            wanted, there = wanted_entries(session, source, some), stored_entries(session, source, some)
            without = word_table(session).without_words(session, list(there.values()))
            yield from (f"missing: {_name(row)}" for row in wanted if row not in there)
            yield from (f"too much: {_name(row)}" for row in there if row not in wanted)
            yield from (f"without words: {_name(row)}" for row, entry_id in there.items() if entry_id in without)
        session.expunge_all()


def _name(row: tuple[Any, ...]) -> str:
    named = dict(zip(_COLUMNS, row, strict=True))
    return " ".join(str(named[name]) for name in ("kind", "subject_id", "part", "audience") if named[name] != "")


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
