"""`flask check`: each thing that makes an installation unfit is found, named, and told how to change; a good one passes."""

import os
from datetime import timedelta

import pytest

from portal.accounts.models import LoginSession, Role
from portal.accounts.operations import grant_role
from portal.accounts.rules import Browser, System
from portal.audit.operations import record
from portal.audit.sealing import seal_record
from portal.core import clock, pdf, scanner
from portal.core.access import SYSTEM
from portal.core.database import transaction
from portal.hosting import checks, health
from portal.hosting.rules import of_settings
from portal.notifications.operations import Letter, queue
from tests import world
from tests.clamd import running, silent

GOOD = {
    "PRODUCTION": True, "SECRET_KEY": "Zq8r_3vXk1mN-0bHtY6wLcE9sPdUaFgJ2iO5", "SECRET_IS_KEPT": False, "CLOCK_SHIFT": timedelta(0),
    "DEBUG": False, "METRICS_TOKEN": "", "METRICS_FOLDER": "", "PUBLIC_URL": "https://tafel.zuid-limburg.nl", "TRUSTED_PROXIES": 1,
    "SQLALCHEMY_ENGINES": {"default": {"url": "postgresql+psycopg:///portal"}}, "WORKERS": 3, "MAIL_URL": "smtps://mail.zuid-limburg.nl",
    "MAIL_SENDER": "tafel@zuid-limburg.nl", "RATELIMIT_STORAGE_URI": "database://",
    "CLAMD_URL": "unix:/run/clamav/clamd.ctl"}


def codes(**settings):
    return [finding.code for finding in of_settings(GOOD | settings)]


def engine(url):
    return {"SQLALCHEMY_ENGINES": {"default": {"url": url}}}


def test_good_settings_have_no_finding():
    assert codes() == []
    assert codes(WORKERS=1, **engine("sqlite:////srv/portal.sqlite")) == []
    assert codes(MAIL_URL="smtp://localhost") == []
    assert codes(CLAMD_URL="tcp://localhost:3310") == []
    assert codes(METRICS_TOKEN="a1b2c3d4e5f6" * 3, METRICS_FOLDER="/run/metrics") == []


@pytest.mark.parametrize(("code", "settings"), [
    ("environment", {"PRODUCTION": False}),
    ("secret", {"SECRET_KEY": "kort"}), ("secret", {"SECRET_KEY": "a" * 40}), ("secret", {"SECRET_IS_KEPT": True}),
    ("clock", {"CLOCK_SHIFT": timedelta(hours=1)}),
    ("debug", {"DEBUG": True}),
    ("token", {"METRICS_TOKEN": "kort", "METRICS_FOLDER": "/run/metrics"}),
    ("https", {"PUBLIC_URL": "http://tafel.zuid-limburg.nl"}),
    ("address", {"PUBLIC_URL": "https://localhost"}),
    ("proxies", {"TRUSTED_PROXIES": 0}),
    ("sqlite", engine("sqlite:////srv/portal.sqlite")),
    ("database-line", engine("postgresql+psycopg://portal@db.zuid-limburg.nl/portal")),
    ("mail", {"MAIL_URL": ""}),
    ("mail-line", {"MAIL_URL": "smtp://user:secret@mail.zuid-limburg.nl:587"}),
    ("sender", {"MAIL_SENDER": "ontwikkeltafel@localhost"}),
    ("scanner", {"CLAMD_URL": ""}), ("scanner-line", {"CLAMD_URL": "tcp://scan.zuid-limburg.nl:3310"}),
    ("limits", {"RATELIMIT_STORAGE_URI": "memory://"}),
    ("metrics", {"METRICS_TOKEN": "a1b2c3d4e5f6" * 3}),
])
def test_setting_that_is_unfit_is_found_alone(code, settings):
    assert codes(**settings) == [code]


@pytest.fixture
def machine(app, now, monkeypatch):
    """This machine as it should be."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(pdf, "is_installed", lambda: True)
    monkeypatch.setattr(health, "documents_can_be_stored", lambda: True)
    monkeypatch.setattr(checks, "current_app", type("App", (), {"instance_path": "/nergens", "config": {"DOCUMENTS_URL": "/nergens"}}))
    monkeypatch.setattr(scanner, "is_set", lambda: False)
    monkeypatch.setattr(checks, "last_backup", lambda: now)
    return monkeypatch


def machine_codes():
    return [finding.code for finding in checks._machine()]


def test_good_machine_has_no_finding(machine):
    assert machine_codes() == []


def test_root_missing_pango_and_a_closed_folder_are_found(machine):
    machine.setattr(os, "geteuid", lambda: 0)
    machine.setattr(pdf, "is_installed", lambda: False)
    machine.setattr(health, "documents_can_be_stored", lambda: False)

    assert machine_codes() == ["root", "pango", "documents"]


def test_folder_that_everybody_can_read_is_found(machine, tmp_path):
    tmp_path.chmod(0o755)
    machine.setattr(checks, "current_app", type("App", (), {"instance_path": str(tmp_path), "config": {"DOCUMENTS_URL": "/nergens"}}))

    assert machine_codes() == ["readable"]


@pytest.mark.parametrize(("age", "found"), [(timedelta(days=1), []), (timedelta(days=2, minutes=1), ["backup"]), (None, ["backup"])])
def test_backup_that_is_old_or_was_never_made_is_found(machine, age, found):
    machine.setattr(checks, "last_backup", lambda: clock.now() - age if age else None)

    assert machine_codes() == found


@pytest.mark.parametrize(("options", "says", "code"), [
    ({}, ..., []), ({}, b"stream: OK\0", ["scanner-blind"]), ({"most": 1_000_000}, ..., ["scanner-small"])])
def test_scanner_is_tried_with_the_test_file_and_the_largest_one(app, session, monkeypatch, tmp_path, options, says, code):
    with running(app, monkeypatch, folder=tmp_path, **options) as clamd:
        clamd.says = says
        assert [finding.code for finding in checks._scanner()] == code


def test_scanner_that_is_not_there_is_found(app, session, monkeypatch):
    silent(app, monkeypatch)

    assert [finding.code for finding in checks._scanner()] == ["scanner-silent"]


@pytest.fixture
def portal(app, session, monkeypatch):
    """A portal at work: a network and somebody who administers it."""
    monkeypatch.setattr(health, "is_migrated", lambda: True)  # the tests make their tables without migrations
    world.network(session)
    grant_role(session, world.user(session, email="beheer@zuid-limburg.nl"), Role.ADMINISTRATOR, place_id=None, actor=SYSTEM,
               now=clock.now())
    session.commit()
    return session


def database_codes():
    return [finding.code for finding in checks._database()]


def test_portal_at_work_has_no_finding(portal):
    assert database_codes() == []


def test_acts_that_stay_without_a_seal_are_found_after_two_days(app, portal, at):
    began = clock.now()
    at(began + checks.SEALED_WITHIN)
    assert "seal" not in database_codes()

    at(began + checks.SEALED_WITHIN + timedelta(minutes=1))
    assert "seal" in database_codes()
    with app.test_request_context(method="POST"):
        seal_record()
    assert "seal" not in database_codes()


def test_empty_portal_lacks_network_and_administrator(app, session, monkeypatch):
    monkeypatch.setattr(health, "is_migrated", lambda: True)

    assert database_codes() == ["network", "administrator"]


def test_invented_people_are_found(portal):
    world.user(portal, email="secretaris@maastricht.example")

    assert "demonstration" in database_codes()


def test_letter_that_nobody_took_up_is_found(app, portal, at):
    began = clock.now()
    with app.test_request_context(method="POST"), transaction() as work:
        queue(work.session, [Letter("accounts/invitation", "x", "anne@zuid-limburg.nl")], now=began)
    at(began + health.STUCK_AFTER - timedelta(minutes=1))
    assert "worker" not in database_codes()

    at(began + health.STUCK_AFTER + timedelta(minutes=1))
    assert "worker" in database_codes()


def test_clock_that_was_set_back_is_found(app, portal):
    assert "clock-back" not in database_codes()
    with app.test_request_context(method="POST"), transaction() as work:
        record(work.session, world.user(work.session), "account:make", actor=SYSTEM, now=work.now + timedelta(hours=2))

    assert "clock-back" in database_codes()


@pytest.mark.parametrize(("days", "found"), [(364, []), (366, []), (368, ["retention"])])
def test_data_about_people_that_should_have_gone_is_found(portal, days, found):
    person = world.user(portal, email="iemand@zuid-limburg.nl")
    world.add(portal, LoginSession(key="k", user_id=person.id, browser=Browser.FIREFOX, system=System.LINUX, began_at=clock.now() - timedelta(days=days)))
    portal.commit()

    assert database_codes() == found


def test_command_names_each_finding_with_what_to_change(app, session):
    result = app.test_cli_runner().invoke(args=["check"])

    assert result.exit_code == 1
    assert "https: letters and cookies go by http" in result.output
    assert "set PUBLIC_URL to https://" in result.output
    assert "migrations: the tables are not those of this version\n    flask db upgrade" in result.output
    assert "not fit for production" in result.output


def test_database_that_does_not_answer_is_a_finding(app, monkeypatch, session):
    from sqlalchemy.exc import OperationalError

    def gone():
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(health, "database_answers", gone)

    assert "database" in {finding.code for finding in checks.findings()}


def test_command_says_that_a_good_installation_is_fit(app, monkeypatch):
    from portal.hosting import commands

    monkeypatch.setattr(commands, "findings", list)

    result = app.test_cli_runner().invoke(args=["check"])

    assert (result.exit_code, "fit for production" in result.output) == (0, True)
