"""From the bytes of a message to its words, its files and what they say about themselves (IN 6.2, 6.3).

Anything can come in: whatever is broken, too deep or in an unknown writing is read as well as it can be. Nothing here
raises, and no attachment is lost; the bytes themselves are kept elsewhere.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import collapse_rfc2231_value, getaddresses, parseaddr
from hashlib import sha256

from portal.core.documents import Scan
from portal.core.forms import tidy
from portal.intake.mail_html import text_of_html

MOST_DEEP = 300
"""Parts with parts of their own. Real messages have five; a bomb has thousands."""
MOST_HEADER = 2_000
_NOT_FOR_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Codecs that are no writing: slow, or they turn text into commands."""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment as it stands in the message; `scan` is what the virus scanner says of it."""

    name: str
    media_type: str
    content: bytes
    scan: Scan | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A message that was read. `headers`: names in small letters, each with all its values, decoded and in one line."""

    headers: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""
    files: tuple[File, ...] = ()
    media_types: frozenset[str] = frozenset()
    parameters: dict[str, str] = field(default_factory=dict)
    status: str = ""
    about: str = ""
    is_broken: bool = False

    def header(self, name: str) -> str:
        return next(iter(self.headers.get(name, ())), "")

    @property
    def subject(self) -> str:
        return self.header("subject")

    @property
    def sender(self) -> tuple[str, str]:
        """Name and address, when there is exactly one sender; the address may be anything."""
        found = _addresses(self.headers.get("from", []))
        return found[0] if len(found) == 1 else ("", "")

    @property
    def recipients(self) -> list[str]:
        """Every address that the message says it was sent to; where it was delivered comes first."""
        names = ("x-original-to", "delivered-to", "envelope-to", "to", "cc", "resent-to")
        return list(dict.fromkeys(address for name in names for _, address in _addresses(self.headers.get(name, []))))

    @property
    def message_id(self) -> str:
        return next(iter(message_ids(self.header("message-id"))), self.header("message-id"))[:500]

    @property
    def answers(self) -> list[str]:
        """The messages that this one answers, the nearest first."""
        earlier = message_ids(self.header("references"))
        return list(dict.fromkeys([*message_ids(self.header("in-reply-to")), *reversed(earlier)]))


def message_ids(text: str) -> list[str]:
    return re.findall(r"<[^<>\s]{1,500}>", text)


def identity_of(raw: bytes, parsed: Parsed) -> str:
    """What makes a message the same one: its Message-ID and sender, or without one its bytes.

    The sender is part of it, so that nobody keeps another's message out by using its Message-ID first.
    """
    if not parsed.message_id:
        return sha256(raw).hexdigest()
    return sha256(f"{parsed.message_id}\n{parsed.sender[1].casefold()}".encode("utf-8", "replace")).hexdigest()


def parse(raw: bytes) -> Parsed:
    """Read a message, however it is made."""
    try:
        return _parsed(raw)
    except Exception:  # noqa: BLE001 - the standard library's parser has no list of what it may raise
        head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        return Parsed(headers=_plain_headers(head), text=clean(decoded(body or raw, "")), is_broken=True)


def _parsed(raw: bytes) -> Parsed:
    if _depth(raw) > MOST_DEEP:
        raise ValueError("parts within parts within parts")
    message = BytesParser().parsebytes(raw.lstrip(b"\r\n\t ") if raw[:1].isspace() else raw)
    parts = list(_leaves(message))
    texts = list(_texts(message))
    status, about = _report(message)
    return Parsed(
        headers=_headers(message), text=clean("\n\n".join(text for text in texts if text.strip())),
        files=tuple(_files(parts)), media_types=frozenset(part.get_content_type() for part in message.walk()),
        parameters={name.casefold(): clean(str(collapse_rfc2231_value(value)))[:200] for name, value in _parameters(message)},
        status=status, about=about, is_broken=any(part.defects for part in message.walk()))


def _depth(raw: bytes) -> int:
    # Every level of a message states its own boundary; counting them is cheap, and parsing a bomb is not.
    return len(re.findall(rb"(?i)boundary\s*=|^content-type:\s*message/rfc822", raw))


def _parameters(message: Message) -> list[tuple[str, str | tuple[str | None, str | None, str]]]:
    found = [pair for part in message.walk() if part.get_content_type() in ("multipart/report", "text/calendar")
             for pair in (part.get_params() or [])[1:]]
    return [pair for pair in found if isinstance(pair[0], str)]


def clean(text: str) -> str:
    """Text that any database, page and eye can bear: no control characters, no half letters, no turned reading direction."""
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return str(tidy(whole))


def decoded(content: bytes, charset: str) -> str:
    """Bytes as text: in the writing that the message names, else as UTF-8, else as Windows wrote it."""
    for name in (charset.strip().strip("\"'"), "utf-8"):
        try:
            if name and codecs.lookup(name).name.replace("-", "_") not in _NOT_FOR_TEXT:
                return content.decode(name)
        except (LookupError, ValueError, TypeError):
            continue
    return content.decode("cp1252", "replace")


def _headers(message: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        found.setdefault(str(name).casefold(), []).append(header_text(str(value)))
    return found


def _plain_headers(head: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in re.sub(r"\n[ \t]+", " ", decoded(head, "")).split("\n"):
        name, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[!-9;-~]+", name):
            found.setdefault(name.casefold(), []).append(header_text(value))
    return found


def header_text(value: str) -> str:
    """A header in one line, whatever it was encoded in: a line break in it is a trick."""
    try:
        pieces = decode_header(_eight_bits(value.replace("\r", " ").replace("\n", " ")))
        text = "".join(piece if isinstance(piece, str) else decoded(piece, charset or "") for piece, charset in pieces)
    except (ValueError, LookupError):
        text = value
    return " ".join(clean(text).split())[:MOST_HEADER]


def _eight_bits(value: str) -> str:
    raw = value.encode("ascii", "surrogateescape") if any("\udc80" <= letter <= "\udcff" for letter in value) else None
    return value if raw is None else decoded(raw, "")


def _addresses(values: list[str]) -> list[tuple[str, str]]:
    try:
        found = getaddresses(values)
    except (ValueError, IndexError):
        found = [parseaddr(value) for value in values]
    return [(" ".join(name.split())[:200], address.strip()[:254]) for name, address in found if "@" in address]


def _leaves(message: Message) -> Iterator[Message]:
    # Depth first; parts of a message inside a message belong to it too.
    stack = [message]
    while stack:
        part = stack.pop()
        if part.is_multipart():
            stack.extend(reversed([each for each in part.get_payload() if isinstance(each, Message)]))
        else:
            yield part


def _is_file(part: Message) -> bool:
    if part.get_content_type() in ("message/delivery-status", "text/rfc822-headers"):
        return False
    is_text = part.get_content_maintype() == "text" and part.get_content_type() != "text/calendar"
    return part.get_content_disposition() == "attachment" or not is_text or bool(part.get_filename())


def _texts(part: Message) -> Iterator[str]:
    """What is to be read, in its order; of alternatives the plain one, unless that is empty."""
    kind = part.get_content_type()
    if not part.is_multipart():
        if not _is_file(part):
            yield _text(part)
        return
    inner = [each for each in part.get_payload() if isinstance(each, Message)]
    if kind == "multipart/alternative":
        yield next((text for each in _plain_first(inner) if (text := "\n\n".join(_texts(each))).strip()), "")
        return
    if kind == "multipart/report":
        inner = inner[:1]  # the machine's own words; the message that came back is no part of them
    for each in inner:
        if kind == "message/rfc822":
            yield _forwarded_head(each)
        yield from _texts(each)


def _plain_first(parts: list[Message]) -> list[Message]:
    return sorted(parts, key=lambda part: part.get_content_type() != "text/plain")


def _forwarded_head(message: Message) -> str:
    headers = _headers(message)
    lines = [f"{name.title()}: {headers[name][0]}" for name in ("from", "date", "to", "subject") if headers.get(name)]
    return "\n".join(["-----Original Message-----", *lines])


def _text(part: Message) -> str:
    text = decoded(_bytes(part), part.get_content_charset() or "")
    if part.get_content_type() == "text/html":
        return text_of_html(text)
    if str(part.get_param("format") or "").casefold() == "flowed":
        text = re.sub(r"(?m)(?<!^--) \r?\n(?![>\s])", " ", text)
    return text.replace("\x00", "")


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else str(payload or "").encode("utf-8", "replace")


def _files(parts: list[Message]) -> Iterator[File]:
    for part in [part for part in parts if _is_file(part)]:
        content = _bytes(part)
        if content or part.get_filename():
            yield File(_name_of(part), part.get_content_type(), content)


def _name_of(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        name = ""
    return header_text(name)[:200] or part.get_content_type().replace("/", ".")


def _report(message: Message) -> tuple[str, str]:
    """Of a message that came back: what the mail server says of it, and the headers of what it was about."""
    status, about = [], []
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            status += [str(block) for block in blocks] if isinstance(blocks, list) else [str(blocks)]
        elif part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            inner = part.get_payload()
            about += [_message_id_of(each) for each in inner if isinstance(each, Message)] if isinstance(inner, list) else [str(inner)]
    return clean("\n".join(status))[:10_000], clean("\n".join(about))[:10_000]


def _message_id_of(message: Message) -> str:
    return " ".join(str(value) for name, value in message.raw_items() if name.casefold() == "message-id")
