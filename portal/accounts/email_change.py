"""Another e-mail address: the old one agrees, then the new one confirms; nothing changes before both.

Both links are signed, tied to the person's present address and useless after two days; nothing is kept meanwhile.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.accounts.notices import actor_for
from portal.accounts.queries import user_by_email
from portal.audit.operations import record
from portal.core.database import lock
from portal.core.errors import Refused
from portal.core.web import address
from portal.notifications.operations import Letter, queue

VALID_FOR = timedelta(days=2)
AGREE, CONFIRM = "email-agree", "email-confirm"
"""What a link is for: the old address's word does not count for the new one's."""

Follower = Callable[[Session, User, str], Any]
_followers: list[Follower] = []


def when_changed(follower: Follower) -> None:
    """Packages below this one keep addresses too: `follower(session, person, old address)` changes theirs."""
    if follower not in _followers:
        _followers.append(follower)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a link asks for."""

    user: User
    email: str


def ask(session: Session, user: User, email: str, *, now: datetime) -> None:
    """Ask the present address whether its owner wants this."""
    email = email.strip().casefold()
    if email == user.email:
        raise Refused("email:same", field="email")
    link = address("accounts.agree_to_address", token=_signed(AGREE, user, email))
    _write(session, "accounts/email-agree", user.email, user, now, link=link, email=email)


def agree(session: Session, wanted: Wanted, *, now: datetime) -> None:
    """The old address agrees: ask the new one. Whose address it is already, only reads that there is an account."""
    if user_by_email(session, wanted.email):
        queue(session, [Letter("accounts/email-taken", f"email:{secrets.token_hex(8)}", wanted.email)], now=now)
        return
    link = address("accounts.confirm_address", token=_signed(CONFIRM, wanted.user, wanted.email))
    _write(session, "accounts/email-confirm", wanted.email, wanted.user, now, link=link)


def change(session: Session, wanted: Wanted, *, now: datetime) -> None:
    """The new address confirms: from now on it is this person's, everywhere."""
    user, old = wanted.user, wanted.user.email
    lock(session, user)
    if user.email != old or user_by_email(session, wanted.email):
        raise Refused("email:link")
    user.email, user.confirmed_at = wanted.email, now
    record(session, user, "account:email", actor=actor_for(user), now=now, email=(old, wanted.email))
    for follow in _followers:
        follow(session, user, old)
    _write(session, "accounts/email-changed", old, user, now)


def wanted_by(session: Session, purpose: str, token: str) -> Wanted | None:
    """Whose link this is, for this purpose, while it is good."""
    try:
        user_id, seal, email = _serializer(purpose).loads(token, max_age=int(VALID_FOR.total_seconds()))
    except BadData:
        return None
    user = session.scalar(select(User).where(User.id == user_id, User.active))
    return Wanted(user, email) if user and seal == _seal(user) else None


def _signed(purpose: str, user: User, email: str) -> str:
    return _serializer(purpose).dumps([user.id, _seal(user), email])


def _seal(user: User) -> str:
    """Another password or another address, and the links of before no longer work. Says nothing to who reads the link."""
    return hashlib.sha256(f"{user.fs_uniquifier}|{user.email}".encode()).hexdigest()[:32]


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=purpose)


def _write(session: Session, kind: str, to: str, user: User, now: datetime, **data: str) -> None:
    queue(session, [Letter(kind, f"email:{secrets.token_hex(8)}", to, user.name, user.language, dict(data))], now=now)
