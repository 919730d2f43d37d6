"""The verbs of a round: opening, extending, reacting, confirming, reading. Changing is in `changes`, answering in `answers`.

Every deadline is checked under the round's lock, with the one `now` of the transaction (DESIGN rule 1).
"""

import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.models import Draft
from portal.contributions.operations import (
    ask_to_confirm,
    attach,
    confirm_address,
    drop_draft,
    keep_apart,
    keep_draft,
    must_confirm,
    senders,
)
from portal.contributions.rules import Ground, Kind, counts_from
from portal.core.access import Actor
from portal.core.calendar import Deadline, deadline, local_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.core.markup import render
from portal.members.queries import network_recipients
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.parties.rules import PublishAs
from portal.proposals.models import Proposal
from portal.proposals.queries import latest_version
from portal.rounds import messages, queries
from portal.rounds.models import CommentRound, Extension, Reaction, ReadFirst
from portal.rounds.rules import (
    Position,
    ReactionState,
    RoundPhase,
    labels_in_order,
    takes_reactions,
    unmet_before_opening,
)


def open_round(session: Session, proposal: Proposal, *, last_day: date | None = None, actor: Actor, now: datetime
               ) -> CommentRound:
    """Put the proposal's newest text to the network, from now on (IN 5.6), and tell all members at once.

    One round per text, in the stage of the network's profile. `last_day` is the day that was confirmed on the page:
    Refused when another day began since.
    """
    lock(session, proposal)
    version = latest_version(session, proposal)
    previous = queries.round_of(session, proposal)
    missing = unmet_before_opening(
        proposal.stage, proposal.network.profile.order, version_had_round=queries.version_had_round(session, version),
        open_until=previous.closes_at if previous and now < previous.closes_at else None)
    if missing:
        raise Refused(missing[0].code, **dict(missing[0].data))
    term = planned_term(proposal, now)
    if last_day is not None and last_day != term.last_day:
        raise Refused("round:other-day", closes_at=term.closes_at)
    round_ = CommentRound(proposal=proposal, text_version=version, opened_at=now)
    round_.set_deadline(term)
    session.add(round_)
    record(session, round_, "round:open", actor=actor, now=now, text=version.number, closes_at=round_.closes_at)
    make_known(session, round_, "round:open", now=now, closes_at=round_.closes_at)
    queue(session, messages.opened(round_, network_recipients(session, proposal.network)), now=now)
    return round_


def planned_term(proposal: Proposal, now: datetime) -> Deadline:
    """The term of a round that is opened now (DESIGN rule 1)."""
    return deadline(local_day(now), proposal.network.profile.comment_days)


def longer_term(round_: CommentRound, last_day: date) -> Deadline:
    """The round's term until this day, past rest days. Refused unless it is later than what was promised."""
    return round_.longer(last_day, "round")


def extend_round(session: Session, round_: CommentRound, *, last_day: date, reason: str, actor: Actor, now: datetime
                 ) -> Extension:
    """Give everyone more time, with the reason. A round is never shortened, and not opened again once it closed."""
    lock(session, round_)
    if now >= round_.closes_at:
        raise Refused("round:closed", closes_at=round_.closes_at)
    if not reason.strip():
        raise Refused("step:reason-missing", field="reason")
    return give_more_time(session, round_, longer_term(round_, last_day), reason, actor=actor, now=now)


def give_more_time(session: Session, round_: CommentRound, term: Deadline, reason: str, *, outage_id: int | None = None,
                   actor: Actor, now: datetime) -> Extension:
    """Put the end at the longer `term`, which was checked, and tell everyone. The round is locked."""
    old = round_.closes_at
    round_.set_deadline(term)
    extension = Extension(round_id=round_.id, extended_at=now, old_closes_at=old, new_closes_at=term.closes_at,
                          reason=reason, outage_id=outage_id)
    session.add(extension)
    kind = "round:reopened" if extension.reopened else "round:extended"
    record(session, round_, "round:extend", actor=actor, now=now, reason=reason, closes_at=(old, term.closes_at))
    make_known(session, round_, kind, now=now, reason=reason, closes_at=term.closes_at)
    queue(session, messages.extended(round_, extension, network_recipients(session, round_.proposal.network)), now=now)
    return extension


def give_reaction(session: Session, round_: CommentRound, *, position: Position, labels: Collection[str], text: str,
                  confidential_text: str = "", ground: Ground | None = None, sender_name: str = "",
                  sender_place: str = "", sender_email: str = "", publish_as: PublishAs = PublishAs.PLACE,
                  late: bool = False, documents: Iterable[Document] = (), confidential_documents: Iterable[Document] = (),
                  from_draft: int | None = None, actor: Actor, now: datetime) -> Reaction:
    """Take in a reaction from anyone (IN 5.6, 6.3). Nobody reads it before the secretary did.

    Who has an account gets the receipt at once; somebody else first confirms the address (`confirm_reaction`).
    `from_draft`: the draft of a colleague that was sent, which goes with one's own. A party or person may react more
    than once: every reaction is answered, and the sender counts once (`rules.standpoints`). After the end it is
    refused, unless the sender chose to send it in as `late`: then it is kept apart and the table decides on it. The
    confidential part is stored apart, with its ground (IN 5.7).
    """
    lock(session, round_)
    check_term(round_, late, now)
    if confidential_text and ground is None:
        raise Refused("reaction:ground-missing", field="ground")
    reaction = Reaction(
        round=round_, number=queries.next_number(session, round_), position=position, late=late,
        labels=known_parts(round_, labels), text=text,
        state=ReactionState.NEW, party_id=actor.party_id, person_id=actor.person_id, sender_name=sender_name,
        sender_place=sender_place, sender_email=sender_email, publish_as=publish_as,
        follow_key=secrets.token_urlsafe(18), received_at=now, awaits_address=must_confirm(actor, sender_email))
    session.add(reaction)
    # The record is for ever: it says that something came in, never what it says.
    record(session, reaction, "reaction:give", actor=actor, now=now, number=reaction.number, late=late,
           confidential=bool(confidential_text))
    network = round_.proposal.network
    keep_apart(session, reaction, confidential_text, ground)
    attach(session, network, reaction, documents)
    attach(session, network, reaction, confidential_documents, confidential=True)
    _drop_drafts(session, round_, from_draft, actor)
    if reaction.awaits_address:
        ask_to_confirm(session, reaction, round_.proposal.title, now=now)
    else:
        _take_in(session, round_, reaction, now)
    return reaction


def _take_in(session: Session, round_: CommentRound, reaction: Reaction, now: datetime) -> None:
    """The sender gets the receipt. A round whose answers are public waits again for the answer to what still came in time."""
    if not reaction.late:
        round_.answered_at = None
    queue(session, messages.receipt(reaction, round_.proposal, senders(session, reaction)), now=now)


def keep_reaction(session: Session, round_: CommentRound, *, path: str, fields: list[list[str]], shown: list[list[str]],
                  late: bool = False, actor: Actor, now: datetime) -> Draft:
    """Keep a reaction as a draft while it can still be sent. Colleagues read it, and can go on with it."""
    lock(session, round_)
    check_term(round_, late, now)
    proposal = round_.proposal
    draft = keep_draft(session, proposal.network, Kind.REACTION, str(round_.id), title=proposal.title, path=path, fields=fields,
                       shown=shown, actor=actor, now=now)
    draft.path = f"{path}?concept={draft.id}"
    return draft


def _drop_drafts(session: Session, round_: CommentRound, from_draft: int | None, actor: Actor) -> None:
    drop_draft(session, actor, Kind.REACTION, str(round_.id))
    if from_draft is not None and actor.party_id is not None:
        session.execute(delete(Draft).where(Draft.id == from_draft, Draft.party_id == actor.party_id))


def confirm_reaction(session: Session, reaction: Reaction, *, now: datetime) -> None:
    """The sender confirmed the address: the secretary sees the reaction, the sender gets the receipt.

    Sent before the end and confirmed soon after it is in time; otherwise it came late, which is stamped on it.
    """
    round_ = reaction.round
    lock(session, round_)
    confirm_address(session, reaction, now=now)
    reaction.late = reaction.late or counts_from(reaction.received_at, now) >= round_.closes_at
    _take_in(session, round_, reaction, now)


def known_parts(round_: CommentRound, labels: Collection[str]) -> list[str]:
    """The labels in the order of the text. Refused when the text has none of them."""
    parts = labels_in_order(labels, [paragraph.label for paragraph in round_.text_version.paragraphs])
    if not parts:
        raise Refused("reaction:unknown-part", field="labels")
    return parts


def check_term(round_: CommentRound, late: bool, now: datetime) -> None:
    """Refused when nothing may come in now, or nothing `late`. The round is locked."""
    phase = round_.phase(now)
    if phase == RoundPhase.PLANNED:
        raise Refused("round:planned")
    if not takes_reactions(round_.proposal.stage):
        raise Refused("round:proposal-ended")
    if phase == RoundPhase.CLOSED and not late:
        raise Refused("round:closed", field="late", closes_at=round_.closes_at)
    if phase == RoundPhase.OPEN and late:
        raise Refused("reaction:not-late")


def read_reaction(session: Session, reaction: Reaction, *, publish: bool, public_text: str = "", reason: str = "",
                  version: int | None = None, actor: Actor, now: datetime) -> None:
    """Put a reaction on the site with the cleared text, or withhold it with a reason its sender reads (DESIGN rule 8).

    Without `public_text` the text as it was sent is cleared. `version` is what the reader had before him: raises Stale
    when another secretary was first. It can be done again: a text that turns out to point to a person must go.
    """
    lock(session, reaction)
    if version is not None and version != reaction.version:
        raise Stale(reaction.public_text or reaction.withheld_reason or reaction.text)
    if reaction.awaits_address or reaction.is_withdrawn:
        raise Refused("reaction:withdrawn")
    if publish and reaction.publish_as == PublishAs.HIDDEN and reaction.party_id is None:
        raise Refused("reaction:wants-no-name", field="reading")
    old = show_or_withhold(reaction, publish=publish, public_text=public_text, reason=reason, now=now)
    record(session, reaction, "reaction:read", actor=actor, now=now, reason=reaction.withheld_reason,
           state=(old, reaction.state), cleared=publish and reaction.public_text != reaction.text)
    if not publish and reaction.publish_as != PublishAs.HIDDEN:
        queue(session, messages.withheld(reaction, reaction.round.proposal, senders(session, reaction), now), now=now)


def show_or_withhold(row: ReadFirst, *, publish: bool, public_text: str, reason: str, now: datetime) -> ReactionState:
    """What was read is on the site with the cleared text, by default as it was sent, or withheld with the reason. Answers the state of before."""
    if not publish and not reason.strip():
        raise Refused("reaction:reason-missing", field="reason")
    old, text = row.state, (public_text or row.text) if publish else ""
    row.state, row.read_at = (ReactionState.PUBLISHED if publish else ReactionState.WITHHELD), now
    row.public_text, row.public_html = text, render(text, "public_text") if publish else ""
    row.withheld_reason = "" if publish else reason
    return old


def make_known(session: Session, round_: CommentRound, kind: str, *, now: datetime, reason: str = "", **data: Any) -> None:
    proposal = round_.proposal
    publish(session, kind, network_id=proposal.network_id, title=proposal.title, path=messages.path_of(proposal), now=now,
            proposal_id=proposal.id, reason=reason, **data)

