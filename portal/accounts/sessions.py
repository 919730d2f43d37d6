"""Log-ins that can be seen and ended. The browser's cookie names a row here; without that row it is nobody's.

How long they last is counted in real time: they are about people's devices, not about the process.
"""

import secrets
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, bindparam, delete, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import LoginSession, User
from portal.accounts.rules import SESSION_LASTS, SESSIONS_KEPT, browser_of, system_of
from portal.audit.operations import record
from portal.core import clock
from portal.core.access import Actor

KEY = "login"
"""Where a browser's cookie names its log-in."""


def start(session: Session, user: User, user_agent: str) -> LoginSession:
    """A new log-in with a new name; what is long past is forgotten."""
    now = clock.actual()
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id, LoginSession.began_at < now - SESSIONS_KEPT))
    row = LoginSession(key=secrets.token_urlsafe(32), user_id=user.id, browser=browser_of(user_agent),
                       system=system_of(user_agent), began_at=now)
    session.add(row)
    session.flush()
    return row


def person_of(session: Session, key: str, uniquifier: str) -> User | None:
    """Whose log-in this is, while it lasts. One query."""
    return session.scalar(_PERSON, {"key": key, "since": _since(), "uniquifier": uniquifier})


def _since() -> datetime:
    """Log-ins that began before this are over."""
    return clock.actual() - SESSION_LASTS


def _lasting(since: datetime | BindParameter[datetime]) -> tuple[ColumnElement[bool], ...]:
    return LoginSession.ended_at.is_(None), LoginSession.began_at > since


# Put together once: every page of who is logged in asks it, and that takes longer than the answer.
_PERSON = (
    select(User).join(LoginSession, LoginSession.user_id == User.id)
    .where(LoginSession.key == bindparam("key"), *_lasting(bindparam("since")), User.fs_uniquifier == bindparam("uniquifier"), User.active))


def open_of(session: Session, user_id: int) -> list[LoginSession]:
    """The log-ins that last, the newest first."""
    return list(session.scalars(
        select(LoginSession).where(LoginSession.user_id == user_id, *_lasting(_since()))
        .order_by(LoginSession.id.desc())))


def by_id(session: Session, session_id: int) -> LoginSession | None:
    return session.get(LoginSession, session_id)


def end(session: Session, login: LoginSession, *, actor: Actor, now: datetime) -> None:
    """This browser is logged out at its next question."""
    if login.ended_at is None:
        login.ended_at = clock.actual()
        record(session, login, "session:end", actor=actor, now=now)


def end_others(session: Session, user: User, this: str, *, actor: Actor, now: datetime) -> int:
    """Log out every browser but the one that asks; answers how many."""
    ended = end_all(session, user.id, but=this)
    if ended:
        record(session, user, "session:end-others", actor=actor, now=now, ended=ended)
    return ended


def end_one(session: Session, key: str) -> None:
    """The log-in of this name, when somebody logs out or logs in anew."""
    session.execute(update(LoginSession).where(LoginSession.key == key, LoginSession.ended_at.is_(None))
                    .values(ended_at=clock.actual()))


def end_all(session: Session, user_id: int, *, but: str = "") -> int:
    """End this person's log-ins, except perhaps the one that is asking; answers how many."""
    rows = session.execute(
        update(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None), LoginSession.key != but)
        .values(ended_at=clock.actual()))
    return rows.rowcount  # type: ignore[attr-defined]
