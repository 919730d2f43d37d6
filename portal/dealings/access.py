"""Who may see and do what between the municipality and one party: those two, and nobody else."""

from datetime import datetime
from typing import Any

from portal.accounts.access import acts_for_party, administers_party, is_secretary, speaks_for_party
from portal.core.access import Actor
from portal.dealings.models import Dispute
from portal.dealings.rules import HANDLE, TO_COURT, WITHDRAW, Side


def is_own(actor: Actor, subject: Any, _now: datetime) -> bool:
    """The subject is of the party that the actor acts for; a list or a document was found as one's own already."""
    return bool(getattr(subject, "party_id", actor.party_id) == actor.party_id)


def raised_it(actor: Actor, dispute: Any, _now: datetime) -> bool:
    """The side for which this person acts is the one that put the dispute in writing."""
    if not isinstance(dispute, Dispute):
        return False
    return (dispute.raised_by == Side.PARTY) == (actor.party_id == dispute.party_id)


PERMISSIONS = {
    "interest:disclose": ((speaks_for_party, is_own), (administers_party, is_own)),
    "interest:oversee": ((is_secretary,),),
    "request:ask": ((is_secretary,),),
    "request:read": ((acts_for_party, is_own),),
    "request:answer": ((speaks_for_party, is_own),),
    "dispute:oversee": ((is_secretary,),),
    "dispute:read": ((acts_for_party, is_own),),
    "dispute:raise": ((speaks_for_party,),),
    "dispute:write": ((is_secretary,), (speaks_for_party, is_own)),
    HANDLE: ((is_secretary,),),
    TO_COURT: ((is_secretary,), (speaks_for_party, is_own)),
    WITHDRAW: ((is_secretary, raised_it), (speaks_for_party, is_own, raised_it)),
}
