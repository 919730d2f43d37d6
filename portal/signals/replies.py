"""The verbs of what a sender says, once, of the judgement on its signal."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.operations import senders
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.notifications.operations import queue
from portal.signals import messages
from portal.signals.models import Reply, Signal
from portal.signals.rules import JUDGED, ReplyOutcome


def reply_to_judgement(session: Session, signal: Signal, *, text: str, actor: Actor, now: datetime) -> Reply:
    """The sender reacts, with the link of the receipt as proof. Raises Refused the second time, and before a judgement."""
    lock(session, signal)
    session.refresh(signal, ["reply"])
    if signal.state not in JUDGED:
        raise Refused("signal:not-judged")
    if signal.reply is not None:
        raise Refused("signal:replied")
    reply = Reply(signal_id=signal.id, person_id=actor.person_id, text=text, received_at=now, about_state=signal.state,
                  about_reason=signal.reason)
    session.add(reply)
    record(session, reply, "signal:reply", actor=actor, now=now, signal=signal.id)
    session.expire(signal, ["reply"])
    return reply


def leave_judgement(session: Session, signal: Signal, reply: Reply, *, note: str, public_text: str, version: int | None = None,
                    actor: Actor, now: datetime) -> None:
    """The secretary read the reaction; the judgement stays, with an answer to the sender. Public when cleared."""
    lock(session, reply)
    if reply.read_at is not None:
        raise Refused("reply:read")
    if version is not None and reply.version != version:
        raise Stale(reply.note)
    reply.read_at, reply.outcome, reply.note, reply.public_text = now, ReplyOutcome.LEFT, note, public_text
    record(session, reply, "signal:answer-reply", actor=actor, now=now, reason=note, signal=signal.id, published=bool(public_text))
    queue(session, messages.answered(reply, signal, senders(session, signal)), now=now)
