"""The demonstration network, loaded once in a run of all tests; every package that asks for it has a copy of its own."""

import json
import os
import shutil
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import NullPool, create_engine, text

from portal.application import create_app
from portal.config import database_url
from portal.core import clock, pdf
from portal.core.database import Base, db
from portal.demo import commands
from tests.conftest import create_database, laid_out

TODAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
_numbers = count(1)


def _server():
    """The PostgreSQL server at hand; None where SQLite keeps the rows in the portal's own folder."""
    url = os.environ.get("TEST_DATABASE_URL")
    return create_engine(database_url(url, None), isolation_level="AUTOCOMMIT", poolclass=NullPool) if url else None


def _drop(name):
    if server := _server():
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def _create(name, template="template1"):
    if server := _server():
        create_database(server, name, template)


def _portal(folder, name, templates):
    """A portal on this folder, and on the database of this name where there is a server."""
    server = _server()
    url = server.url.set(database=name).render_as_string(hide_password=False) if server else f"sqlite:///{folder}/demo.sqlite"
    app = create_app({
        "INSTANCE": str(folder / "instance"), "TESTING": True, "SECRET_KEY": "test" * 10,
        "SQLALCHEMY_ENGINES": {"default": {"url": url}}, "RATELIMIT_ENABLED": False, "PUBLIC_URL": "http://localhost",
        "SERVER_NAME": "localhost",
    })
    app.keeper.enabled = False
    app.jinja_env.bytecode_cache = templates
    return app


def _close(app):
    with app.app_context():
        db.engine.dispose()


def _stop_clock(patch):
    patch.setattr(clock, "now", lambda: TODAY)
    patch.setattr(pdf, "laid_out", laid_out)


def _load(kept, name, templates):
    """`flask demo` on an empty database, and what it said."""
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    _drop(name)
    _create(name)
    app = _portal(kept, name, templates)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    with pytest.MonkeyPatch.context() as patch:
        _stop_clock(patch)
        run = app.test_cli_runner().invoke(commands.demo, catch_exceptions=False)
    _close(app)
    (kept / "said.json").write_text(json.dumps({"exit_code": run.exit_code, "output": run.output}), encoding="utf-8")


def _copy(shared, own, source, name, templates):
    """Of the network that nobody touches: who comes first loads it, the others wait for that."""
    kept = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not (kept / "said.json").exists():
            _load(kept, source, templates)
        shutil.copytree(kept, own, dirs_exist_ok=True)
        _create(name, source)


@pytest.fixture(scope="package")
def demonstration(tmp_path_factory, worker_id, run_number, run_folder, compiled_templates):
    """The portal with the network, on a database that no other package uses; the clock stands still."""
    own, source = tmp_path_factory.mktemp("demo"), f"portal_demo_{run_number}"
    name = f"{source}_{worker_id}_{next(_numbers)}"
    _copy(run_folder, own, source, name, compiled_templates)
    app = _portal(own, name, compiled_templates)
    with pytest.MonkeyPatch.context() as patch:
        _stop_clock(patch)
        yield app
    _close(app)
    _drop(name)


@pytest.fixture(scope="package")
def first_run(demonstration):
    """What `flask demo` said."""
    said = Path(demonstration.instance_path).parent / "said.json"
    return SimpleNamespace(**json.loads(said.read_text(encoding="utf-8")))


@pytest.fixture
def session(demonstration):
    with demonstration.app_context():
        yield db.session
