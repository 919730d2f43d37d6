"""docs/deploy.md, typed line by line on an empty server: at its end a portal runs behind nginx, and the next version goes over it."""

import re

import pytest

from tests.hosting.server import ROOT, Server, cannot_be_opened, chapters

pytestmark = [pytest.mark.sqlite_only]  # brings a PostgreSQL server of its own
DEPLOY = chapters(ROOT / "docs" / "deploy.md")
POSTGRESQL = """
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -n 1)"); data=/var/lib/postgresql/walked
install -d -o postgres -g postgres /run/postgresql $data
runuser -u postgres -- $bin/initdb -D $data -A peer -E UTF8 --locale=C.UTF-8
runuser -u postgres -- $bin/pg_ctl -D $data -o "-k /run/postgresql" -l $data/log -w start
"""
"""What Debian's package does when it is installed."""
SOURCE = "cd /mnt/bron; for step in init 'add -A' 'commit -qm now'; do git --git-dir=/srv/bron.git --work-tree=. $step; done"
"""The code as it is here now, in a repository of its own to clone."""
SCANNER = """{root}/.venv/bin/python -c "
import socket
from tests.clamd import Clamd
listener = socket.socket(socket.AF_UNIX)
listener.bind('{socket}')
listener.listen()
Clamd().serve(listener)"
"""
CATCHER = "{root}/.venv/bin/python -u -m aiosmtpd -n -l 127.0.0.1:2525 -c aiosmtpd.handlers.Debugging stdout > {letters} 2>&1"
PAGE = "curl -sk --max-time 30 --resolve tafel.gemeente.nl:443:127.0.0.1 https://tafel.gemeente.nl"


def until(server, command, words):
    """Asks again until the answer has the words; a service that has just begun needs a moment."""
    return server.run(f"for _ in $(seq 600); do said=$({command} || true); case \"$said\" in *{words}*) echo \"$said\"; exit 0;; esac; "
                      f"sleep 0.2; done; echo \"$said\"; tail -n 20 /var/log/*.service.log; exit 1")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if reason := cannot_be_opened():
        pytest.skip(reason)
    server = Server(tmp_path_factory.mktemp("server"))
    server.run("printf '[safe]\\n\\tdirectory = *\\n[user]\\n\\tname = x\\n\\temail = x@example.nl\\n' > ~/.gitconfig; "
               "install -d /run/clamav /var/lib/postgresql /etc/clamav; "
               "echo 'StreamMaxLength 25M' > /etc/clamav/clamd.conf; chmod 0755 /run/clamav")
    server.run(SOURCE)
    server.run(POSTGRESQL)
    server.beside(CATCHER.format(root=ROOT, letters=server.root / "tmp/letters"))
    server.beside(SCANNER.format(root=ROOT, socket=server.root / "run/clamav/clamd.ctl"))
    yield server
    server.stop()


def test_each_command_does_what_the_page_says(server):
    fetch, rest = list(DEPLOY)[:2], list(DEPLOY)[2:]
    for chapter in fetch:
        server.run(DEPLOY[chapter].replace("ADRES-VAN-DE-BRON", "file:///srv/bron.git"), outside=True)
    until(server, "ls /run/clamav; chmod 0666 /run/clamav/clamd.ctl", "clamd.ctl")
    for chapter in rest[:rest.index("Is het goed?")]:
        server.run("cd /opt/ontwikkeltafel\n" + DEPLOY[chapter])

    page = until(server, f"{PAGE}/", "Zuid-Limburg")
    assert "<h1" in page and "Voornaam Achternaam" not in page
    assert until(server, f"{PAGE}/static/css/theme.css", "{")
    server.run("systemctl start ontwikkeltafel-seal && systemctl start ontwikkeltafel-retention")
    assert '"database":"ok"' in re.sub(r"\s", "", server.run(DEPLOY["Is het goed?"]))
    assert "beheer@gemeente.nl" in until(server, "cat /tmp/letters", "beheer@gemeente.nl")
    assert "retention" not in server.run("tafel privacy retention --dry-run")


def test_nothing_lies_open_and_the_portal_cannot_change_itself(server):
    mine = server.run("find /opt/ontwikkeltafel ! -user root | head; find /var/lib/ontwikkeltafel /var/log/ontwikkeltafel /etc/ontwikkeltafel "
                      "-type f -perm /o+rwx | head")
    assert mine == ""
    assert "Permission denied" in server.run("setpriv --reuid ontwikkeltafel --regid ontwikkeltafel --clear-groups "
                                             "touch /opt/ontwikkeltafel/portal/x 2>&1", check=False)
    assert "Permission denied" in server.run("setpriv --reuid nobody --clear-groups cat /etc/ontwikkeltafel/omgeving 2>&1", check=False)
    assert len(server.run("ls /var/lib/ontwikkeltafel/kopie").split()) == 1
    assert server.run("cat /var/log/ontwikkeltafel*.log | grep -ci traceback", check=False).strip() == "0"


def test_next_version_goes_over_it(server):
    page = server.run(f"{PAGE}/over")
    server.run(DEPLOY["Een nieuwe versie"])

    assert until(server, f"{PAGE}/over", "Zuid-Limburg").count("<h1") == page.count("<h1") == 1
