"""The sender's verbs after sending, until the end: changing and withdrawing. What it said before is kept (DESIGN rule 1)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.models import Attachment
from portal.contributions.operations import attach, senders
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.notifications.operations import queue
from portal.rounds import messages
from portal.rounds.models import EarlierText, Reaction
from portal.rounds.operations import check_term, known_parts
from portal.rounds.rules import Position, ReactionState


def change_reaction(session: Session, reaction: Reaction, *, position: Position, labels: Collection[str], text: str,
                    documents: Iterable[Document] = (), version: int | None = None, actor: Actor, now: datetime) -> None:
    """Say something else from now on. The secretary reads it anew before it is on the site; the earlier text is kept.

    `version` is that of the row on the page: raises Stale when a colleague changed it since. `documents` come beside the
    ones that were sent.
    """
    _check(session, reaction, now)
    if version is not None and version != reaction.version:
        raise Stale(reaction.text)
    parts, old = known_parts(reaction.round, labels), reaction.position
    _keep_earlier(session, reaction)
    reaction.position, reaction.labels, reaction.text = position, parts, text
    reaction.changed_at, reaction.changed_by_id = now, actor.person_id
    reaction.state, reaction.read_at, reaction.withheld_reason = ReactionState.NEW, None, ""
    reaction.public_text = reaction.public_html = ""
    attach(session, reaction.round.proposal.network, reaction, documents)
    # The record is for ever: it says that something changed, never what it says.
    record(session, reaction, "reaction:change", actor=actor, now=now, number=reaction.number, position=(old, position))
    queue(session, messages.changed(reaction, reaction.round.proposal, senders(session, reaction)), now=now)


def withdraw_reaction(session: Session, reaction: Reaction, *, actor: Actor, now: datetime) -> None:
    """Take it back: it counts for nothing, needs no answer, and the site says only that it was there if it was."""
    _check(session, reaction, now)
    reaction.withdrawn_at, reaction.public_text, reaction.public_html = now, "", ""
    session.execute(update(Attachment).where(Attachment.reaction_id == reaction.id)
                    .values(public_document_id=None, version=Attachment.version + 1))
    record(session, reaction, "reaction:withdraw", actor=actor, now=now, number=reaction.number)
    queue(session, messages.withdrawn(reaction, reaction.round.proposal, senders(session, reaction)), now=now)


def _check(session: Session, reaction: Reaction, now: datetime) -> None:
    """Until the end, by who confirmed the address, and not twice; the round and the reaction are locked."""
    lock(session, reaction.round)
    lock(session, reaction)
    if reaction.awaits_address:
        raise Refused("reaction:not-confirmed")
    check_term(reaction.round, False, now)
    if reaction.is_withdrawn:
        raise Refused("reaction:withdrawn")


def _keep_earlier(session: Session, reaction: Reaction) -> None:
    number = session.scalar(select(func.count(EarlierText.id)).where(EarlierText.reaction_id == reaction.id)) or 0
    session.add(EarlierText(
        reaction_id=reaction.id, number=number + 1, position=reaction.position, labels=reaction.labels, text=reaction.text,
        person_id=reaction.changed_by_id if reaction.changed_at else reaction.person_id,
        written_at=reaction.changed_at or reaction.received_at))
