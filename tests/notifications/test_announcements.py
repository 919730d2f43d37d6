"""What the calendar asks for: once per reminder and address, however often the worker looks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core.database import db
from portal.notifications import announcements, operations
from portal.notifications.announcements import announce_due, register
from portal.notifications.models import OutboxMail
from portal.notifications.operations import Letter
from tests.conftest import NOW

DATA = {"number": "2026-01", "title": "Busje", "link": "http://localhost/x"}


@pytest.fixture
def announced(app, now, monkeypatch):
    """Nothing is registered but what the test registers."""
    monkeypatch.setattr(announcements, "_announcements", [])

    def look():
        with app.app_context():
            return announce_due()

    return look


def keys(app):
    with app.app_context():
        return list(db.session.scalars(select(OutboxMail.key).order_by(OutboxMail.id)))


def test_a_reminder_is_queued_once_however_often_one_looks(app, announced, at):
    @register
    def due(_session, moment):
        days = (NOW + timedelta(days=10) - moment).days
        return [Letter("signals/receipt", f"reminder:1:{14 if days <= 14 else 60}", "an@example.nl", data=DATA)]

    assert [announced(), announced()] == [1, 0]
    at(NOW + timedelta(days=3))
    assert announced() == 0
    assert keys(app) == ["reminder:1:14|an@example.nl"]


def test_one_that_fails_keeps_nobody_elses_letters_back(app, announced, caplog):
    register(lambda _session, _now: 1 / 0)
    register(lambda _session, _now: [Letter("signals/receipt", "second", "an@example.nl", data=DATA)])

    assert announced() == 1
    assert keys(app) == ["second|an@example.nl"]
    assert "could not be announced" in caplog.text


def test_two_workers_at_the_same_moment_queue_one_letter(app, announced, monkeypatch):
    register(lambda _session, _now: [Letter("signals/receipt", "same", "an@example.nl", data=DATA)])
    assert announced() == 1
    monkeypatch.setattr(operations, "_known_keys", lambda _session, _keys: set())  # the other one's row came after this look

    assert announced() == 0
    assert keys(app) == ["same|an@example.nl"]


def test_the_worker_announces_before_it_delivers(app, announced):
    register(lambda _session, _now: [Letter("signals/receipt", "in time", "an@example.nl", data=DATA)])

    assert "1 delivered" in app.test_cli_runner().invoke(args=["worker", "--once"]).output
    assert "0 delivered" in app.test_cli_runner().invoke(args=["worker", "--once"]).output
