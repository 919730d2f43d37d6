"""Taking somebody's name and addresses out of everything that need not have them; what was said in public stays (GDPR article 17).

The sealed record, signatures and votes are left as they are: their seals are over the name, and the law on archives asks for them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import RoleGrant, User
from portal.accounts.queries import not_ended
from portal.audit.operations import record
from portal.contributions.models import Sent
from portal.core.access import Actor
from portal.core.database import Base
from portal.core.errors import Refused
from portal.core.language import DEFAULT_LANGUAGE, say, speaking
from portal.notifications.models import Follower
from portal.parties.rules import PublishAs
from portal.privacy.queries import Somebody

FORGOTTEN = "@forgotten.invalid"
"""Where the address of an account is when it was anonymised: no letter ever goes there."""
REMOVED = ("passkey", "login_session", "calendar_address", "contribution_draft", "sign_on_draft", "proof_code", "outbox_mail")
"""What is about the person alone."""
SEALED = ("audit_entry", "signature", "countersignature", "contract_signature", "ballot")
NAMES, CONTACTS = ("name", "person_name", "sender_name"), ("email", "phone", "address", "sender_email")


def anonymise(session: Session, email: str, *, actor: Actor, now: datetime) -> dict[str, int]:
    """Answers in which tables how many rows were changed or removed. Raises Refused while the person has a role, and when nothing
    is stored about the address.
    """
    who = Somebody.of(session, email)
    if who.user and session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == who.user.id, not_ended(now)).limit(1)):
        raise Refused("privacy:has-role")
    with speaking(DEFAULT_LANGUAGE):
        nobody = say("nobody")
    done = {"sent": _sent_things(session, who, actor, now), "follower": _follows(session, who)}
    for table in Base.metadata.sorted_tables:
        if table.name in REMOVED:
            done[table.name] = session.execute(table.delete().where(who.owns(table))).rowcount  # type: ignore[attr-defined]
        elif table.name not in (*SEALED, *(kind.__tablename__ for kind in _kinds()), "person", "follower") and (values := _blank(table, nobody)):
            done[table.name] = session.execute(update(table).where(who.owns(table)).values(values)).rowcount  # type: ignore[attr-defined]
    if who.user:
        _account(who.user, nobody)
        record(session, who.user, "account:anonymise", actor=actor, now=now)
        done["person"] = 1
    done = {name: number for name, number in done.items() if number}
    if not done:
        raise Refused("privacy:unknown")
    session.expire_all()
    return done


def _blank(table: Table, nobody: str) -> dict[str, Any]:
    """The columns that name or reach somebody, where a row is found by number or address."""
    if not {"person_id", "user_id", "person_name", *CONTACTS} & set(table.c.keys()) or table.name in ("network", "party"):
        return {}
    names = {name: nobody for name in NAMES if name in table.c}
    return names | {name: "" for name in CONTACTS if name in table.c and not table.c[name].unique}


def _kinds() -> Iterator[type[Any]]:
    yield from (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Sent))


def _sent_things(session: Session, who: Somebody, actor: Actor, now: datetime) -> int:
    """What was sent in keeps its text; its sender is an inhabitant, or the party. As rows, so that the index of search follows."""
    changed = 0
    for kind in _kinds():
        for row in session.scalars(select(kind).where(who.owns(kind.__table__))):
            row.sender_name, row.sender_email = "", ""
            row.publish_as = PublishAs.PLACE if row.publish_as == PublishAs.NAME else row.publish_as
            record(session, row, "sender:anonymise", actor=actor, now=now)
            changed += 1
    session.flush()
    return changed


def _follows(session: Session, who: Somebody) -> int:
    followers = session.scalars(select(Follower).where(who.owns(Follower.__table__))).all()  # type: ignore[arg-type]
    for follower in followers:
        session.delete(follower)
    session.flush()
    return len(followers)


def _account(user: User, nobody: str) -> None:
    user.name, user.email, user.active = nobody, f"{user.id}{FORGOTTEN}", False
    user.password = user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
