"""Messages for tests: out of the corpus, or a few words."""

from pathlib import Path

from portal.intake.mail_operations import take_in
from portal.intake.mail_parser import parse
from portal.intake.mail_queries import mail_by_id
from portal.intake.mail_reading import Arrival, read

MAILS = Path(__file__).parent / "mails"


def corpus(name, letter=1):
    return (MAILS / f"{name}.eml").read_bytes().replace(b"outbox-LETTER@", f"outbox-{letter}@".encode())


def written(text="De wachttijd is lang.", sender="Jan Jansen <jan@example.com>", to="tafel@example.nl", subject="Hallo", **headers):
    """A plain message; names of headers with a low dash for each hyphen."""
    lines = {"From": sender, "To": to, "Subject": subject, "Content-Type": "text/plain; charset=utf-8"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    return ("\r\n".join(f"{name}: {value}" for name, value in lines.items()) + f"\r\n\r\n{text}\r\n").encode()


def deliver(session, network, raw, now, arrived_at=None, **envelope):
    """Take a message in as the commands do; answers it as the secretary finds it, or None when it was known."""
    arrival = Arrival(raw, arrived_at or now, **envelope)
    mail = take_in(session, network, arrival, read(arrival, parse(raw)), now=now)
    session.flush()
    return mail and mail_by_id(session, network, mail.id)
