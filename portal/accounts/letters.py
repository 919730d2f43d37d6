"""The library's mails as our letters: queued in the outbox, rendered when they are delivered."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_security.mail_util import MailUtil

from portal.accounts.models import User
from portal.core.database import joining
from portal.core.language import language
from portal.core.web import address
from portal.notifications.operations import Letter, queue


class OutboxMail(MailUtil):  # type: ignore[misc]
    """Letters go out with the transaction that they are about, or with one of their own."""

    def send_mail(self, template: str, subject: str, recipient: str, sender: Any, body: str | None, html: str | None,
                  **context: Any) -> None:
        user: User = context["user"]
        _send(Letter(template, f"account:{secrets.token_hex(8)}", recipient, user.name, user.language,
                     {"link": _link(context)}))


def _link(context: dict[str, Any]) -> str:
    # Somebody who makes an account twice chooses the password anew: it may be another who made the first one.
    link = context.get("reset_link") or context.get("confirmation_link") or ""
    # The site's own address: the one of the request is whatever the sender wrote in it.
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{urlsplit(link).path}" if link else ""


def tell_stranger(email: str) -> None:
    """To an address without an account, or one that was confirmed long ago: that nothing can be done with it here."""
    _send(Letter("accounts/nothing-to-do", f"account:{secrets.token_hex(8)}", email, language=language(),
                 data={"link": address("security.login")}))


def _send(letter: Letter) -> None:
    with joining() as work:
        queue(work.session, [letter], now=work.now)
