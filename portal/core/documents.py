"""Files that people send in: known by their content, kept under a name that nobody chose, given out as downloads.

The bytes lie in a store (a folder, or S3 by DOCUMENTS_URL); a row says what they are. Who may see a document is for the
package that holds it: it asks its own permission and then calls `download`. What the virus scanner found something in lies
apart in the store and is given to nobody (core/quarantine.py).
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

import filetype
import obstore
from flask import Response, current_app, request
from obstore.store import LocalStore, from_url
from sqlalchemy import CheckConstraint, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from portal.core.access import OUTSIDER, current_actor
from portal.core.database import Base, Immutable, afterwards, coded
from portal.core.errors import Refused
from portal.core.logs import security, security_afterwards

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
OTHER = "dat"
"""The ending of a file that nobody ever opens here: a spreadsheet that was refused."""
_UNOPENED = {MESSAGE: "text/plain", OTHER: "application/octet-stream"}
APART = "apart/"
"""Where the store holds what nobody gets."""


class Outcome(StrEnum):
    """What the virus scanner says of a file."""

    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"


@dataclass(frozen=True, slots=True)
class Scan:
    """What the scanner said just now; `malware` is its name for what it found."""

    outcome: Outcome
    malware: str = ""


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
    check: Mapped["DocumentCheck | None"] = relationship(lazy="joined", viewonly=True)

    @property
    def is_waiting(self) -> bool:
        """The scanner has not answered yet."""
        return self.check is not None and self.check.outcome == Outcome.WAITING

    @property
    def is_infected(self) -> bool:
        return self.check is not None and self.check.outcome == Outcome.INFECTED

    @property
    def can_be_read(self) -> bool:
        """By whoever may: the scanner found nothing, or was never asked."""
        return not self.is_waiting and not self.is_infected


class DocumentCheck(Base):
    """What the scanner said of a document; without a row there was no scanner when it came.

    `person_*` and `acts_for_name`: who sent it, while that may be needed: not for what is clean. `refused`: the sender was told at
    the field, and nothing holds this document. `seen_*`: who of the municipality looked at it. `site`: where it came in, as the
    setting NETWORK says it.
    """

    __tablename__ = "document_check"
    __table_args__ = (CheckConstraint("(outcome = 'waiting') = (checked_at IS NULL)", name="waits_until_checked"),
                      CheckConstraint("(outcome = 'infected') = (length(malware) > 0)", name="infected_iff_named"))

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(coded(Outcome), index=True)
    malware: Mapped[str] = mapped_column(String(100), default="")
    checked_at: Mapped[datetime | None]
    refused: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int | None]
    person_name: Mapped[str] = mapped_column(default="")
    acts_for_name: Mapped[str] = mapped_column(default="")
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[str] = mapped_column(default="")
    site: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file whose content was looked at: its clean name, its kind and its bytes; `scan` is None where there is no scanner."""

    file_name: str
    ending: str
    content: bytes
    scan: Scan | None = None

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
        return cls(cleaned(file_name, ending), ending, content)


def cleaned(name: str, ending: str) -> str:
    """The last part of a path, in letters that any disk and any header can hold, with the ending of its content."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFKC", name))[-1]
    stem = re.sub(r"[^\w .()-]+", "-", last.rsplit(".", 1)[0]).strip(" .-")[:80]
    return f"{stem or 'document'}.{ending}"


def keep(session: Session, upload: Upload, *, now: datetime, refused: bool = False) -> Document:
    """Put the bytes in the store and a row beside them. Bytes of a transaction that failed are nobody's."""
    key, is_infected = secrets.token_hex(24), upload.scan is not None and upload.scan.outcome == Outcome.INFECTED
    obstore.put(_store(), f"{APART}{key}" if is_infected else key, upload.content, mode="create")
    media_type = _UNOPENED.get(upload.ending) or KINDS[upload.ending]
    document = Document(key=key, file_name=upload.file_name, media_type=media_type, size=len(upload.content),
                        sha256=hashlib.sha256(upload.content).hexdigest(), received_at=now)
    session.add(document)
    session.flush()
    if upload.scan is not None:
        _keep_scan(session, document, upload.scan, refused, now)
    return document


def _keep_scan(session: Session, document: Document, scan: Scan, refused: bool, now: datetime) -> None:
    who = OUTSIDER if scan.outcome == Outcome.CLEAN else current_actor()
    session.add(DocumentCheck(
        document_id=document.id, outcome=scan.outcome, malware=scan.malware, refused=refused, person_id=who.person_id,
        person_name=who.person_name, acts_for_name=who.acts_for_name, site=current_app.config["NETWORK"],
        checked_at=None if scan.outcome == Outcome.WAITING else now))
    session.flush()
    session.expire(document, ["check"])
    if scan.outcome == Outcome.INFECTED:
        security_afterwards(session, "malware", actor=who, outcome="refused" if refused else "apart", document=document.id)


def content_of(document: Document) -> bytes:
    """For whoever may read it. Raises Refused for what is not checked yet, or is kept apart."""
    if not document.can_be_read:
        raise Refused("document:infected" if document.is_infected else "document:waiting")
    return bytes(obstore.get(_store(), document.key).bytes())


def stored(key: str) -> bytes | None:
    """The bytes under this name in the store or apart in it, for a backup and for the scanner; None where there are none."""
    for place in (key, f"{APART}{key}"):
        with suppress(FileNotFoundError):
            return bytes(obstore.get(_store(), place).bytes())
    return None


def keys_apart() -> Iterator[str]:
    """The names of what lies where nobody gets it."""
    for some in obstore.list(_store(), prefix=APART.rstrip("/")):
        yield from (one["path"].removeprefix(APART) for one in some)


def set_apart(key: str) -> None:
    """From now on nobody gets these bytes; done already is done."""
    _move(key, f"{APART}{key}")


def bring_back(key: str) -> None:
    """The other way round."""
    _move(f"{APART}{key}", key)


def _move(here: str, there: str) -> None:
    with suppress(FileNotFoundError):
        obstore.rename(_store(), here, there)


def put_back(key: str, content: bytes) -> None:
    """Bytes out of a backup, under the name that they had."""
    obstore.put(_store(), key, content)


def stored_keys() -> Iterator[str]:
    """The names of everything in the store."""
    for some in obstore.list(_store()):
        yield from (one["path"].removeprefix(APART) for one in some)


def forget(session: Session, ids: Collection[int]) -> None:
    """Remove documents that nothing points at any more: the rows now, the bytes once that is stored."""
    keys = list(session.scalars(select(Document.key).where(Document.id.in_(ids))))
    session.execute(delete(DocumentCheck).where(DocumentCheck.document_id.in_(ids)))
    session.execute(delete(Document).where(Document.id.in_(ids)))
    if keys:
        afterwards(session, lambda: _delete([*keys, *(f"{APART}{key}" for key in keys)]))


def _delete(paths: list[str]) -> None:
    for path in paths:
        with suppress(FileNotFoundError):
            obstore.delete(_store(), path)


def download(document: Document) -> Response:
    """The file as an attachment: never opened on our pages, never kept by a cache. Raises Refused for what the scanner has not passed."""
    content = content_of(document)
    if getattr(current_app.view_functions[request.endpoint or ""], "access", "public") != "public":
        security("download", document=document.id)
    answer = Response(content, content_type=document.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=document.file_name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _store() -> Any:
    return _open(current_app.config["DOCUMENTS_URL"])


@cache
def _open(url: str) -> Any:
    return from_url(url) if "://" in url else LocalStore(url, mkdir=True)
