"""What happens beside the library's own work: log-ins are kept, acts are on record, people get a letter."""

from typing import Any

from flask import Flask, Response, g, request
from flask import session as cookie
from flask_login import user_logged_out
from flask_security import signals

from portal.accounts import sessions
from portal.accounts.models import User
from portal.accounts.notices import Notice, actor_for, note
from portal.audit.operations import record
from portal.core.database import joining
from portal.core.logs import security, security_afterwards


def init(app: Flask) -> None:
    signals.user_authenticated.connect(_began, app)
    user_logged_out.connect(_ended, app)
    signals.user_failed_authn.connect(_failed, app)
    app.after_request(_of_nobody)
    signals.user_registered.connect(_registered, app)
    signals.user_confirmed.connect(_confirmed, app)
    signals.password_changed.connect(_chose_password, app)
    signals.password_reset.connect(_chose_password_by_letter, app)
    signals.tf_code_confirmed.connect(_used_app, app)
    signals.tf_profile_changed.connect(_set_up_app, app)
    signals.tf_disabled.connect(_took_app_away, app)
    signals.wan_registered.connect(_added_passkey, app)
    signals.wan_deleted.connect(_took_passkey_away, app)


def _person(user: Any) -> User:
    person: User = user._get_current_object() if hasattr(user, "_get_current_object") else user
    return person


def _began(_app: Flask, user: Any, **_more: Any) -> None:
    """A new log-in under a new name: what stood in the cookie before it is worth nothing."""
    with joining() as work:
        _end_this_one(work.session)
        cookie[sessions.KEY] = sessions.start(work.session, _person(user), request.user_agent.string).key
        security_afterwards(work.session, "log-in", actor=actor_for(_person(user)))


def _ended(_app: Flask, **_more: Any) -> None:
    with joining() as work:
        _end_this_one(work.session)
    cookie.pop(sessions.KEY, None)
    security("log-out")


def _end_this_one(session: Any) -> None:
    if key := cookie.get(sessions.KEY):
        sessions.end_one(session, key)


def _failed(_app: Flask, user: Any, auth_type: str, tfa: bool, **_more: Any) -> None:
    g.failure_is_told = True
    security("second factor" if tfa else "log-in", "refused", actor=actor_for(_person(user)), wrong=auth_type)


def _of_nobody(response: Response) -> Response:
    """A log-in with an address that has no account fails too; the library says nothing of it."""
    if request.endpoint == "security.login" and request.method == "POST" and response.status_code == 200 and not g.get("failure_is_told"):
        security("log-in", "refused")
    return response


def _registered(_app: Flask, user: User, **_more: Any) -> None:
    with joining() as work:
        record(work.session, user, "account:make", actor=actor_for(user), now=work.now)


def _confirmed(_app: Flask, user: User, **_more: Any) -> None:
    with joining() as work:
        record(work.session, user, "account:confirm", actor=actor_for(user), now=work.now)


def _chose_password(_app: Flask, user: Any, **_more: Any) -> None:
    """Whoever knew the old password is out everywhere else."""
    person = _person(user)
    with joining() as work:
        sessions.end_all(work.session, person.id, but=cookie.get(sessions.KEY, ""))
        record(work.session, person, "account:password", actor=actor_for(person), now=work.now)


def _chose_password_by_letter(_app: Flask, user: User, **_more: Any) -> None:
    """The letter's link proved the address too."""
    with joining() as work:
        user.confirmed_at = user.confirmed_at or work.now
        sessions.end_all(work.session, user.id)
        record(work.session, user, "account:password", actor=actor_for(user), now=work.now)


def _used_app(app: Flask, user: User, **_more: Any) -> None:
    security("second factor", actor=actor_for(user))
    if cookie.get("tf_state") == "validating_profile":  # the first code, while logging in
        _set_up_app(app, user)


def _set_up_app(_app: Flask, user: Any, **_more: Any) -> None:
    _note(user, Notice.APP_ON)


def _took_app_away(_app: Flask, user: Any, **_more: Any) -> None:
    _note(user, Notice.APP_OFF)


def _added_passkey(_app: Flask, user: Any, **_more: Any) -> None:
    _note(user, Notice.PASSKEY_ON)


def _took_passkey_away(_app: Flask, user: Any, **_more: Any) -> None:
    _note(user, Notice.PASSKEY_OFF)


def _note(user: Any, notice: Notice) -> None:
    with joining() as work:
        note(work.session, _person(user), notice, now=work.now)
