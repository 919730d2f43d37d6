"""Who may do what with meetings."""

from datetime import datetime
from typing import Any

from portal.accounts.access import acts_for_party, is_board_staff, is_chair, is_secretary, speaks_for_party
from portal.core.access import Actor
from portal.meetings.models import ActionPoint, ItemRecusal
from portal.meetings.reading import Reading


def is_own_recusal(actor: Actor, recusal: Any, _now: datetime) -> bool:
    """What the secretary recorded is for the secretary to take back."""
    return isinstance(recusal, ItemRecusal) and recusal.party_id == actor.party_id and not recusal.by_secretary


def is_asked_to_come(actor: Actor, reading: Any, _now: datetime) -> bool:
    """The actor's party is or was asked to come to this meeting."""
    return isinstance(reading, Reading) and actor.party_id in reading.party_ids


def is_for_everyone(_actor: Actor, reading: Any, _now: datetime) -> bool:
    """A public paper of a meeting that everyone may know of."""
    return isinstance(reading, Reading) and reading.is_public


def is_own_action(actor: Actor, action: Any, _now: datetime) -> bool:
    return isinstance(action, ActionPoint) and action.party_id is not None and action.party_id == actor.party_id


PERMISSIONS = {
    "meeting:prepare": ((is_secretary,),),
    "meeting:record": ((is_secretary,),),
    "meeting:answer": ((acts_for_party,),),
    # What is internal: notes at points, drafts of the minutes, papers that are not public.
    "meeting:read-internal": ((is_secretary,), (is_board_staff,), (is_chair,), (acts_for_party, is_asked_to_come)),
    "meeting:read-paper": ((is_for_everyone,), (is_secretary,), (is_board_staff,), (is_chair,), (acts_for_party, is_asked_to_come)),
    "minutes:remark": ((acts_for_party, is_asked_to_come),),
    "action:report": ((acts_for_party, is_own_action),),
    "attendance:decide": ((is_secretary,),),
    "seat:answer": ((speaks_for_party,),),
    "meeting:stand-aside": ((speaks_for_party,),),
    "meeting:take-back": ((speaks_for_party, is_own_recusal),),
}
