"""Finding people and what they may do."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from portal.accounts.models import PARTY_ROLES, Invitation, Role, RoleGrant, User
from portal.core.access import Actor, ActsFor, Place
from portal.core.database import Base, UTCDateTime


def user_by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email.strip().casefold()))


def not_ended(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Roles that hold, will hold, or wait to be accepted."""
    return or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now)


def holding(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Roles that work now: begun, not ended, and accepted where they were offered by an invitation."""
    waits = select(Invitation.id).where(Invitation.id == RoleGrant.invitation_id, Invitation.accepted_at.is_(None)).exists()
    return and_(RoleGrant.begins_at <= now, not_ended(now), ~waits)


def actor_of(session: Session, user: User, now: datetime, wanted: str = "",
             served: Select[int] | None = None) -> Actor:
    """The person and the party or municipality acted for, by the grants that hold now. One query.

    Who has grants for more than one acts for the `wanted` one (a place's key), with the roles of that one alone; without
    a choice, or when the choice no longer holds, for the first one given that this site serves. Nobody acts for a party that
    left, whatever grants were still open. `served`: the ids of the municipalities whose desk this is; left out, it is every one's.
    """
    rows = session.execute(_grants(served), {"user_id": user.id, "now": now}).all()
    roles: dict[Place, set[str]] = {}
    elsewhere: set[Place] = set()
    for grant, party_name, municipality_name, is_here in rows:
        place = _place(grant, party_name or municipality_name or "")
        roles.setdefault(place, set()).add(grant.role)
        if place.acts_for == ActsFor.MUNICIPALITY and not is_here:
            elsewhere.add(place)
    if not roles:
        return Actor(user.id, user.name)
    place = next((place for place in roles if place.key == wanted), min(roles, key=elsewhere.__contains__))
    here, there = (frozenset(), frozenset(roles[place])) if place in elsewhere else (frozenset(roles[place]), frozenset())
    return Actor(user.id, user.name, place.acts_for, place.id, place.name, here, tuple(roles), there)


@lru_cache(maxsize=8)  # every page of who is logged in asks it, and putting it together takes longer than the answer
def _grants(served: Select[int] | None) -> Select[RoleGrant, str, str, bool]:
    party, municipality = Base.metadata.tables["party"], Base.metadata.tables["municipality"]
    now = bindparam("now", type_=UTCDateTime)
    return (
        select(RoleGrant, party.c.name, municipality.c.name, true() if served is None else RoleGrant.municipality_id.in_(served))
        .outerjoin(party, party.c.id == RoleGrant.party_id)
        .outerjoin(municipality, municipality.c.id == RoleGrant.municipality_id)
        .where(RoleGrant.user_id == bindparam("user_id"), holding(now))
        .where((party.c.leaves_at.is_(None)) | (party.c.leaves_at > now))
        .order_by(RoleGrant.id))


@dataclass(frozen=True, slots=True)
class Held:
    """A role as the person sees it: for whom, from when to when, and who gave it."""

    role: Role
    place: str
    begins_at: datetime
    ends_at: datetime | None
    given_by: str


def grants_of(session: Session, user: User) -> list[Held]:
    """Every role that the person has or had, those that last first; not what is only offered. One query."""
    party, municipality = Base.metadata.tables["party"], Base.metadata.tables["municipality"]
    giver = aliased(User)
    rows = session.execute(
        select(RoleGrant.role, func.coalesce(party.c.name, municipality.c.name, ""), RoleGrant.begins_at, RoleGrant.ends_at,
               func.coalesce(giver.name, ""))
        .outerjoin(party, party.c.id == RoleGrant.party_id)
        .outerjoin(municipality, municipality.c.id == RoleGrant.municipality_id)
        .outerjoin(giver, giver.id == RoleGrant.given_by_id).outerjoin(RoleGrant.invitation)
        .where(RoleGrant.user_id == user.id, or_(RoleGrant.invitation_id.is_(None), Invitation.accepted_at.is_not(None)))
        .order_by(RoleGrant.ends_at.is_not(None), RoleGrant.begins_at.desc(), RoleGrant.id))
    return [Held(*row) for row in rows]


def who_log_in_for(session: Session, party_ids: Collection[int], now: datetime) -> set[tuple[int, str]]:
    """For which of these parties who acts now, by e-mail address. One query."""
    rows = session.execute(select(RoleGrant.party_id, User.email).join(RoleGrant.user)
                           .where(RoleGrant.party_id.in_(party_ids), User.active, holding(now)))
    return {(party_id, email) for party_id, email in rows if party_id}


def _place(grant: RoleGrant, name: str) -> Place:
    if grant.role in PARTY_ROLES:
        return Place(ActsFor.PARTY, grant.party_id, name)
    if grant.role == Role.ADMINISTRATOR:
        return Place(ActsFor.PORTAL)
    return Place(ActsFor.MUNICIPALITY, grant.municipality_id, name)


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def invitation_by_key(session: Session, key: str) -> Invitation | None:
    """By the secret of the last letter: the link of an earlier one finds nothing."""
    return session.scalar(
        select(Invitation).where(Invitation.key_hash == hashed(key))
        .options(joinedload(Invitation.user), selectinload(Invitation.grants).joinedload(RoleGrant.given_by)))


def place_of(session: Session, grant: RoleGrant) -> Place:
    """The party, municipality or portal that a role is for, with its name."""
    if grant.role == Role.ADMINISTRATOR:
        return Place(ActsFor.PORTAL)
    acts_for, table, place_id = ((ActsFor.PARTY, "party", grant.party_id) if grant.role in PARTY_ROLES
                                 else (ActsFor.MUNICIPALITY, "municipality", grant.municipality_id))
    known = Base.metadata.tables[table]
    return Place(acts_for, place_id, session.scalar(select(known.c.name).where(known.c.id == place_id)) or "")


def grants_at(session: Session, place: Place, now: datetime, user: User | None = None) -> list[RoleGrant]:
    """The roles for one place that have not ended, with who has and who gave them; of one person, or of everyone."""
    query = select(RoleGrant).where(_at(place), not_ended(now)).options(
        joinedload(RoleGrant.user), joinedload(RoleGrant.given_by), joinedload(RoleGrant.invitation))
    if user is not None:
        query = query.where(RoleGrant.user_id == user.id)
    return list(session.scalars(query.order_by(RoleGrant.id)))


def _at(place: Place) -> ColumnElement[bool]:
    if place.acts_for == ActsFor.PARTY:
        return RoleGrant.party_id == place.id
    if place.acts_for == ActsFor.MUNICIPALITY:
        return RoleGrant.municipality_id == place.id
    return RoleGrant.role == Role.ADMINISTRATOR


def keeps_anything(session: Session, user: User, now: datetime) -> bool:
    """Whether any role is left that has not ended, also one that has yet to begin or be accepted."""
    return session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == user.id, not_ended(now)).limit(1)) is not None


def administrators(session: Session, now: datetime) -> list[User]:
    return list(session.scalars(
        select(User).where(User.grants.any(and_(RoleGrant.role == Role.ADMINISTRATOR, holding(now)))).order_by(User.id)))
