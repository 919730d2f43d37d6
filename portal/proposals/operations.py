"""The verbs of proposals: sending one in, judging it, changing its text, and every step on its road."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.markup import render
from portal.core.revisions import Paragraph
from portal.core.transitions import guard
from portal.networks.models import Network
from portal.networks.operations import publish
from portal.networks.rules import Law
from portal.notifications.operations import queue
from portal.parties.queries import Recipient, recipients
from portal.parties.rules import PublishAs
from portal.proposals import messages
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.queries import latest_version, next_sequence, round_is_open
from portal.proposals.rules import (
    JUST_IN,
    Facts,
    ProposalKind,
    Stage,
    author_may_write,
    seen_from,
    step_named,
    text_may_change,
)


def submit_proposal(session: Session, network: Network, *, title: str, summary: str, kind: ProposalKind,
                    agreement_id: int | None, laws: frozenset[Law], paragraphs: tuple[Paragraph, ...], explanation: str,
                    sender_name: str = "", sender_place: str = "", sender_email: str = "",
                    publish_as: PublishAs = PublishAs.PLACE, actor: Actor, now: datetime) -> Proposal:
    """Take in a proposal from anyone and send the receipt (IN 5.4, 6.2). It is not published before it is judged."""
    if kind != ProposalKind.NEW and agreement_id is None:
        raise Refused("proposal:agreement-missing", field="agreement_id")
    _check_text(paragraphs)
    lock(session, network)
    year = local_day(now).year
    proposal = Proposal(
        network_id=network.id, year=year, sequence=next_sequence(session, network, year), title=title, summary=summary,
        kind=kind, agreement_id=agreement_id, laws=laws, stage=Stage.RECEIVED, stage_since=now, party_id=actor.party_id,
        person_id=actor.person_id, sender_name=sender_name, sender_place=sender_place, sender_email=sender_email,
        publish_as=publish_as, follow_key=secrets.token_urlsafe(18), received_at=now,
    )
    session.add(proposal)
    record(session, proposal, "proposal:receive", actor=actor, now=now, number=proposal.number)
    _write_version(session, proposal, 1, paragraphs, explanation, actor, now)
    queue(session, messages.receipt(proposal, authors(session, proposal)), now=now)
    return proposal


def judge_proposal(session: Session, proposal: Proposal, *, relevant: bool, reason: str, public: bool = True,
                   title: str = "", summary: str = "", actor: Actor, now: datetime) -> None:
    """Put the proposal on the agenda or set it aside, with a reason the sender can read (ZL 6.5, 7.6).

    It becomes public with this, unless it is set aside and not `public`. `title` and `summary` replace what the
    sender wrote where that points to a person (DESIGN rule 8). Raises Refused when it was judged before.
    """
    lock(session, proposal)
    if proposal.stage != Stage.RECEIVED:
        raise Refused("proposal:already-judged")
    _clear_of_persons(session, proposal, title=title or proposal.title, summary=summary or proposal.summary,
                      actor=actor, now=now)
    if relevant or public:
        proposal.published_at = now
        publish(session, "proposal:receive", network_id=proposal.network_id, title=proposal.title, now=now,
                proposal_id=proposal.id, path=proposal.path, received_on=local_day(proposal.received_at))
    take_step(session, proposal, "schedule" if relevant else "set_aside", reason=reason, actor=actor, now=now)


def take_step(session: Session, proposal: Proposal, name: str, *, facts: Facts = JUST_IN, reason: str = "", actor: Actor,
              now: datetime, path: str = "", **data: Any) -> None:
    """Take a step of the table in `rules`: the only code that changes a stage.

    Guards, records, publishes it with its reason when the proposal is public, and tells the sender. `data` is for the
    step's sentence. Raises Refused when the step does not leave this stage, has no reason or misses a condition;
    KeyError for a name that is no step in the network's order.
    """
    session.flush()
    lock(session, proposal)
    step = step_named(name, proposal.network.profile.order)
    guard(step, proposal.stage, seen_from(proposal.stage, facts), reason)
    old = proposal.stage
    proposal.stage, proposal.stage_since, proposal.stage_reason = Stage(step.target), now, reason
    record(session, proposal, f"proposal:{name}", actor=actor, now=now, reason=reason, stage=(old, proposal.stage))
    if proposal.published_at:
        publish(session, f"proposal:{name}", network_id=proposal.network_id, title=proposal.title, now=now,
                proposal_id=proposal.id, reason=reason, path=path or proposal.path, number=proposal.number, **data)
    queue(session, messages.step_taken(proposal, authors(session, proposal), f"proposal:{name}", **data), now=now)


def withdraw_proposal(session: Session, proposal: Proposal, *, reason: str, actor: Actor, now: datetime) -> None:
    """Take the proposal back, by the party that sent it in, until the vote opens."""
    take_step(session, proposal, "withdraw", reason=reason, actor=actor, now=now)


def add_version(session: Session, proposal: Proposal, *, paragraphs: tuple[Paragraph, ...], explanation: str,
                based_on: int | None = None, actor: Actor, now: datetime) -> ProposalVersion:
    """Write the proposal's next text (DESIGN rule 10); answers the one that stands when nothing changed.

    The sender's party writes until the table makes the text its own, the municipality until the vote; nobody while a
    round is open. `based_on` is the number of the version that was in the form: raises Stale when another one came.
    """
    lock(session, proposal)
    stage, latest = proposal.stage, latest_version(session, proposal)
    by_author = actor.party_id is not None
    if not text_may_change(stage, proposal.network.profile.order) or (by_author and not author_may_write(stage)):
        raise Refused("proposal:text-is-fixed")
    if round_is_open(session, proposal, now):
        raise Refused("unmet:round-open")
    if based_on is not None and based_on != latest.number:
        raise Stale("\n\n".join(paragraph.text for paragraph in latest.paragraphs))
    if (paragraphs, explanation) == (latest.paragraphs, latest.explanation):
        return latest
    _check_text(paragraphs)
    version = _write_version(session, proposal, latest.number + 1, paragraphs, explanation, actor, now)
    record(session, proposal, "proposal:revise", actor=actor, now=now, version=(latest.number, version.number))
    if proposal.published_at:
        publish(session, "proposal:revise", network_id=proposal.network_id, title=proposal.title, now=now,
                proposal_id=proposal.id, path=proposal.path, version=version.number)
    return version


def authors(session: Session, proposal: Proposal) -> list[Recipient]:
    """The persons to tell: the party's contacts, or the address that somebody without an account gave."""
    if proposal.party_id is not None:
        return recipients(session, [proposal.party_id])
    return [Recipient(proposal.sender_email, proposal.sender_name, 0)] if proposal.sender_email else []


def _check_text(paragraphs: tuple[Paragraph, ...]) -> None:
    if not any(paragraph.is_changed for paragraph in paragraphs):
        raise Refused("proposal:nothing-changed", field="pick")
    labels = [paragraph.label for paragraph in paragraphs]
    if twice := next((label for label in labels if labels.count(label) > 1), None):
        raise Refused("proposal:label-twice", field="pick", label=twice)


def _write_version(session: Session, proposal: Proposal, number: int, paragraphs: tuple[Paragraph, ...],
                   explanation: str, actor: Actor, now: datetime) -> ProposalVersion:
    version = ProposalVersion(
        proposal_id=proposal.id, number=number, paragraphs=paragraphs, explanation=explanation,
        explanation_html=render(explanation, "explanation"), created_at=now, created_by=actor.acts_for_name)
    session.add(version)
    return version


def _clear_of_persons(session: Session, proposal: Proposal, *, actor: Actor, now: datetime, **texts: str) -> None:
    changed = {name: text for name, text in texts.items() if text != getattr(proposal, name)}
    for name, text in changed.items():
        setattr(proposal, name, text)
    if changed:
        # The old words stay out of the record: they are what had to go.
        record(session, proposal, "proposal:clear", actor=actor, now=now, fields=sorted(changed))
