"""`flask mail`: takes messages in, one from a mail server's pipe or all of a mailbox. Exit codes as in sysexits.h."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.database import db, transaction
from portal.intake.mail_operations import take_in
from portal.intake.mail_parser import parse
from portal.intake.mail_reading import Arrival, looked_at, read
from portal.intake.mailbox import Found, Mailbox, MailboxError, opened
from portal.networks.queries import current_network

NOTHING, NO_MAILBOX, LATER = 65, 78, 75
"""EX_DATAERR: there is no message. EX_CONFIG: MAIL_IN_URL is missing. EX_TEMPFAIL: keep it and try again."""


@click.group("mail")
def mail() -> None:
    """Signals, proposals and reactions by e-mail."""


@mail.command("receive")
@click.option("--from", "envelope_from", envvar="SENDER", help="The sender that the mail server names (MAIL FROM); empty for a bounce.")
@click.option("--to", "envelope_to", envvar=["ORIGINAL_RECIPIENT", "RECIPIENT"], default="", help="The address that it was delivered to.")
@with_appcontext
def receive(envelope_from: str | None, envelope_to: str) -> None:
    """Take in the message on standard input. Exits with 75 when it must be offered again."""
    envelope_from = os.environ.get("SENDER") if envelope_from is None else envelope_from  # an empty one counts
    try:
        most = current_app.config["MAIL_IN_BYTES"]
        raw = sys.stdin.buffer.read(most)
        is_whole = not _drained()
        if not raw.strip():
            click.echo("there is no message on standard input", err=True)
            raise SystemExit(NOTHING)
        arrival = Arrival(raw, clock.now(), envelope_from, envelope_to, is_whole)
        click.echo(_take(arrival))
    except Exception as error:
        current_app.logger.exception("a message was not taken in")
        click.echo(f"not taken in: {type(error).__name__}", err=True)
        raise SystemExit(LATER) from None


def _drained() -> bool:
    """Read what is left, so that the mail server can finish; whether there was anything."""
    more = False
    while sys.stdin.buffer.read(65536):
        more = True
    return more


@mail.command("fetch")
@with_appcontext
def fetch() -> None:
    """Take in all that waits in the mailbox of MAIL_IN_URL. What was taken in goes to the folder MAIL_IN_FOLDER."""
    url = current_app.config["MAIL_IN_URL"]
    if not url:
        click.echo("MAIL_IN_URL is not set: imaps://user:password@host/INBOX", err=True)
        raise SystemExit(NO_MAILBOX)
    with turn() as is_ours:
        if not is_ours:
            click.echo("another fetch is at work")
            return
        _fetch(url)


@contextmanager
def turn() -> Iterator[bool]:
    """Whether no other fetch runs on this machine: two that move the same message leave two copies in some boxes."""
    with (Path(current_app.instance_path) / "mail.turn").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _fetch(url: str) -> None:
    try:
        outcomes = fetch_all(url)
    except MailboxError as error:
        click.echo(str(error), err=True)
        raise SystemExit(LATER) from None
    click.echo(f"{sum(outcome is True for outcome in outcomes)} taken in")
    if failed := sum(outcome is None for outcome in outcomes):
        click.echo(f"{failed} left in the mailbox: see the log", err=True)
        raise SystemExit(LATER)


def fetch_all(url: str) -> list[bool | None]:
    """Of each message in the box: whether it is new, None when it stays there. Several may run at once."""
    with opened(url) as box:
        return [_fetched(box, message) for message in box.messages()]


def _fetched(box: Mailbox, message: Found) -> bool | None:
    # One that cannot be taken in does not keep the others up.
    most = current_app.config["MAIL_IN_BYTES"]
    raw = box.content(message, most)
    if raw is None:
        return False  # another fetch was first
    try:
        said = _take(Arrival(raw, message.arrived_at, is_whole=message.size <= most))
    except Exception:
        current_app.logger.exception("message %s was not taken in", message.uid)
        return None
    box.put_away(message, current_app.config["MAIL_IN_FOLDER"])
    return said != KNOWN


KNOWN = "known already"


def _take(arrival: Arrival) -> str:
    """Parsed and looked at by the virus scanner before the transaction: nobody waits for a slow message."""
    arrival, parsed = looked_at(arrival, parse(arrival.raw))
    reading = read(arrival, parsed)
    with transaction() as work:
        taken = take_in(work.session, current_network(db.session), arrival, reading, now=work.now)
        return f"taken in as message {taken.id}: {taken.state}" if taken else KNOWN

