"""Finding people and what they may do."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import PARTY_ROLES, Role, RoleGrant, User
from portal.core.access import Actor, ActsFor
from portal.core.database import Base


def user_by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email.strip().casefold()))


def actor_of(session: Session, user: User, now: datetime) -> Actor:
    """The person and the party or municipality acted for, by the grants that hold now. One query.

    Who has grants for more than one acts for the first one given, with the roles of that one alone.
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
    if not rows:
        return Actor(user.id, user.name)
    grant, party_name, municipality_name = rows[0]
    place = _place(grant)
    return Actor(user.id, user.name, *place, party_name or municipality_name or "",
                 frozenset(row[0].role for row in rows if _place(row[0]) == place))


def _place(grant: RoleGrant) -> tuple[ActsFor, int | None]:
    if grant.role in PARTY_ROLES:
        return ActsFor.PARTY, grant.party_id
    if grant.role == Role.ADMINISTRATOR:
        return ActsFor.PORTAL, None
    return ActsFor.MUNICIPALITY, grant.municipality_id
