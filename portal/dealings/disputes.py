"""The verbs of disputes: put in writing, answered, step by step to an end, and what an agenda may say (ZL 11.4, WM25 14)."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.core.transitions import guard
from portal.dealings import messages
from portal.dealings.models import Dispute, DisputeEntry
from portal.dealings.rules import DisputeState, Side, check_happened, dispute_step, next_look
from portal.members.queries import member_ids
from portal.networks.models import Network
from portal.notifications.operations import queue
from portal.parties.queries import recipients


def raise_dispute(session: Session, network: Network, *, party_id: int, subject: str, text: str, document: Document | None = None,
                  actor: Actor, now: datetime) -> Dispute:
    """Put a dispute in writing with its reasons. The other side gets a letter; it waits for the agenda of the next meeting."""
    side = side_of(actor, party_id)
    if side == Side.MUNICIPALITY and party_id not in member_ids(session, network):
        raise Refused("dispute:no-member", field="party_id")
    dispute = Dispute(network_id=network.id, party_id=party_id, raised_by=side, subject=subject, raised_at=now, state_since=now,
                      next_on=local_day(now) + timedelta(days=network.profile.answer_days))
    session.add(dispute)
    session.flush()
    _write(session, dispute, side, "raise", text, local_day(now), document, actor, now)
    record(session, dispute, "dispute:raise", actor=actor, now=now, side=side, party=party_id)
    to = recipients(session, [party_id])
    queue(session, messages.dispute_raised(dispute, network, to), now=now)
    return dispute


def side_of(actor: Actor, party_id: int) -> Side:
    """For whom this person writes: the party itself, or else the municipality."""
    return Side.PARTY if actor.party_id == party_id else Side.MUNICIPALITY


def add_writing(session: Session, dispute: Dispute, *, text: str, document: Document | None = None, next_on: date | None = None,
                actor: Actor, now: datetime) -> DisputeEntry:
    """Answer, or add something, with a document where there is one; as long as it has not ended."""
    lock(session, dispute)
    _check_open(dispute)
    side = side_of(actor, dispute.party_id)
    if side == Side.MUNICIPALITY and next_on:
        dispute.next_on = next_look(next_on, local_day(now))
    entry = _write(session, dispute, side, "", text, local_day(now), document, actor, now)
    record(session, dispute, "dispute:write", actor=actor, now=now, side=side)
    queue(session, messages.dispute_news(dispute, entry, recipients(session, [dispute.party_id])), now=now)
    return entry


def take_dispute_step(session: Session, dispute: Dispute, name: str, *, note: str, happened_on: date, next_on: date | None = None,
                      document: Document | None = None, actor: Actor, now: datetime) -> DisputeEntry:
    """Record the next step with its day and a note that both sides read. `name` is one of the table of steps."""
    lock(session, dispute)
    step = dispute_step(name)
    if not note.strip():
        raise Refused("dispute:note-missing", field="note")
    guard(step, dispute.state, None, note)
    check_happened(happened_on, local_day(dispute.raised_at), local_day(now))
    old, side = dispute.state, side_of(actor, dispute.party_id)
    dispute.state, dispute.state_since = DisputeState(step.target), now
    dispute.next_on = next_look(next_on, local_day(now))
    entry = _write(session, dispute, side, name, note, happened_on, document, actor, now)
    record(session, dispute, f"dispute:{name.replace('_', '-')}", actor=actor, now=now, state=(old, dispute.state),
           happened_on=happened_on)
    queue(session, messages.dispute_news(dispute, entry, recipients(session, [dispute.party_id])), now=now)
    return entry


def mark_dispute_read(session: Session, dispute: Dispute, *, seen: int, actor: Actor, now: datetime) -> None:
    """The municipality read what the party wrote. `seen`: how much was on screen; raises Stale when there is more by now."""
    lock(session, dispute)
    if len(dispute.entries) != seen:
        raise Stale(dispute.entries[-1].text)
    dispute.unread_since = None
    record(session, dispute, "dispute:read", actor=actor, now=now)


def propose_title(session: Session, dispute: Dispute, *, title: str, actor: Actor, now: datetime) -> None:
    """Propose what a public agenda may say of it; nothing does before the other side agrees. An empty one takes it back."""
    lock(session, dispute)
    _check_open(dispute)
    side = side_of(actor, dispute.party_id)
    dispute.public_title, dispute.public_title_agreed_at = title, None
    dispute.public_title_by = side if title else None
    if side == Side.PARTY:
        dispute.unread_since = dispute.unread_since or now
    record(session, dispute, "dispute:propose-title", actor=actor, now=now, side=side)
    if title:
        queue(session, messages.title_proposed(dispute, recipients(session, [dispute.party_id]), now=now), now=now)


def agree_on_title(session: Session, dispute: Dispute, *, title: str, actor: Actor, now: datetime) -> None:
    """The other side agrees with these very words: from now on agendas show them."""
    lock(session, dispute)
    _check_open(dispute)
    side = side_of(actor, dispute.party_id)
    if not dispute.public_title or dispute.public_title_by == side:
        raise Refused("dispute:nothing-proposed")
    if title != dispute.public_title:
        raise Stale(dispute.public_title)
    dispute.public_title_agreed_at = now
    record(session, dispute, "dispute:agree-title", actor=actor, now=now, side=side, title=title)


def _check_open(dispute: Dispute) -> None:
    if not dispute.is_open:
        raise Refused("dispute:ended")


def _write(session: Session, dispute: Dispute, side: Side, step: str, text: str, happened_on: date, document: Document | None,
           actor: Actor, now: datetime) -> DisputeEntry:
    entry = DisputeEntry(dispute_id=dispute.id, side=side, step=step, text=text, happened_on=happened_on, document=document,
                         written_at=now, person_name=actor.person_name)
    session.add(entry)
    # What the party writes waits to be read; whoever writes for the municipality has read what stood there.
    dispute.unread_since = (dispute.unread_since or now) if side == Side.PARTY else None
    session.flush()
    session.expire(dispute, ["entries"])
    return entry
