"""The demonstration network on a database of its own, loaded once: these tests only look at it."""

import os
from datetime import UTC, datetime
from functools import cache

import pytest
from sqlalchemy import NullPool, create_engine, text

from portal.application import create_app
from portal.config import database_url
from portal.core import clock, pdf
from portal.core.database import Base, db
from portal.demo import commands

TODAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="package")
def empty(tmp_path_factory, worker_id):
    """A portal without a network, on a database that no other test uses."""
    url, name = os.environ.get("TEST_DATABASE_URL"), f"portal_demo_{os.getpid()}_{worker_id}"
    if url:
        server = create_engine(database_url(url, None), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        own = server.url.set(database=name).render_as_string(hide_password=False)
    else:
        own = f"sqlite:///{tmp_path_factory.mktemp('demo')}/demo.sqlite"
    app = create_app({
        "INSTANCE": str(tmp_path_factory.mktemp("instance")), "TESTING": True, "SECRET_KEY": "test" * 10,
        "SQLALCHEMY_ENGINES": {"default": {"url": own}}, "RATELIMIT_ENABLED": False, "PUBLIC_URL": "http://localhost",
        "SERVER_NAME": "localhost",
    })
    app.keeper.enabled = False
    with app.app_context():
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()
    if url:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="package")
def first_run(empty):
    """What `flask demo` said on Sunday 22 November 2026; the clock stands still there."""
    patch = pytest.MonkeyPatch()
    patch.setattr(clock, "now", lambda: TODAY)
    patch.setattr(pdf, "laid_out", cache(pdf.laid_out))  # many people get the same page; what it says is looked at for each
    yield empty.test_cli_runner().invoke(commands.demo, catch_exceptions=False)
    patch.undo()


@pytest.fixture(scope="package")
def demonstration(empty, first_run):
    """The portal with the network."""
    return empty


@pytest.fixture
def session(demonstration):
    with demonstration.app_context():
        yield db.session
