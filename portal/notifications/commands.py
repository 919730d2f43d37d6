"""`flask worker`: delivers the outbox."""

import threading
import time

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.notifications.delivery import carrier
from portal.notifications.operations import deliver_due

PAUSE = 2.0
"""Seconds between two looks at the outbox."""


@click.command("worker")
@click.option("--once", is_flag=True, help="Deliver what waits and stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Deliver letters; run it beside the web workers, as often as you like."""
    while True:
        sent = deliver_due(carrier(current_app._get_current_object()))  # type: ignore[attr-defined]
        click.echo(f"{sent} delivered") if sent or once else None
        if once:
            return
        time.sleep(PAUSE)


def deliver_in_background(app: Flask) -> None:
    """For a portal of one process: a thread that does the worker's work."""

    def run() -> None:
        while True:
            with app.app_context():
                try:
                    deliver_due(carrier(app))
                except Exception:
                    app.logger.exception("the outbox could not be delivered")
            time.sleep(PAUSE)

    threading.Thread(target=run, name="outbox", daemon=True).start()


COMMANDS = [worker]
