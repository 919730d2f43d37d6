"""`flask restore`: a backup into an empty installation, compared with what it should be before it counts.

Nothing is changed before the whole file was read and found good. The rows come in one transaction, which is committed only when
every table reads back as it was written. Then the database is brought to this portal's version and the index of the search made anew.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Table, func, insert, inspect, select, text

from portal.core import documents, indexing
from portal.core.database import UNMARKED, db, transaction
from portal.hosting.backup import FORMAT, MANIFEST, document_file, table_file
from portal.hosting.rows import AT_ONCE, VERSIONS, Tally, lines, row_of, tables

MAX_MANIFEST = 64 * 1024 * 1024


class Unusable(Exception):
    """This file cannot be restored here; the sentence says why. Nothing was changed in the database."""


def restore_backup(path: Path) -> dict[str, Any]:
    """Fill the empty installation with what the file holds; answers its manifest. Raises Unusable."""
    try:
        with zipfile.ZipFile(path) as held:
            manifest = checked(held)
            _must_be_empty(manifest)
            _migrate(manifest["revision"])
            _put_documents(held, manifest)
            with transaction() as work:
                work.session.info[UNMARKED] = True
                _fill(held, work.session.connection(), manifest)
    except zipfile.BadZipFile as wrong:
        raise Unusable(f"{path} is damaged, or no backup: {wrong}") from wrong
    _migrate("heads")
    with transaction() as work:
        indexing.rebuild(work.session)
    return manifest


def checked_file(path: Path) -> dict[str, Any]:
    """The manifest of a file that is whole. Raises Unusable."""
    try:
        with zipfile.ZipFile(path) as held:
            return checked(held)
    except zipfile.BadZipFile as wrong:
        raise Unusable(f"{path} is damaged, or no backup: {wrong}") from wrong


def checked(held: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, after every byte of the file was compared with it. Raises Unusable."""
    if MANIFEST not in held.namelist() or held.getinfo(MANIFEST).file_size > MAX_MANIFEST:
        raise Unusable("this file is no backup of the portal: it has no manifest")
    manifest: dict[str, Any] = json.loads(held.read(MANIFEST))
    if manifest.get("format") != FORMAT:
        raise Unusable(f"format {manifest.get('format')} of this backup is not known here: use the portal that made it ({manifest.get('portal')})")
    for name, table in manifest["tables"].items():
        if _tallied(_lines_of(held, name)) != {key: table[key] for key in ("rows", "sha256")}:
            raise Unusable(f"table {name} in this file is not what was written")
    for key, sha256 in manifest["documents"].items():
        if hashlib.sha256(held.read(document_file(key))).hexdigest() != sha256:
            raise Unusable(f"document {key} in this file is not what was written")
    return manifest


def _lines_of(held: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with held.open(table_file(name)) as member:
            yield from (line.rstrip(b"\n") for line in member)
    except KeyError:
        raise Unusable(f"table {name} is not in this file") from None


def _tallied(some: Iterator[bytes]) -> dict[str, Any]:
    tally = Tally()
    for _line in tally.counted(some):
        pass
    return tally.said


def _must_be_empty(manifest: dict[str, Any]) -> None:
    """Raises Unusable where there is anything that a restore would write over."""
    with db.engine.connect() as connection:
        found = tables(connection)
        filled = [name for name, table in found.items() if connection.scalar(select(func.count()).select_from(table))]
        has_version = inspect(connection).has_table(VERSIONS)
        revision = connection.scalar(text(f"SELECT version_num FROM {VERSIONS}")) if has_version else None  # noqa: S608
    if filled:
        raise Unusable(f"this installation is not empty: there are rows in {', '.join(filled[:5])}. Restore into an empty database")
    if found and revision != manifest["revision"]:
        raise Unusable(f"the tables here are of version {revision}, those of the backup of {manifest['revision']}: "
                       "restore into a database without tables")
    if strange := next((key for key in documents.stored_keys() if key not in manifest["documents"]), None):
        raise Unusable(f"the store of documents is not empty: {strange} is not in the backup. Restore into an empty folder")


def _migrate(revision: str) -> None:
    # In a context of its own: its end lets go of the connection that the migrations ran on.
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.app_context():
        app.extensions["alembic"].upgrade(revision)


def _put_documents(held: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    for key, sha256 in manifest["documents"].items():
        documents.put_back(key, held.read(document_file(key)))
        if hashlib.sha256(documents.stored(key) or b"").hexdigest() != sha256:
            raise Unusable(f"document {key} does not come back from the store as it was put there")
    for key in manifest.get("apart", []):
        documents.set_apart(key)


def _fill(held: zipfile.ZipFile, connection: Connection, manifest: dict[str, Any]) -> None:
    found = tables(connection)
    if strange := set(manifest["tables"]) ^ set(found):
        raise Unusable(f"the backup and the database have other tables: {', '.join(sorted(strange))}")
    with _in_any_order(connection):
        for name, said in manifest["tables"].items():
            _fill_table(connection, found[name], said["columns"], _lines_of(held, name))
    _go_on_counting(connection, found)
    for name, said in manifest["tables"].items():
        if _tallied(lines(connection, found[name])) != {key: said[key] for key in ("rows", "sha256")}:
            raise Unusable(f"table {name} does not read back as it was written; nothing was kept")


def _fill_table(connection: Connection, table: Table, columns: list[str], some: Iterator[bytes]) -> None:
    rows = (row_of(line, table, columns) for line in some)
    while batch := list(islice(rows, AT_ONCE)):
        connection.execute(insert(table), batch)


@contextmanager
def _in_any_order(connection: Connection) -> Iterator[None]:
    """Rows may name rows that come later; at the end all must be there."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # until this transaction is committed
        yield
        return
    # What PostgreSQL's own restore does: the database's owner may take constraints off and put them back.
    constraints = connection.execute(text(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2")).all()
    for table, name, _definition in constraints:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in constraints:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _go_on_counting(connection: Connection, found: dict[str, Table]) -> None:
    """New rows get numbers after the last one. SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for name, table in found.items():
        sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name}) if "id" in table.columns else None
        if sequence:
            connection.execute(text(f"SELECT setval(:sequence, max(id)) FROM {name} HAVING max(id) IS NOT NULL"),  # noqa: S608
                               {"sequence": sequence})
