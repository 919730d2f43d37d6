"""Flask-Security, tuned: Dutch addresses, no composition rules, letters through the outbox, writes in our transaction."""

import secrets
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session
from flask_security import Security, current_user
from flask_security.core import RoleMixin, UserMixin
from flask_security.datastore import FSQLALiteUserDatastore
from flask_security.mail_util import MailUtil

from portal.accounts.acting import chosen
from portal.accounts.messages import LIBRARY
from portal.accounts.models import User
from portal.accounts.queries import actor_of
from portal.core import clock
from portal.core.database import db, transaction
from portal.core.language import TRANSLATIONS
from portal.core.web import limiter
from portal.notifications.operations import Letter, queue

SETTINGS = {
    "SECURITY_LOGIN_URL": "/inloggen", "SECURITY_LOGOUT_URL": "/uitloggen", "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_RESET_URL": "/wachtwoord", "SECURITY_POST_RESET_VIEW": "security.login",
    "SECURITY_POST_LOGIN_VIEW": "accounts.welcome", "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_RECOVERABLE": True, "SECURITY_RESET_PASSWORD_WITHIN": timedelta(days=14), "SECURITY_TRACKABLE": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True, "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_PASSWORD_LENGTH_MIN": 12, "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"], "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
    "SECURITY_LOGIN_USER_TEMPLATE": "accounts/login.html",
    "SECURITY_FORGOT_PASSWORD_TEMPLATE": "accounts/forgot_password.html",
    "SECURITY_RESET_PASSWORD_TEMPLATE": "accounts/reset_password.html",
    "SECURITY_FLASH_MESSAGES": True, "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_FRESHNESS": timedelta(minutes=-1),  # no page of the library's own that asks the password once more
    # Letters are rendered when they are delivered; an address is looked up, never asked of the mail server behind it.
    "SECURITY_EMAIL_PLAINTEXT": False, "SECURITY_EMAIL_HTML": False,
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET": "accounts/reset-instructions",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "accounts/reset-notice",
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "REMEMBER_COOKIE_HTTPONLY": True, "REMEMBER_COOKIE_SAMESITE": "Lax",
}


class Datastore(FSQLALiteUserDatastore):
    """Writes are committed by `transaction()` around the view, never by the library."""

    def commit(self) -> None:
        db.session.flush()


class OutboxMail(MailUtil):  # type: ignore[misc]
    """The library's mails as our letters, in the outbox."""

    def send_mail(self, template: str, subject: str, recipient: str, sender: Any, body: str, html: str | None,
                  **context: Any) -> None:
        user: User = context["user"]
        # The site's own address: the one of the request is whatever the sender wrote in it.
        site = current_app.config["PUBLIC_URL"].rstrip("/")
        link = f"{site}{urlsplit(context['reset_link']).path}" if "reset_link" in context else ""
        letter = Letter(template, f"account:{secrets.token_hex(8)}", recipient, user.name, user.language, {"link": link})
        if db.session.info.get("writing"):
            queue(db.session, [letter], now=clock.now())
            return
        with transaction() as work:
            queue(work.session, [letter], now=work.now)


class NoRole(RoleMixin):  # type: ignore[misc]
    """The library wants a class for roles; ours are grants."""


def init(app: Flask) -> None:
    app.config.from_mapping(SETTINGS)
    app.config.setdefault("SECURITY_PASSWORD_SALT", app.config["SECRET_KEY"])
    app.config.from_mapping({f"SECURITY_MSG_{code}": said for code, said in LIBRARY.items()})
    app.config.from_mapping(SECURITY_I18N_DOMAIN="messages", SECURITY_I18N_DIRNAME=[str(TRANSLATIONS)])
    Security(app, Datastore(db, User, NoRole), mail_util_cls=OutboxMail)
    views: dict[str, Any] = app.view_functions
    views["security.login"] = limiter.limit("10/minute;60/hour", methods=["POST"])(views["security.login"])
    views["security.forgot_password"] = limiter.limit("5/hour", methods=["POST"])(views["security.forgot_password"])
    views["security.reset_password"] = _in_transaction(views["security.reset_password"])
    app.before_request(load_actor)


def _in_transaction(view: Any) -> Any:
    @wraps(view)
    def inside(**parts: Any) -> Any:
        if request.method != "POST":
            return view(**parts)
        with transaction():
            return view(**parts)

    return inside


def load_actor() -> None:
    """Who asks, once per request; nobody is looked up for a reader without a session."""
    if "_user_id" not in session or request.endpoint == "static":
        return
    user: UserMixin = current_user
    if user.is_authenticated:
        g.actor = actor_of(db.session, user._get_current_object(), clock.now(), wanted=chosen())
