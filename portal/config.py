"""Settings, from the environment only; each with a default that is right for one machine."""

import os
import re
import secrets
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvError

ROOT = Path(__file__).parents[1]


class Unfit(RuntimeError):
    """A setting that this installation must not start with."""


def load(instance: Path) -> dict[str, Any]:
    """The settings as Flask wants them. Raises Unfit, naming all of them, for what cannot be and for what production refuses."""
    try:
        settings = _read(instance)
    except EnvError as wrong:
        raise Unfit(str(wrong)) from None
    if problems := list(_problems(settings)):
        raise Unfit("\n".join(problems))
    return settings


def _problems(settings: dict[str, Any]) -> Iterator[str]:
    """What a slip of the pen makes of a setting, told before anybody visits."""
    name = os.environ.get("PORTAL_ENV", "demonstration")
    if name not in ("production", "demonstration"):
        yield f"PORTAL_ENV is production or demonstration, not {name}"
    if settings["PRODUCTION"] and settings["CLOCK_SHIFT"]:
        yield "CLOCK_SHIFT moves the clock: not in production"
    if settings["PRODUCTION"] and (settings["SECRET_IS_KEPT"] or len(settings["SECRET_KEY"]) < 32):
        yield "SECRET_KEY needs at least 32 characters in production"
    if settings["CLAMD_URL"] and not re.match(r"unix:/+[^/]|tcp://[^/:]+", settings["CLAMD_URL"]):
        yield "CLAMD_URL is unix:/path/of/the/socket or tcp://host:port"
    if settings["CLAMD_DOWN"] not in ("wait", "refuse"):
        yield f"CLAMD_DOWN is wait or refuse, not {settings['CLAMD_DOWN']}"
    if settings["WORKERS"] < 1 or settings["TRUSTED_PROXIES"] < 0 or settings["PAGE_CACHE_MEGABYTES"] < 0:
        yield "WORKERS is 1 or more, TRUSTED_PROXIES and PAGE_CACHE_MEGABYTES 0 or more"
    yield from (f"{name} begins with one of {', '.join(f'{kind}://' for kind in kinds)}" for name, url, kinds in (
        ("DATABASE_URL", settings["SQLALCHEMY_ENGINES"]["default"]["url"], ("sqlite", "postgresql+psycopg", "postgresql")),
        ("MAIL_URL", settings["MAIL_URL"], ("smtp", "smtps", "smtp+tls")),
        ("MAIL_IN_URL", settings["MAIL_IN_URL"], ("imap", "imaps", "imap+tls")),
        ("PUBLIC_URL", settings["PUBLIC_URL"], ("http", "https")),
    ) if url and url.partition("://")[0] not in kinds)


def _read(instance: Path) -> dict[str, Any]:
    env = Env()
    instance.mkdir(parents=True, exist_ok=True)
    production = env.str("PORTAL_ENV", "demonstration") == "production"
    shift = env.timedelta("CLOCK_SHIFT", default=timedelta(0), precision="hours")
    secret = env.str("SECRET_KEY", "")
    return {
        "PRODUCTION": production,
        "VERSION": version(),
        "SECRET_KEY": secret or _kept_secret(instance),
        "SECRET_IS_KEPT": not secret,
        "TOTP_SECRET": env.str("TOTP_SECRET", ""),
        "CLOCK_SHIFT": shift,
        "NETWORK": env.str("NETWORK", ""),
        "PUBLIC_URL": env.str("PUBLIC_URL", f"http://{env.str('HOST', '127.0.0.1')}:{env.int('PORT', 5000)}"),
        "SQLALCHEMY_ENGINES": {"default": {"url": database_url(env.str("DATABASE_URL", ""), instance), "echo": False, "hide_parameters": True}},
        "SECURITY_LOG": env.str("SECURITY_LOG", ""),
        "SECURITY_CONTACT": env.str("SECURITY_CONTACT", ""),
        "METRICS_TOKEN": env.str("METRICS_TOKEN", ""),
        "METRICS_FOLDER": env.str("PROMETHEUS_MULTIPROC_DIR", ""),
        "MAIL_URL": env.str("MAIL_URL", ""),
        "MAIL_SENDER": env.str("MAIL_SENDER", "ontwikkeltafel@localhost"),
        "MAIL_FOLDER": str(instance / "mail"),
        "MAIL_IN_URL": env.str("MAIL_IN_URL", ""),
        "MAIL_IN_FOLDER": env.str("MAIL_IN_FOLDER", "Verwerkt"),
        "MAIL_IN_BYTES": env.int("MAIL_IN_MEGABYTES", 25) * 1024 * 1024,
        "CLAMD_URL": env.str("CLAMD_URL", ""),
        "CLAMD_DOWN": env.str("CLAMD_DOWN", "wait"),
        "DOCUMENTS_URL": env.str("DOCUMENTS_URL", str(instance / "documents")),
        "TRUSTED_HOSTS": _hosts(env) if production else None,
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,  # addresses of static files hold their fingerprint
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": production,
        "REMEMBER_COOKIE_SECURE": production,
        "WTF_CSRF_TIME_LIMIT": None,
        "FORM_SECONDS": 3,  # a form for everyone that comes back sooner was not filled in by a person
        "WORKERS": env.int("WORKERS", 1),
        "PAGE_CACHE_MEGABYTES": env.float("PAGE_CACHE_MEGABYTES", 8),
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "TRUSTED_PROXIES": env.int("TRUSTED_PROXIES", 0),
    }


def _hosts(env: Env) -> list[str]:
    """The names that this site answers to: its own, and this machine for who watches it. Another name gets 400."""
    return [urlsplit(env.str("PUBLIC_URL", "")).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]


@cache
def version() -> str:
    """The version of this portal, as pyproject.toml has it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def database_url(url: str, instance: Path) -> str:
    """SQLite in the instance folder unless told otherwise; every spelling of PostgreSQL means psycopg 3."""
    if not url:
        return f"sqlite:///{instance / 'portal.sqlite'}"
    for spelling in ("postgres://", "postgresql://"):
        if url.startswith(spelling):
            return f"postgresql+psycopg://{url.removeprefix(spelling)}"
    return url


def _kept_secret(instance: Path) -> str:
    # A secret that outlives a restart, so that people stay logged in; readable by the owner alone.
    path = instance / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
