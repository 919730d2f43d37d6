"""Two workers side by side, each in a process of its own, as they run on a server: nobody gets a letter twice."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bench.machines import Mailbox
from portal.core import clock
from portal.core.database import db, transaction
from portal.notifications.models import MailState, OutboxMail
from portal.notifications.operations import Letter, queue
from portal.proposals.rules import Stage
from tests import world

ROOT = Path(__file__).parents[2]
DATA = {"number": "2026-01", "title": "Busje", "link": "http://localhost/x"}
MEMBERS, LETTERS = 6, 70


@pytest.fixture
def mailbox():
    box = Mailbox()
    yield box
    box.stop()


@pytest.fixture
def waiting(app):
    """Letters that wait, more than one worker takes at a time, and a round whose end comes near."""
    with app.test_request_context(method="POST"), transaction() as work:
        network = world.network(work.session)
        world.municipality(work.session, network, is_host=True)
        for number in range(MEMBERS):
            world.contact(work.session, world.member(work.session, network, f"Partij {number}"), f"Contact {number}")
        proposal = world.proposal(work.session, network, Stage.PRELIMINARY)
        world.comment_round(work.session, proposal, opened_at=clock.now() - timedelta(days=13), days=14)
        queue(work.session, [Letter("signals/receipt", f"signal:{number}", f"inwoner{number}@example.nl", data=DATA)
                             for number in range(LETTERS)], now=work.now)


def worker(database, mailbox, folder):
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker", "--once"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env={**os.environ, "DATABASE_URL": database, "MAIL_URL": mailbox.url, "INSTANCE": str(folder), "SECRET_KEY": "test" * 10})


def test_two_workers_announce_and_deliver_everything_once(app, waiting, mailbox, database, tmp_path):
    with app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    workers = [worker(url, mailbox, tmp_path) for _ in range(2)]
    said = [process.communicate(timeout=300)[0] for process in workers]

    assert [process.returncode for process in workers] == [0, 0], said
    assert not [words for words in said if "Error" in words], said
    with app.app_context():
        letters = db.session.scalars(select(OutboxMail)).all()
        reminded = [mail.email for mail in letters if mail.kind == "rounds/reminder"]
        assert len(reminded) == len(set(reminded)) == MEMBERS
        assert {(mail.state, mail.attempts) for mail in letters} == {(MailState.SENT, 1)}
        assert len(mailbox.letters) == len(letters) >= LETTERS + MEMBERS
    assert set(mailbox.letters.values()) == {1}
