"""`flask worker`: announces what the calendar asks for, delivers the outbox, asks the virus scanner about files that wait for it, and
seals the record once a day.
"""

import os
import secrets
import socket
import threading
import time
from itertools import count

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.audit.sealing import seal_record
from portal.core import quarantine
from portal.notifications.announcements import announce_due
from portal.notifications.delivery import carrier
from portal.notifications.operations import deliver_due, takes_turn

PAUSE = 2.0
"""Seconds between two looks at the outbox."""
SCAN_EVERY = 10
"""Seconds between two looks at files that wait for the virus scanner."""
ANNOUNCE_EVERY = 60
"""Seconds between two looks at the calendar."""


@click.command("worker")
@click.option("--once", is_flag=True, help="Announce and deliver what waits, and stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Deliver letters; run it beside the web workers, as often as you like: one delivers, the others stand by."""
    me, app = _name(), current_app._get_current_object()  # type: ignore[attr-defined]
    for turn in count():
        sent = _work(app, turn) if once or takes_turn(me, is_worker=True) else 0
        click.echo(f"{sent} delivered") if sent or once else None
        if once:
            return
        time.sleep(PAUSE)


def _work(app: Flask, turn: int) -> int:
    """One turn: look at the calendar and at waiting files now and then, at the outbox always. Answers how many letters went out."""
    if turn % int(ANNOUNCE_EVERY / PAUSE) == 0:
        announce_due()
        seal_record(once_a_day=True)
    if turn % int(SCAN_EVERY / PAUSE) == 0:
        quarantine.check_waiting()
    return deliver_due(carrier(app))


def _name() -> str:
    """This process, as no other one is called."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def deliver_in_background(app: Flask) -> None:
    """A thread that does the worker's work: in one process of the portal, and in none while `flask worker` runs."""

    def run() -> None:
        me = _name()
        for turn in count():
            with app.app_context():
                try:
                    if takes_turn(me, is_worker=False):
                        _work(app, turn)
                except Exception:
                    app.logger.exception("the outbox could not be delivered")
            time.sleep(PAUSE)

    threading.Thread(target=run, name="outbox", daemon=True).start()


COMMANDS = [worker]
