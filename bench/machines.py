"""Machines that may break: a PostgreSQL cluster of our own, a file of SQLite, a mail server that counts, and the portal beside them.

All of it listens on 127.0.0.1 on free ports, lies in one folder that is thrown away, and is ended by its own process ids.
"""

import contextlib
import glob
import os
import pwd
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from aiosmtpd.controller import Controller

from bench import machine

ROOT = Path(__file__).parents[1]
SECRET = "the-last-minute-the-last-minute-the-last-minute"
PORTAL = "https://tafel.zuid-limburg.example"


def free_port() -> int:
    """Below those that the system hands out to who connects: while ours restarts nobody else gets it."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as listening, contextlib.suppress(OSError):
            listening.bind(("127.0.0.1", port))
            return port


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def binaries() -> str | None:
    """Where PostgreSQL's own programs are, or None."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return str(Path(found[-1]).parent) if found else None


class PostgreSQL:
    """A cluster of its own, run by somebody who is not root; `restart` is a crash: `pg_ctl stop -m immediate` and a start."""

    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self.data, self.port, self.bin = folder / "cluster", free_port(), binaries()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self.data.mkdir()
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            for path in (folder, self.data):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()

    def _run(self, program: str, *words: str) -> None:
        # Its output goes to a file: the server that pg_ctl leaves behind would keep a pipe open for ever.
        as_whom = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        log = self.data.parent / "programs.log"
        with log.open("ab") as out:
            done = subprocess.run([*as_whom, f"{self.bin}/{program}", "-D", str(self.data), *words], stdin=subprocess.DEVNULL,
                                  stdout=out, stderr=out, timeout=120, cwd="/")
        if done.returncode:
            raise RuntimeError(f"{program}: {log.read_text()[-2000:]}")

    def start(self) -> None:
        self._run("pg_ctl", "-w", "-l", f"{self.data}/log", "-o", f"-p {self.port} -k {self.data} -h 127.0.0.1", "start")

    def crash(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")

    def restart(self, _portal: "Portal") -> None:
        self.crash()
        self.start()

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")


class SQLite:
    """A file. `restart`: another program holds the write lock for `held` seconds, then portal and all die and start again."""

    name = "SQLite"

    def __init__(self, folder: Path, held: float = 3) -> None:
        self.file, self.held = folder / "portal.sqlite", held
        self.url = f"sqlite:///{self.file}"

    def restart(self, portal: "Portal") -> None:
        other = sqlite3.connect(self.file, isolation_level=None, timeout=30)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(self.held)
        other.execute("ROLLBACK")
        other.close()
        portal.die()
        portal.start()

    def stop(self) -> None:
        pass


class Mailbox:
    """A mail server that counts how often each letter came."""

    def __init__(self) -> None:
        self.letters: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server = Controller(self, hostname="127.0.0.1", port=free_port())
        self._server.start()
        self.url = f"smtp://127.0.0.1:{self._server.port}"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - the name that the library asks for
        letter = next(line for line in envelope.content.splitlines() if line.lower().startswith(b"message-id:"))
        with self._lock:
            self.letters[letter.split(b":", 1)[1].strip().decode()] += 1
        return "250 OK"

    def stop(self) -> None:
        self._server.stop()


class Portal:
    """`python app.py` as it stands on a server: in production, behind one proxy, with several processes."""

    def __init__(self, folder: Path, database: str, mail: str, workers: int, program: str = "import app; app.serve()") -> None:
        self.port, self.log, self.program = free_port(), folder / "portal.log", program
        self.environment = {
            "PORTAL_ENV": "production", "SECRET_KEY": SECRET, "PUBLIC_URL": PORTAL, "TRUSTED_PROXIES": "1", "HOST": "127.0.0.1",
            "PORT": str(self.port), "WORKERS": str(workers), "DATABASE_URL": database, "MAIL_URL": mail,
            "MAIL_SENDER": "tafel@zuid-limburg.example", "INSTANCE": str(folder), "SECURITY_LOG": str(folder / "security.jsonl"),
            "PYTHONUNBUFFERED": "1"}
        self.start()

    def start(self) -> None:
        self.process, _ = machine.start([sys.executable, "-c", self.program], self.port, "/healthz", self.environment, str(ROOT),
                                        log=str(self.log))

    def processes(self) -> list[int]:
        """The workers, without the one that watches over them."""
        return [pid for pid in machine.children(self.process.pid) if pid != self.process.pid]

    def kill_a_worker(self) -> int:
        """kill -9, whatever it is doing."""
        victim = self.processes()[0]
        os.kill(victim, signal.SIGKILL)
        return victim

    def die(self) -> None:
        """The power fails: all processes at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while _answers(self.port):
            time.sleep(0.01)

    def stop(self) -> None:
        machine.stop(self.process)


def thrown_away(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
