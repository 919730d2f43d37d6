"""Who sees all people with a role, and who gives and ends which roles; who sees what the virus scanner keeps apart."""

from datetime import datetime
from typing import Any

from portal.accounts.access import is_administrator, is_secretary
from portal.accounts.models import OFFERED_BY_PARTY, Role, RoleGrant, User
from portal.core.access import Actor

BY_SECRETARY = frozenset({*OFFERED_BY_PARTY, Role.BOARD_STAFF, Role.CHAIR})
BY_ADMINISTRATOR = BY_SECRETARY | {Role.SECRETARY, Role.ADMINISTRATOR}
"""All but contact person and substitute: those are always two, and one is replaced by the next (IN 5.2)."""


def secretary_gives(_actor: Actor, role: Any, _now: datetime) -> bool:
    """Staff of boards, the chair and people of providers; who runs the process is the administrator's to say."""
    return _role_of(role) in BY_SECRETARY


def administrator_gives(_actor: Actor, role: Any, _now: datetime) -> bool:
    return _role_of(role) in BY_ADMINISTRATOR


def has_second_factor(_actor: Actor, user: Any, _now: datetime) -> bool:
    return isinstance(user, User) and user.has_second_factor


def _role_of(subject: Any) -> Any:
    return subject.role if isinstance(subject, RoleGrant) else subject


PERMISSIONS = {
    "rule:change": ((is_secretary,), (is_administrator,)),
    "quarantine:look": ((is_secretary,), (is_administrator,)),
    "people:oversee": ((is_secretary,), (is_administrator,)),
    "second-factor:reset": ((is_administrator, has_second_factor),),
    "role:give": ((is_secretary, secretary_gives), (is_administrator, administrator_gives)),
    "role:end": ((is_secretary, secretary_gives), (is_administrator, administrator_gives)),
}
