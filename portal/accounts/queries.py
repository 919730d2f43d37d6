"""Finding people and what they may do."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import PARTY_ROLES, Role, RoleGrant, User
from portal.core.access import Actor, ActsFor, Place
from portal.core.database import Base


def user_by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email.strip().casefold()))


def actor_of(session: Session, user: User, now: datetime, wanted: str = "") -> Actor:
    """The person and the party or municipality acted for, by the grants that hold now. One query.

    Who has grants for more than one acts for the `wanted` one (a place's key), with the roles of that one alone; without
    a choice, or when the choice no longer holds, for the first one given.
    """
    party, municipality = Base.metadata.tables["party"], Base.metadata.tables["municipality"]
    rows = session.execute(
        select(RoleGrant, party.c.name, municipality.c.name)
        .outerjoin(party, party.c.id == RoleGrant.party_id)
        .outerjoin(municipality, municipality.c.id == RoleGrant.municipality_id)
        .where(RoleGrant.user_id == user.id, RoleGrant.begins_at <= now)
        .where((RoleGrant.ends_at.is_(None)) | (RoleGrant.ends_at > now))
        .order_by(RoleGrant.id)
    ).all()
    roles: dict[Place, set[str]] = {}
    for grant, party_name, municipality_name in rows:
        roles.setdefault(_place(grant, party_name or municipality_name or ""), set()).add(grant.role)
    if not roles:
        return Actor(user.id, user.name)
    place = next((place for place in roles if place.key == wanted), next(iter(roles)))
    return Actor(user.id, user.name, place.acts_for, place.id, place.name, frozenset(roles[place]), tuple(roles))


def _place(grant: RoleGrant, name: str) -> Place:
    if grant.role in PARTY_ROLES:
        return Place(ActsFor.PARTY, grant.party_id, name)
    if grant.role == Role.ADMINISTRATOR:
        return Place(ActsFor.PORTAL)
    return Place(ActsFor.MUNICIPALITY, grant.municipality_id, name)
