"""What makes an installation unfit for production, as far as its settings tell: pure questions, each with what to change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})
"""Hosts that are this machine itself."""
SHORTEST_SECRET, SHORTEST_TOKEN = 32, 24
FEWEST_CHARACTERS = 12
"""Different characters in a secret that came out of a generator."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is for programs; `wrong` says what is the matter, `change` what to do."""

    code: str
    wrong: str
    change: str


def of_settings(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Findings in the settings alone."""
    for part in (_environment, _address, _database, _mail, _scanner, _workers):
        yield from part(config)


def _environment(config: Mapping[str, Any]) -> Iterator[Finding]:
    if not config["PRODUCTION"]:
        yield Finding("environment", "this installation says that it is a demonstration", "set PORTAL_ENV=production")
    secret = config["SECRET_KEY"]
    if config["SECRET_IS_KEPT"] or len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS:
        yield Finding("secret", "SECRET_KEY is not set, short, or can be guessed",
                      "set SECRET_KEY to the outcome of: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'")
    if config["CLOCK_SHIFT"]:
        yield Finding("clock", "the clock is moved: every term would end at the wrong moment", "take CLOCK_SHIFT away")
    if config["DEBUG"]:
        yield Finding("debug", "Flask's debugger is on: who makes an error happen can run code", "take FLASK_DEBUG away")
    if 0 < len(config["METRICS_TOKEN"]) < SHORTEST_TOKEN:
        yield Finding("token", f"METRICS_TOKEN is shorter than {SHORTEST_TOKEN} characters", "set a longer one, made like SECRET_KEY")


def _address(config: Mapping[str, Any]) -> Iterator[Finding]:
    url = urlsplit(config["PUBLIC_URL"])
    if url.scheme != "https":
        yield Finding("https", f"letters and cookies go by {url.scheme}, which anyone on the way can read", "set PUBLIC_URL to https://…")
    if (url.hostname or "") in HERE:
        yield Finding("address", "PUBLIC_URL is this machine: links in letters lead nowhere", "set PUBLIC_URL to the address that people type")
    if not config["TRUSTED_PROXIES"]:
        yield Finding("proxies", "nobody stands in front of the portal, or it is not trusted: there is no https, and all visitors share one limit",
                      "put nginx in front (docs/deploy.md) and set TRUSTED_PROXIES to the number of proxies")


def _database(config: Mapping[str, Any]) -> Iterator[Finding]:
    url = config["SQLALCHEMY_ENGINES"]["default"]["url"]
    if url.startswith("sqlite"):
        if config["WORKERS"] > 1:
            yield Finding("sqlite", "several workers write to one file of SQLite: they wait for each other",
                          "set DATABASE_URL to PostgreSQL, or WORKERS=1")
    elif (urlsplit(url).hostname or "") not in HERE and not any(
            f"sslmode={mode}" in url for mode in ("require", "verify-ca", "verify-full")):
        yield Finding("database-line", "the line to the database is not certainly encrypted", "add ?sslmode=verify-full to DATABASE_URL")


def _mail(config: Mapping[str, Any]) -> Iterator[Finding]:
    url = urlsplit(config["MAIL_URL"])
    if not config["MAIL_URL"]:
        yield Finding("mail", "letters are kept as files: nobody gets one", "set MAIL_URL")
    elif url.scheme == "smtp" and (url.hostname or "") not in HERE:
        yield Finding("mail-line", "letters and the password of the mail server go over the network unencrypted",
                      "let MAIL_URL begin with smtps:// or smtp+tls://")
    if config["MAIL_SENDER"].endswith("@localhost"):
        yield Finding("sender", "letters come from an address that does not exist", "set MAIL_SENDER")


def _scanner(config: Mapping[str, Any]) -> Iterator[Finding]:
    if not config["CLAMD_URL"]:
        yield Finding("scanner", "nobody looks for harmful software in what people send",
                      "install clamav-daemon (docs/deploy.md) and set CLAMD_URL=unix:/run/clamav/clamd.ctl")
    elif config["CLAMD_URL"].startswith("tcp:") and (urlsplit(config["CLAMD_URL"]).hostname or "") not in HERE:
        yield Finding("scanner-line", "files of people go over the network unencrypted to the virus scanner",
                      "run clamd on this machine, or let CLAMD_URL be the end of a tunnel here")


def _workers(config: Mapping[str, Any]) -> Iterator[Finding]:
    if config["WORKERS"] > 1 and config["RATELIMIT_STORAGE_URI"].startswith("memory"):
        yield Finding("limits", "each worker counts tries for itself: a password can be guessed at more often", "take RATELIMIT_STORAGE_URI away")
    if config["WORKERS"] > 1 and config["METRICS_TOKEN"] and not config["METRICS_FOLDER"]:
        yield Finding("metrics", "each worker shows its own figures", "set PROMETHEUS_MULTIPROC_DIR to a folder that is emptied at every start")
