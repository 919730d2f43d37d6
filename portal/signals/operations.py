"""The verbs of signals: giving one, and judging whether it is for the table."""

import secrets
from collections.abc import Iterable
from datetime import datetime

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
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused
from portal.core.markup import render
from portal.networks.models import Network
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.parties.rules import PublishAs
from portal.signals import messages
from portal.signals.models import Signal
from portal.signals.queries import next_sequence
from portal.signals.rules import Sentiment, SignalState, Subject


def give_signal(session: Session, network: Network, *, title: str, text: str, sentiment: Sentiment, subject: Subject,
                municipality_id: int | None = None, confidential_text: str = "", ground: Ground | None = None,
                documents: Iterable[Document] = (), confidential_documents: Iterable[Document] = (), sender_name: str = "",
                sender_place: str = "", sender_email: str = "", publish_as: PublishAs = PublishAs.PLACE, actor: Actor,
                now: datetime) -> Signal:
    """Take in a signal from anyone (IN 5.5, 6.2). It is not published before it is judged.

    Who has an account gets the receipt at once; somebody else first confirms the address (`confirm_signal`).
    """
    lock(session, network)
    year = local_day(now).year
    signal = Signal(
        network_id=network.id, year=year, sequence=next_sequence(session, network, year), title=title, text=text,
        sentiment=sentiment, subject=subject, municipality_id=municipality_id, party_id=actor.party_id,
        person_id=actor.person_id, sender_name=sender_name, sender_place=sender_place, sender_email=sender_email,
        publish_as=publish_as, follow_key=secrets.token_urlsafe(18), received_at=now, state=SignalState.RECEIVED,
        awaits_address=must_confirm(actor, sender_email),
    )
    session.add(signal)
    record(session, signal, "signal:give", actor=actor, now=now, number=signal.number, confidential=bool(confidential_text))
    keep_apart(session, signal, confidential_text, ground)
    attach(session, network, signal, documents)
    attach(session, network, signal, confidential_documents, confidential=True)
    drop_draft(session, actor, Kind.SIGNAL, "")
    if signal.awaits_address:
        ask_to_confirm(session, signal, signal.title, now=now)
    else:
        queue(session, messages.receipt(signal, senders(session, signal)), now=now)
    return signal


def confirm_signal(session: Session, signal: Signal, *, now: datetime) -> None:
    """The sender confirmed the address: the secretary sees the signal, the sender gets the receipt."""
    confirm_address(session, signal, now=now)
    queue(session, messages.receipt(signal, senders(session, signal)), now=now)


def judge_signal(session: Session, signal: Signal, *, relevant: bool, reason: str, public_text: str, actor: Actor,
                 now: datetime) -> None:
    """Put the signal before the table or set it aside, with a reason the sender can read (ZL 6.5, 7.6).

    `public_text` is the cleared text: with it the signal is published. Raises Refused when it was judged before.
    """
    lock(session, signal)
    if signal.state != SignalState.RECEIVED or signal.awaits_address:
        raise Refused("signal:already-judged")
    signal.state = SignalState.SCHEDULED if relevant else SignalState.SET_ASIDE
    signal.decided_at, signal.reason = now, reason
    if public_text:
        signal.public_text, signal.public_html, signal.published_at = public_text, render(public_text), now
    record(session, signal, "signal:judge", actor=actor, now=now, reason=reason,
           state=(SignalState.RECEIVED, signal.state), published=bool(public_text))
    if signal.published_at and relevant:
        publish(session, "signal:published", network_id=signal.network_id, title=signal.title, now=now, reason=reason,
                path=f"/signalen/{signal.number}", number=signal.number)
    queue(session, messages.judged(signal, senders(session, signal)), now=now)
