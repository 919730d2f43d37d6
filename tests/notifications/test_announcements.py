"""What the calendar asks for: once per reminder and address, however often the worker looks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core.database import db
from portal.notifications import announcements, operations
from portal.notifications.announcements import announce_due, register, register_reading
from portal.notifications.models import OutboxMail
from portal.notifications.operations import Letter, queue
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


def test_thousands_of_letters_are_stored_in_parts_and_one_that_marks_comes_back(app, announced, monkeypatch):
    """No turn of the writer is longer than a part, whatever there is to tell."""
    monkeypatch.setattr(announcements, "PART", 3)
    stored, left = [], [1, 2]
    monkeypatch.setattr(announcements, "queue", lambda session, letters, now: stored.append(len(letters)) or queue(session, letters, now=now))

    @register_reading
    def many(_session, _now):
        return [Letter("signals/receipt", f"many:{number}", "an@example.nl", data=DATA) for number in range(7)]

    @register
    def one_at_a_time(_session, _now):
        return [Letter("signals/receipt", f"one:{left.pop()}", "an@example.nl", data=DATA)] if left else []

    assert announced() == 9
    assert stored == [3, 3, 1, 1, 1, 0]
    assert announced() == 0


def test_the_worker_announces_before_it_delivers(app, announced):
    register(lambda _session, _now: [Letter("signals/receipt", "in time", "an@example.nl", data=DATA)])

    assert "1 delivered" in app.test_cli_runner().invoke(args=["worker", "--once"]).output
    assert "0 delivered" in app.test_cli_runner().invoke(args=["worker", "--once"]).output
