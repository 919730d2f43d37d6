"""The second factor: who may not do without, codes of an app, codes for when it is lost, passkeys, and taking it away."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import qrcode
from flask import current_app
from flask_security.recovery_codes import MfRecoveryCodesUtil
from flask_security.totp import Totp
from flask_security.webauthn_util import WebauthnUtil
from passlib.totp import TOTP, TokenError
from sqlalchemy.orm import Session
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal.accounts import sessions
from portal.accounts.models import PARTY_ROLES, STAFF_ROLES, User
from portal.accounts.notices import Notice, note, tell
from portal.audit.operations import record
from portal.core import clock
from portal.core.access import Actor
from portal.core.database import db, lock

_providers_too: list[Callable[[Session], bool]] = []


def providers_need_one_when(question: Callable[[Session], bool]) -> None:
    """Networks live below this package: what their rules say about providers is asked through this."""
    _providers_too[:] = [question]


def is_needed_for(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles may not do without a second factor."""
    held = frozenset(roles)
    return bool(held & STAFF_ROLES) or (bool(held & PARTY_ROLES) and any(ask(db.session) for ask in _providers_too))


def is_needed_by(user: User) -> bool:
    now = clock.now()
    return is_needed_for(grant.role for grant in user.grants
                         if grant.begins_at <= now and not grant.has_ended(now) and not grant.is_pending)


def reset_second_factor(session: Session, user: User, *, actor: Actor, now: datetime) -> None:
    """Somebody lost the device: take away app, passkeys and recovery codes, and log them out. They set it up anew."""
    lock(session, user)
    user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
    user.webauthn.clear()
    user.fs_uniquifier = secrets.token_hex(32)
    sessions.end_all(session, user.id)
    record(session, user, "second-factor:reset", actor=actor, now=now)
    tell(session, user, Notice.RESET, now=now)


def _held(user: Any) -> User:
    """The person's row, held until this transaction ends: of two that send the same code at once, one comes first."""
    person: User = user._get_current_object() if hasattr(user, "_get_current_object") else user
    lock(db.session, person)
    return person


class Picture(NamedTuple):
    """The squares of a QR code as one path, in units of a square; our component draws it in the page."""

    size: int
    path: str


class Codes(Totp):  # type: ignore[misc]
    """Codes of an authenticator app, by the clock of the world. A code that was used is used up."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        self._totp = TOTP.using(issuer=issuer, secrets=secrets, now=lambda: clock.actual().timestamp())

    def kept(self, key: str) -> str:
        """A secret in the app's own spelling, as it is kept: encrypted."""
        kept: str = self._totp(key=key, format="base32").to_json(encrypt=True)
        return kept

    def key_of(self, kept: str) -> str:
        """The other way round, for comparing."""
        key: str = self._totp.from_source(kept).base32_key
        return key

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        person = _held(user)
        # A new app counts afresh: its first code may fall in the same half minute as the last one of the old.
        last = person.last_counter if totp_secret == person.tf_totp_secret else None
        try:
            match = self._totp.verify(str(token), totp_secret, window=window, last_counter=last)
        except TokenError:
            return False
        person.last_counter = match.counter
        return True

    def generate_qrcode(self, username: str, totp: str) -> Picture:  # type: ignore[override]
        code = qrcode.QRCode(border=4)
        code.add_data(self.get_totp_uri(username, totp))
        matrix = code.get_matrix()
        return Picture(len(matrix), "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark))


class RecoveryCodes(MfRecoveryCodesUtil):  # type: ignore[misc]
    """Codes on paper, each for once. Shown when they are made and never again: what is kept are their fingerprints."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        person = _held(user)
        codes: list[str] = super().create_recovery_codes(person)
        note(db.session, person, Notice.RECOVERY_CODES, now=clock.now())
        return codes

    def get_recovery_codes(self, user: Any) -> list[str]:
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        return self._fingerprint(code) in (_held(user).mf_recovery_codes or [])

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        user.mf_recovery_codes = [kept for kept in user.mf_recovery_codes if kept != self._fingerprint(code)]
        note(db.session, user, Notice.RECOVERY_CODE_USED, now=clock.now(), left=len(user.mf_recovery_codes))
        return True

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [self._fingerprint(code) for code in codes]

    def _fingerprint(self, code: str) -> str:
        plain = "".join(c for c in code.casefold() if c.isalnum())
        return hmac.new(current_app.config["SECRET_KEY"].encode(), b"recovery|" + plain.encode(), hashlib.sha256).hexdigest()


class Passkeys(WebauthnUtil):  # type: ignore[misc]
    """Any key will do, in the device or beside it, as long as it knows its owner and asks for finger, face or pin."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        return AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.REQUIRED,
                                              user_verification=UserVerificationRequirement.REQUIRED)

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        return UserVerificationRequirement.REQUIRED


def second_step() -> Codes:
    """What makes and checks the codes of authenticator apps."""
    codes: Codes = current_app.extensions["security"].totp_factory
    return codes
