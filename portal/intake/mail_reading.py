"""What a message that was parsed means here: who wrote it, where it wants to go, what to look out for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parseaddr

from email_validator import EmailNotValidError, validate_email
from flask import current_app

from portal.core.documents import Outcome, Scan
from portal.core.forms import MAX_TEXT
from portal.core.personal_data import possible_bsns
from portal.core.quarantine import scans_of
from portal.intake.mail_parser import Parsed
from portal.intake.mail_rules import (
    MailFlag,
    Marks,
    Route,
    WrittenBy,
    from_address,
    from_subject,
    letter_number,
    wants_confidence,
    written_by,
)
from portal.intake.mail_text import Folded, fold
from portal.notifications.delivery import LOOP, host


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as the mail server gave it. `arrived_at`: when it reached the mailbox (Awb 2:17), by the server's clock and
    never by what the message says of itself. `envelope_from` is None where it is not known, "" for a message without way back.
    `scan`: what the virus scanner says of all of it.
    """

    raw: bytes
    arrived_at: datetime
    envelope_from: str | None = None
    envelope_to: str = ""
    is_whole: bool = True
    scan: Scan | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is known of a message before the database is asked."""

    parsed: Parsed
    words: Folded
    written_by: WrittenBy
    sender_name: str
    sender_email: str
    letter: int | None
    flags: frozenset[MailFlag]

    def addressed(self, domains: Iterable[str], envelope_to: str) -> set[Route]:
        """What the addresses ask that it was sent to: where it was delivered, or else those it names itself."""
        known = set(domains)
        delivered = from_address(envelope_to, known)
        found = [delivered] if delivered else [from_address(address, known) for address in self.parsed.recipients]
        return {route for route in found if route}

    @property
    def asked(self) -> set[Route]:
        return from_subject(self.parsed.subject)


def looked_at(arrival: Arrival, parsed: Parsed) -> tuple[Arrival, Parsed]:
    """The same with what the virus scanner says of the message and of each of its files."""
    scan, *scans = scans_of([arrival.raw, *(file.content for file in parsed.files)])
    files = tuple(replace(file, scan=scan) for file, scan in zip(parsed.files, scans, strict=True))
    return replace(arrival, scan=scan), replace(parsed, files=files)


def read(arrival: Arrival, parsed: Parsed) -> Reading:
    words = fold(parsed.text)
    name, address = parsed.sender
    about = "\n".join([*parsed.answers, parsed.about])
    who = written_by(_marks(arrival, parsed))
    if who in (WrittenBy.BOUNCE, WrittenBy.DELAY):
        about += f"\n{parsed.text[:100_000]}"
    return Reading(parsed, words, who, name or address.split("@")[0], _proper(address), letter_number(about, host()),
                   _flags(arrival, parsed, words))


def _proper(address: str) -> str:
    """The address when letters can be sent to it, else nothing."""
    try:
        return validate_email(address, check_deliverability=False, allow_smtputf8=False, globally_deliverable=False).normalized
    except EmailNotValidError:
        return ""


def _marks(arrival: Arrival, parsed: Parsed) -> Marks:
    names = parsed.headers.keys()
    return Marks(
        envelope_from=arrival.envelope_from, auto_submitted=parsed.header("auto-submitted"), precedence=parsed.header("precedence"),
        return_path=parsed.header("return-path"), sender=parsed.sender[1], subject=parsed.subject,
        has_auto_header=any(name.startswith("x-auto") and name != "x-auto-response-suppress" for name in names),
        has_list_header=any(name in ("list-id", "list-post", "list-unsubscribe", "mailing-list") for name in names),
        suppresses="x-auto-response-suppress" in names, is_ours=_is_ours(parsed),
        report_type=parsed.parameters.get("report-type", "").casefold(), calendar_method=parsed.parameters.get("method", ""),
        media_types=parsed.media_types, status=parsed.status)


def _is_ours(parsed: Parsed) -> bool:
    """Written by this very portal: it bears our mark or number, or our own address as its sender."""
    return (host() in parsed.headers.get(LOOP.casefold(), []) or letter_number(parsed.message_id, host()) is not None
            or parsed.sender[1].casefold() == parseaddr(current_app.config["MAIL_SENDER"])[1].casefold())


def _flags(arrival: Arrival, parsed: Parsed, words: Folded) -> frozenset[MailFlag]:
    said = f"{parsed.subject}\n{words.text}"
    names = [file.name.casefold() for file in parsed.files]
    found = {
        MailFlag.BSN: bool(possible_bsns(f"{parsed.subject}\n{parsed.text}")),
        MailFlag.CONFIDENTIAL: wants_confidence(parsed.subject, words.text, parsed.header("sensitivity")),
        MailFlag.LONG: len(said) > MAX_TEXT, MailFlag.CUT: not arrival.is_whole, MailFlag.BROKEN: parsed.is_broken,
        MailFlag.WINMAIL: "winmail.dat" in names or "application/ms-tnef" in parsed.media_types,
        MailFlag.EMPTY: not words.text.strip(), MailFlag.MALWARE: any(
            scan and scan.outcome == Outcome.INFECTED for scan in (arrival.scan, *(file.scan for file in parsed.files))),
    }
    return frozenset(flag for flag, holds in found.items() if holds)


def domains_of(network_email: str) -> set[str]:
    """The domains of our own addresses: what is written before the @ means something there alone."""
    found = {address.rpartition("@")[2].casefold() for address in (network_email, parseaddr(current_app.config["MAIL_SENDER"])[1])}
    return found - {""}


