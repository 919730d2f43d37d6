"""Who may see and do what between the municipality and one party: those two, and nobody else."""

from datetime import datetime
from typing import Any

from portal.accounts.access import acts_for_party, administers_party, is_secretary, speaks_for_party
from portal.core.access import Actor


def is_own(actor: Actor, subject: Any, _now: datetime) -> bool:
    """The subject is of the party that the actor acts for; a list or a document was found as one's own already."""
    return bool(getattr(subject, "party_id", actor.party_id) == actor.party_id)


PERMISSIONS = {
    "interest:disclose": ((speaks_for_party, is_own), (administers_party, is_own)),
    "interest:oversee": ((is_secretary,),),
    "request:ask": ((is_secretary,),),
    "request:read": ((acts_for_party, is_own),),
    "request:answer": ((speaks_for_party, is_own),),
}
