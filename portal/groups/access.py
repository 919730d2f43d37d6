"""Who may do what with working groups: everyone reads the assignment and the advice, members also what is internal."""

from datetime import datetime
from typing import Any

from portal.accounts.access import acts_for_party, is_board_staff, is_secretary
from portal.core.access import Actor
from portal.groups.models import GroupPaper, WorkingGroup


def _group(subject: Any) -> WorkingGroup | None:
    if isinstance(subject, GroupPaper):
        return subject.group
    return subject if isinstance(subject, WorkingGroup) else None


def takes_part(actor: Actor, subject: Any, _now: datetime) -> bool:
    """Somebody of the actor's party is in the group now."""
    group = _group(subject)
    return group is not None and any(member.party_id == actor.party_id for member in group.present if member.party_id)


def leads(actor: Actor, subject: Any, _now: datetime) -> bool:
    """The leader of the group is of the actor's party."""
    group = _group(subject)
    return bool(group and group.leader and group.leader.party_id and group.leader.party_id == actor.party_id)


def is_at_work(_actor: Actor, subject: Any, _now: datetime) -> bool:
    group = _group(subject)
    return group is not None and group.is_at_work


def is_for_everyone(_actor: Actor, paper: Any, _now: datetime) -> bool:
    return isinstance(paper, GroupPaper) and paper.is_public


PERMISSIONS = {
    "group:manage": ((is_secretary,),),
    "group:list-own": ((acts_for_party,),),
    "group:read": ((is_secretary,), (is_board_staff,), (acts_for_party, takes_part)),
    "group:read-paper": ((is_for_everyone,), (is_secretary,), (is_board_staff,), (acts_for_party, takes_part)),
    "group:write": ((is_secretary, is_at_work), (acts_for_party, leads, is_at_work)),
    "group:add-paper": ((is_secretary, is_at_work), (acts_for_party, takes_part, is_at_work)),
}
