"""The people of a party, one by one: which roles, since when, by whom; and who was there before."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import CONTACT_ROLES, Invitation, Role, RoleGrant, User
from portal.accounts.queries import grants_at
from portal.parties.models import ContactPerson, Party
from portal.parties.queries import contacts

MOST = 50
"""Of former people, the last to leave; the record has them all."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with roles for a party that have not ended. `contact`: how to reach who is contact person or substitute."""

    user: User
    grants: list[RoleGrant]
    contact: ContactPerson | None = None

    @property
    def invitation(self) -> Invitation | None:
        """What has yet to be accepted."""
        return next((grant.invitation for grant in self.grants if grant.is_pending), None)

    @property
    def name(self) -> str:
        """As the inviter wrote it until it is accepted: an account elsewhere does not show."""
        return self.invitation.name if self.invitation else self.user.name

    @property
    def roles(self) -> list[Role]:
        held = {grant.role for grant in self.grants}
        return [role for role in Role if role in held]

    @property
    def is_contact(self) -> bool:
        return any(role in CONTACT_ROLES for role in self.roles)


def people_of(session: Session, party: Party, now: datetime) -> list[Colleague]:
    """Everyone who acts for the party or is asked to: contact person and substitute first, then by name. Two queries."""
    reached = {row.user_id: row for row in contacts(session, party.id)}
    grants = sorted(grants_at(session, party.place, now), key=lambda grant: grant.user_id)
    people = [Colleague(user, list(own), reached.get(user.id)) for user, own in groupby(grants, lambda grant: grant.user)]
    return sorted(people, key=lambda one: (list(Role).index(one.roles[0]) if one.is_contact else len(Role), one.name.casefold()))


def person_of(session: Session, party: Party, user_id: int, now: datetime) -> Colleague | None:
    """One of the party's own people; somebody of another party is nobody here."""
    return next((one for one in people_of(session, party, now) if one.user.id == user_id), None)


def former_people(session: Session, party: Party, now: datetime) -> list[RoleGrant]:
    """Roles for the party that worked and have ended, the last one first."""
    return list(session.scalars(
        select(RoleGrant).outerjoin(RoleGrant.invitation)
        .options(joinedload(RoleGrant.user), joinedload(RoleGrant.ended_by))
        .where(RoleGrant.party_id == party.id, RoleGrant.ends_at <= now, RoleGrant.ends_at > RoleGrant.begins_at)
        .where((RoleGrant.invitation_id.is_(None)) | Invitation.accepted_at.is_not(None))
        .order_by(RoleGrant.ends_at.desc(), RoleGrant.id.desc()).limit(MOST)))
