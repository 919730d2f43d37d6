"""Migrations: from nothing to what the models say, and back, on the database at hand."""

import pytest
from sqlalchemy import CheckConstraint, create_engine, inspect, text

from portal.application import alembic, create_app
from portal.core.database import Base, db


@pytest.fixture
def empty(app, database, tmp_path):
    """An application on a database of its own without a table."""
    url = f"sqlite:///{tmp_path}/empty.sqlite"
    if database.startswith("postgresql"):
        server = create_engine(database, isolation_level="AUTOCOMMIT")
        name = f"{server.url.database}_empty"
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        url = server.url.set(database=name).render_as_string(hide_password=False)
    fresh = create_app({"INSTANCE": str(tmp_path), "SECRET_KEY": "test" * 10, "TESTING": True,
                        "SQLALCHEMY_ENGINES": {"default": {"url": url}}})
    with fresh.app_context():
        yield
        db.session.close()
        db.engine.dispose()
    if database.startswith("postgresql"):
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def test_migrations_lead_to_the_models_and_back(empty):
    alembic.upgrade()
    assert alembic.compare_metadata() == []

    alembic.downgrade("base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    alembic.upgrade()


def test_migrations_hold_the_checks_that_the_models_declare(empty):
    alembic.upgrade()
    inspector = inspect(db.engine)

    for table in Base.metadata.sorted_tables:
        declared = {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
        assert declared <= {c["name"] for c in inspector.get_check_constraints(table.name)}
