"""Installations of their own: empty databases beside the one of the tests, each with its own folder of documents."""

from collections import namedtuple
from itertools import count

import pytest
from sqlalchemy import create_engine, text

from portal.application import alembic, create_app
from portal.core.database import Base, db
from tests.conftest import create_database

Installation = namedtuple("Installation", "app run migrate folder url")
_numbers = count(1)


@pytest.fixture(scope="module")
def installation(database, tmp_path_factory, compiled_templates):
    """`installation()` makes an installation with an empty database without tables; `run("backup", file)` there."""
    made = []

    def make(**settings):
        number = next(_numbers)
        folder = tmp_path_factory.mktemp("installation")
        url, server = f"sqlite:///{folder}/portal.sqlite", None
        if database.startswith("postgresql"):
            server = create_engine(database, isolation_level="AUTOCOMMIT")
            name = f"{server.url.database}_{number}"
            create_database(server, name)
            url = server.url.set(database=name).render_as_string(hide_password=False)
        app = create_app({"INSTANCE": str(folder), "SECRET_KEY": "test" * 10, "TESTING": True, "PUBLIC_URL": "http://localhost",
                          "SQLALCHEMY_ENGINES": {"default": {"url": url}}} | settings)
        app.jinja_env.bytecode_cache = compiled_templates
        made.append((app, server))

        def run(*words):
            return app.test_cli_runner().invoke(args=[str(word) for word in words])

        def migrate():
            """The tables of this version at once: the long way is for test_migrations."""
            with app.app_context():
                Base.metadata.create_all(db.engine)
                alembic.stamp()

        return Installation(app, run, migrate, folder, url)

    yield make
    for app, server in made:
        with app.app_context():
            name = db.engine.url.database
            db.engine.dispose()
        if server:
            with server.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            server.dispose()
