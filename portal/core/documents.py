"""Files that people send in: known by their content, kept under a name that nobody chose, given out as downloads.

The bytes lie in a store (a folder, or S3 by DOCUMENTS_URL); a row says what they are. Who may see a document is for the
package that holds it: it asks its own permission and then calls `download`.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import filetype
import obstore
from flask import Response, current_app, request
from obstore.store import LocalStore, from_url
from sqlalchemy import CheckConstraint, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.database import Base, Immutable, afterwards
from portal.core.errors import Refused
from portal.core.logs import security

MAX_BYTES = 10 * 1024 * 1024
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
}
"""What may be sent in, by the ending that the content has: no macros, nothing that runs in a browser."""
MESSAGE = "txt"
"""The ending of an e-mail message as it was received. Nobody can send one in as a file."""


class Document(Immutable, Base):
    """A file as it was received. `key` is its name in the store; `file_name` what the sender called it, cleaned."""

    __tablename__ = "document"
    __table_args__ = (CheckConstraint("size > 0", name="is_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    file_name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file whose content was looked at: its clean name, its kind and its bytes."""

    file_name: str
    ending: str
    content: bytes

    @classmethod
    def of(cls, file_name: str, content: bytes) -> "Upload":
        """Raises Refused for an empty or large file, and for a kind that is not taken, whatever its name says."""
        if not content:
            raise Refused("document:empty")
        if len(content) > MAX_BYTES:
            raise Refused("document:too-large", most=MAX_BYTES // (1024 * 1024))
        ending = filetype.guess_extension(content)
        if ending not in KINDS:
            raise Refused("document:kind")
        return cls(_clean(file_name, ending), ending, content)


def _clean(name: str, ending: str) -> str:
    # The last part of a path, in letters that any disk and any header can hold, with the ending of its content.
    last = re.split(r"[/\\]", unicodedata.normalize("NFKC", name))[-1]
    stem = re.sub(r"[^\w .()-]+", "-", last.rsplit(".", 1)[0]).strip(" .-")[:80]
    return f"{stem or 'document'}.{ending}"


def keep(session: Session, upload: Upload, *, now: datetime) -> Document:
    """Put the bytes in the store and a row beside them. Bytes of a transaction that failed are nobody's."""
    key = secrets.token_hex(24)
    obstore.put(_store(), key, upload.content, mode="create")
    media_type = "text/plain" if upload.ending == MESSAGE else KINDS[upload.ending]
    document = Document(key=key, file_name=upload.file_name, media_type=media_type, size=len(upload.content),
                        sha256=hashlib.sha256(upload.content).hexdigest(), received_at=now)
    session.add(document)
    session.flush()
    return document


def content_of(document: Document) -> bytes:
    return bytes(obstore.get(_store(), document.key).bytes())


def stored(key: str) -> bytes | None:
    """The bytes under this name in the store, for a backup; None where there are none."""
    try:
        return bytes(obstore.get(_store(), key).bytes())
    except FileNotFoundError:
        return None


def put_back(key: str, content: bytes) -> None:
    """Bytes out of a backup, under the name that they had."""
    obstore.put(_store(), key, content)


def stored_keys() -> Iterator[str]:
    """The names of everything in the store."""
    for some in obstore.list(_store()):
        yield from (one["path"] for one in some)


def forget(session: Session, ids: Collection[int]) -> None:
    """Remove documents that nothing points at any more: the rows now, the bytes once that is stored."""
    keys = list(session.scalars(select(Document.key).where(Document.id.in_(ids))))
    session.execute(delete(Document).where(Document.id.in_(ids)))
    if keys:
        afterwards(session, lambda: obstore.delete(_store(), keys))


def download(document: Document) -> Response:
    """The file as an attachment: never opened on our pages, never kept by a cache."""
    if getattr(current_app.view_functions[request.endpoint or ""], "access", "public") != "public":
        security("download", document=document.id)
    answer = Response(content_of(document), content_type=document.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=document.file_name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _store() -> Any:
    return _open(current_app.config["DOCUMENTS_URL"])


@cache
def _open(url: str) -> Any:
    return from_url(url) if "://" in url else LocalStore(url, mkdir=True)
