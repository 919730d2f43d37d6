"""The files in deploy/ and what the docs say: they name only commands, settings, files and addresses that exist."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from portal import config

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
DOCS = sorted((ROOT / "docs").glob("*.md"))
README = (ROOT / "README.md").read_text()
TABLE = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", README, re.M)
SETTINGS = set(re.findall(r"`([A-Z_]+)`", " ".join(TABLE)))
OTHERS = {"PYTHONUNBUFFERED", "PROMETHEUS_MULTIPROC_DIR", "RATELIMIT_STORAGE_URI", "FLASK_DEBUG", "TEST_DATABASE_URL", "REQUIRE_ALL"}
"""Names that are not ours, or are about tests."""


def read(path):
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read_string(path.read_text())
    return unit


def is_command(app, words):
    """Whether `flask WORDS…` exists: groups and commands, until something that is no name."""
    group = app.cli
    for word in words:
        commands = getattr(group, "commands", None)
        if commands is None:
            return True
        if word == "db":
            return True
        if word not in commands:
            return False
        group = commands[word]
    return True


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_unit_says_what_it_is_and_runs_what_exists(app, path):
    unit = read(path)

    assert unit["Unit"]["Description"].startswith("Ontwikkeltafel")
    if path.suffix == ".timer":
        assert path.with_suffix(".service") in UNITS
        assert unit["Install"]["WantedBy"] == "timers.target"
        return
    service = unit["Service"]
    assert (service["User"], service["EnvironmentFile"]) == ("ontwikkeltafel", "/etc/ontwikkeltafel/omgeving")
    assert service["WorkingDirectory"] == "/opt/ontwikkeltafel"
    assert service["NoNewPrivileges"] == "yes"
    command = service["ExecStart"]
    if "flask" in command:
        words = re.findall(r"[\w-]+", command.split("--app app ")[1])
        assert is_command(app, [word for word in words if not word.startswith("-")][:2])
    else:
        assert (ROOT / command.split()[-1]).is_file()


def test_timers_name_moments():
    """As systemd reads them where it is at hand; days and hours as we write them elsewhere."""
    for path in DEPLOY.glob("*.timer"):
        moment = read(path)["Timer"]["OnCalendar"]
        assert re.fullmatch(r"(\*-\*-\* \d\d:\d\d:00|\*:0/\d+)", moment)
        if reads := shutil.which("systemd-analyze"):
            assert subprocess.run([reads, "calendar", moment], check=False, capture_output=True).returncode == 0


def test_settings_file_names_only_settings_of_the_readme_and_of_the_code():
    names = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "omgeving").read_text(), re.M))
    code = (ROOT / "portal" / "config.py").read_text() + (ROOT / "app.py").read_text() + (ROOT / "portal" / "application.py").read_text()

    assert names <= SETTINGS
    for name in SETTINGS:
        assert re.search(rf"""["']{name}["']""", code), name


def test_settings_file_starts_the_portal_once_it_has_a_secret(monkeypatch, tmp_path):
    for name, value in re.findall(r"^([A-Z_]+)=(.*)$", (DEPLOY / "omgeving").read_text(), re.M):
        monkeypatch.setenv(name, value)
    with pytest.raises(config.Unfit, match="SECRET_KEY"):
        config.load(tmp_path)
    monkeypatch.setenv("SECRET_KEY", "Zq8r_3vXk1mN-0bHtY6wLcE9sPdUaFgJ2iO5")

    assert config.load(tmp_path)["WORKERS"] == 3


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_docs_name_only_commands_and_files_that_exist(app, path):
    text = path.read_text()

    said = [one or other for one, other in re.findall(r"`([^`\n]+)`|^# (tafel .*)$", text, re.M)]
    for line in re.findall(r"(?:\bflask(?: --app app)?|\btafel) ((?:[a-z]+ ?)+)", "\n".join(said)):
        assert is_command(app, line.split()), line
    for name in re.findall(r"`((?:tests|docs|deploy|bench)/[\w./-]+)`", text):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"`([A-Z]+_[A-Z_]+)`", text):
        assert name in SETTINGS | OTHERS or name in (ROOT / "docs" / "mail.md").read_text() or name == "ORIGINAL_RECIPIENT", name


def test_nginx_passes_on_what_the_portal_trusts():
    text = (DEPLOY / "nginx.conf").read_text()

    assert text.count("{") == text.count("}")
    for line in text.splitlines():
        bare = line.split(" #")[0].strip()
        assert not bare or bare.startswith("#") or bare.endswith((";", "{", "}")), line
    for header in ("Host", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto https", "X-Request-ID $request_id"):
        assert f"proxy_set_header {header}" in text
    assert "client_max_body_size 12m" in text


def test_nginx_compresses_nothing_of_the_portal():
    """Pages with a CSRF token must not be compressed (BREACH); the portal compresses the others itself."""
    text = (DEPLOY / "nginx.conf").read_text()
    server, static = text.split("location /static/ {")[0], text.split("location /static/ {")[1].split("}")[0]

    assert "gzip off;" in server and "gzip on;" not in server
    assert "gzip on;" in static
    assert "gzip" not in text.split("location / {", 2)[-1]
