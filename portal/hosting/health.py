"""Whether this installation can do its work now, part by part. Looks, and changes nothing."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import current_app
from obstore.exceptions import BaseError
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal.core import clock, documents, scanner
from portal.core.database import db
from portal.core.documents import Document, DocumentCheck, Outcome
from portal.hosting.rows import VERSIONS
from portal.notifications.models import MailState, OutboxMail

STUCK_AFTER = timedelta(minutes=30)
"""A letter that was due so long ago and was not taken up: no worker runs. When the mail server is down, letters are due later."""


def database_answers() -> bool:
    return bool(db.session.scalar(select(1)))


def is_migrated() -> bool:
    """The tables are those of this version."""
    heads = set(current_app.extensions["alembic"].script_directory.get_heads())
    return inspect(db.engine).has_table(VERSIONS) and set(db.session.scalars(text(f"SELECT version_num FROM {VERSIONS}"))) == heads  # noqa: S608


def documents_can_be_stored() -> bool:
    url = current_app.config["DOCUMENTS_URL"]
    if "://" not in url:
        folder = Path(url)
        return os.access(folder if folder.exists() else folder.parent, os.W_OK | os.X_OK)
    return next(documents.stored_keys(), "") is not None


def outbox_moves() -> bool:
    """Nothing has been waiting for a worker too long."""
    due = select(func.count(OutboxMail.id)).where(
        OutboxMail.state.in_((MailState.WAITING, MailState.TAKEN)), OutboxMail.due_at < clock.now() - STUCK_AFTER)
    return not db.session.scalar(due)


def files_are_checked() -> bool:
    """No file has been waiting for the virus scanner too long: it answers, and a worker asks it."""
    due = select(func.count()).select_from(DocumentCheck).join(Document, Document.id == DocumentCheck.document_id).where(
        DocumentCheck.outcome == Outcome.WAITING, Document.received_at < clock.now() - STUCK_AFTER)
    return not scanner.is_set() or not db.session.scalar(due)


PARTS: dict[str, Callable[[], bool]] = {
    "database": database_answers, "migrations": is_migrated, "documents": documents_can_be_stored, "outbox": outbox_moves,
    "scanner": files_are_checked}


def state() -> dict[str, bool]:
    """Per part whether it works. A part that cannot even be asked does not."""
    return {name: _asked(question) for name, question in PARTS.items()}


def _asked(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except (SQLAlchemyError, OSError, BaseError):
        db.session.rollback()
        return False
