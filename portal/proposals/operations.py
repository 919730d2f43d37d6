"""The verbs of proposals: sending one in, judging it, changing its text, and every step on its road."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.operations import (
    ask_to_confirm,
    attach,
    confirm_address,
    drop_draft,
    keep_apart,
    must_confirm,
    senders,
)
from portal.contributions.rules import Ground, Kind
from portal.core.access import Actor, ActsFor
from portal.core.calendar import local_day, start_of_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.core.markup import render
from portal.core.revisions import Paragraph
from portal.core.transitions import guard
from portal.networks.models import Network
from portal.networks.operations import publish
from portal.networks.rules import Law, Result
from portal.notifications.operations import queue
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
    draft_about,
    seen_from,
    step_named,
    text_may_change,
)


def submit_proposal(session: Session, network: Network, *, title: str, summary: str, kind: ProposalKind,
                    agreement_id: int | None, laws: frozenset[Law], paragraphs: tuple[Paragraph, ...], explanation: str,
                    results: frozenset[Result] = frozenset(), municipality_id: int | None = None, confidential_text: str = "",
                    ground: Ground | None = None, documents: Iterable[Document] = (),
                    confidential_documents: Iterable[Document] = (), party_id: int | None = None, came_in_on: date | None = None,
                    sender_name: str = "", sender_place: str = "", sender_email: str = "",
                    publish_as: PublishAs = PublishAs.PLACE, actor: Actor, now: datetime) -> Proposal:
    """Take in a proposal from anyone (IN 5.4, 6.2). It is not published before it is judged.

    Who has an account gets the receipt at once; somebody else first confirms the address (`confirm_proposal`). The municipality
    enters what came on paper: of a party (`party_id`), on the day `came_in_on`.
    """
    if kind != ProposalKind.NEW and agreement_id is None:
        raise Refused("proposal:agreement-missing", field="agreement_id")
    _check_text(paragraphs)
    lock(session, network)
    year = local_day(now).year
    proposal = Proposal(
        network_id=network.id, year=year, sequence=next_sequence(session, network, year), title=title, summary=summary,
        kind=kind, agreement_id=agreement_id, laws=laws, results=results, municipality_id=municipality_id, stage=Stage.RECEIVED,
        stage_since=now, party_id=party_id or actor.party_id, person_id=actor.person_id, sender_name=sender_name,
        sender_place=sender_place, sender_email=sender_email, publish_as=publish_as, follow_key=secrets.token_urlsafe(18),
        received_at=_came_in(came_in_on, now), awaits_address=must_confirm(actor, sender_email),
    )
    session.add(proposal)
    record(session, proposal, "proposal:receive", actor=actor, now=now, number=proposal.number, confidential=bool(confidential_text))
    _write_version(session, proposal, 1, paragraphs, explanation, actor, now)
    keep_apart(session, proposal, confidential_text, ground)
    attach(session, network, proposal, documents)
    attach(session, network, proposal, confidential_documents, confidential=True)
    drop_draft(session, actor, Kind.PROPOSAL, draft_about(kind, agreement_id))
    if proposal.awaits_address:
        ask_to_confirm(session, proposal, proposal.title, now=now)
    else:
        queue(session, messages.receipt(proposal, senders(session, proposal)), now=now)
    return proposal


def _came_in(day: date | None, now: datetime) -> datetime:
    """What came on paper waits since the day it came; a day to come is refused."""
    if day is None or day == local_day(now):
        return now
    if day > local_day(now):
        raise Refused("proposal:not-yet", field="came_in_on")
    return start_of_day(day)


def confirm_proposal(session: Session, proposal: Proposal, *, now: datetime) -> None:
    """The sender confirmed the address: the secretary sees the proposal, the sender gets the receipt."""
    confirm_address(session, proposal, now=now)
    queue(session, messages.receipt(proposal, senders(session, proposal)), now=now)


def judge_proposal(session: Session, proposal: Proposal, *, relevant: bool, reason: str, public: bool = True,
                   title: str = "", summary: str = "", laws: frozenset[Law] | None = None,
                   results: frozenset[Result] | None = None, actor: Actor, now: datetime) -> None:
    """Put the proposal on the agenda or set it aside, with a reason the sender can read (ZL 6.5, 7.6).

    It becomes public with this, unless it is set aside and not `public`. `title` and `summary` replace what the
    sender wrote where that points to a person (DESIGN rule 8); the sender's own words are kept. The laws and results are those
    under which it is filed (IN 1.4-1.6). Raises Refused when it was judged before.
    """
    lock(session, proposal)
    if proposal.stage != Stage.RECEIVED or proposal.awaits_address:
        raise Refused("proposal:already-judged")
    replace_words(session, proposal, title=title or proposal.title, summary=summary or proposal.summary, actor=actor, now=now)
    _file_under(session, proposal, laws, results, actor, now)
    if relevant or public:
        make_public(session, proposal, now)
    take_step(session, proposal, "schedule" if relevant else "set_aside", reason=reason, actor=actor, now=now)


def make_public(session: Session, proposal: Proposal, now: datetime) -> None:
    """From now on everyone sees it, with the day on which it came in."""
    if proposal.published_at is None:
        proposal.published_at = now
        publish(session, "proposal:receive", network_id=proposal.network_id, title=proposal.title, now=now,
                proposal_id=proposal.id, path=proposal.path, received_on=local_day(proposal.received_at))


def _file_under(session: Session, proposal: Proposal, laws: frozenset[Law] | None, results: frozenset[Result] | None,
                actor: Actor, now: datetime) -> None:
    old, new = (proposal.laws, proposal.results), (laws or proposal.laws, proposal.results if results is None else results)
    if old != new:
        proposal.laws, proposal.results = new
        record(session, proposal, "proposal:file", actor=actor, now=now, laws=sorted(proposal.laws), results=sorted(proposal.results))


def take_step(session: Session, proposal: Proposal, name: str, *, facts: Facts = JUST_IN, reason: str = "", actor: Actor,
              now: datetime, path: str = "", told: str = "", **data: Any) -> None:
    """Take a step of the table in `rules`: the only code that changes a stage.

    Guards, records, publishes it with its reason when the proposal is public, and tells the sender. `data` is for the
    step's sentence, or for the one that is `told` in its place. Raises Refused when the step does not leave this stage, has no reason or misses a condition;
    KeyError for a name that is no step in the network's order.
    """
    session.flush()
    lock(session, proposal)
    step = step_named(name, proposal.network.profile.order)
    guard(step, proposal.stage, seen_from(proposal.stage, facts), reason)
    old = proposal.stage
    proposal.stage, proposal.stage_since, proposal.stage_reason = Stage(step.target), now, reason
    record(session, proposal, f"proposal:{name}", actor=actor, now=now, reason=reason, stage=(old, proposal.stage))
    sentence = told or f"proposal:{name}"
    if proposal.published_at:
        publish(session, sentence, network_id=proposal.network_id, title=proposal.title, now=now, proposal_id=proposal.id,
                reason=reason, path=path or proposal.path, **({"number": proposal.number} | data))
    queue(session, messages.step_taken(proposal, senders(session, proposal), sentence, **data), now=now)


def withdraw_proposal(session: Session, proposal: Proposal, *, reason: str, actor: Actor, now: datetime) -> None:
    """Take the proposal back, by the party that sent it in, until the vote opens."""
    take_step(session, proposal, "withdraw", reason=reason, actor=actor, now=now)


def add_version(session: Session, proposal: Proposal, *, paragraphs: tuple[Paragraph, ...], explanation: str,
                based_on: int | None = None, actor: Actor, now: datetime) -> ProposalVersion:
    """Write the proposal's next text (DESIGN rule 10); answers the one that stands when nothing changed.

    The sender writes until it is on the agenda, the municipality until the vote; nobody while a round is open. `based_on` is the number of the version that was in the form: raises Stale when another one came.
    """
    lock(session, proposal)
    stage, latest = proposal.stage, latest_version(session, proposal)
    by_author = actor.acts_for != ActsFor.MUNICIPALITY
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


def _check_text(paragraphs: tuple[Paragraph, ...]) -> None:
    if not any(paragraph.is_changed for paragraph in paragraphs):
        raise Refused("proposal:nothing-changed", field="pick")
    labels = [paragraph.label for paragraph in paragraphs]
    if twice := next((label for label in labels if labels.count(label) > 1), None):
        raise Refused("proposal:label-twice", field="pick", label=twice)


def _write_version(session: Session, proposal: Proposal, number: int, paragraphs: tuple[Paragraph, ...],
                   explanation: str, actor: Actor, now: datetime, *, is_cleared: bool = False) -> ProposalVersion:
    version = ProposalVersion(
        proposal_id=proposal.id, number=number, paragraphs=paragraphs, explanation=explanation,
        explanation_html=render(explanation, "explanation"), created_at=now, created_by=actor.acts_for_name, is_cleared=is_cleared)
    session.add(version)
    return version


def clear_text(session: Session, proposal: Proposal, *, title: str, summary: str, paragraphs: tuple[Paragraph, ...],
               explanation: str, based_on: int, actor: Actor, now: datetime) -> None:
    """Take data about persons out of what was sent (DESIGN rule 8): the next version is the secretary's, those before it are
    no longer public; the sender and the secretary still read them. Raises Stale when another version came meanwhile.
    """
    lock(session, proposal)
    latest = latest_version(session, proposal)
    if not text_may_change(proposal.stage, proposal.network.profile.order):
        raise Refused("proposal:text-is-fixed")
    if round_is_open(session, proposal, now):
        raise Refused("unmet:round-open")
    if based_on != latest.number:
        raise Stale("\n\n".join(paragraph.text for paragraph in latest.paragraphs))
    replace_words(session, proposal, title=title, summary=summary, actor=actor, now=now)
    if (paragraphs, explanation) == (latest.paragraphs, latest.explanation):
        return
    _check_text(paragraphs)
    version = _write_version(session, proposal, latest.number + 1, paragraphs, explanation, actor, now, is_cleared=True)
    proposal.public_from = version.number
    record(session, proposal, "proposal:clear", actor=actor, now=now, version=(latest.number, version.number))
    if proposal.published_at:
        publish(session, "proposal:clear", network_id=proposal.network_id, title=proposal.title, now=now,
                proposal_id=proposal.id, path=proposal.path, version=version.number)


def replace_words(session: Session, proposal: Proposal, *, title: str, summary: str, actor: Actor, now: datetime) -> None:
    """The title and summary for the site; the sender's own are kept the first time that they change."""
    changed = {"title": title} if title != proposal.written_title else {}
    changed |= {"summary": summary} if summary != proposal.written_summary else {}
    for name, words in changed.items():
        kept, written = f"sent_{name}", f"written_{name}"
        setattr(proposal, kept, getattr(proposal, kept) or getattr(proposal, written))
        setattr(proposal, written, words)
    if changed:
        # The old words stay out of the record: they are what had to go.
        record(session, proposal, "proposal:clear", actor=actor, now=now, fields=sorted(changed))
