"""Who may do what with meetings."""

from datetime import datetime
from typing import Any

from portal.accounts.access import acts_for_party, is_secretary, speaks_for_party
from portal.core.access import Actor
from portal.meetings.models import ItemRecusal


def is_own_recusal(actor: Actor, recusal: Any, _now: datetime) -> bool:
    """What the secretary recorded is for the secretary to take back."""
    return isinstance(recusal, ItemRecusal) and recusal.party_id == actor.party_id and not recusal.by_secretary


PERMISSIONS = {
    "meeting:prepare": ((is_secretary,),),
    "meeting:record": ((is_secretary,),),
    "meeting:answer": ((acts_for_party,),),
    "meeting:stand-aside": ((speaks_for_party,),),
    "meeting:take-back": ((speaks_for_party, is_own_recusal),),
}
