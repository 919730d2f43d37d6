"""The limit of storing: Flask and the bare database driver, one insert and one counter in a transaction, writers in line behind a file lock.

No log-in, no CSRF token, no validation. FULL: what is answered has reached the disk.
"""

import fcntl
import os
import sqlite3
import threading

from flask import Flask, request

PATH = os.environ["BARE_DATABASE"]
app = Flask(__name__, static_folder=None)
local = threading.local()


def connection() -> sqlite3.Connection:
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(PATH, isolation_level=None, timeout=30)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            local.connection.execute(f"PRAGMA {pragma}")
        local.turn = open(f"{PATH}.turn", "w")
    return local.connection


with sqlite3.connect(PATH) as first:
    first.execute("CREATE TABLE IF NOT EXISTS comment (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    first.execute("CREATE TABLE IF NOT EXISTS counter (id INTEGER PRIMARY KEY, count INTEGER NOT NULL)")
    first.execute("INSERT OR IGNORE INTO counter VALUES (1, 0)")


@app.post("/comment")
def comment() -> tuple[str, int]:
    database = connection()
    fcntl.flock(local.turn, fcntl.LOCK_EX)
    try:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO comment (text) VALUES (?)", [request.form["text"]])
        database.execute("UPDATE counter SET count = count + 1")
        database.execute("COMMIT")
    finally:
        fcntl.flock(local.turn, fcntl.LOCK_UN)
    return "", 303


@app.get("/stored")
def stored() -> dict[str, int]:
    return {"stored": connection().execute("SELECT count FROM counter").fetchone()[0]}
