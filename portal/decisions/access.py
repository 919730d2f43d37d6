"""Who may do what with decisions."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import object_session

from portal.accounts.access import (
    acts_for_party,
    is_board_staff,
    is_secretary,
    is_secretary_somewhere,
    speaks_for_party,
)
from portal.core.access import Actor
from portal.decisions.models import BoardDecision
from portal.decisions.queries import network_asked
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


def acts_for_host_of(actor: Actor, decision: Any, now: datetime) -> bool:
    return isinstance(decision, BoardDecision) and acts_for_host(actor, decision.proposal, now)


def is_of_the_board(actor: Actor, decision: Any, _now: datetime) -> bool:
    return isinstance(decision, BoardDecision) and actor.municipality_id == decision.municipality_id


def runs_a_network_that_is_asked(actor: Actor, proposal: Any, now: datetime) -> bool:
    """IN 5.4: the secretary of the host of a network that uses the agreement too, in whatever network this is."""
    session = object_session(proposal) if isinstance(proposal, Proposal) else None
    return session is not None and network_asked(session, proposal, actor.municipality_id, now) is not None


PERMISSIONS = {
    "decision:submit": ((is_secretary,),),
    "decision:record-board": ((is_secretary, acts_for_host), (is_board_staff, acts_for_one_of_the_boards)),
    "decision:correct-board": ((is_secretary, acts_for_host_of), (is_board_staff, is_of_the_board)),
    "decision:return": ((is_secretary,),),
    "decision:approve": ((is_secretary_somewhere, runs_a_network_that_is_asked),),
    "decision:conclude": ((is_secretary,), (is_board_staff,)),
    "participation:see": ((acts_for_party,),),
    "participation:state": ((speaks_for_party,),),
    "participation:oversee": ((is_secretary,),),
    "turn:report": ((speaks_for_party,),),
    "turn:read": ((acts_for_party,), (is_secretary,)),
}
