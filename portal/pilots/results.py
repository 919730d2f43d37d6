"""How a pilot goes on and ends: more time, stopping early, its result, and the proposal that comes of it (IN 10.5)."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.operations import attach, drop_draft
from portal.contributions.rules import Kind
from portal.core.access import Actor, ActsFor
from portal.core.calendar import local_day
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.core.revisions import Paragraph
from portal.networks.rules import Law
from portal.notifications.operations import queue
from portal.parties.queries import Recipient, recipients
from portal.parties.rules import PublishAs
from portal.pilots import messages
from portal.pilots.models import Pilot, PilotExtension, PilotResult
from portal.pilots.operations import askers, fresh, take_step, tell
from portal.pilots.queries import confirmed_partners, parties_with, phase
from portal.pilots.rules import Finding, PilotPhase, PilotStage, Place
from portal.proposals.models import Proposal
from portal.proposals.operations import submit_proposal
from portal.proposals.rules import ENDED, ProposalKind

_OPEN = (PilotPhase.SIGN_UP, PilotPhase.READY, PilotPhase.RUNNING)


def participants(session: Session, pilot: Pilot, now: datetime) -> list[Recipient]:
    """The contact persons of the parties that take part beside those that asked for it, who get their own letters."""
    told = {pilot.party_id, *(row.party_id for row in confirmed_partners(pilot))}
    return recipients(session, [party for party in parties_with(pilot, now, Place.TAKES_PART) if party not in told])


def extend_pilot(session: Session, pilot: Pilot, *, ends_on: date, reason: str, version: int, actor: Actor, now: datetime) -> PilotExtension:
    """Give the pilot more time, with the reason: it stays bounded, and is never shortened. Not once it is over."""
    pilot = fresh(session, pilot)
    if pilot.version != version:
        raise Stale
    if phase(pilot, now) not in _OPEN or pilot.ends_on is None:
        raise Refused("pilot:over")
    if ends_on <= pilot.ends_on:
        raise Refused("pilot:not-later", field="ends_on", day=pilot.ends_on)
    if not reason.strip():
        raise Refused("step:reason-missing", field="reason")
    extension = PilotExtension(pilot_id=pilot.id, extended_at=now, old_ends_on=pilot.ends_on, new_ends_on=ends_on, reason=reason)
    session.add(extension)
    record(session, pilot, "pilot:extend", actor=actor, now=now, reason=reason, ends_on=(pilot.ends_on, ends_on))
    pilot.ends_on = ends_on
    tell(session, pilot, "pilot:extend", reason=reason, now=now, ends_on=ends_on)
    session.flush()
    queue(session, messages.step_taken(pilot, askers(session, pilot), "pilot:extend", reason, ends_on=ends_on), now=now)
    queue(session, messages.news(pilot, participants(session, pilot, now), "pilot:extend", reason, ends_on=ends_on), now=now)
    return extension


def stop_pilot(session: Session, pilot: Pilot, *, reason: str, actor: Actor, now: datetime) -> None:
    """End it before its last day, with the reason. Who took part is told; the result is still asked for."""
    to = participants(session, pilot, now)
    take_step(session, pilot, "stop", reason=reason, actor=actor, now=now)
    queue(session, messages.news(pilot, to, "pilot:stop", reason), now=now)


def send_result(session: Session, pilot: Pilot, *, finding: Finding, text: str, documents: Iterable[Document] = (), actor: Actor,
                now: datetime) -> PilotResult:
    """What came of it, from the leader or entered by the municipality. Not public before it was read; the newest one counts."""
    pilot = fresh(session, pilot)
    if pilot.stage not in (PilotStage.ADMITTED, PilotStage.STOPPED) or phase(pilot, now) in (PilotPhase.SIGN_UP, PilotPhase.READY):
        raise Refused("pilot:no-result-now")
    result = PilotResult(pilot_id=pilot.id, finding=finding, text=text, party_id=actor.party_id, person_id=actor.person_id,
                         sender_name=actor.acts_for_name, publish_as=PublishAs.NAME, follow_key=secrets.token_urlsafe(18), received_at=now)
    session.add(result)
    record(session, pilot, "pilot:send-result", actor=actor, now=now, finding=finding)
    session.flush()
    attach(session, pilot.network, result, documents)
    drop_draft(session, actor, Kind.PILOT_RESULT, str(pilot.id))
    if actor.acts_for == ActsFor.PARTY:
        queue(session, messages.step_taken(pilot, askers(session, pilot), "pilot:send-result", "", key=str(result.id)), now=now)
    return result


def publish_result(session: Session, pilot: Pilot, *, finding: Finding, text: str, version: int, actor: Actor, now: datetime) -> None:
    """Put the newest result on the site, without data about persons (DESIGN rule 8): with it the pilot is concluded (IN 10.5).

    Raises Stale when another result came meanwhile; Refused while the pilot still runs.
    """
    pilot = fresh(session, pilot)
    result = pilot.result
    if result is None:
        raise Refused("unmet:no-result")
    if result.id != version:
        raise Stale(result.text)
    result.finding, result.public_text, result.published_at = finding, text, now
    to = participants(session, pilot, now)
    take_step(session, pilot, "conclude", actor=actor, now=now, finding=finding)
    queue(session, messages.news(pilot, to, "pilot:conclude", text, finding=finding), now=now)


def propose_from(session: Session, pilot: Pilot, *, title: str, summary: str, paragraphs: tuple[Paragraph, ...], explanation: str,
                 laws: frozenset[Law], actor: Actor, now: datetime) -> Proposal:
    """Make a proposal of the result (IN 10.5), with the pilot as its origin; it is judged like every other one.

    Raises Refused before the result is on the site, and while a proposal that came of it is still on its road.
    """
    pilot = fresh(session, pilot)
    if pilot.stage != PilotStage.CONCLUDED:
        raise Refused("pilot:not-concluded")
    earlier = session.scalar(select(Proposal).where(Proposal.pilot_id == pilot.id, Proposal.stage.not_in(ENDED)).limit(1))
    if earlier:
        raise Refused("pilot:has-proposal", number=earlier.number)
    proposal = submit_proposal(
        session, pilot.network, title=title, summary=summary, kind=ProposalKind.CHANGE, agreement_id=pilot.agreement_id, laws=laws,
        paragraphs=paragraphs, explanation=explanation, actor=actor, now=now, **_under_its_name(actor))
    proposal.pilot_id = pilot.id
    record(session, pilot, "pilot:propose", actor=actor, now=now, proposal=proposal.number)
    return proposal


def _under_its_name(actor: Actor) -> dict[str, Any]:
    """The municipality proposes under its name; a party needs none."""
    return {} if actor.party_id is not None else {"sender_name": actor.acts_for_name, "publish_as": PublishAs.NAME}


def has_ended(pilot: Pilot, now: datetime) -> bool:
    """The result is asked for: its last day has passed, or it was stopped."""
    return pilot.stage == PilotStage.STOPPED or (
        pilot.stage == PilotStage.ADMITTED and pilot.ends_on is not None and pilot.ends_on < local_day(now))
