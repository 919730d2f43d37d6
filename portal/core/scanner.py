"""Looks for malware with clamd, in its own protocol (INSTREAM) and at CLAMD_URL. Without that setting nothing is looked for.

Whoever asks waits SECONDS at most. A scanner that gives no answer in time, or another one than yes or no, is Unavailable.
"""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from urllib.parse import urlsplit

from flask import current_app

SECONDS = 20.0
"""For one file of any size, connecting included."""
HELLO_SECONDS = 2.0
PORT = 3310
CHUNK = 64 * 1024
MOST_ANSWER = 4096
TEST_FILE = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner calls malware and is none (eicar.org); in two pieces, or it would find this file."""


class Unavailable(Exception):
    """Whether there is malware in it cannot be said now."""


class TooLarge(Unavailable):
    """The scanner does not take this much (its setting StreamMaxLength): asking again later helps nothing."""


def is_set() -> bool:
    return bool(current_app.config["CLAMD_URL"])


def malware_in(content: bytes) -> str:
    """What the scanner calls the malware that it found; empty when it found none. Raises Unavailable."""
    said = _asked(b"zINSTREAM\0", _pieces(content), SECONDS)
    if said == "stream: OK":
        return ""
    if said.endswith(" FOUND"):
        return re.sub(r"[^\w.:/()-]+", "-", said.removeprefix("stream: ").removesuffix(" FOUND"))[:100].strip("-") or "malware"
    raise (TooLarge if "size limit exceeded" in said else Unavailable)(said[:100])


def answers() -> bool:
    """Whether somebody is at home there."""
    try:
        return _asked(b"zPING\0", [], HELLO_SECONDS) == "PONG"
    except Unavailable:
        return False


def _pieces(content: bytes) -> Iterator[bytes]:
    """Each piece behind its length; a piece of nothing ends it."""
    for start in range(0, len(content), CHUNK):
        piece = content[start:start + CHUNK]
        yield len(piece).to_bytes(4, "big") + piece
    yield bytes(4)


def _asked(command: bytes, pieces: Iterator[bytes] | list[bytes], seconds: float) -> str:
    until = monotonic() + seconds
    try:
        with _line(until) as line:
            _send(line, [command], until)
            with suppress(BrokenPipeError, ConnectionResetError):  # it has read enough: why, it says
                _send(line, pieces, until)
            return _answer(line, until)
    except OSError as wrong:
        raise Unavailable(type(wrong).__name__) from None


@contextmanager
def _line(until: float) -> Iterator[socket.socket]:
    url = urlsplit(current_app.config["CLAMD_URL"])
    line = socket.socket(socket.AF_UNIX) if url.scheme == "unix" else None
    if line is None:
        line = socket.create_connection((url.hostname or "", url.port or PORT), timeout=_left(until))
    with line:
        if url.scheme == "unix":
            line.settimeout(_left(until))
            line.connect(url.path)
        yield line


def _send(line: socket.socket, pieces: Iterator[bytes] | list[bytes], until: float) -> None:
    for piece in pieces:
        line.settimeout(_left(until))
        line.sendall(piece)


def _answer(line: socket.socket, until: float) -> str:
    said = b""
    while b"\0" not in said and len(said) < MOST_ANSWER:
        line.settimeout(_left(until))
        if not (more := line.recv(MOST_ANSWER)):
            break
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _left(until: float) -> float:
    """Seconds; raises TimeoutError when there are none."""
    if (left := until - monotonic()) <= 0:
        raise TimeoutError
    return left
