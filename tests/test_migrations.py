"""Migrations: from nothing to what the models say, and back, with rows that earlier releases wrote, on the database at hand."""

import re
from datetime import date

import pytest
from sqlalchemy import CheckConstraint, inspect, select, text

from portal.application import alembic
from portal.core.database import Base, db
from portal.members.models import Signature
from portal.members.rules import SigningChannel
from portal.members.sealing import seal
from portal.members.signatures import facts_of
from portal.networks.models import NetworkAgreement
from tests.hosting.conftest import installation  # noqa: F401 - a fixture

FIRST, SIGNING = "1795322362", "1795731752"
"""The revisions of the first release, and of the last one before signatures had a number and a seal."""
ROWS = {
    FIRST: (
        "INSERT INTO party (id, name, kvk, street, postcode, city, domains, streams, created_at) "
        "VALUES (1, 'De Brug', '90000001', '', '', '', ',', ',', '2025-01-01 00:00:00')",
        "INSERT INTO person (id, email, name, active, fs_uniquifier, language, created_at) "
        "VALUES (1, 'a@b.example', 'Anne', true, 'u1', 'nl', '2025-01-01 00:00:00')",
        "INSERT INTO role_grant (user_id, role, party_id, begins_at, given_by_id) "
        "VALUES (1, 'contact', 1, '2025-01-01 00:00:00', 1)",
        "INSERT INTO contact_person (id, party_id, role, name, email, phone, address, begins_at, user_id) "
        "VALUES (1, 1, 'contact', 'Anne', 'a@b.example', '', '', '2025-01-01 00:00:00', 1)",
    ),
    SIGNING: (
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
    ),
}
"""What the releases of those revisions wrote: people, their roles and what points at them; a signature and what it signs."""


@pytest.fixture(scope="module")
def climbed(installation):  # noqa: F811
    """A database of its own that went from nothing to this version, with those rows since their time."""
    here = installation()
    with here.app.app_context():
        _climb()
    return here.app


def _climb():
    for revision, rows in ROWS.items():
        alembic.upgrade(revision)
        with db.engine.begin() as connection:
            for statement in rows:
                connection.exec_driver_sql(statement)
    alembic.upgrade()


@pytest.fixture
def there(climbed):
    with climbed.app_context():
        yield
        db.session.close()


def test_history_is_one_line(there):
    """Two migrations after the same one would be applied in an order that nobody chose."""
    assert len(alembic.script_directory.get_heads()) == 1


def test_migrations_lead_to_the_models(there):
    assert alembic.compare_metadata() == []


def test_migrations_hold_the_checks_that_the_models_declare(there):
    inspector = inspect(db.engine)

    for table in Base.metadata.sorted_tables:
        declared = {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
        assert declared <= {c["name"] for c in inspector.get_check_constraints(table.name)}


def people():
    return db.session.execute(text(
        "SELECT g.role, c.name, u.email FROM role_grant g JOIN person u ON u.id = g.user_id "
        "JOIN contact_person c ON c.user_id = u.id ORDER BY g.id")).all()


def test_people_of_the_first_release_come_along(there):
    assert people() == [("contact", "Anne", "a@b.example"), ("party_admin", "Anne", "a@b.example")]


def test_signatures_get_a_number_and_a_right_seal_and_their_agreements_are_in_use(there):
    signature = db.session.scalars(select(Signature)).one()
    assert (signature.organisation, signature.kvk, signature.channel) == ("De Brug", "90000001", SigningChannel.ONLINE)
    assert re.fullmatch(r"H-\w{4}-\w{4}", signature.number)
    assert signature.seal == seal(facts_of(signature))
    used = db.session.scalars(select(NetworkAgreement)).one()
    assert (used.network_id, used.agreement_id, used.used_since, used.used_until) == (1, 1, date(2025, 1, 1), None)


def test_one_can_go_back_with_rows_and_to_nothing_and_come_again(there):
    alembic.downgrade(FIRST)
    alembic.upgrade()
    assert people() == [("contact", "Anne", "a@b.example"), ("party_admin", "Anne", "a@b.example")]
    db.session.close()

    alembic.downgrade("base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    _climb()
    assert db.session.scalars(select(Signature)).one().seal
