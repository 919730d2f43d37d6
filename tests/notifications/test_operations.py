"""The outbox: once per event and address, in the reader's language, kept until it is delivered."""

import socket
import threading
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from portal.core.database import db, transaction
from portal.notifications.delivery import carrier
from portal.notifications.models import MailState, OutboxMail
from portal.notifications.operations import TURN_LASTS, Letter, deliver_due, queue, takes_turn
from tests.conftest import NOW

LETTER = Letter("signals/receipt", "signal-receipt:1", "anne@example.nl", "Anne", data={
    "number": "2026-01", "title": "Busje\nBcc: x@example.nl", "link": "http://localhost/x"})


@pytest.fixture
def post(app, now):
    """An act: a transaction that queues these letters."""
    def act(*letters):
        with app.test_request_context(method="POST"), transaction() as work:
            return queue(work.session, letters, now=work.now)
    return act


def states(app):
    with app.test_request_context():
        return [(mail.state, mail.attempts) for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))]


def test_one_event_gives_an_address_one_letter(post):
    assert post(LETTER, LETTER) == 1
    assert post(Letter(LETTER.kind, LETTER.event, "ANNE@example.nl", data=LETTER.data)) == 0


def test_letter_is_written_in_the_readers_language_and_headers_hold(app, post):
    post(LETTER, Letter(LETTER.kind, "other", "john@example.nl", "John", "en", LETTER.data))
    sent = []
    with app.test_request_context(method="POST"):
        assert deliver_due(sent.append) == 2

    dutch, english = sent
    assert dutch["Subject"] == "Ontvangen: uw signaal 2026-01"
    assert english["Subject"] == "Received: your signal 2026-01"
    assert dutch["Bcc"] is None
    assert "Beste Anne," in dutch.get_content()
    assert dutch["Message-ID"].startswith("<outbox-")
    assert dutch["Auto-Submitted"] == "auto-generated"


def test_letter_that_fails_waits_and_is_tried_again(app, post, at):
    post(LETTER)

    def broken(_message):
        raise OSError("down")

    with app.test_request_context(method="POST"):
        assert deliver_due(broken) == 0
    assert states(app) == [(MailState.WAITING, 1)]

    at(NOW + timedelta(hours=1))
    with app.test_request_context(method="POST"):
        assert deliver_due(lambda message: None) == 1
    assert states(app) == [(MailState.SENT, 2)]


def test_letter_that_cannot_be_written_stops_no_other(app, post):
    post(Letter("no/such/letter", "e1", "bram@example.nl"), LETTER)
    sent = []

    with app.test_request_context(method="POST"):
        assert deliver_due(sent.append) == 1

    assert [message["To"] for message in sent] == ["Anne <anne@example.nl>"]
    assert states(app) == [(MailState.WAITING, 1), (MailState.SENT, 1)]


def test_two_workers_deliver_each_letter_once(app, post):
    post(*(Letter(LETTER.kind, f"e{n}", "anne@example.nl", data=LETTER.data) for n in range(120)))
    sent = []

    def work():
        with app.test_request_context(method="POST"):
            deliver_due(lambda message: sent.append(message["Message-ID"]))

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(sent) == len(set(sent)) == 120


def test_letter_travels_by_smtp(app, post):
    received = []

    class Handler:
        async def handle_DATA(self, server, session, envelope):
            received.append((envelope.rcpt_tos, envelope.content))
            return "250 OK"

    post(LETTER)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(Handler(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
        with app.test_request_context(method="POST"):
            assert deliver_due(carrier(app)) == 1
    finally:
        app.config["MAIL_URL"] = ""
        server.stop()

    assert received[0][0] == ["anne@example.nl"]
    assert b"2026-01" in received[0][1]


def test_without_a_mail_server_letters_are_files(app, post, tmp_path):
    app.config["MAIL_FOLDER"] = str(tmp_path / "mail")
    post(LETTER)

    with app.test_request_context(method="POST"):
        deliver_due(carrier(app))

    assert [path.suffix for path in (tmp_path / "mail").iterdir()] == [".eml"]


# Whose turn it is to deliver


def turns(app, holder, is_worker=False):
    with app.app_context():
        return takes_turn(holder, is_worker=is_worker)


def test_one_web_process_delivers_and_another_goes_on_when_it_died(app, session, now, at):
    assert [turns(app, name) for name in ("web 1", "web 2", "web 1", "web 3")] == [True, False, True, False]

    at(now + TURN_LASTS)
    assert [turns(app, name) for name in ("web 2", "web 1")] == [True, False]


def test_the_worker_goes_before_the_web_and_a_second_worker_stands_by(app, session, now, at):
    assert turns(app, "web") is True
    assert turns(app, "worker 1", is_worker=True) is True
    assert [turns(app, "web"), turns(app, "worker 2", is_worker=True)] == [False, False]

    at(now + TURN_LASTS / 2)
    assert turns(app, "worker 1", is_worker=True) is True
    at(now + TURN_LASTS)
    assert turns(app, "web") is False
    at(now + TURN_LASTS * 3)
    assert turns(app, "web") is True


def test_who_stands_by_only_reads_and_who_delivers_seldom_writes(app, session, now, at, count_queries):
    turns(app, "web 1")

    with count_queries() as asked:
        turns(app, "web 1")
        turns(app, "web 2")

    assert not [query for query in asked if query.startswith(("UPDATE", "INSERT"))]


@pytest.mark.sqlite_only  # it tells its plan in a way that a test can read
def test_a_batch_reads_its_own_letters_however_many_wait(app, post, count_queries):
    """The questions that hold the writers' turn walk along an index and sort nothing."""
    post(LETTER)
    with count_queries() as asked, app.test_request_context(method="POST"):
        deliver_due(lambda _message: None)
    looks = [query for query in asked if query.startswith("SELECT outbox_mail.id") and "ORDER BY" in query]

    assert len(looks) == 4  # taken and waiting, and once more to find nothing
    with app.test_request_context():
        for query in looks:
            plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("waiting", "2026-03-20", 50, 0)).all()
            assert [row[3] for row in plan] == ["SEARCH outbox_mail USING COVERING INDEX ix_outbox_mail_state_due (state=? AND due_at<?)"]


def test_a_letter_costs_two_write_turns_beside_its_batch(app, post, monkeypatch):
    post(LETTER)
    taken = []
    monkeypatch.setattr("portal.notifications.operations.transaction", lambda: taken.append(1) or transaction())

    with app.test_request_context(method="POST"):
        assert deliver_due(lambda _message: None) == 1

    assert len(taken) == 2 + 2  # the batch, the letter, that it was sent, and the batch that is empty
