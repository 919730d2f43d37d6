"""Giving people an account and a role."""

import secrets
from datetime import datetime

from flask_security.recoverable import generate_reset_password_token
from sqlalchemy.orm import Session

from portal.accounts.models import PARTY_ROLES, Role, RoleGrant, User
from portal.accounts.queries import user_by_email
from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.web import address
from portal.notifications.operations import Letter, queue


def ensure_user(session: Session, *, email: str, name: str, now: datetime) -> User:
    """The person with this address; made, without a password, when there is none."""
    user = user_by_email(session, email)
    if user is None:
        user = User(email=email.strip().casefold(), name=name, fs_uniquifier=secrets.token_hex(32), created_at=now)
        session.add(user)
        session.flush()
    return user


def grant_role(session: Session, user: User, role: Role, *, place_id: int | None, actor: Actor, now: datetime
               ) -> RoleGrant:
    """Give a role for a party or a municipality (`place_id`, by the role's kind) from now on."""
    place = {"party_id": place_id} if role in PARTY_ROLES else {"municipality_id": place_id}
    grant = RoleGrant(user_id=user.id, role=role, begins_at=now, given_by_id=actor.person_id, **place)
    session.add(grant)
    record(session, grant, "role:give", actor=actor, now=now, role=role, person=user.id, place=place_id)
    return grant


def invite(session: Session, user: User, *, for_name: str, now: datetime) -> None:
    """Mail a person without a password the link with which one is chosen; others get nothing."""
    if user.password:
        return
    link = address("security.reset_password", token=generate_reset_password_token(user))
    queue(session, [Letter("accounts/invitation", f"account-invitation:{user.id}", user.email, user.name,
                           user.language, {"link": link, "for_name": for_name})], now=now)
