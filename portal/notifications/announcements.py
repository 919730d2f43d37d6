"""Letters that the calendar asks for: a term that nears its end, an answer that is awaited. The worker asks for them.

A package that has any puts them in its own announcements.py: functions marked `@register` that read and answer the
letters that are due at `now`. They may answer the same letters every time: the outbox takes each event and address
once. `event` therefore says which reminder it is: "representation-lapses:12:14". What the calendar lets end may be
made known or thrown away by them too: each runs in a transaction of its own, and is asked again after one that brought
letters. Who has many to write does one thing at a time and comes back for the next; who only reads says so.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.database import db, transaction
from portal.notifications.operations import Letter, queue

Announcement: TypeAlias = Callable[[Session, datetime], list[Letter]]
PART = 500
"""So many letters are stored in one turn of the writer: others write between two of them."""

_announcements: list[Announcement] = []
_readers: set[Announcement] = set()


def register(find: Announcement) -> Announcement:
    """Take up an announcement; answers it, so that it can be used as a mark above a function."""
    _announcements.append(find)
    return find


def register_reading(find: Announcement) -> Announcement:
    """Take up one that changes nothing and may find thousands of letters: nobody waits while it looks, and they are stored in parts."""
    _readers.add(find)
    return register(find)


def announce_due() -> int:
    """Put every letter that is due in the outbox; answers how many are new. Safe to run twice, also at once."""
    return sum(_announce(find) for find in _announcements)


def _announce(find: Announcement) -> int:
    """Turn by turn: as long as one brought something new, there may be more. One that fails keeps nobody else's letters back."""
    told = 0
    while new := _guarded(find):
        told += new
        if find in _readers:
            break
    return told


def _guarded(find: Announcement) -> int:
    try:
        return _in_parts(find) if find in _readers else _in_one_turn(find)
    except IntegrityError:
        return 0  # another worker queued the same letters at the same moment
    except Exception:
        current_app.logger.exception("%s could not be announced", find.__module__)
        return 0


def _in_one_turn(find: Announcement) -> int:
    with transaction() as work:
        return queue(work.session, find(work.session, work.now), now=work.now)


def _in_parts(find: Announcement) -> int:
    db.session.rollback()  # another process may have written since the last look
    letters, new = find(db.session, clock.now()), 0
    for start in range(0, len(letters), PART):
        with transaction() as work:
            new += queue(work.session, letters[start : start + PART], now=work.now)
    return new
