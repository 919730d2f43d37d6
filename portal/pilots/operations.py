"""The verbs of a plan: sending it in, completing it, judging it, taking it back; and every step on its road."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.operations import attach, drop_draft, keep_apart, senders
from portal.contributions.rules import Ground, Kind
from portal.core.access import SYSTEM, Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.core.transitions import guard
from portal.decisions.queries import board_staff
from portal.members.queries import is_member
from portal.networks.models import Network
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.parties.queries import Recipient, recipients
from portal.parties.rules import PublishAs
from portal.pilots import messages
from portal.pilots.models import Pilot, PilotMunicipality, PilotPartner, PilotPlan
from portal.pilots.queries import CONFIRMING, FRAME, WORDS, by_id, confirmed_partners, deciders, facts_of, next_sequence
from portal.pilots.rules import Choosing, PartnerAnswer, PilotStage, step_named


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it is filled in (IN 10.3). Only title and summary are needed to send it; `Facts.missing` tells the rest."""

    title: str
    summary: str
    departure: str = ""
    innovation: str = ""
    question: str = ""
    named_result: str = ""
    measuring: str = ""
    agreement_id: int | None = None
    articles: tuple[str, ...] = ()
    begins_on: date | None = None
    ends_on: date | None = None
    most: int | None = None
    choosing: Choosing | None = None
    takes_part: bool = True
    municipality_ids: tuple[int, ...] = ()
    partner_ids: tuple[int, ...] = ()
    """The parties that ask for the pilot together with who leads it (IN 10.1)."""

    @property
    def words(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in WORDS}


def submit_pilot(session: Session, network: Network, plan: Plan, *, confidential_text: str = "", ground: Ground | None = None,
                 documents: Iterable[Document] = (), confidential_documents: Iterable[Document] = (), party_id: int | None = None,
                 actor: Actor, now: datetime) -> Pilot:
    """Take in a plan of one or more providers, or of the municipality itself (IN 10.1-10.3). It is not public before it was read.

    Asked for by several parties it does not come in before each of them has confirmed. The municipality may enter what came on paper
    from a party (`party_id`). Raises Refused for a party that is no member.
    """
    leader = party_id or actor.party_id
    if leader is not None and not is_member(session, network, leader):
        raise Refused("pilot:members-only")
    _check_partners(session, network, leader, plan.partner_ids)
    check_days(plan.begins_on, plan.ends_on)
    lock(session, network)
    year = local_day(now).year
    pilot = Pilot(
        network_id=network.id, year=year, sequence=next_sequence(session, network, year), written_title=plan.title,
        written_summary=plan.summary, stage=PilotStage.GATHERING if plan.partner_ids else PilotStage.RECEIVED, stage_since=now, party_id=leader, person_id=actor.person_id,
        sender_name="" if leader else actor.acts_for_name, publish_as=PublishAs.NAME, follow_key=secrets.token_urlsafe(18),
        received_at=now, is_entered=actor.party_id is None, **{name: getattr(plan, name) for name in FRAME})
    session.add(pilot)
    record(session, pilot, "pilot:receive", actor=actor, now=now, number=pilot.number, confidential=bool(confidential_text))
    _write_plan(session, pilot, 1, plan.words, actor, now)
    _hold_in(session, pilot, plan.municipality_ids)
    keep_apart(session, pilot, confidential_text, ground)
    attach(session, network, pilot, documents)
    attach(session, network, pilot, confidential_documents, confidential=True)
    drop_draft(session, actor, Kind.PILOT, "")
    pilot = fresh(session, pilot)
    if plan.partner_ids:
        _name_partners(session, pilot, plan.partner_ids, now)
        pilot = fresh(session, pilot)
        _ask_partners(session, pilot, now)
    else:
        queue(session, messages.receipt(pilot, askers(session, pilot)), now=now)
    return pilot


def check_days(begins_on: date | None, ends_on: date | None) -> None:
    """A bounded period (IN 10.3): the last day is not before the first."""
    if begins_on and ends_on and ends_on < begins_on:
        raise Refused("pilot:ends-before-begin", field="ends_on")


def _write_plan(session: Session, pilot: Pilot, number: int, words: dict[str, str], actor: Actor, now: datetime, *,
                is_cleared: bool = False) -> None:
    session.add(PilotPlan(pilot_id=pilot.id, number=number, created_at=now, created_by=actor.acts_for_name, is_cleared=is_cleared, **words))
    pilot.written_title, pilot.written_summary = words["title"], words["summary"]


def _hold_in(session: Session, pilot: Pilot, municipality_ids: Collection[int]) -> None:
    session.add_all(PilotMunicipality(pilot_id=pilot.id, municipality_id=place) for place in sorted(set(municipality_ids)))


def _check_partners(session: Session, network: Network, leader: int | None, partner_ids: Sequence[int]) -> None:
    if not partner_ids:
        return
    if leader is None:
        raise Refused("pilot:partners-need-leader", field="partner_ids")
    if leader in partner_ids:
        raise Refused("pilot:partner-leads", field="partner_ids")
    if not all(is_member(session, network, party) for party in partner_ids):
        raise Refused("pilot:members-only", field="partner_ids")


def _name_partners(session: Session, pilot: Pilot, partner_ids: Sequence[int], now: datetime) -> None:
    """Ask each of these parties; who is not named any more goes. What was confirmed was another text: it is asked anew."""
    known = {row.party_id: row for row in pilot.partners}
    for party_id in sorted(set(partner_ids)):
        row = known.pop(party_id, None)
        if row is None:
            session.add(PilotPartner(pilot_id=pilot.id, party_id=party_id, asked_at=now))
        else:
            row.answer, row.answered_at, row.asked_at, row.person_name, row.reason = PartnerAnswer.ASKED, None, now, "", ""
    for row in known.values():
        session.delete(row)


def _ask_partners(session: Session, pilot: Pilot, now: datetime) -> None:
    """A letter to each party that has to confirm, and to the leader which they are."""
    asked = [row for row in pilot.partners if row.answer == PartnerAnswer.ASKED]
    record(session, pilot, "pilot:name-partners", actor=SYSTEM, now=now, parties=[row.party_id for row in asked])
    for row in asked:
        queue(session, messages.asked_to_confirm(pilot, recipients(session, [row.party_id]), row), now=now)
    queue(session, messages.step_taken(pilot, senders(session, pilot), "pilot:gather", "", key=f"gather:{pilot.plan.number}",
                                       parties=[row.party.name for row in asked]), now=now)


def revise_pilot(session: Session, pilot: Pilot, plan: Plan, *, based_on: int, actor: Actor, now: datetime) -> None:
    """The sender completes or changes its plan until it was judged: the next version (DESIGN rule 10). Each party that asks for it
    too confirms anew: it confirmed another text.

    Raises Stale when another version came since `based_on`.
    """
    pilot = fresh(session, pilot)
    if pilot.stage not in CONFIRMING:
        raise Refused("pilot:plan-is-fixed")
    if pilot.plan.number != based_on:
        raise Stale(messages.plan_text(pilot.plan))
    check_days(plan.begins_on, plan.ends_on)
    _check_partners(session, pilot.network, pilot.party_id, plan.partner_ids)
    changes: dict[str, Any] = {name: (getattr(pilot, name), getattr(plan, name)) for name in FRAME if getattr(pilot, name) != getattr(plan, name)}
    for name, (_old, new) in changes.items():
        setattr(pilot, name, new)
    number = pilot.plan.number + 1
    _write_plan(session, pilot, number, plan.words, actor, now)
    session.execute(delete(PilotMunicipality).where(PilotMunicipality.pilot_id == pilot.id))
    _hold_in(session, pilot, plan.municipality_ids)
    pilot.question_asked = ""
    record(session, pilot, "pilot:revise", actor=actor, now=now, version=(number - 1, number), **changes)
    _name_partners(session, pilot, plan.partner_ids, now)
    pilot = fresh(session, pilot)
    if pilot.partners:
        _ask_partners(session, pilot, now)
    elif pilot.stage == PilotStage.GATHERING:
        send_in(session, pilot, actor=actor, now=now)


def send_in(session: Session, pilot: Pilot, *, actor: Actor, now: datetime) -> None:
    """The plan comes in, now that nobody has to confirm any more: everyone who asks for it gets the receipt.

    By itself when the last party confirms; by the leader when one declined and it goes on without.
    """
    pilot = fresh(session, pilot)
    pilot.received_at = now
    take_step(session, pilot, "send_in", actor=actor, now=now, quiet=True)
    queue(session, messages.receipt(pilot, askers(session, pilot)), now=now)


def askers(session: Session, pilot: Pilot) -> list[Recipient]:
    """The persons of all who ask for the pilot: of its leader, and of the parties that confirmed."""
    return [*senders(session, pilot), *recipients(session, [row.party_id for row in confirmed_partners(pilot)])]


def fresh(session: Session, pilot: Pilot) -> Pilot:
    """The pilot under the lock, read again with all that its verbs look at."""
    session.flush()
    lock(session, pilot)
    return by_id(session, session.get_one(Network, pilot.network_id), pilot.id) or pilot


def ask_to_complete(session: Session, pilot: Pilot, *, question: str, actor: Actor, now: datetime) -> None:
    """Ask the sender for what is missing; its page then shows the question and takes a new version."""
    pilot = fresh(session, pilot)
    if pilot.stage != PilotStage.RECEIVED:
        raise Refused("pilot:already-judged")
    if not question.strip():
        raise Refused("pilot:question-missing", field="reason")
    pilot.question_asked = question
    record(session, pilot, "pilot:ask", actor=actor, now=now, reason=question)
    queue(session, messages.step_taken(pilot, askers(session, pilot), "pilot:ask", question), now=now)


def judge_pilot(session: Session, pilot: Pilot, *, publish_it: bool, reason: str = "", words: dict[str, str] | None = None,
                based_on: int, actor: Actor, now: datetime) -> None:
    """Put the plan on the site and before the municipalities, or set it aside with the reason.

    `words`: the plan for the site, without data about persons (DESIGN rule 8); the sender's own version is kept. Raises Stale when the
    sender changed the plan since `based_on`, Refused when a part of IN 10.3 is missing.
    """
    pilot = fresh(session, pilot)
    if pilot.stage != PilotStage.RECEIVED:
        raise Refused("pilot:already-judged")
    if pilot.plan.number != based_on:
        raise Stale(messages.plan_text(pilot.plan))
    if publish_it and words is not None and words != {name: getattr(pilot.plan, name) for name in WORDS}:
        number = pilot.plan.number + 1
        _write_plan(session, pilot, number, words, actor, now, is_cleared=True)
        # The old words stay out of the record: they are what had to go.
        record(session, pilot, "pilot:clear", actor=actor, now=now, version=(number - 1, number))
        pilot = fresh(session, pilot)
    if not publish_it:
        take_step(session, pilot, "set_aside", reason=reason, actor=actor, now=now)
        return
    pilot.published_at = now
    take_step(session, pilot, "publish", reason=reason, actor=actor, now=now)
    places = [row.municipality.id for row in deciders(session, pilot, now)]
    queue(session, messages.asked_to_consent(pilot, board_staff(session, places, now)), now=now)


def take_step(session: Session, pilot: Pilot, name: str, *, reason: str = "", actor: Actor, now: datetime, quiet: bool = False,
              **data: Any) -> None:
    """Take a step of the table in `rules`: the only code that changes a stage.

    Guards, records, publishes it with its reason when the pilot is public, and tells who ask for it, unless `quiet`. `data` is for the step's
    sentence.
    Raises Refused when the step does not leave this stage, has no reason or misses a condition; KeyError for what is no step.
    """
    pilot = fresh(session, pilot)
    step = step_named(name)
    guard(step, pilot.stage, facts_of(session, pilot, now), reason)
    old = pilot.stage
    pilot.stage, pilot.stage_since, pilot.stage_reason = PilotStage(step.target), now, reason
    record(session, pilot, f"pilot:{name}", actor=actor, now=now, reason=reason, stage=(old, pilot.stage))
    tell(session, pilot, f"pilot:{name}", reason=reason, now=now, **data)
    if not quiet:
        queue(session, messages.step_taken(pilot, askers(session, pilot), f"pilot:{name}", reason, **data), now=now)


def tell(session: Session, pilot: Pilot, code: str, *, reason: str = "", now: datetime, **data: Any) -> None:
    """Make it known to everyone, once the pilot is public."""
    if pilot.published_at:
        publish(session, code, network_id=pilot.network_id, title=pilot.title, path=pilot.path, now=now, reason=reason, **data)


def withdraw_pilot(session: Session, pilot: Pilot, *, reason: str, actor: Actor, now: datetime) -> None:
    """The sender takes its plan back, until signing up opens."""
    take_step(session, pilot, "withdraw", reason=reason, actor=actor, now=now)
