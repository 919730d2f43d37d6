"""Who may do what with pilots (IN 10)."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import object_session

from portal.accounts.access import acts_for_party, is_board_staff, is_secretary, speaks_for_party
from portal.core.access import Actor
from portal.networks.queries import host
from portal.pilots.models import Pilot
from portal.pilots.queries import CONFIRMING, PilotPaper, deciders, partner_of, phase
from portal.pilots.rules import PartnerAnswer, PilotPhase, PilotStage, step_named


def leads(actor: Actor, pilot: Any, _now: datetime) -> bool:
    """The party that wrote the plan."""
    return isinstance(pilot, Pilot) and actor.party_id is not None and actor.party_id == pilot.party_id


def is_named(actor: Actor, pilot: Any, _now: datetime) -> bool:
    """A party that asks for it together with the leader, or is asked whether it does."""
    return isinstance(pilot, Pilot) and actor.party_id is not None and partner_of(pilot, actor.party_id) is not None


def shares_it(actor: Actor, paper: Any, now: datetime) -> bool:
    """It is of a pilot that the party leads or is named in: nobody can confirm a plan of which it may not read the documents."""
    return isinstance(paper, PilotPaper) and (leads(actor, paper.pilot, now) or is_named(actor, paper.pilot, now))


def asks_along(actor: Actor, pilot: Any, _now: datetime) -> bool:
    """It confirmed that it asks for the pilot too."""
    row = partner_of(pilot, actor.party_id) if isinstance(pilot, Pilot) and actor.party_id is not None else None
    return row is not None and row.answer == PartnerAnswer.CONFIRMED


def has_not_answered(actor: Actor, pilot: Any, _now: datetime) -> bool:
    row = partner_of(pilot, actor.party_id) if isinstance(pilot, Pilot) and actor.party_id is not None else None
    return row is not None and row.answer == PartnerAnswer.ASKED and pilot.stage in CONFIRMING


def is_gathering(_actor: Actor, pilot: Any, _now: datetime) -> bool:
    return isinstance(pilot, Pilot) and pilot.stage == PilotStage.GATHERING


def waits_for_judgement(_actor: Actor, pilot: Any, _now: datetime) -> bool:
    """The plan can still be changed: it is not sent in yet, or not judged."""
    return isinstance(pilot, Pilot) and pilot.stage in CONFIRMING


def may_be_withdrawn(_actor: Actor, pilot: Any, _now: datetime) -> bool:
    return isinstance(pilot, Pilot) and pilot.stage in step_named("withdraw").sources


def waits_for_consent(_actor: Actor, pilot: Any, _now: datetime) -> bool:
    return isinstance(pilot, Pilot) and pilot.stage == PilotStage.PROPOSED


def acts_for_host(actor: Actor, pilot: Any, _now: datetime) -> bool:
    """The host municipality acts for the others under a mandate (WM25 4)."""
    session = object_session(pilot) if isinstance(pilot, Pilot) else None
    return session is not None and actor.municipality_id == host(session, pilot.network).id


def acts_for_a_decider(actor: Actor, pilot: Any, now: datetime) -> bool:
    session = object_session(pilot) if isinstance(pilot, Pilot) else None
    return session is not None and actor.municipality_id in {row.municipality.id for row in deciders(session, pilot, now)}


def is_admitted(_actor: Actor, pilot: Any, _now: datetime) -> bool:
    return isinstance(pilot, Pilot) and pilot.stage == PilotStage.ADMITTED


def takes_results(_actor: Actor, pilot: Any, now: datetime) -> bool:
    """From the first day until the result is on the site."""
    return isinstance(pilot, Pilot) and phase(pilot, now) in (PilotPhase.RUNNING, PilotPhase.OVER, PilotPhase.STOPPED)


def is_concluded(_actor: Actor, pilot: Any, _now: datetime) -> bool:
    return isinstance(pilot, Pilot) and pilot.stage == PilotStage.CONCLUDED and not pilot.is_hidden


PERMISSIONS = {
    "pilot:submit": ((acts_for_party,), (is_secretary,)),
    "pilot:own": ((acts_for_party,),),
    "pilot:read-own": ((acts_for_party, leads), (acts_for_party, is_named)),
    "pilot:read-paper": ((acts_for_party, shares_it),),
    "pilot:confirm": ((speaks_for_party, has_not_answered),),
    "pilot:step-out": ((speaks_for_party, is_named, may_be_withdrawn),),
    "pilot:send-in": ((acts_for_party, leads, is_gathering),),
    "pilot:revise": ((acts_for_party, leads, waits_for_judgement),),
    "pilot:withdraw": ((acts_for_party, leads, may_be_withdrawn),),
    "pilot:judge": ((is_secretary,),),
    "pilot:consent": ((is_secretary, acts_for_host, waits_for_consent), (is_board_staff, acts_for_a_decider, waits_for_consent)),
    "pilot:correct-consent": ((is_secretary, acts_for_host, is_admitted), (is_board_staff, acts_for_a_decider, is_admitted)),
    "pilot:sign-up": ((speaks_for_party, is_admitted),),
    "pilot:report": ((acts_for_party, leads, takes_results), (acts_for_party, asks_along, takes_results)),
    "pilot:propose": ((acts_for_party, leads, is_concluded), (acts_for_party, asks_along, is_concluded), (is_secretary, is_concluded)),
}
