"""Letters that the calendar asks for: a term that nears its end, an answer that is awaited. The worker asks for them.

A package that has any puts them in its own announcements.py: functions marked `@register` that read and answer the
letters that are due at `now`. They may answer the same letters every time: the outbox takes each event and address
once. `event` therefore says which reminder it is: "representation-lapses:12:14". What the calendar lets end may be
made known or thrown away by them too: each runs in a transaction of its own.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core.database import transaction
from portal.notifications.operations import Letter, queue

Announcement: TypeAlias = Callable[[Session, datetime], list[Letter]]

_announcements: list[Announcement] = []


def register(find: Announcement) -> Announcement:
    """Take up an announcement; answers it, so that it can be used as a mark above a function."""
    _announcements.append(find)
    return find


def announce_due() -> int:
    """Put every letter that is due in the outbox; answers how many are new. Safe to run twice, also at once."""
    return sum(_announce(find) for find in _announcements)


def _announce(find: Announcement) -> int:
    # A transaction each: one that fails keeps nobody else's letters back.
    try:
        with transaction() as work:
            return queue(work.session, find(work.session, work.now), now=work.now)
    except IntegrityError:
        return 0  # another worker queued the same letters at the same moment
    except Exception:
        current_app.logger.exception("%s could not be announced", find.__module__)
        return 0
