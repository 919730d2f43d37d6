"""Migrations: from nothing to what the models say, and back, on the database at hand."""

import re
from datetime import date

import pytest
from sqlalchemy import CheckConstraint, create_engine, inspect, select, text

from portal.application import alembic, create_app
from portal.core.database import Base, db
from portal.members.models import Signature
from portal.members.rules import SigningChannel
from portal.members.sealing import seal
from portal.members.signatures import facts_of
from portal.networks.models import NetworkAgreement
from tests.conftest import create_database


@pytest.fixture
def empty(app, database, tmp_path):
    """An application on a database of its own without a table."""
    url = f"sqlite:///{tmp_path}/empty.sqlite"
    if database.startswith("postgresql"):
        server = create_engine(database, isolation_level="AUTOCOMMIT")
        name = f"{server.url.database}_empty"
        create_database(server, name)
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


def test_migrations_are_one_line_of_history(empty):
    assert len(alembic.script_directory.get_heads()) == 1


def test_migrations_lead_to_the_models_and_back(empty):
    alembic.upgrade()
    assert alembic.compare_metadata() == []

    alembic.downgrade("base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    alembic.upgrade()


def test_history_is_one_line(empty):
    """Two migrations after the same one would be applied in an order that nobody chose."""
    assert len(alembic.script_directory.get_heads()) == 1


def test_migrations_hold_the_checks_that_the_models_declare(empty):
    alembic.upgrade()
    inspector = inspect(db.engine)

    for table in Base.metadata.sorted_tables:
        declared = {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
        assert declared <= {c["name"] for c in inspector.get_check_constraints(table.name)}


def test_rows_of_the_first_release_come_along(empty):
    """People, their roles and what points at them, as the first release wrote them."""
    alembic.upgrade("1795322362")
    with db.engine.begin() as connection:
        connection.execute(text(
            "INSERT INTO party (id, name, kvk, street, postcode, city, domains, streams, created_at) "
            "VALUES (1, 'De Brug', '90000001', '', '', '', ',', ',', '2025-01-01 00:00:00')"))
        connection.execute(text(
            "INSERT INTO person (id, email, name, active, fs_uniquifier, language, created_at) "
            "VALUES (1, 'a@b.example', 'Anne', true, 'u1', 'nl', '2025-01-01 00:00:00')"))
        connection.execute(text(
            "INSERT INTO role_grant (user_id, role, party_id, begins_at, given_by_id) "
            "VALUES (1, 'contact', 1, '2025-01-01 00:00:00', 1)"))
        connection.execute(text(
            "INSERT INTO contact_person (id, party_id, role, name, email, phone, address, begins_at, user_id) "
            "VALUES (1, 1, 'contact', 'Anne', 'a@b.example', '', '', '2025-01-01 00:00:00', 1)"))

    alembic.upgrade()

    assert db.session.execute(text(
        "SELECT g.role, c.name, u.email FROM role_grant g JOIN person u ON u.id = g.user_id "
        "JOIN contact_person c ON c.user_id = u.id ORDER BY g.id")).all() == [
        ("contact", "Anne", "a@b.example"), ("party_admin", "Anne", "a@b.example")]
    db.session.rollback()
    alembic.downgrade("1795322362")
    alembic.upgrade()


def test_signatures_of_the_first_release_get_a_number_and_a_right_seal_and_their_agreements_are_in_use(empty):
    alembic.upgrade("1795731752")
    with db.engine.begin() as connection:
        for statement in (
            "INSERT INTO party (id, name, kvk, street, postcode, city, domains, streams, created_at) "
            "VALUES (1, 'De Brug', '90000001', '', '', '', ',', ',', '2025-01-01 00:00:00')",
            "INSERT INTO network (id, slug, name, email, phone, settings) VALUES (1, 'n', 'N', '', '', '{}')",
            "INSERT INTO agreement (id, network_id, slug, title, kind, laws) VALUES (1, 1, 'afspraken', 'A', 'shared', ',')",
            "INSERT INTO agreement_version (id, agreement_id, number, paragraphs, fingerprint, in_force_from, published_at) "
            "VALUES (1, 1, 1, '[]', 'f1', '2025-01-01', '2025-01-01 00:00:00')",
            "INSERT INTO membership (id, network_id, party_id, state, application_data, follow_key, applied_at, decided_at, "
            "member_since, reason, version) VALUES (1, 1, 1, 'admitted', '{}', 'k', '2025-01-01 00:00:00', "
            "'2025-01-01 00:00:00', '2025-01-01', '', 1)",
            "INSERT INTO signature (id, membership_id, agreement_version_id, signed_at, name, job_title, email, ground, "
            "declarations, disclosure, fingerprint) VALUES (1, 1, 1, '2025-01-01 09:30:12', 'Anne', 'bestuurder', 'a@b.example', "
            "'law', '[\"quality\", \"archive\"]', '', 'f1')",
        ):
            connection.exec_driver_sql(statement)

    alembic.upgrade()

    signature = db.session.scalars(select(Signature)).one()
    assert (signature.organisation, signature.kvk, signature.channel) == ("De Brug", "90000001", SigningChannel.ONLINE)
    assert re.fullmatch(r"H-\w{4}-\w{4}", signature.number)
    assert signature.seal == seal(facts_of(signature))
    used = db.session.scalars(select(NetworkAgreement)).one()
    assert (used.network_id, used.agreement_id, used.used_since, used.used_until) == (1, 1, date(2025, 1, 1), None)
    db.session.rollback()
    alembic.downgrade("1795731752")
    alembic.upgrade()
