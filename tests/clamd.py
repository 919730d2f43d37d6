"""A scanner that speaks clamd's protocol on a socket of its own: knows EICAR, takes so much and no more, and can be slow or broken."""

import socket
import threading
from contextlib import contextmanager, suppress

from portal.core.scanner import TEST_FILE as EICAR

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
INFECTED = PDF + EICAR
"""A file of a kind that the portal takes, with what every scanner knows in it."""


class Clamd:
    """`says`: an answer to everything instead of what it would say; None is silence. `seen`: what it was asked to look at."""

    def __init__(self, most=26_214_400):
        self.most, self.seen, self.says = most, [], ...
        self._silence = threading.Event()

    def serve(self, listener):
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def stop(self):
        self._silence.set()

    def _answer(self, line):
        with suppress(OSError), line, line.makefile("rb") as asked:  # who asked may be gone
            said = self._hear(asked)
            if said is None:
                self._silence.wait(30)  # until the test is over
            else:
                line.sendall(said)

    def _hear(self, asked):
        command = b""
        while not command.endswith(b"\0"):
            command += asked.read(1)
        if command == b"zPING\0":
            return None if self.says is None else b"PONG\0"
        assert command == b"zINSTREAM\0"
        content = bytearray()
        while size := int.from_bytes(asked.read(4), "big"):
            content += asked.read(size)
            if len(content) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(bytes(content))
        if self.says is not ...:
            return self.says
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@contextmanager
def running(app, monkeypatch, folder=None, **options):
    """The portal's scanner for this test: on TCP, or with a `folder` on a socket in it."""
    scanner = Clamd(**options)
    listener = socket.socket(socket.AF_UNIX if folder else socket.AF_INET)
    listener.bind(str(folder / "clamd.ctl") if folder else ("127.0.0.1", 0))
    listener.listen()
    monkeypatch.setitem(app.config, "CLAMD_URL", f"unix:{folder}/clamd.ctl" if folder else f"tcp://127.0.0.1:{listener.getsockname()[1]}")
    threading.Thread(target=scanner.serve, args=(listener,), daemon=True).start()
    try:
        yield scanner
    finally:
        scanner.stop()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def silent(app, monkeypatch):
    """A scanner that is set and not there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setitem(app.config, "CLAMD_URL", f"tcp://127.0.0.1:{free.getsockname()[1]}")
