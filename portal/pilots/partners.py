"""The verbs of the parties that ask for a pilot together (IN 10.1): each confirms for itself, declines, or steps out again."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.operations import senders
from portal.core.access import SYSTEM, Actor
from portal.core.errors import Refused, Stale
from portal.notifications.operations import queue
from portal.pilots import messages
from portal.pilots.models import Pilot
from portal.pilots.operations import fresh, send_in, tell
from portal.pilots.queries import CONFIRMING, partner_of
from portal.pilots.rules import PartnerAnswer, PilotStage, step_named


def confirm(session: Session, pilot: Pilot, *, takes_part: bool, based_on: int, actor: Actor, now: datetime) -> None:
    """A party says that it asks for the pilot too, for the plan as it reads. With the last one the plan comes in.

    Raises Stale when the plan changed since `based_on`; Refused for who is not named, and a second time.
    """
    pilot = fresh(session, pilot)
    row = partner_of(pilot, actor.party_id)
    if row is None or pilot.stage not in CONFIRMING:
        raise Refused("pilot:not-named")
    if pilot.plan.number != based_on:
        raise Stale(messages.plan_text(pilot.plan))
    if row.answer == PartnerAnswer.CONFIRMED:
        raise Refused("pilot:confirmed-already")
    row.answer, row.answered_at, row.person_name, row.takes_part = PartnerAnswer.CONFIRMED, now, actor.person_name, takes_part
    record(session, row, "pilot:confirm", actor=actor, now=now, pilot=pilot.id, plan=pilot.plan.number, takes_part=takes_part)
    queue(session, messages.step_taken(pilot, senders(session, pilot), "pilot:partner-confirms", "", key=f"partner:{row.id}:{now.isoformat()}",
                                       party=row.party.name), now=now)
    pilot = fresh(session, pilot)
    if pilot.stage == PilotStage.GATHERING and all(one.answer == PartnerAnswer.CONFIRMED for one in pilot.partners):
        send_in(session, pilot, actor=SYSTEM, now=now)


def step_out(session: Session, pilot: Pilot, *, reason: str, actor: Actor, now: datetime) -> None:
    """A party does not, or no longer, ask for the pilot, with the reason. The leader is told; everyone, once the plan is on the site.

    Until signing up opens; after that a party gives its place back like every other. A plan that is not in yet stays with the leader:
    it may send it in without this party, name another one, or take it back.
    """
    pilot = fresh(session, pilot)
    row = partner_of(pilot, actor.party_id)
    if row is None or pilot.stage not in step_named("withdraw").sources:
        raise Refused("pilot:not-named")
    if not reason.strip():
        raise Refused("step:reason-missing", field="reason")
    old = row.answer
    row.answer, row.answered_at, row.person_name, row.reason = PartnerAnswer.DECLINED, now, actor.person_name, reason
    record(session, row, "pilot:step-out", actor=actor, now=now, reason=reason, pilot=pilot.id, answer=(old, row.answer))
    if old == PartnerAnswer.CONFIRMED:
        tell(session, pilot, "pilot:partner-declines", reason=reason, now=now, party=row.party.name)
    queue(session, messages.step_taken(pilot, senders(session, pilot), "pilot:partner-declines", reason,
                                       key=f"partner:{row.id}:{now.isoformat()}", party=row.party.name), now=now)
