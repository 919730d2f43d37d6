"""What makes an installation unfit for production, as far as the machine and the database tell."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts.models import Role, RoleGrant, User
from portal.audit.models import AuditEntry
from portal.audit.sealing import waiting_since
from portal.core import clock, documents, pdf, scanner
from portal.core.database import db
from portal.hosting import health
from portal.hosting.backup import last_backup
from portal.hosting.rules import Finding, of_settings
from portal.networks.models import Network
from portal.privacy.retention import due

INVENTED = ("%.example", "%.test", "%.invalid", "%@localhost", "%@example.com", "%@example.nl", "%@example.org")
"""Addresses that nobody has (RFC 2606): those of the demonstration."""
SEALED_WITHIN = ENDED_WITHIN = COPIED_WITHIN = timedelta(days=2)
AHEAD = timedelta(minutes=1)
"""So much the clocks of two machines may differ."""


def findings() -> list[Finding]:
    """Everything that has to change before this installation is fit for production."""
    found = [*of_settings(current_app.config), *_machine()]
    try:
        found += _database()
    except SQLAlchemyError as wrong:
        db.session.rollback()
        found.append(Finding("database", f"the database does not answer: {type(wrong).__name__}", "look at DATABASE_URL, and whether it runs"))
    return found


def _machine() -> Iterator[Finding]:
    if os.geteuid() == 0:
        yield Finding("root", "the portal runs as root", "make a user for it (docs/deploy.md)")
    if not pdf.is_installed():
        yield Finding("pango", "no PDF files can be made", "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation")
    if not health.documents_can_be_stored():
        yield Finding("documents", "documents cannot be stored", "let DOCUMENTS_URL be a folder that the portal's user can write to")
    if scanner.is_set():
        yield from _scanner()
    copied = last_backup()
    if copied is None or copied < clock.now() - COPIED_WITHIN:
        yield Finding("backup", "no whole backup was made here in the last two days", "flask backup FILE, every day; now: systemctl start ontwikkeltafel-backup")
    for folder in (Path(current_app.instance_path), Path(current_app.config["DOCUMENTS_URL"])):
        if folder.exists() and folder.stat().st_mode & 0o007:
            yield Finding("readable", f"everybody on this machine can look into {folder}", f"chmod o-rwx {folder}")


def _scanner() -> Iterator[Finding]:
    """The scanner is there, knows malware when it sees it, and takes what the portal takes."""
    most = max(documents.MAX_BYTES, current_app.config["MAIL_IN_BYTES"])
    try:
        if not scanner.malware_in(scanner.TEST_FILE):
            yield Finding("scanner-blind", "the virus scanner does not know the test file of EICAR", "systemctl start clamav-freshclam")
        scanner.malware_in(bytes(most))
    except scanner.TooLarge:
        yield Finding("scanner-small", f"the virus scanner takes no files of {most // 1024**2} MB: those would wait for ever",
                      f"set StreamMaxLength to {most // 1024**2 + 5}M in /etc/clamav/clamd.conf")
    except scanner.Unavailable as silence:
        yield Finding("scanner-silent", f"the virus scanner at CLAMD_URL gives no answer: {type(silence).__name__}",
                      "systemctl start clamav-daemon; may the portal's user open its socket?")


def _database() -> list[Finding]:
    if not health.database_answers() or not health.is_migrated():
        return [Finding("migrations", "the tables are not those of this version", "flask db upgrade")]
    return [*_people(), *_work()]


def _people() -> Iterator[Finding]:
    session, now = db.session, clock.now()
    invented = session.scalar(select(func.count(User.id)).where(or_(*(User.email.like(ending) for ending in INVENTED)))) or 0
    if invented:
        yield Finding("demonstration", f"{invented} people have an address that nobody has: everybody knows the demonstration's password",
                      "begin with an empty database: flask db upgrade, flask network create")
    if session.scalar(select(Network.id).limit(1)) is None:
        yield Finding("network", "there is no network", "flask network create")
    leads = select(RoleGrant.id).where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.begins_at <= now,
                                       or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now)).limit(1)
    if session.scalar(leads) is None:
        yield Finding("administrator", "nobody administers the portal", "flask users add E-MAIL --name NAME --role administrator")


def _work() -> Iterator[Finding]:
    if overdue := sum(due(db.session, clock.now() - ENDED_WITHIN).values()):
        yield Finding("retention", f"{overdue} rows about people should have been gone for two days", "flask privacy retention, every day")
    if not health.outbox_moves():
        yield Finding("worker", "letters have waited for half an hour: no worker runs", "systemctl start ontwikkeltafel-worker")
    newest = db.session.scalar(select(func.max(AuditEntry.happened_at)))
    if newest and newest > clock.now() + AHEAD:
        yield Finding("clock-back", "something was done later than it is now: the clock of this machine was set back, or ran ahead before",
                      "let timedatectl show whether the clock is kept by NTP; docs/faults.md says what to do with terms that ended meanwhile")
    unsealed = waiting_since(db.session)
    if unsealed and unsealed < clock.now() - SEALED_WITHIN:
        yield Finding("seal", "what people did more than two days ago is under no seal yet", "flask audit seal, every day")
