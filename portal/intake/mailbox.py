"""A mailbox over IMAP, as far as taking messages in needs it: what is there, each with its moment of arrival, and away with it.

A message leaves the box, or gets a mark where the server cannot move it, after the portal has committed it; never before.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

SECONDS = 30
"""How long a server may be silent."""
MARK = "$Ontwikkeltafel"
"""The mark of a message that was taken in and could not be moved."""


class MailboxError(Exception):
    """The mailbox cannot be used now. Says why, never with the password."""


@dataclass(frozen=True, slots=True)
class Found:
    """A message in the box: its number there, how large it is, when it arrived."""

    uid: str
    size: int
    arrived_at: datetime


@contextmanager
def opened(url: str) -> Iterator["Mailbox"]:
    """The box behind imaps://user:password@host:port/FOLDER; imap+tls:// begins in the open, imap:// stays there.

    Raises MailboxError for an address that is none, and for a server that does not answer or let us in.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("imaps", "imap+tls", "imap") or not parts.hostname or not parts.username:
        raise MailboxError("MAIL_IN_URL looks like imaps://user:password@host/INBOX")
    try:
        client = _connected(parts.scheme, parts.hostname, parts.port)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxError(f"{parts.hostname} does not answer: {type(error).__name__}") from None
    try:
        yield _entered(client, unquote(parts.username), unquote(parts.password or ""), unquote(parts.path.strip("/")) or "INBOX")
    except (OSError, imaplib.IMAP4.abort) as error:
        raise MailboxError(f"{parts.hostname} broke off: {type(error).__name__}") from None
    finally:
        _leave(client)


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=SECONDS)
    client = imaplib.IMAP4(host, port or 143, timeout=SECONDS)
    if scheme == "imap+tls":
        client.starttls(context)
    return client


def _entered(client: imaplib.IMAP4, user: str, password: str, folder: str) -> "Mailbox":
    try:
        client.login(user, password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise MailboxError("the server refused user and password") from None
    if client.select(_quoted(folder))[0] != "OK":
        raise MailboxError(f"there is no folder {folder}")
    return Mailbox(client)


def _leave(client: imaplib.IMAP4) -> None:
    try:
        client.logout()
    except (OSError, imaplib.IMAP4.error):
        client.shutdown()


class Mailbox:
    def __init__(self, client: imaplib.IMAP4) -> None:
        self.client = client
        # What a server can do it says in full after the log-in; the library remembers what it said before.
        self.can = set(b" ".join(line for line in client.capability()[1] if line).decode("ascii", "replace").upper().split())

    def messages(self) -> list[Found]:
        """Everything that was not taken in, by its arrival. What somebody read already counts too."""
        uids = self._ask("SEARCH", f"UNDELETED UNKEYWORD {MARK}")[0].split()
        found = []
        for start in range(0, len(uids), 200):
            some = b",".join(uids[start : start + 200]).decode()
            found += [one for line in self._ask("FETCH", some, "(UID RFC822.SIZE INTERNALDATE)") if (one := _found(line))]
        return sorted(found, key=lambda one: (one.arrived_at, int(one.uid)))

    def content(self, message: Found, most: int) -> bytes | None:
        """Its bytes, at most so many; None when it is gone. Reading leaves no trace."""
        part = "BODY.PEEK[]" if message.size <= most else f"BODY.PEEK[]<0.{most}>"
        rows = self._ask("FETCH", message.uid, f"({part})")
        return next((row[1] for row in rows if isinstance(row, tuple)), None)

    def put_away(self, message: Found, folder: str) -> None:
        """Into the folder, which is made when it is missing; without a folder or without the right to, a mark on it."""
        if folder and self._moved(message.uid, _quoted(folder)):
            return
        self.client.uid("STORE", message.uid, "+FLAGS.SILENT", f"(\\Seen {MARK})")

    def _moved(self, uid: str, folder: str) -> bool:
        for attempt in range(2):
            if "MOVE" in self.can:
                moved = self.client.uid("MOVE", uid, folder)[0] == "OK"
            else:
                moved = self.client.uid("COPY", uid, folder)[0] == "OK"
                if moved:
                    self.client.uid("STORE", uid, "+FLAGS.SILENT", "(\\Deleted)")
                    self._expunge(uid)
            if moved:
                return True
            if attempt == 0:
                self.client.create(folder)
        return False

    def _expunge(self, uid: str) -> None:
        # Without UIDPLUS an expunge would take what others marked as deleted: then it stays marked, and is not taken twice.
        if "UIDPLUS" in self.can:
            self.client.uid("EXPUNGE", uid)

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        status, answer = self.client.uid(command, *arguments)
        if status != "OK":
            raise MailboxError(f"the server refused {command}")
        return [row for row in answer if row is not None] or [b""]


def _found(line: bytes | tuple[bytes, bytes]) -> Found | None:
    text = (line[0] if isinstance(line, tuple) else line).decode("ascii", "replace")
    uid, size, day = (re.search(pattern, text) for pattern in (r"UID (\d+)", r"RFC822\.SIZE (\d+)", r'INTERNALDATE "([^"]+)"'))
    if not (uid and size and day):
        return None
    return Found(uid[1], int(size[1]), parsedate_to_datetime(day[1].strip().replace("-", " ", 2)).astimezone(UTC))


def _quoted(folder: str) -> str:
    """A folder's name as IMAP writes it: modified UTF-7 between quotes."""
    encoded = re.sub(r"[^\x20-\x7e]+", _shifted, folder.replace("&", "&-"))
    return '"' + encoded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(match: re.Match[str]) -> str:
    coded = match[0].encode("utf-7").decode("ascii").removeprefix("+").removesuffix("-")
    return f"&{coded.replace('/', ',')}-"
