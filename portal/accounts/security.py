"""Flask-Security in our house: its writes in our transactions, its log-ins in our table, its doors watched."""

import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, flash, g, redirect, render_template, request, session, url_for
from flask_security import Security, current_user
from flask_security.confirmable import confirm_email_token_status
from flask_security.core import RoleMixin
from flask_security.datastore import FSQLALiteUserDatastore
from flask_security.utils import check_and_get_token_status, set_request_attr
from sqlalchemy import Select
from werkzeug.wrappers import Response

from portal.accounts import acting, events, second_factor, sessions
from portal.accounts.forms import AppCode, AskConfirmation, AskPassword, LogIn, RecoveryCode, Register
from portal.accounts.letters import OutboxMail
from portal.accounts.models import Passkey, User
from portal.accounts.passwords import Passwords
from portal.accounts.queries import actor_of
from portal.accounts.settings import RULES, settings
from portal.core import clock
from portal.core.database import SAFE_METHODS, db, transaction
from portal.core.errors import AlreadyDone
from portal.core.language import language, say
from portal.core.logs import security
from portal.core.web import limiter, see_other

WRITING = ("register", "confirm_email", "reset_password", "change_password", "two_factor_setup", "two_factor_setup_validate",
           "two_factor_token_validation", "mf_recovery_codes", "mf_recovery", "wan_register",
           "wan_delete")
"""The library's pages that write. Logging in does so only at its end, when the slow check of the password is over."""
LIMITS = {"login": "10/minute;60/hour", "register": "10/hour", "send_confirmation": "5/hour", "forgot_password": "5/hour",
          "reset_password": "20/hour", "change_password": "20/hour", "verify": "10/minute;60/hour",
          "two_factor_setup": "20/hour", "two_factor_setup_validate": "20/hour", "mf_recovery_codes": "20/hour",
          "wan_register": "20/hour", "wan_register_response": "20/hour", "wan_delete": "20/hour",
          "wan_signin": "10/minute;60/hour", "wan_signin_response": "10/minute;60/hour", "tf_select": "30/hour"}
"""For one sender. What guesses are made at has a limit of its own as well, below."""
ANSWERS = ("wan_register_response", "wan_signin_response")
"""What a passkey answers to our question."""
GUESSES = "10 per 15 minutes"
ACCOUNT_GUESSES = "50 per hour"
"""At one account, from wherever: more than a person ever needs, and nothing to who has a list of passwords and many addresses."""
WITHOUT_SECOND_FACTOR = frozenset({
    "security.two_factor_setup", "security.two_factor_token_validation", "security.wan_register", "security.wan_register_response",
    "security.verify", "security.logout", "accounts.language"})
"""What is open to who must have a second factor and has none yet."""


class Datastore(FSQLALiteUserDatastore):
    """Writes are committed by `transaction()` around the view, never by the library."""

    def commit(self) -> None:
        db.session.flush()

    def create_user(self, **known: Any) -> User:
        """Somebody who made an account: in the language of the page, and with an address in one spelling."""
        user = User(email=known["email"].casefold(), name=known["name"], password=known["password"], active=True,
                    fs_uniquifier=secrets.token_hex(32), language=language(), created_at=clock.now())
        return self.put(user)


class NoRole(RoleMixin):  # type: ignore[misc]
    """The library wants a class for roles; ours are grants."""


def init(app: Flask) -> None:
    app.config.from_mapping(settings(app.config))
    User.may_not_do_without = staticmethod(second_factor.is_needed_by)
    security = Security(
        app, Datastore(db, User, NoRole, Passkey), mail_util_cls=OutboxMail, password_util_cls=Passwords,
        totp_cls=second_factor.Codes, mf_recovery_codes_util_cls=second_factor.RecoveryCodes,
        webauthn_util_cls=second_factor.Passkeys, login_form=LogIn, register_form=Register, forgot_password_form=AskPassword,
        send_confirmation_form=AskConfirmation, two_factor_verify_code_form=AppCode, mf_recovery_form=RecoveryCode)
    security.want_json(lambda _request: False)
    security.login_manager.user_loader(_person_of_cookie)
    security.login_manager.request_loader(lambda _request: None)
    events.init(app)
    _watch(app.view_functions)
    app.before_request(load_actor)


def _watch(views: dict[str, Any]) -> None:
    """Put transactions and limits around the library's pages."""
    for name in WRITING:
        views[f"security.{name}"] = _in_transaction(views[f"security.{name}"])
    for name in ANSWERS:
        views[f"security.{name}"] = _single_use(views[f"security.{name}"])
    views["security.confirm_email"] = _asking_first(views["security.confirm_email"])
    views["security.two_factor_token_validation"] = _only_on_the_way(views["security.two_factor_token_validation"])
    views["security.two_factor_rescue"] = lambda: redirect(url_for("security.mf_recovery"))
    for name, limit in LIMITS.items():
        # A hall full of people that log in at once has one address: of log-ins only the wrong ones are counted.
        views[f"security.{name}"] = limiter.limit(limit, methods=["POST"], deduct_when=_is_wrong if name == "login" else None)(
            views[f"security.{name}"])
    views["security.login"] = limiter.limit(
        ACCOUNT_GUESSES, key_func=_by_account, methods=["POST"], deduct_when=_is_wrong)(views["security.login"])
    for name, whose in (("login", _by_address), ("two_factor_token_validation", _by_person), ("mf_recovery", _by_person),
                        ("verify", _by_person)):
        views[f"security.{name}"] = limiter.limit(
            GUESSES, key_func=whose, methods=["POST"], deduct_when=_is_wrong)(views[f"security.{name}"])


def _by_address() -> str:
    return f"{request.remote_addr}|{request.form.get('email', '').strip().casefold()[:254]}"


def _by_account() -> str:
    return request.form.get("email", "").strip().casefold()[:254]


def _by_person() -> str:
    return str(session.get("tf_user_id") or session.get("_user_id") or request.remote_addr)


def _is_wrong(response: Response) -> bool:
    """The library shows the form again; who was right is sent on."""
    return response.status_code == 200


def _in_transaction(view: Any) -> Any:
    @wraps(view)
    def inside(**parts: Any) -> Any:
        if request.method in SAFE_METHODS:
            return view(**parts)
        with transaction():
            return view(**parts)

    return inside


def _single_use(view: Any) -> Any:
    """A question to a passkey is answered once, right or wrong: an answer that somebody overheard opens nothing."""

    @wraps(view)
    def inside(token: str) -> Any:
        # By the question itself: a signature can be written in more than one way.
        expired, invalid, state = check_and_get_token_status(token, "wan", RULES["WAN_SIGNIN_WITHIN"])
        question = None if expired or invalid else hashlib.sha256(state["challenge"].encode()).hexdigest()[:48]
        try:
            with transaction(question and f"passkey-{question}"):
                return view(token=token)
        except AlreadyDone:
            security("second factor", "refused", wrong="passkey")
            flash(say("passkey:used"), "error")
            return see_other(url_for("security.login"))

    return inside


def _asking_first(view: Any) -> Any:
    """The link in the letter shows a button: programs that open links in letters confirm nothing."""

    @wraps(view)
    def inside(token: str) -> Any:
        if request.method in SAFE_METHODS:
            expired, invalid, user = confirm_email_token_status(token)
            if user and not expired and not invalid and user.confirmed_at is None:
                return render_template("accounts/confirm.html", token=token, email=user.email)
        return view(token=token)

    return inside


def _only_on_the_way(view: Any) -> Any:
    """The page for codes is part of logging in or of setting up: who strays there stays logged in."""

    @wraps(view)
    def inside() -> Any:
        if current_user.is_authenticated and session.get("tf_state") != "validating_profile":
            return redirect(url_for("accounts.show"))
        return view()

    return inside


def _person_of_cookie(uniquifier: str) -> User | None:
    """Who asks, if the log-in that the cookie names still lasts."""
    user = sessions.person_of(db.session, session.get(sessions.KEY, ""), uniquifier)
    if user:
        set_request_attr("fs_authn_via", "session")
        set_request_attr("fs_paa", session.get("fs_paa", 0))
    return user


_served: list[Callable[[], Select[int]]] = []


def desk_is_of(municipalities: Callable[[], Select[int]]) -> None:
    """Networks live below this package: they say through this how to find the municipalities whose desk this site is."""
    _served[:] = [municipalities]


def load_actor() -> Any:
    """Who asks, once per request; nobody is looked up for a reader without a session."""
    if "_user_id" not in session or request.endpoint == "static":
        return None
    if not current_user.is_authenticated:
        return _ended()
    user = current_user._get_current_object()
    g.actor = actor_of(db.session, user, clock.now(), wanted=acting.chosen(), served=_served[0]() if _served else None)
    held = g.actor.roles | g.actor.roles_elsewhere
    if request.endpoint in WITHOUT_SECOND_FACTOR or user.has_app or not second_factor.is_needed_for(held):
        return None
    return None if user.webauthn else see_other(url_for("security.two_factor_setup"))


def _ended() -> Any:
    """The log-in was ended or is too old. What is sent with it is not done in nobody's name."""
    for name in ("_user_id", "_fresh", "_id", "fs_paa", "fs_gexp", sessions.KEY):
        session.pop(name, None)
    if request.method not in SAFE_METHODS:
        return acting.turned_away()
    flash(say("session:ended"), "error")
    return None
