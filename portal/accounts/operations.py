"""Giving people an account and roles, by invitation or at once; changing and ending roles."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import messages
from portal.accounts.models import (
    CONTACT_ROLES,
    PARTY_ROLES,
    PRIVILEGED_ROLES,
    Invitation,
    Role,
    RoleGrant,
    User,
)
from portal.accounts.queries import (
    administrators,
    grants_at,
    hashed,
    holding,
    keeps_anything,
    place_of,
    user_by_email,
)
from portal.audit.operations import record
from portal.core.access import Actor, Place
from portal.core.database import lock
from portal.core.errors import Refused
from portal.core.web import address
from portal.notifications.operations import Letter, queue, withdraw


def ensure_user(session: Session, *, email: str, name: str, now: datetime) -> User:
    """The person with this address; made, without a password, when there is none."""
    user = user_by_email(session, email)
    if user is None:
        user = User(email=email.strip().casefold(), name=name, fs_uniquifier=secrets.token_hex(32), created_at=now)
        session.add(user)
        session.flush()
    return user


def grant_role(session: Session, user: User, role: Role, *, place_id: int | None, actor: Actor, now: datetime,
               begins_at: datetime | None = None, ends_at: datetime | None = None, invitation: Invitation | None = None
               ) -> RoleGrant:
    """Give a role for a party or a municipality (`place_id`, by the role's kind); from now on, or from `begins_at`."""
    place = {"party_id": place_id} if role in PARTY_ROLES else {"municipality_id": place_id}
    grant = RoleGrant(user_id=user.id, role=role, begins_at=begins_at or now, ends_at=ends_at, invitation=invitation,
                      given_by_id=actor.person_id, **place)
    session.add(grant)
    record(session, grant, "role:give", actor=actor, now=now, role=role, person=user.id, place=place_id)
    return grant


def invite(session: Session, user: User, *, for_name: str, now: datetime, again: bool = False) -> None:
    """Mail the link with which a password is chosen, once, or `again`; who has one, and a proven address, gets nothing."""
    if user.password and user.confirmed_at:
        return
    link = address("security.reset_password", token=generate_reset_password_token(user))
    queue(session, [Letter("accounts/invitation", f"account-invitation:{user.id}{f':{now}' if again else ''}", user.email, user.name,
                           user.language, {"link": link, "for_name": for_name})], now=now)


def offer_roles(session: Session, place: Place, roles: Iterable[Role], *, email: str, name: str, actor: Actor,
                now: datetime, begins_at: datetime | None = None, ends_at: datetime | None = None) -> User:
    """Ask somebody by letter to act for a place: nothing works before it is accepted.

    The answer is the same whether or not the address has an account. Who acts for the place already gets new roles at
    once; who was asked before gets a new letter about all of them. Raises Refused when there is nothing new.
    """
    user = ensure_user(session, email=email, name=name, now=now)
    own = grants_at(session, place, now, user)
    fresh = [role for role in roles if role not in {grant.role for grant in own}]
    if not fresh:
        raise Refused("role:has-it-already", field="email")
    if any(not grant.is_pending for grant in own):
        change_roles(session, user, place, give=fresh, begins_at=begins_at, ends_at=ends_at, actor=actor, now=now)
        return user
    invitation = next((grant.invitation for grant in own), None) or _new_invitation(session, user, name, now)
    for role in fresh:
        grant_role(session, user, role, place_id=place.id, actor=actor, now=now, begins_at=begins_at, ends_at=ends_at,
                   invitation=invitation)
    send_invitation(session, invitation, place, actor=actor, now=now)
    _tell_administrators(session, user, place, fresh, actor, now, given=True)
    return user


def _new_invitation(session: Session, user: User, name: str, now: datetime) -> Invitation:
    invitation = Invitation(user=user, name=name, key_hash="", sent_at=now)
    session.add(invitation)
    return invitation


def send_invitation(session: Session, invitation: Invitation, place: Place, *, actor: Actor, now: datetime) -> None:
    """A letter with a fresh link; the link of an earlier letter no longer works."""
    if invitation.accepted_at is not None:
        raise Refused("invitation:used")
    key = secrets.token_urlsafe(18)
    invitation.key_hash, invitation.sent_at = hashed(key), now
    record(session, invitation, "invitation:send", actor=actor, now=now, person=invitation.user_id, place=place.key)
    queue(session, [messages.to_accept(invitation, place, key, actor)], now=now)


def accept_invitation(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """Whoever has the letter says yes: the roles work from now on, or from their begin when that is later."""
    lock(session, invitation)
    if invitation.accepted_at is not None:
        raise Refused("invitation:used")
    offered = [grant for grant in invitation.grants if not grant.has_ended(now)]
    if not offered:
        raise Refused("invitation:withdrawn")
    if now >= invitation.lapses_at:
        raise Refused("invitation:lapsed")
    invitation.accepted_at = now
    for grant in offered:
        grant.begins_at = max(grant.begins_at, now)
    user, place = invitation.user, place_of(session, offered[0])
    if user.confirmed_at is None:  # whoever chose a password for this address did not show that it is theirs
        user.confirmed_at, user.password = now, None
    actor = Actor(user.id, user.name, place.acts_for, place.id, place.name)
    record(session, invitation, "invitation:accept", actor=actor, now=now, roles=[grant.role for grant in offered])


def change_roles(session: Session, user: User, place: Place, *, give: Iterable[Role] = (), end: Iterable[Role] = (),
                 reason: str = "", actor: Actor, now: datetime, begins_at: datetime | None = None,
                 ends_at: datetime | None = None) -> None:
    """Give and end roles of somebody for one place, in one act with one letter.

    Who has none left there loses access at once, gets nothing more by mail unless another role keeps it, and is told;
    what that person did stays. Raises Refused when a provider would be left without its administrator (or a contact
    person: those are replaced), and when administrators would end their own role.
    """
    own = grants_at(session, place, now, user)
    ended = [grant for grant in own if grant.role in set(end)]
    for grant in ended:
        _check_may_end(session, grant, place, actor, now)
    waiting = next((grant.invitation for grant in own if grant.is_pending), None)
    given = [grant_role(session, user, role, place_id=place.id, actor=actor, now=now, begins_at=begins_at, ends_at=ends_at,
                        invitation=waiting)
             for role in give if role not in {grant.role for grant in own}]
    end_grants(session, user, place, ended, reason=reason, actor=actor, now=now)
    if given or ended:
        _tell_administrators(session, user, place, [grant.role for grant in given], actor, now, given=True)
        _tell_administrators(session, user, place, [grant.role for grant in ended], actor, now, given=False)
    if given and not ended and not waiting:
        queue(session, [messages.roles_changed(user, place, grants_at(session, place, now, user), given[0])], now=now)


def end_grants(session: Session, user: User, place: Place, ended: list[RoleGrant], *, reason: str = "", actor: Actor,
               now: datetime) -> None:
    """The end itself, unchecked: for verbs that have put somebody else in the place first."""
    if not ended:
        return
    worked = [grant for grant in ended if not grant.is_pending]
    for grant in ended:
        grant.begins_at, grant.ends_at = min(grant.begins_at, now), now
        grant.ended_by_id, grant.end_reason = actor.person_id, reason
        record(session, grant, "role:end", actor=actor, now=now, reason=reason, role=grant.role, person=user.id,
               place=place.id)
    left = grants_at(session, place, now, user)
    if not keeps_anything(session, user, now):
        withdraw(session, user.email, but="accounts/")
    if worked and left:
        queue(session, [messages.roles_changed(user, place, left, worked[0])], now=now)
    elif worked:
        queue(session, [messages.farewell(user, place, worked[0], reason)], now=now)


def _check_may_end(session: Session, grant: RoleGrant, place: Place, actor: Actor, now: datetime) -> None:
    if grant.role in CONTACT_ROLES:
        raise Refused("role:contact-is-replaced")
    if grant.role == Role.ADMINISTRATOR and grant.user_id == actor.person_id:
        raise Refused("role:own-administrator")
    if grant.role == Role.PARTY_ADMIN and not grant.is_pending:
        # Held until the end: two administrators who end each other at the same moment must not both succeed.
        others = session.execute(
            select(RoleGrant.user_id)
            .where(RoleGrant.party_id == place.id, RoleGrant.role == Role.PARTY_ADMIN, holding(now)).with_for_update())
        if all(user_id == grant.user_id for user_id, in others):
            raise Refused("role:last-administrator")


def _tell_administrators(session: Session, user: User, place: Place, roles: list[Role], actor: Actor, now: datetime, *,
                         given: bool) -> None:
    told = [role for role in roles if role in PRIVILEGED_ROLES]
    if told:
        others = [one for one in administrators(session, now) if one.id not in (user.id, actor.person_id)]
        queue(session, messages.privileged(user, place, told, others, actor, now, given=given), now=now)


def change_details(session: Session, user: User, *, name: str, language: str, actor: Actor, now: datetime) -> None:
    """How the person is called from now on, and in which language our letters are."""
    changes: dict[str, Any] = {"name": (user.name, name), "language": (user.language, language)}
    user.name, user.language = name, language
    if changes := {field: both for field, both in changes.items() if both[0] != both[1]}:
        record(session, user, "account:details", actor=actor, now=now, **changes)
