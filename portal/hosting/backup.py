"""`flask backup`: everything in one file, as it was at one instant, while everybody goes on.

A zip file: `manifest.json`, a file of rows per table, and every document that those rows know. Rows are read in one transaction
that sees one state (SQLite: a reader beside the writers; PostgreSQL: REPEATABLE READ). Documents never change and are stored before
their row, so that whatever the rows name is there.
"""

import hashlib
import hmac
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Table, select, text

from portal.core import clock, documents
from portal.core.database import db
from portal.hosting.rows import VERSIONS, Tally, lines, tables

FORMAT = 1
MANIFEST = "manifest.json"
DOCUMENT_TABLE = "document"


def table_file(name: str) -> str:
    return f"tables/{name}.jsonl"


def document_file(key: str) -> str:
    return f"documents/{key}"


def key_check() -> str:
    """Tells whether a restored portal has the same secret, and nothing else about it."""
    config = current_app.config
    secret = config["SECRET_KEY"] + (config["TOTP_SECRET"] or "")
    return hmac.new(secret.encode(), b"the secret of a backup", hashlib.sha256).hexdigest()[:16]


def write_backup(path: Path) -> tuple[dict[str, Any], list[str]]:
    """Make the file, readable by its owner alone; answers its manifest and the keys of documents that were not there.

    Raises FileExistsError rather than writing over something. Until it is whole, the file has another name.
    """
    if path.exists():
        raise FileExistsError(path)
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out, _snapshot() as connection:
                manifest, missing = _fill(out, connection)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest, missing


def last_backup() -> datetime | None:
    """When the last whole backup of this installation was made, as far as it was made here."""
    try:
        return datetime.fromisoformat(_mark().read_text())
    except (OSError, ValueError):
        return None


def note_backup() -> None:
    """Remember that a whole backup was made now, beside the database: where it is restored, it was not made."""
    with suppress(OSError):  # the backup is what counts; `flask check` tells that the mark is old
        _mark().write_text(clock.now().isoformat())


def _mark() -> Path:
    return Path(current_app.instance_path, "last-backup")


@contextmanager
def _snapshot() -> Iterator[Connection]:
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with db.engine.connect() as connection:
        yield connection.execution_options(**options) if db.engine.dialect.name == "postgresql" else connection


def _fill(out: zipfile.ZipFile, connection: Connection) -> tuple[dict[str, Any], list[str]]:
    revision = connection.scalar(text(f"SELECT version_num FROM {VERSIONS}"))  # noqa: S608 - the first look: from here on nothing changes
    made_at, found = clock.actual(), tables(connection)
    manifest: dict[str, Any] = {
        "format": FORMAT, "portal": current_app.config["VERSION"], "made_at": made_at.isoformat(timespec="seconds"), "revision": revision,
        "database": connection.dialect.name, "key_check": key_check(),
        "tables": {name: _write_table(out, connection, table) for name, table in found.items()}}
    manifest["documents"], missing = _write_documents(out, connection, found[DOCUMENT_TABLE])
    manifest["apart"] = [key for key in documents.keys_apart() if key in manifest["documents"]]
    out.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest, missing


def _write_table(out: zipfile.ZipFile, connection: Connection, table: Table) -> dict[str, Any]:
    tally = Tally()
    with out.open(table_file(table.name), "w", force_zip64=True) as member:
        for line in tally.counted(lines(connection, table)):
            member.write(line + b"\n")
    return {"columns": [column.name for column in table.columns], **tally.said}


def _write_documents(out: zipfile.ZipFile, connection: Connection, table: Table) -> tuple[dict[str, str], list[str]]:
    kept: dict[str, str] = {}
    missing: list[str] = []
    for key, sha256 in connection.execute(select(table.c.key, table.c.sha256).order_by(table.c.id)):
        content = documents.stored(key)
        if content is None or hashlib.sha256(content).hexdigest() != sha256:
            missing.append(key)
            continue
        out.writestr(document_file(key), content, zipfile.ZIP_STORED)
        kept[key] = sha256
    return kept, missing
