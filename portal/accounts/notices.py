"""Letters about the safety of an account, and the entries that go with them."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.audit.operations import record
from portal.core.access import Actor
from portal.notifications.operations import Letter, queue


class Notice(StrEnum):
    """What changed; the letter says it in the words of the phrasebook."""

    APP_ON = "app-on"
    APP_OFF = "app-off"
    PASSKEY_ON = "passkey-on"
    PASSKEY_OFF = "passkey-off"
    RECOVERY_CODES = "recovery-codes"
    RECOVERY_CODE_USED = "recovery-code-used"
    RESET = "second-factor-reset"


def note(session: Session, user: User, notice: Notice, *, now: datetime, **data: object) -> None:
    """What a person did to the own account: on record, and told by letter, so that who did not do it finds out."""
    record(session, user, f"account:{notice.value}", actor=actor_for(user), now=now)
    tell(session, user, notice, now=now, **data)


def tell(session: Session, user: User, notice: Notice, *, now: datetime, **data: object) -> None:
    queue(session, [Letter("accounts/notice", f"notice:{secrets.token_hex(8)}", user.email, user.name, user.language,
                           {"notice": f"Notice.{notice.value}", "data": data})], now=now)


def actor_for(user: User) -> Actor:
    """A person who sees to their own account, for nobody else."""
    return Actor(user.id, user.name)
