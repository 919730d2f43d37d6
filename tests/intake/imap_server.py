"""A real IMAP server for the tests: Debian's dovecot as a process of its own, with its own folder, user and port."""

import contextlib
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

USER, PASSWORD = "post@example.nl", "geheim/wacht@woord:1"

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
last_valid_uid = 0
mail_location = maildir:{folder}/mail/%u
imap_capability = {capability}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
"""


class Dovecot:
    """`capability` empty: all that dovecot can do; else only what is named, for a server that can do less."""

    def __init__(self, capability: str = "") -> None:
        # Not in pytest's folder: the server's own user must get in, and pytest shuts others out.
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="imap-")), _free_port()
        folder = self.folder
        folder.chmod(0o755)
        user = "dovecot" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        owner = pwd.getpwnam("mail" if os.getuid() == 0 else user)
        for name in ("run", "state", "mail", "home"):
            (folder / name).mkdir()
            if os.getuid() == 0 and name in ("mail", "home"):
                os.chown(folder / name, owner.pw_uid, owner.pw_gid)
        config = folder / "dovecot.conf"
        config.write_text(CONFIG.format(folder=folder, user=user, group=user, uid=owner.pw_uid, gid=owner.pw_gid, port=self.port,
                                        password=PASSWORD, capability=capability))
        self.process = subprocess.Popen([path_of_dovecot(), "-F", "-c", str(config)], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, start_new_session=True)
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 90
        while True:
            try:
                with self.logged_in():
                    return
            except (OSError, imaplib.IMAP4.error):
                if time.monotonic() > until or self.process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text()) from None

    @contextlib.contextmanager
    def logged_in(self, folder="INBOX"):
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=60)
        try:
            client.login(USER, PASSWORD)
            client.select(f'"{folder}"')
            yield client
        finally:
            client.logout()

    def deliver(self, raw: bytes, arrived_at: datetime | None = None, folder="INBOX", flags="") -> None:
        """Put a message in the box, as arrived at this instant."""
        when = f'"{arrived_at:%d-%b-%Y %H:%M:%S +0000}"' if arrived_at else None
        with self.logged_in() as client:
            assert client.append(folder, flags, when, raw)[0] == "OK"

    def count(self, folder="INBOX", criteria="ALL") -> int:
        with self.logged_in(folder) as client:
            return len(client.search(None, criteria)[1][0].split()) if client.state == "SELECTED" else 0

    def url(self, user=USER, password=PASSWORD, folder="INBOX") -> str:
        return f"imap://{quote(user, safe='')}:{quote(password, safe='')}@127.0.0.1:{self.port}/{quote(folder)}"

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)


def path_of_dovecot() -> str | None:
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
