"""`python app.py` starts the portal; `flask` finds the same application here."""

import gc
import os
import socket
import struct
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from portal.application import create_app
from portal.config import Unfit
from portal.notifications.commands import deliver_in_background

PATIENCE = 20
"""Seconds that a thread waits for the next piece of a question, or for somebody to take the next piece of an answer."""
UNFIT = 78
"""The code with which systemd does not start it again (EX_CONFIG)."""

try:
    app = create_app()
except Unfit as wrong:
    click.echo(f"The portal does not start with these settings:\n{wrong}", err=True)
    raise SystemExit(UNFIT) from None


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with threads; one worker delivers its own letters."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return app


class Worker(ThreadWorker):  # type: ignore[misc]
    """The thread that answered hangs up too. gunicorn 27 leaves that to the one that lets everybody in, and waits two seconds there
    for whoever stays on the line: two dozen silent ones would keep the door shut for most of a minute.
    """

    def handle(self, conn: Any) -> Any:
        stays = super().handle(conn)
        if not stays:
            conn.close(graceful=True)
            conn.close = hung_up
        return stays


def hung_up(graceful: bool = False) -> None:
    """For who hangs up once more."""


def lose_patience(server: Any) -> None:
    """Who is silent in the middle of a question keeps no thread for ever. Connections take this over from where they come in."""
    for listener in server.LISTENERS:
        for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, direction, struct.pack("ll", PATIENCE, 0))


def ready(server: Any) -> None:
    lose_patience(server)
    # What exists now lives for ever: the collector need not look at it again (20 ms pauses otherwise). Before there are workers, so
    # that they go on sharing that memory.
    gc.collect()
    gc.freeze()
    tell_where(server)


def tell_where(_server: object) -> None:
    click.echo(f"The portal is open on {app.config['PUBLIC_URL']}")


def start_worker(_worker: object) -> None:
    deliver_in_background(app)


def serve() -> None:
    Server({
        "bind": f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}",
        "worker_class": Worker, "workers": app.config["WORKERS"], "threads": 8,
        "when_ready": ready, "post_worker_init": start_worker, "control_socket_disable": True, "loglevel": "warning",
    }).run()


if __name__ == "__main__":
    serve()
