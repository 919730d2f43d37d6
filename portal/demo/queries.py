"""Who can log in, and as what."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import PARTY_ROLES, Role, RoleGrant, User
from portal.accounts.queries import holding
from portal.demo.content import people
from portal.parties.models import Party
from portal.region.models import Municipality


@dataclass(frozen=True, slots=True)
class LogIn:
    """A person with a role; `place` is the party or municipality, empty for an administrator."""

    role: Role
    place: str
    name: str
    email: str
    has_password: bool


def log_ins(session: Session, now: datetime) -> list[LogIn]:
    """Everyone with a role that holds now: the municipalities' people first, then providers by name. One query."""
    rows = session.execute(
        select(RoleGrant.role, Party.name, Municipality.name, User.name, User.email, User.password.is_not(None))
        .join(RoleGrant.user).outerjoin(Party, Party.id == RoleGrant.party_id)
        .outerjoin(Municipality, Municipality.id == RoleGrant.municipality_id)
        .where(holding(now)))
    found = [LogIn(role, party or municipality or "", name, email, has_password)
             for role, party, municipality, name, email, has_password in rows]
    order = [Role.SECRETARY, Role.BOARD_STAFF, Role.CHAIR, Role.ADMINISTRATOR, *(role for role in Role if role in PARTY_ROLES)]
    return sorted(found, key=lambda who: (who.role in PARTY_ROLES, who.place.casefold(), order.index(who.role), who.name))


def printed(everyone: list[LogIn]) -> list[LogIn]:
    """One log-in per role, as the demonstration shows them; empty where this is not the demonstration network."""
    shown = [people.SECRETARY[1], people.CHAIR[1], *(email for _, email in people.BOARD_STAFF.values()),
             *(email for _, email in people.PROVIDER_PEOPLE), people.COLLEAGUE[1], people.OF_TWO[1], people.ADMINISTRATOR[1]]
    by_email = {who.email: who for who in reversed(everyone)}  # of more roles the first
    return [by_email[email] for email in shown if email in by_email]
