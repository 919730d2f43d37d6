"""Who may do what with agreements and mandates."""

from datetime import datetime
from typing import Any

from portal.accounts.access import is_administrator, is_board_staff, is_secretary
from portal.core.access import Actor


def is_of_this_municipality(actor: Actor, subject: Any, _now: datetime) -> bool:
    """The subject is about one municipality, and the actor works there."""
    return subject is not None and actor.municipality_id == subject.municipality_id


PERMISSIONS = {
    "agreement:write": ((is_secretary,), (is_administrator,)),
    "agreement:use": ((is_secretary,), (is_administrator,)),
    "agreement:consent": ((is_secretary,), (is_board_staff,)),
    "agreement:give-consent": ((is_secretary,), (is_board_staff, is_of_this_municipality)),
    "consent:read": ((is_secretary,), (is_board_staff, is_of_this_municipality)),
    "mandate:manage": ((is_secretary,), (is_administrator,)),
    "mandate:read": ((is_secretary,), (is_administrator,), (is_board_staff,)),
}
