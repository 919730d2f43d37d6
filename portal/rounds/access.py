"""Who may do what with rounds and reactions. Whether a round is open is asked in the verb, with its `now`."""

from datetime import datetime
from typing import Any

from portal.accounts.access import acts_for_party, is_anyone, is_secretary
from portal.core.access import Actor


def has_the_link(_actor: Actor, reaction: Any, _now: datetime) -> bool:
    """The address of the page is the proof, where the sender has no account. Of a party's reaction it is not enough."""
    return reaction.party_id is None


def sent_by_the_party(actor: Actor, reaction: Any, _now: datetime) -> bool:
    return reaction.party_id is not None and reaction.party_id == actor.party_id


PERMISSIONS = {
    # IN 6.3: reactions of everyone are taken in.
    "reaction:give": ((is_anyone,),),
    # ZL 1.5: what a party read is visible; any colleague can say so.
    "round:mark-read": ((acts_for_party,),),
    "reaction:change": ((has_the_link,), (acts_for_party, sent_by_the_party)),
    "reaction:read": ((is_secretary,),),
    "reply:give": ((is_anyone,),),
    "round:open": ((is_secretary,),),
    "round:manage": ((is_secretary,),),
}
