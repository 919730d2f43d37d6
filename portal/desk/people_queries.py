"""Everyone with a role: for the list, a person's page, and the review of all rights."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Role, RoleGrant, User
from portal.accounts.queries import not_ended
from portal.core.finding import has_words
from portal.parties.models import Party
from portal.region.models import Municipality


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody has, had or is asked for; `place`: the provider or municipality, empty for the portal."""

    grant: RoleGrant
    place: str


def people(now: datetime, name: str = "", role: Role | None = None, place: str = "") -> Select[User]:
    """Who has a role that has not ended, unordered; only with this in name or address, this role, for this place."""
    held = [RoleGrant.user_id == User.id, not_ended(now)]
    if role is not None:
        held.append(RoleGrant.role == role)
    grants = select(RoleGrant.id).outerjoin(Party, Party.id == RoleGrant.party_id).outerjoin(
        Municipality, Municipality.id == RoleGrant.municipality_id)
    if place:
        held.append(or_(*(has_words(column, place) for column in (Party.name, Municipality.name))))
    query = select(User).where(grants.where(and_(*held)).exists())
    if name:
        query = query.where(or_(*(has_words(column, name) for column in (User.name, User.email))))
    return query


def roles_of(session: Session, people: Iterable[User], now: datetime | None = None) -> dict[int, list[Held]]:
    """The roles of these people by person, the last one given first; with `now` only those that have not ended. One query."""
    found: dict[int, list[Held]] = defaultdict(list)
    for held in _held(session, _roles(now).where(RoleGrant.user_id.in_([person.id for person in people]))):
        found[held.grant.user_id].append(held)
    return found


def all_roles(session: Session, now: datetime) -> list[Held]:
    """Every role that has not ended, by the name of the person. One query."""
    query = _roles(now).join(RoleGrant.user).order_by(None).order_by(func.lower(User.name), User.id, RoleGrant.id)
    return _held(session, query)


def counted_roles(session: Session, now: datetime) -> int:
    """How many roles have not ended."""
    return session.scalar(select(func.count()).select_from(RoleGrant).where(not_ended(now))) or 0


def unused(now: datetime) -> Select[User]:
    """Who has a role that has not ended and never chose a password, unordered."""
    return people(now).where(func.coalesce(User.password, "") == "")


def last_changes(session: Session, now: datetime, people: Iterable[User] | None = None) -> dict[int, datetime]:
    """When the rights of each person, or of these, last changed: a role began, or ended. One query."""
    query = select(RoleGrant.user_id, func.max(RoleGrant.begins_at), func.max(RoleGrant.ends_at)).where(
        RoleGrant.begins_at <= now).group_by(RoleGrant.user_id)
    rows = session.execute(query if people is None else query.where(RoleGrant.user_id.in_([person.id for person in people])))
    return {user_id: max(instant for instant in (begun, ended) if instant and instant <= now)
            for user_id, begun, ended in rows}


def _roles(now: datetime | None) -> Select[RoleGrant, str, str]:
    query = (select(RoleGrant, Party.name, Municipality.name)
             .outerjoin(Party, Party.id == RoleGrant.party_id)
             .outerjoin(Municipality, Municipality.id == RoleGrant.municipality_id)
             .options(joinedload(RoleGrant.user), joinedload(RoleGrant.given_by), joinedload(RoleGrant.ended_by),
                      joinedload(RoleGrant.invitation)).order_by(RoleGrant.id.desc()))
    return query if now is None else query.where(not_ended(now))


def _held(session: Session, query: Select[RoleGrant, str, str]) -> list[Held]:
    return [Held(grant, party or municipality or "") for grant, party, municipality in session.execute(query)]


def grant_by_id(session: Session, grant_id: int, now: datetime) -> RoleGrant | None:
    """A role that can still be ended."""
    return session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id, not_ended(now)).options(
        joinedload(RoleGrant.user), joinedload(RoleGrant.invitation)))
