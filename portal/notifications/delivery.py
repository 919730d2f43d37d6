"""From a row to a message on its way: written in the recipient's language, carried by SMTP or kept as a file."""

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app, render_template

from portal.core.codec import unpack
from portal.core.language import speaking
from portal.notifications.models import OutboxMail

Carrier: TypeAlias = Callable[[EmailMessage], None]
LOOP = "X-Loop"
"""Every letter of ours bears our name in this header: what comes back with it was never written by a person."""


def host() -> str:
    """Our name in letters: the host of PUBLIC_URL."""
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or ""


class Whole(EmailPolicy):
    """The usual way of writing a message, but the address that stops letters stays whole.

    The library encodes a long word as quoted text, and mail programs do not take that for an address.
    """

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name == "List-Unsubscribe" else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode() if name == "List-Unsubscribe" else super().fold_binary(name, value)


def compose(mail: OutboxMail) -> EmailMessage:
    """The message of an outbox row. Its Message-ID is fixed, so that a second delivery can be seen as the same."""
    data = unpack(mail.data) | {"name": mail.name, "base": current_app.config["PUBLIC_URL"].rstrip("/")}
    with speaking(mail.language):
        subject = render_template(f"mail/{mail.kind}/subject.txt", **data)
        body = render_template(f"mail/{mail.kind}/body.txt", **data)
    message = EmailMessage(Whole())
    message["Subject"] = " ".join(subject.split())
    message["From"] = current_app.config["MAIL_SENDER"]
    message["To"] = formataddr((" ".join(mail.name.split()), mail.email))
    message["Date"] = format_datetime(mail.queued_at)
    message["Message-ID"] = f"<outbox-{mail.id}@{host()}>"
    message["Auto-Submitted"] = "auto-generated"
    message[LOOP] = host()
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(body.strip() + "\n")
    if mail.calendar:
        _attach_calendar(message, mail.calendar)
    return message


def _attach_calendar(message: EmailMessage, calendar: str) -> None:
    # Outlook shows its buttons only when the calendar is an alternative of the text; others open the attachment.
    method = "CANCEL" if "METHOD:CANCEL" in calendar else "REQUEST"
    message.add_alternative(calendar, subtype="calendar", params={"method": method})
    message.add_attachment(calendar.encode(), maintype="text", subtype="calendar", filename="bijeenkomst.ics")


def carrier(app: Flask) -> Carrier:
    """How mail leaves: MAIL_URL (smtp://user:password@host:port, smtps://…), or files in instance/mail."""
    url = app.config["MAIL_URL"]
    return _by_smtp(url) if url else _to_folder(Path(app.config["MAIL_FOLDER"]))


def _to_folder(folder: Path) -> Carrier:
    def keep(message: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").split("@")[0]
        (folder / f"{name}.eml").write_bytes(bytes(message))

    return keep


def _by_smtp(url: str) -> Carrier:
    parts = urlsplit(url)
    server = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP

    def send(message: EmailMessage) -> None:
        with server(parts.hostname or "localhost", parts.port or 0, timeout=20) as smtp:
            if parts.scheme == "smtp+tls":
                smtp.starttls()
            if parts.username:
                smtp.login(unquote(parts.username), unquote(parts.password or ""))
            smtp.send_message(message)

    return send
