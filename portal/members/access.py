"""Who may do what with memberships and contact persons."""

from datetime import datetime
from typing import Any

from portal.accounts.access import acts_for_party, is_administrator, is_anyone, is_secretary, speaks_for_party
from portal.core.access import Actor


def has_no_party(actor: Actor, _subject: Any, _now: datetime) -> bool:
    """Who acts for a party is a member already."""
    return actor.party_id is None


PERMISSIONS = {
    "membership:apply": ((is_anyone, has_no_party),),
    "membership:judge": ((is_secretary,),),
    "membership:contacts": ((is_secretary,),),
    "membership:see-own": ((acts_for_party,),),
    "membership:leave": ((speaks_for_party,),),
    "agreement:sign": ((speaks_for_party,),),
    "agreement:oversee": ((is_secretary,), (is_administrator,)),
    "signature:manage": ((is_secretary,),),
}
