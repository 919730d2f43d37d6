"""Queueing letters and delivering them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from smtplib import SMTPRecipientsRefused
from typing import Any

from flask import current_app
from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.codec import pack
from portal.core.database import aside, db, transaction
from portal.core.language import DEFAULT_LANGUAGE
from portal.notifications.delivery import Carrier, compose
from portal.notifications.models import MailState, OutboxMail, OutboxTurn

BATCH = 50
MAX_ATTEMPTS = 8
KEEP_TRYING = timedelta(days=3)
"""A mail server that is down for a weekend loses no letter. An address that it refuses is given up after MAX_ATTEMPTS."""
LONGEST_WAIT = 60
"""Minutes between two tries; before that 2, 4, 8 and so on."""
TURN_LASTS = timedelta(seconds=30)
"""So long one process delivers for all; it renews its turn, and when it died another one goes on after this."""
TAKEN_FOR = timedelta(minutes=10)
"""A worker that died holds its letters this long; then another one takes them."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as a value. `kind` is a folder in templates/mail; `event` names what happened, once per recipient.

    `unsubscribe`: an address that takes the one click with which a mail program stops such letters (RFC 8058).
    """

    kind: str
    event: str
    email: str
    name: str = ""
    language: str = DEFAULT_LANGUAGE
    data: dict[str, Any] = field(default_factory=dict)
    calendar: str = ""
    unsubscribe: str = ""


def queue(session: Session, letters: Iterable[Letter], *, now: datetime) -> int:
    """Put letters in the outbox; an address that already has this event's letter gets no second one."""
    fresh: dict[str, Letter] = {}
    for letter in letters:
        fresh.setdefault(f"{letter.event}|{letter.email.casefold()}", letter)
    known = _known_keys(session, list(fresh))
    rows = [_row(key, letter, now) for key, letter in fresh.items() if key not in known]
    session.add_all(rows)
    return len(rows)


def _known_keys(session: Session, keys: list[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        known.update(session.scalars(select(OutboxMail.key).where(OutboxMail.key.in_(some))))
    return known


def _row(key: str, letter: Letter, now: datetime) -> OutboxMail:
    return OutboxMail(key=key, kind=letter.kind, email=letter.email, name=letter.name, language=letter.language,
                      data=pack(letter.data), calendar=letter.calendar, unsubscribe=letter.unsubscribe, queued_at=now, due_at=now)


def withdraw(session: Session, email: str, *, but: str) -> None:
    """Take back what has not left yet for an address that gets nothing any more; letters of kinds that begin with `but` go."""
    session.execute(
        update(OutboxMail)
        .where(func.lower(OutboxMail.email) == email.casefold(), ~OutboxMail.kind.startswith(but, autoescape=True),
               OutboxMail.state.in_((MailState.WAITING, MailState.TAKEN, MailState.FAILED)))
        .values(state=MailState.WITHDRAWN))


def deliver_due(carrier: Carrier) -> int:
    """Deliver what waits, a batch at a time; answers how many went out. Safe to run twice at once."""
    sent = 0
    while batch := _take_batch():
        for mail_id, attempts in batch:
            sent += _deliver(mail_id, attempts, carrier)
    return sent


def takes_turn(holder: str, *, is_worker: bool) -> bool:
    """Whether this process delivers now: the one whose turn it is, and any when nobody's turn lasts. `flask worker` goes first.

    Who does not deliver only reads; who does writes its turn anew when half of it has passed.
    """
    db.session.rollback()  # another process may have written since the last look
    row, now = db.session.get(OutboxTurn, 1), clock.now()
    is_mine = row is not None and row.holder == holder
    if row is not None and is_mine and row.until > now + TURN_LASTS / 2:
        return True
    if row is not None and not is_mine and row.until > now and (row.is_worker or not is_worker):
        return False
    return _take_turn(holder, is_worker)


def _take_turn(holder: str, is_worker: bool) -> bool:
    now = clock.now()
    mine = {"holder": holder, "is_worker": is_worker, "until": now + TURN_LASTS}
    free = or_(OutboxTurn.holder == holder, OutboxTurn.until <= now, *([OutboxTurn.is_worker.is_(False)] if is_worker else []))
    try:
        with aside() as connection:  # nothing that anybody sees changes by it
            if connection.execute(update(OutboxTurn).where(OutboxTurn.id == 1, free).values(mine)).rowcount:
                return True
            if connection.scalar(select(OutboxTurn.id)):
                return False
            connection.execute(insert(OutboxTurn).values(id=1, **mine))
    except IntegrityError:
        return False  # another process made the row at the same moment
    return True


def _take_batch() -> list[tuple[int, int]]:
    """Letters to deliver now, each with the number of this try: it tells whose turn it is."""
    with transaction() as work:
        ids: list[int] = []
        # One state at a time and in the order of the index: of hundreds of thousands that wait these are read, and no others.
        for state in (MailState.TAKEN, MailState.WAITING):
            ids += work.session.scalars(
                select(OutboxMail.id).where(OutboxMail.state == state, OutboxMail.due_at <= work.now)
                .order_by(OutboxMail.due_at, OutboxMail.id).limit(BATCH - len(ids)).with_for_update(skip_locked=True))
        if not ids:
            return []
        taken = (
            update(OutboxMail).where(OutboxMail.id.in_(ids))
            .values(state=MailState.TAKEN, due_at=work.now + TAKEN_FOR, attempts=OutboxMail.attempts + 1)
            .returning(OutboxMail.id, OutboxMail.attempts)
        )
        return sorted((row.id, row.attempts) for row in work.session.execute(taken))


def _deliver(mail_id: int, attempts: int, carrier: Carrier) -> bool:
    try:
        message = _composed(mail_id, attempts)
        if message is None:
            return False
        carrier(message)
    except Exception as error:  # noqa: BLE001 - whatever a mail server or a letter does, the letter must stay and the next one go
        current_app.logger.warning("mail %s was not delivered: %s", mail_id, type(error).__name__)
        _put_back(mail_id, attempts, type(error).__name__, is_refused=isinstance(error, SMTPRecipientsRefused))
        return False
    with transaction() as work:
        if mail := work.session.get(OutboxMail, mail_id):
            mail.state, mail.sent_at, mail.error = MailState.SENT, work.now, ""
    return True


def _composed(mail_id: int, attempts: int) -> EmailMessage | None:
    """The message, and time to carry it; None when it was withdrawn since its batch was taken, or a slow mail server held us up and
    another worker took it over. One write turn.
    """
    with transaction() as work:
        mail = work.session.get(OutboxMail, mail_id, with_for_update=True)
        if mail is None or mail.state != MailState.TAKEN or mail.attempts != attempts:
            return None
        mail.due_at = work.now + TAKEN_FOR
        return compose(mail)


def _put_back(mail_id: int, attempts: int, error: str, *, is_refused: bool) -> None:
    with transaction() as work:
        mail = work.session.get(OutboxMail, mail_id)
        if mail is None:
            return
        mail.error = error
        if mail.state == MailState.WITHDRAWN:
            return
        has_had_time = is_refused or work.now - mail.queued_at >= KEEP_TRYING
        mail.state = MailState.FAILED if attempts >= MAX_ATTEMPTS and has_had_time else MailState.WAITING
        mail.due_at = work.now + timedelta(minutes=min(2 ** min(attempts, MAX_ATTEMPTS), LONGEST_WAIT))
