"""One database per worker, emptied after each test; a fixed clock; pages read as an inspector would."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, event, exists, literal, select, text, union_all

from portal.application import create_app
from portal.config import database_url
from portal.core import clock, pdf
from portal.core.database import Base, db
from portal.core.web import limiter
from tests.inspector import Inspector

# How fast examples are made says how busy the machine is, not whether the portal is right.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portal")

gc.disable()  # while everything is imported and collected, which is to stay: a third of that time
NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
laid_out = cache(pdf.laid_out)
"""The same page makes the same paper: where many people ask for it, it is laid out once."""


class CompiledTemplates(FileSystemBytecodeCache):
    """Templates are compiled once in a run, for all workers and for every application that tests make: Jinja takes seconds for all of them."""

    def get_bucket(self, environment, name, filename, source):
        return super().get_bucket(environment, f"{environment.folded_in}/{name}", filename, source)


def pytest_addoption(parser):
    parser.addoption("--write-access", action="store_true", help="Write the table of who gets in where anew.")


LONGEST = ("tests/demo/", "tests/matrix/", "tests/hosting/", "tests/journeys/", "tests/test_migrations.py", "tests/test_upgrade.py",
           "tests/api/test_openapi.py", "tests/core/test_f", "tests/core/test_keep")
"""Where tests are that take long: they begin, so that at the end short ones are left to share out."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: next((n for n, place in enumerate(LONGEST) if item.nodeid.startswith(place)), len(LONGEST)))


def pytest_collection_finish(session):
    """What was imported and collected stays to the end: the garbage collector need not look at all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_sessionfinish(session, exitstatus):
    """Where everything must run (REQUIRE_ALL), a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("REQUIRE_ALL") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if (url := os.environ.get("TEST_DATABASE_URL")) and not hasattr(session.config, "workerinput"):  # what all workers shared
        server = create_engine(database_url(url, None), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS portal_demo_{os.getpid()} WITH (FORCE)"))
        server.dispose()


def create_database(server, name, template="template1"):
    """What tests write need not survive a power cut: PostgreSQL waits for no disk at each commit."""
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))


@pytest.fixture(scope="session")
def database(tmp_path_factory, worker_id) -> Iterator[str]:
    """SQLite in a file, or with TEST_DATABASE_URL a PostgreSQL database of this worker's own."""
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        yield f"sqlite:///{tmp_path_factory.mktemp('db')}/test.sqlite"
        return
    server = create_engine(database_url(url, None), isolation_level="AUTOCOMMIT")
    name = f"portal_test_{os.getpid()}_{worker_id}"
    create_database(server, name)
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="session")
def run_number(worker_id) -> int:
    """The same for all workers of one run: the process that began them."""
    return os.getpid() if worker_id == "master" else os.getppid()


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory, worker_id) -> Path:
    """The same for all workers of one run."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def compiled_templates(run_folder) -> CompiledTemplates:
    """For `app.jinja_env.bytecode_cache`."""
    folder = run_folder / "templates"
    folder.mkdir(exist_ok=True)
    return CompiledTemplates(str(folder))


@pytest.fixture(scope="session")
def app(database, tmp_path_factory, compiled_templates):
    app = create_app({
        "INSTANCE": str(tmp_path_factory.mktemp("instance")), "TESTING": True, "SECRET_KEY": "test" * 10,
        "SQLALCHEMY_ENGINES": {"default": {"url": database}}, "RATELIMIT_ENABLED": True, "FORM_SECONDS": 0, "MAIL_URL": "",
        "PUBLIC_URL": "http://localhost", "SERVER_NAME": "localhost",
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1},
    })
    app.jinja_env.bytecode_cache = compiled_templates
    limiter.enabled = False  # ready for use, and off but for the tests of the limits
    app.keeper.enabled = False  # likewise: tests put back clocks and rows behind its back
    with app.app_context():
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@cache
def _filled():
    """All tables in the order to empty them, and the question which of them have rows, by number."""
    tables = list(reversed(Base.metadata.sorted_tables))
    return tables, union_all(*(select(literal(n)).where(exists(select(1).select_from(table))) for n, table in enumerate(tables)))


@pytest.fixture(autouse=True)
def _clean(request):
    """Leave no row behind. One question tells where rows are: most tests touch a dozen tables of all."""
    yield
    limiter.enabled = False  # an application that a test made for itself turned it on for all
    if "app" in request.fixturenames:
        with request.getfixturevalue("app").app_context(), db.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL session_replication_role = replica"))  # this transaction alone
            else:
                connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            tables, filled = _filled()
            for number in sorted(connection.scalars(filled)):
                connection.execute(tables[number].delete())
            connection.execute(text("DELETE FROM search_words"))


@pytest.fixture
def now(monkeypatch) -> datetime:
    """Friday 20 March 2026, 10:00 in Amsterdam; the portal's clock stands still there."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


@pytest.fixture
def paper_once(monkeypatch):
    """For who reads the same paper again and again: what it says is looked at each time, laying it out is not what is tested."""
    monkeypatch.setattr(pdf, "laid_out", laid_out)


@pytest.fixture
def at(monkeypatch):
    """Set the portal's clock to an instant: `at(instant)`."""
    return lambda instant: monkeypatch.setattr(clock, "now", lambda: instant)


@pytest.fixture
def session(app, now):
    """A session that may write. Commit before you ask for a page: pages see what is committed."""
    with app.app_context(), app.test_request_context():
        db.session.info["writing"] = True
        yield db.session
        db.session.rollback()


@pytest.fixture
def count_queries(app):
    """The statements that run inside: `with count_queries() as queried: …; assert len(queried) <= 6`."""

    @contextmanager
    def counting():
        queried = []

        def note(_connection, _cursor, statement, *_rest):
            queried.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield queried
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def visit(app) -> Inspector:
    """Ask for pages: `visit.get("/signalen")`, `visit.logged_in(user).get(…)`; each page is inspected."""
    return Inspector(app)
