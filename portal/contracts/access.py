"""Who may see and do what with service contracts: before both signed the two sides alone, after that everyone reads along."""

from datetime import datetime
from typing import Any

from portal.accounts.access import acts_for_party, is_board_staff, is_secretary, speaks_for_party
from portal.contracts.models import ServiceContract
from portal.contracts.rules import DRAW_UP, SIGN
from portal.core.access import Actor
from portal.networks.access import is_of_this_municipality


def is_a_side(actor: Actor, subject: Any, _now: datetime) -> bool:
    """The contract is with the party that the actor acts for, and was sent to it; a list was found as one's own already."""
    return not isinstance(subject, ServiceContract) or (actor.party_id in subject.party_ids and bool(subject.versions))


PERMISSIONS = {
    DRAW_UP: ((is_secretary,),),
    "contract:read-own": ((acts_for_party, is_a_side),),
    SIGN: ((speaks_for_party, is_a_side),),
    "contract:consents": ((is_secretary,), (is_board_staff,)),
    "contract:give-consent": ((is_secretary,), (is_board_staff, is_of_this_municipality)),
}
