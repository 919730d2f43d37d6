"""A mail server that is down or slow: nobody waits for it, nothing is lost, nothing goes out twice."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from sqlalchemy import select

from portal.core.database import db, transaction
from portal.notifications.models import MailState, OutboxMail
from portal.notifications.operations import KEEP_TRYING, MAX_ATTEMPTS, TAKEN_FOR, Letter, deliver_due, queue
from tests.conftest import NOW

DATA = {"number": "2026-01", "title": "Busje", "link": "http://localhost/x"}


@pytest.fixture
def post(app, now):
    def act(*events):
        with app.test_request_context(method="POST"), transaction() as work:
            queue(work.session, [Letter("signals/receipt", event, "anne@example.nl", data=DATA) for event in events], now=work.now)
    return act


@pytest.fixture
def worker(app, at):
    """`worker(carrier, hours)`: a worker that looks every five minutes for so long, from `NOW` on; answers when it ended."""
    def run(carrier, hours, begins=NOW):
        for minutes in range(0, int(hours * 60) + 1, 5):
            at(begins + timedelta(minutes=minutes))
            with app.test_request_context(method="POST"):
                deliver_due(carrier)
        return begins + timedelta(hours=hours)
    return run


def states(app):
    with app.test_request_context():
        return [mail.state for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))]


def down(_message):
    raise OSError("connection refused")


def test_letters_of_a_day_without_mail_server_go_out_by_themselves_once(app, post, worker):
    post("een", "twee")
    ended = worker(down, 24)
    assert states(app) == [MailState.WAITING] * 2
    sent = []

    worker(lambda message: sent.append(message["Message-ID"]), 1.5, ended)

    assert states(app) == [MailState.SENT] * 2
    assert len(sent) == len(set(sent)) == 2


def test_letter_is_given_up_when_the_server_stays_away(app, post, worker):
    post("een")

    worker(down, KEEP_TRYING.total_seconds() / 3600 + 2)

    assert states(app) == [MailState.FAILED]


def test_address_that_is_refused_is_given_up_the_same_day(app, post, worker):
    post("een")
    tries = []

    def refuse(message):
        tries.append(message["Message-ID"])
        raise SMTPRecipientsRefused({"anne@example.nl": (550, b"unknown")})

    worker(refuse, 12)

    assert states(app) == [MailState.FAILED]
    assert len(tries) == MAX_ATTEMPTS
    assert len(set(tries)) == 1


def test_acts_do_not_wait_for_the_mail_server(app, post):
    """Nothing but the outbox is written: no carrier is asked during an act."""
    post("een")

    assert states(app) == [MailState.WAITING]


def test_slow_server_does_not_make_two_workers_send_the_same(app, post, at):
    """One worker hangs on its first letter for longer than it may hold its batch; another one takes the rest over."""
    post("een", "twee", "drie")
    sent = []

    def slow(message):
        sent.append(message["Message-ID"])
        if len(sent) == 1:
            at(NOW + TAKEN_FOR + timedelta(minutes=1))
            with app.app_context(), app.test_request_context(method="POST"):
                deliver_due(lambda other: sent.append(other["Message-ID"]))

    with app.test_request_context(method="POST"):
        deliver_due(slow)

    # The letter that hung may go twice, with the same Message-ID; those behind it go once.
    assert sorted(set(sent)) == sorted(sent[1:])
    assert states(app) == [MailState.SENT] * 3
