"""Answers that are kept in the memory of one process: how they are stored compressed, found, sent, and thrown away when room is short.

Knows nothing of Flask or of the portal; `keeping.py` decides what is kept and how long it holds.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TypeAlias

import brotli
from werkzeug.datastructures import Headers
from werkzeug.http import http_date, is_resource_modified, parse_accept_header

Key: TypeAlias = tuple[str, str, str]
"""Path, query and language: all that an answer to a reader without a session depends on."""
OWN = frozenset({"content-length", "content-encoding", "etag", "last-modified", "set-cookie", "date", "x-request-id"})
"""Headers that belong to one answer, not to the page."""
SMALL = 500
"""Bytes below which compressing gains nothing."""
OVERHEAD = 2_000
"""Bytes that a kept answer takes beside its bodies."""


@dataclass(frozen=True, slots=True)
class Validity:
    """While the mark is this one and the clock between these two, a fresh answer would be the same."""

    mark: int
    since: datetime
    until: datetime

    def holds(self, mark: int | None, now: datetime) -> bool:
        return mark == self.mark and self.since <= now < self.until


@dataclass(slots=True)
class Kept:
    """An answer with status 200, ready to be sent: the bytes, and once somebody took them so, the compressed bytes."""

    endpoint: str
    headers: list[tuple[str, str]]
    body: bytes
    validity: Validity
    made_at: datetime
    tag: str = ""
    compressed: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.headers = [(name, value) for name, value in self.headers if name.lower() not in OWN]
        # Weak: the same page, whether it travels compressed or not.
        self.tag = f'W/"{hashlib.sha256(self.body).hexdigest()[:24]}"'

    @property
    def size(self) -> int:
        return OVERHEAD + len(self.body) + sum(map(len, self.compressed.values()))

    def as_accepted(self, accepted: str) -> tuple[str, bytes]:
        """The coding that the reader takes, the smallest first, and the bytes in it."""
        coding = coding_for(accepted) if len(self.body) >= SMALL else ""
        if not coding:
            return "", self.body
        if coding not in self.compressed:
            self.compressed[coding] = brotli.compress(self.body, quality=5) if coding == "br" else gzip.compress(self.body, 6, mtime=0)
        return coding, self.compressed[coding]

    def answer(self, environ: dict[str, str], now: datetime) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and body for this reader; 304 without a body to who has the page. `now` in the time of the world."""
        # A date has no parts of seconds: a page of this very second could be followed by another one of the same date.
        dated = self.made_at.replace(microsecond=0) if now.replace(microsecond=0) > self.made_at else None
        headers = [*self.headers, ("ETag", self.tag)]
        if dated:
            headers.append(("Last-Modified", http_date(dated)))
        if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and not is_resource_modified(
                environ, etag=self.tag, last_modified=dated):
            return "304 NOT MODIFIED", [pair for pair in headers if not pair[0].lower().startswith("content-")], b""
        coding, body = self.as_accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if coding:
            headers.append(("Content-Encoding", coding))
        headers.append(("Content-Length", str(len(body))))
        return "200 OK", headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body


def coding_for(accepted: str) -> str:
    """The best coding out of an Accept-Encoding header that a kept answer has, or none."""
    if not accepted:
        return ""
    offered = dict(parse_accept_header(accepted.lower()))
    return next((coding for coding in ("br", "gzip") if offered.get(coding, offered.get("*", 0)) > 0), "")


def varying(headers: Headers, names: Iterable[str]) -> None:
    """Add to Vary what is not yet in it."""
    found = [name.strip() for name in headers.get("Vary", "").split(",") if name.strip()]
    known = {name.lower() for name in found}
    headers["Vary"] = ", ".join([*found, *(name for name in names if name.lower() not in known)])


class Room:
    """Kept answers up to a number of bytes; the one that was asked for longest ago goes first. Safe under threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._held: OrderedDict[Key, Kept] = OrderedDict()
        self._counted: dict[Key, int] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._held)

    @property
    def bytes(self) -> int:
        return sum(self._counted.values())

    def find(self, key: Key) -> Kept | None:
        with self._lock:
            kept = self._held.get(key)
            if kept is not None:
                self._held.move_to_end(key)
            return kept

    def put(self, key: Key, kept: Kept) -> None:
        """Keep this, in the place of what had its key. What would take a quarter of the room alone is not kept."""
        with self._lock:
            self._drop(key)
            if kept.size > self.most // 4:
                return
            self._held[key] = kept
            self._counted[key] = kept.size
            self._make_room()

    def weigh(self, key: Key, kept: Kept) -> None:
        """Count anew what has grown since it was put here."""
        if self._counted.get(key) == kept.size:
            return
        with self._lock:
            if self._held.get(key) is kept:
                self._counted[key] = kept.size
                self._make_room()

    def drop(self, key: Key) -> None:
        with self._lock:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        self._held.pop(key, None)
        self._counted.pop(key, None)

    def _make_room(self) -> None:
        while self.bytes > self.most:
            self._drop(next(iter(self._held)))
