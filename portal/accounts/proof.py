"""Proof that who acts is who it says: a code from the second factor, or one that was mailed a moment ago.

Asked where an act binds: signing, and voting where the profile wants it. `purpose` ties a code to one act, such as the
key of the form that is being signed: it proves nothing else.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import ProofCode, User
from portal.accounts.second_factor import second_step
from portal.core.database import transaction
from portal.core.errors import Refused
from portal.notifications.operations import Letter, queue

VALID_FOR = timedelta(minutes=30)
MAX_TRIES = 5
MAX_CODES = 5
"""Codes for one address within `VALID_FOR`: more is somebody who fills another's mailbox."""
TOLERANCE = 30
"""Seconds that the clock of an app may be off."""


def mail_code(session: Session, *, purpose: str, email: str, name: str, about: str, now: datetime) -> None:
    """Send a fresh code of six digits. `about` says in the letter what is about to be signed. Earlier codes lapse."""
    sent = list(session.scalars(
        select(ProofCode).where(ProofCode.email == email.casefold(), ProofCode.sent_at > now - VALID_FOR)))
    if len(sent) >= MAX_CODES:
        raise Refused("proof:too-many")
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = ProofCode(purpose=purpose, email=email.casefold(), code_hash=_hashed(purpose, email, code), sent_at=now)
    session.add(row)
    session.flush()
    queue(session, [Letter("accounts/code", f"proof:{row.id}", email, name, data={"code": code, "about": about})], now=now)


def check_code(*, purpose: str, email: str, code: str) -> None:
    """Raises Refused at the field `code` unless this is the last code that was mailed for this act.

    Wrong tries are counted in a transaction of their own, so that the refusal does not undo the count.
    """
    with transaction() as work:
        refusal = _try(work.session, purpose, email, "".join(code.split()), work.now)
    if refusal:
        raise Refused(refusal, field="code")


def by_second_factor(user: User | None) -> bool:
    """Whether this person proves an act with the authenticator app; everybody else gets a code by mail."""
    return user is not None and user.has_app


def check(user: User | None, *, purpose: str, email: str, code: str) -> None:
    """The code that was asked for: of the app when the person has one, or the one that was mailed. Raises Refused."""
    if user is None or not user.has_app:
        check_code(purpose=purpose, email=email, code=code)
        return
    with transaction() as work:
        refusal = _try_app(work.session, user, purpose, "".join(code.split()), work.now)
    if refusal:
        raise Refused(refusal, field="code")


def _try_app(session: Session, user: User, purpose: str, code: str, now: datetime) -> str:
    wrong = session.scalar(select(func.count()).select_from(ProofCode).where(
        ProofCode.email == user.email, ProofCode.code_hash == "", ProofCode.sent_at > now - VALID_FOR))
    if (wrong or 0) >= MAX_TRIES:
        return "proof:too-many-tries"
    if second_step().verify_totp(code, user.tf_totp_secret or "", user, window=TOLERANCE):
        return ""
    # A row without a hash counts the try; nothing can ever match it.
    session.add(ProofCode(purpose=purpose, email=user.email, code_hash="", sent_at=now))
    return "proof:wrong-app"


def _try(session: Session, purpose: str, email: str, code: str, now: datetime) -> str:
    row = session.scalars(
        select(ProofCode).where(ProofCode.purpose == purpose, ProofCode.email == email.casefold())
        .order_by(ProofCode.id.desc()).limit(1).with_for_update()).first()
    if row is None or row.sent_at + VALID_FOR <= now:
        return "proof:expired"
    if row.tries >= MAX_TRIES:
        return "proof:too-often"
    if hmac.compare_digest(row.code_hash, _hashed(purpose, email, code)):
        return ""
    row.tries += 1
    return "proof:wrong"


def _hashed(purpose: str, email: str, code: str) -> str:
    # Keyed: six digits alone would be guessed from the table in a moment.
    text = f"{purpose}|{email.casefold()}|{code}"
    return hmac.new(current_app.config["SECRET_KEY"].encode(), text.encode(), hashlib.sha256).hexdigest()
