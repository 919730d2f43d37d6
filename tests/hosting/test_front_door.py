"""Through nginx as `deploy/nginx.conf` sets it, and at gunicorn's own door: headers, files, what is too large, who is too slow."""

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import textwrap
from collections import namedtuple
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bench import last_minute, machine, machines
from portal.core.database import db, transaction
from tests import world

ROOT = Path(__file__).parents[2]
HOST = urlsplit(machines.PORTAL).hostname
SLOW = "127.0.0.2"
"""Where the slow ones come from; this machine has all of 127.0.0.0/8."""
Answer = namedtuple("Answer", "status headers text")
pytestmark = pytest.mark.sqlite_only  # the door is the same, whatever database lies behind it


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """`python app.py` in production on a database with a network in it; it waits a second for who is silent."""
    folder = tmp_path_factory.mktemp("door")
    url = f"sqlite:///{folder}/portal.sqlite"
    app = last_minute.application(folder, url)
    with app.test_request_context(method="POST"):
        with transaction() as work:
            world.municipality(work.session, world.network(work.session), is_host=True)
        db.session.close()
        db.engine.dispose()
    running = machines.Portal(folder, url, "", workers=1, program="import app; app.PATIENCE = 1; app.serve()")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def nginx(portal, tmp_path_factory):
    """nginx with our file: its ports, its paths and the time it waits are this test's. Answers the ports of https and http."""
    if shutil.which("nginx") is None and not Path("/usr/sbin/nginx").exists():
        pytest.skip("nginx is not installed here: apt-get install nginx-light")
    folder = tmp_path_factory.mktemp("nginx")
    ports = {"443": machines.free_port(), "80": machines.free_port()}
    _certificate(folder)
    (folder / "site.conf").write_text(_site(folder, ports, portal.port))
    (folder / "nginx.conf").write_text(textwrap.dedent(f"""
        {"user root;" if os.getuid() == 0 else ""}
        daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
        events {{ worker_connections 1024; }}
        http {{
            include /etc/nginx/mime.types; access_log {folder}/access.log;
            {" ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))}
            include {folder}/site.conf;
        }}"""))
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    said = subprocess.run([program, "-t", "-c", f"{folder}/nginx.conf"], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert "warn" not in said.stderr
    running, _ = machine.start([program, "-c", f"{folder}/nginx.conf"], ports["80"], log=f"{folder}/out.log")
    yield ports
    machine.stop(running)


def _certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={HOST}",
                    "-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem"], check=True, capture_output=True)


def _site(folder, ports, upstream):
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in ((r"/etc/letsencrypt/live/[^/]+", str(folder)), (r"/opt/ontwikkeltafel", str(ROOT)), (r"tafel\.gemeente\.nl", HOST),
                     (r"listen \[::\]:.*;", ""), (r"listen (\d+)", lambda found: f"listen 127.0.0.1:{ports[found[1]]}"),
                     (r"127\.0\.0\.1:5000", f"127.0.0.1:{upstream}"), (r"_timeout (15|30)s", "_timeout 1s")):
        text = re.sub(old, new, text)
    return text


def ask(port, path, method="GET", *, tls=True, body=None, whence=None, headers=None):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    kind = (lambda *a, **k: http.client.HTTPSConnection(*a, context=trusting, **k)) if tls else http.client.HTTPConnection
    with contextlib.closing(kind("127.0.0.1", port, timeout=30, source_address=(whence, 0) if whence else None)) as connection:
        connection.request(method, path, body, {"Host": HOST} | (headers or {}))
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))


def silent(port, count, said):
    """So many connections that begin a question and say no more."""
    opened = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(SLOW, 0))
        connection.sendall(said)
        opened.append(connection)
    return opened


HALF_A_HEADER = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX-Half".encode()
HALF_A_BODY = f"POST /inloggen HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\nContent-Length: 1000\r\n\r\nemail=".encode()


def test_page_comes_through_with_all_that_protects_it(nginx):
    page = ask(nginx["443"], "/hulp")

    assert page.status == 200
    assert "Zuid-Limburg" in page.text
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert re.fullmatch(r"[0-9a-f]{32}", page.headers["X-Request-ID"])
    assert page.headers["Server"] == "nginx"
    assert "Secure" in ask(nginx["443"], "/inloggen").headers["Set-Cookie"]


def test_plain_http_is_sent_to_https_and_machines_pages_stay_inside(nginx):
    moved = ask(nginx["80"], "/voorstellen?x=1", tls=False)

    assert (moved.status, moved.headers["Location"]) == (301, f"https://{HOST}/voorstellen?x=1")
    assert [ask(nginx["443"], path).status for path in ("/readyz", "/metrics")] == [404, 404]


def test_files_come_from_nginx_for_ever_and_nothing_beside_them(nginx):
    css = ask(nginx["443"], "/static/css/theme.css", headers={"Accept-Encoding": "gzip"})

    assert (css.status, css.headers["Content-Type"], css.headers["Content-Encoding"]) == (200, "text/css", "gzip")
    assert css.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert css.headers["Strict-Transport-Security"]
    assert "X-Request-ID" not in css.headers
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static../app.py", "/static/"):
        assert ask(nginx["443"], path).status in (400, 403, 404), path


def test_portal_sees_who_really_asks(nginx, portal):
    page = ask(nginx["443"], "/inloggen", headers={"X-Forwarded-For": "203.0.113.99", "X-Request-ID": "mine-mine-mine"})
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    ask(nginx["443"], "/inloggen", "POST", body=f"csrf_token={token}&email=wie@example.nl&password=geraden-geraden", whence="127.0.0.3", headers={
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": page.headers["Set-Cookie"].split(";")[0],
        "Referer": f"https://{HOST}/inloggen", "X-Forwarded-For": "203.0.113.99"})

    lines = [json.loads(line) for line in Path(portal.environment["SECURITY_LOG"]).read_text().splitlines()]
    assert [line["from"] for line in lines if line["event"] == "log-in"] == ["127.0.0.3"]
    assert page.headers["X-Request-ID"] != "mine-mine-mine"


@pytest.mark.parametrize("door", ["nginx", "gunicorn"])
def test_what_is_too_large_is_told_in_dutch_before_it_is_sent(nginx, portal, door):
    port, tls = (nginx["443"], True) if door == "nginx" else (portal.port, False)

    answer = ask(port, "/inloggen", "POST", tls=tls, headers={
        "Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-Proto": "https", "Content-Length": str(13 * 1024 * 1024)})

    assert answer.status == 413
    assert "te groot" in answer.text
    assert "10 MB" in answer.text


def test_header_that_is_too_large_is_refused_at_both_doors(nginx, portal):
    long = {"Cookie": "x=" + "y" * 40_000}

    assert ask(nginx["443"], "/hulp", headers=long).status == 400
    assert ask(portal.port, "/hulp", tls=False, headers=long).status in (400, 431)


def test_silent_ones_keep_nobody_from_the_portal_and_are_sent_away(portal):
    """Three times as many as there are threads, at gunicorn's own door."""
    opened = [*silent(portal.port, 12, HALF_A_HEADER), *silent(portal.port, 12, HALF_A_BODY)]
    try:
        assert ask(portal.port, "/hulp", tls=False, headers={"X-Forwarded-Proto": "https"}).status == 200
        for connection in opened:
            while connection.recv(65_536):  # until it is closed; longer than 30 seconds raises TimeoutError
                pass
    finally:
        for connection in opened:
            connection.close()


def lingering(port):
    """The connections of which a process at this port waits for the other side to hang up: half closed, and not left to the system."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    half_closed = {"04", "05"}
    return [row for row in rows if row[1].endswith(f":{port:04X}") and row[3] in half_closed and row[9] != "0"]


def test_who_stays_on_the_line_after_the_answer_keeps_the_door_shut_for_nobody(portal):
    """Four who do not hang up: each would keep the one that lets everybody in for two seconds."""
    opened = silent(portal.port, 4, f"GET /hulp HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n".encode())
    try:
        for connection in opened:
            while connection.recv(65_536):  # all of the answer, to the end that the portal gives it
                pass
        assert ask(portal.port, "/hulp", tls=False, headers={"X-Forwarded-Proto": "https"}).status == 200
        still_on_the_line = lingering(portal.port)
    finally:
        for connection in opened:
            connection.close()

    assert still_on_the_line, "who came in after them waited until the portal was done with all of them"


@pytest.mark.parametrize("said", [HALF_A_HEADER, HALF_A_BODY], ids=["header", "body"])
def test_silent_ones_wait_at_nginx_and_the_portal_does_not_hear_of_them(nginx, said):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    opened = [trusting.wrap_socket(connection) for connection in silent(nginx["443"], 60, b"")]
    try:
        for connection in opened:
            connection.sendall(said)
        assert ask(nginx["443"], "/hulp").status == 200
        ends = [connection.recv(65_536) for connection in opened]
    finally:
        for connection in opened:
            connection.close()

    assert all(not end or end.split()[1] == b"408" for end in ends)


def test_portal_that_starts_again_is_told_in_dutch(portal, nginx):
    portal.stop()
    try:
        page = ask(nginx["443"], "/hulp")
    finally:
        portal.start()

    assert page.status == 502
    assert "De site werkt nu niet" in page.text
    assert page.headers["Retry-After"] == "30"
    assert ask(nginx["443"], "/hulp").status == 200


# `make test` installs it where it may; where everything must run (REQUIRE_ALL) a skip is a failure.
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here: apt-get install systemd")
def test_systemd_reads_every_unit_without_a_remark(tmp_path):
    """`systemd-analyze verify`, with the paths of this machine in the place of those of the server."""
    for unit in (ROOT / "deploy").glob("ontwikkeltafel*"):
        text = unit.read_text().replace("/opt/ontwikkeltafel/.venv/bin/flask", "/bin/true").replace(
            "/opt/ontwikkeltafel/.venv/bin/python", sys.executable)
        (tmp_path / unit.name).write_text(re.sub(r"(User|Group)=ontwikkeltafel", r"\1=root", text))
    units = sorted(str(path) for path in tmp_path.iterdir())

    said = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False,
                          env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"})

    about_ours = [line for line in said.stderr.splitlines() if "ontwikkeltafel" in line]
    assert about_ours == [], said.stderr
