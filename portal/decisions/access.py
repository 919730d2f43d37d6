"""Who may do what with decisions."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import object_session

from portal.accounts.access import acts_for_party, is_board_staff, is_secretary, speaks_for_party
from portal.core.access import Actor
from portal.networks.queries import host, municipalities
from portal.proposals.models import Proposal


def acts_for_host(actor: Actor, proposal: Any, _now: datetime) -> bool:
    """The host municipality acts for the others under a mandate (ZL h, WM25 4)."""
    session = object_session(proposal) if isinstance(proposal, Proposal) else None
    return session is not None and actor.municipality_id == host(session, proposal.network).id


def acts_for_one_of_the_boards(actor: Actor, proposal: Any, _now: datetime) -> bool:
    session = object_session(proposal) if isinstance(proposal, Proposal) else None
    return session is not None and actor.municipality_id in {
        place.id for place in municipalities(session, proposal.network)}


PERMISSIONS = {
    "decision:submit": ((is_secretary,),),
    "decision:record-board": ((is_secretary, acts_for_host), (is_board_staff, acts_for_one_of_the_boards)),
    "decision:conclude": ((is_secretary,), (is_board_staff,)),
    "participation:see": ((acts_for_party,),),
    "participation:state": ((speaks_for_party,),),
}
