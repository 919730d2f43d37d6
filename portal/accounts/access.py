"""Predicates about who somebody is; every package builds its permissions from these."""

from datetime import datetime
from typing import Any

from portal.accounts.models import PARTY_ROLES, SPEAKING_ROLES, Role
from portal.core.access import Actor


def is_secretary(actor: Actor, _subject: Any, _now: datetime) -> bool:
    return Role.SECRETARY in actor.roles


def is_secretary_somewhere(actor: Actor, _subject: Any, _now: datetime) -> bool:
    """Of this network or of another one: for what networks decide together (IN 5.4)."""
    return Role.SECRETARY in actor.roles | actor.roles_elsewhere


def is_board_staff(actor: Actor, _subject: Any, _now: datetime) -> bool:
    return Role.BOARD_STAFF in actor.roles


def is_chair(actor: Actor, _subject: Any, _now: datetime) -> bool:
    """Leads the meetings for the municipalities, and reads what waits; carries nothing out (ZL 5.3)."""
    return Role.CHAIR in actor.roles


def acts_for_party(actor: Actor, _subject: Any, _now: datetime) -> bool:
    return actor.party_id is not None and bool(PARTY_ROLES & actor.roles)


def speaks_for_party(actor: Actor, _subject: Any, _now: datetime) -> bool:
    """Contact person, substitute or representative: they bind the party (IN 4.1, 5.2, DESIGN rule 6)."""
    return actor.party_id is not None and bool(SPEAKING_ROLES & actor.roles)


def administers_party(actor: Actor, _subject: Any, _now: datetime) -> bool:
    """Names and removes the people of the party it acts for."""
    return actor.party_id is not None and Role.PARTY_ADMIN in actor.roles


def is_administrator(actor: Actor, _subject: Any, _now: datetime) -> bool:
    return Role.ADMINISTRATOR in actor.roles


def is_somebody(actor: Actor, _subject: Any, _now: datetime) -> bool:
    return actor.is_known


def is_own(actor: Actor, subject: Any, _now: datetime) -> bool:
    """What belongs to one person alone, by its `user_id`."""
    return actor.is_known and subject.user_id == actor.person_id


def is_anyone(_actor: Actor, _subject: Any, _now: datetime) -> bool:
    return True


PERMISSIONS = {
    "desk:open": ((is_secretary,), (is_board_staff,)),
    "desk:look": ((is_secretary,), (is_board_staff,), (is_chair,)),
    "workspace:open": ((acts_for_party,),),
    "workspace:look_back": ((is_somebody,),),
    # What binds the party (votes, taking part): pages ask it to draw the button, or to say who can do it.
    "party:speak": ((speaks_for_party,),),
    "place:choose": ((is_somebody,),),
    "account:open": ((is_somebody,),),
    "session:end": ((is_own,),),
}
