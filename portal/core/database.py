"""Tables, types and the one transaction.

Reading needs no ceremony: `db.session`. Writing happens in `transaction()` and nowhere else; it takes the
writers' turn before it looks at anything, so that what a verb checks is what is true when it writes.
"""

import fcntl
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from flask import has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    Text,
    UnaryExpression,
    event,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, MappedColumn, Session, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.types import DateTime, TypeDecorator

from portal.core import clock
from portal.core.errors import AlreadyDone, InDoubt

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. Refuses naive values: SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        # In one step: a page of reactions reads some seven thousand of these, most of them empty. PostgreSQL answers in UTC (`prepare_engine`).
        return _from_text if dialect.name == "sqlite" else None


def _from_text(value: str | None) -> datetime | None:
    # The zone is read along: to put it in afterwards takes five times as long as reading the instant.
    return None if value is None else datetime.fromisoformat(value + "+00:00")


E = TypeVar("E", bound=StrEnum)


class Codes(TypeDecorator[frozenset[E]], Generic[E]):
    """A small set of codes in one column, as ",a,b,": sorted, so that equal sets are equal rows."""

    impl = String(200)
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: frozenset[E] | None, dialect: Dialect) -> str:
        return "".join(f",{code.value}" for code in sorted(value or ())) + ","

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], frozenset[E]]:
        # The same few sets come by thousands: they are frozen, so all rows can share one.
        return lru_cache(maxsize=1024)(self._read)

    def _read(self, value: str | None) -> frozenset[E]:
        return frozenset(self.kind(code) for code in (value or "").split(",") if code)


class Words(TypeDecorator[tuple[str, ...]]):
    """A few identifiers in one column, as ",a,b,": in their own order, and found by ",a,"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        return "".join(f",{word}" for word in value or ()) + ","

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return tuple(word for word in (value or "").split(",") if word)


class _Coded(Enum):
    """Members out of values by one look-up: a page of reactions reads some five thousand of them, most of them empty."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        assert self.enum_class  # noqa: S101 - `coded` gives one
        return {None: None, **{member.value: member for member in self.enum_class}}.__getitem__


def coded(kind: type[StrEnum], name: str = "") -> Enum:
    """A column type for a StrEnum: its values, held by a CHECK constraint. A second column of this kind needs a `name`."""
    name = name or "".join(f"_{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("_")
    return _Coded(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime, str: Text, dict[str, Any]: JSON, list[Any]: JSON}


class HandledForm(Base):
    """A form that was carried out, by the key it was rendered with, so that a double click does nothing twice."""

    __tablename__ = "handled_form"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    location: Mapped[str]
    handled_at: Mapped[datetime]


class PublicationMark(Base):
    """One row with a number that every committed turn of a writer replaces: as long as it stands, the public sees the same."""

    __tablename__ = "publication_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[int] = mapped_column(BigInteger)


TURNS = "turns a page"


def turning(**options: Any) -> MappedColumn[Any]:
    """A column of instants at which a public page changes by itself, other than at midnight: no kept page outlives the next one."""
    return mapped_column(info={TURNS: True}, **options)


class Immutable:
    """Marks rows that are written once: versions, ballots, audit entries. A change raises RuntimeError."""


# Kept as compiled: all that the pages of a portal ask, which is more than the 500 that the library keeps by itself.
db = SQLAlchemy(engine_options={"query_cache_size": 2500})


@dataclass
class Work:
    """What an act gets from its transaction: the session, the one `now`, and where to go afterwards."""

    session: Session
    now: datetime
    location: str = ""


@contextmanager
def transaction(once: str | None = None) -> Iterator[Work]:
    """Take the writers' turn, begin, hand out one `now`, commit; any exception undoes everything.

    `once` is the key of the form being handled; a second time raises AlreadyDone with the first one's location.
    Objects that were read before are read again: their state under the lock is what counts.
    """
    if has_request_context() and request.method in SAFE_METHODS:
        raise RuntimeError("a read may not write")
    session = db.session
    session.rollback()
    with _turn(session.get_bind()):
        session.info["writing"] = True
        try:
            session.connection(execution_options={"writes": True})
            work = Work(session, clock.now())
            _claim(work, once)
            session.info["afterwards"] = []
            yield work
            if once:
                session.execute(update(_HANDLED).where(HandledForm.key == once).values(location=work.location))
            _commit(session)
            for act in session.info["afterwards"]:
                act()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["writing"] = False


@contextmanager
def joining() -> Iterator[Work]:
    """The transaction that is under way, or else one of its own: for what is called from both."""
    if db.session.info.get("writing"):
        yield Work(db.session, clock.now())
        return
    with transaction() as work:
        yield work


def afterwards(session: Session, act: Callable[[], None]) -> None:
    """Once this transaction is stored, and not when it is undone."""
    session.info.setdefault("afterwards", []).append(act)


@contextmanager
def aside() -> Iterator[Connection]:
    """A short write of its own beside whatever the request does: a count that stays when the act fails. Not inside a transaction."""
    with _turn(db.engine), db.engine.execution_options(writes=True).begin() as connection:
        yield connection


def _commit(session: Session) -> None:
    """Store it. Raises InDoubt when the database goes away between the question and its answer."""
    session.flush()
    try:
        session.commit()
    except DBAPIError as lost:
        if lost.connection_invalidated:
            raise InDoubt from lost
        raise


def _claim(work: Work, once: str | None) -> None:
    """The form with this key is ours. Who sent it at the same moment waits here until this is stored, and then raises AlreadyDone."""
    if not once:
        return
    row = {"key": once, "location": "", "handled_at": work.now}
    claim = _INSERT[work.session.get_bind().dialect.name](_HANDLED).values(row).on_conflict_do_nothing().returning(_HANDLED.c.key)
    if work.session.scalar(claim) is None:
        done = work.session.get(HandledForm, once)
        raise AlreadyDone(done.location if done else "")


_HANDLED: Any = HandledForm.__table__
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


CHANGES = "changes before"
UNMARKED = "tables of an older version"
"""In a session's info: this transaction fills tables that may be older than the mark."""
_RAISE = {name: text(f"INSERT INTO publication_mark (id, mark) SELECT 1, :mark WHERE {something_changed} "
                     "ON CONFLICT (id) DO UPDATE SET mark = excluded.mark")
          for name, something_changed in (("sqlite", "true"), ("postgresql", "pg_current_xact_id_if_assigned() IS NOT NULL"))}


@contextmanager
def _turn(bind: Engine | Connection) -> Iterator[None]:
    """SQLite's busy handler sleeps and retries without order, and starves; a file lock waits fairly."""
    path = bind.engine.url.database
    if bind.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    with Path(f"{path}.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def prepare_engine(engine: Engine) -> None:
    """WAL, foreign keys, and BEGIN IMMEDIATE for writers: a deferred BEGIN loses half of them to a locked database.

    PostgreSQL answers with instants in UTC, and compiles no plans: that takes longer than any query of ours.
    """
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _in_utc_without_compiler)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.info[CHANGES] = _changes(connection)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _changes(connection: Connection) -> int:
    """How many rows this connection to SQLite has changed since it was opened."""
    raw: Any = connection.connection.dbapi_connection
    return int(raw.total_changes)


def _in_utc_without_compiler(connection: Any, _record: object) -> None:
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET jit = off")
    connection.commit()


@event.listens_for(Session, "before_commit")
def _raise_mark(session: Session) -> None:
    """Last of all, so that who waits for this row holds nothing that anybody else still needs. Who changed nothing raises nothing."""
    if not session.info.get("writing") or session.in_nested_transaction() or session.info.pop(UNMARKED, False):
        return
    session.flush()
    connection = session.connection()
    if connection.dialect.name == "postgresql" or _changes(connection) != connection.info[CHANGES]:
        connection.execute(_RAISE[connection.dialect.name], {"mark": secrets.randbits(62)})


@event.listens_for(Session, "before_flush")
def _only_in_transactions(session: Session, _context: object, _instances: object) -> None:
    changed = bool(session.new or session.deleted or any(session.is_modified(row) for row in session.dirty))
    if changed and not session.info.get("writing"):
        raise RuntimeError("writes happen inside transaction()")


@event.listens_for(Session, "before_flush")
def _versions_stay(session: Session, _context: object, _instances: object) -> None:
    for row in session.dirty:
        if isinstance(row, Immutable) and session.is_modified(row):
            raise RuntimeError(f"{type(row).__name__} is never changed")
    for row in session.deleted:
        if isinstance(row, Immutable):
            raise RuntimeError(f"{type(row).__name__} is never removed")


class _OnlyCompared(UnaryExpression[int]):
    inherit_cache = True


@compiles(_OnlyCompared, "postgresql")
def _as_it_stands(element: _OnlyCompared, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.element, **options)


def only_compared(column: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[int]:
    """A column by which rows are told apart and not sought: SQLite chooses no index for its sake, for the question begins elsewhere.

    PostgreSQL keeps count of what its tables hold, and finds that out for itself.
    """
    return _OnlyCompared(column.expression, operator=custom_op("+"), type_=column.type)


def lock(session: Session, row: Base) -> None:
    """Hold this row for the rest of the transaction and read it afresh (PostgreSQL; SQLite writers already queue)."""
    # Of this table alone: what was joined when the row was found is joined again, and PostgreSQL cannot lock that.
    session.refresh(row, with_for_update={"of": type(row)})


__all__ = ["Base", "Codes", "HandledForm", "Immutable", "PublicationMark", "UTCDateTime", "Words", "Work", "afterwards", "aside", "coded", "db",
           "joining", "lock", "only_compared", "prepare_engine", "transaction", "turning"]
