"""The verbs of signals: giving one, confirming the address, and judging whether it is for the table."""

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
from portal.core.errors import Refused, Stale
from portal.core.language import say
from portal.core.markup import render
from portal.networks.models import Network
from portal.networks.operations import publish
from portal.networks.rules import Law, Result
from portal.notifications.operations import queue
from portal.parties.rules import PublishAs
from portal.signals import messages
from portal.signals.models import Signal
from portal.signals.queries import merged_into, next_sequence
from portal.signals.rules import ENTERED, Channel, Sentiment, SignalState, Subject


def give_signal(session: Session, network: Network, *, title: str, text: str, sentiment: Sentiment, subject: Subject,
                laws: frozenset[Law] = frozenset(), result: Result | None = None, municipality_id: int | None = None,
                district: str = "", agreement_id: int | None = None, article: str = "", confidential_text: str = "",
                ground: Ground | None = None, documents: Iterable[Document] = (),
                confidential_documents: Iterable[Document] = (), sender_name: str = "", sender_place: str = "",
                sender_email: str = "", publish_as: PublishAs = PublishAs.PLACE, party_id: int | None = None,
                channel: Channel = Channel.WEB, came_at: datetime | None = None, actor: Actor, now: datetime) -> Signal:
    """Take in a signal from anyone (IN 5.5, 6.2). It is not published before it is judged.

    Who has an account gets the receipt at once; somebody else first confirms the address (`confirm_signal`). What came by
    telephone or on paper is entered by the secretary: `party_id` is whose it is, `came_at` when it came.
    """
    is_entered = channel in ENTERED
    came_at = came_at or now
    if came_at > now:
        raise Refused("signal:came-later", field="came_on")
    lock(session, network)
    year = local_day(now).year
    signal = Signal(
        network_id=network.id, year=year, sequence=next_sequence(session, network, year), title=title, text=text,
        sentiment=sentiment, subject=subject, laws=laws | ({result.law} if result else frozenset()), result=result,
        municipality_id=municipality_id, district=district, agreement_id=agreement_id, article=article if agreement_id else "",
        channel=channel, entered_by_id=actor.person_id if is_entered else None, party_id=party_id or actor.party_id,
        person_id=None if is_entered else actor.person_id, sender_name=sender_name, sender_place=sender_place,
        sender_email=sender_email, publish_as=publish_as, follow_key=secrets.token_urlsafe(18), received_at=came_at,
        state=SignalState.RECEIVED, awaits_address=must_confirm(actor, sender_email))
    session.add(signal)
    record(session, signal, "signal:enter" if is_entered else "signal:give", actor=actor, now=now, number=signal.number,
           channel=channel, confidential=bool(confidential_text))
    keep_apart(session, signal, confidential_text, ground)
    attach(session, network, signal, documents)
    attach(session, network, signal, confidential_documents, confidential=True)
    if not is_entered:
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


def judge_signal(session: Session, signal: Signal, *, relevant: bool, reason: str, public_text: str, public_title: str = "",
                 public_district: str | None = None, version: int | None = None, actor: Actor, now: datetime) -> None:
    """Put the signal before the table or set it aside, with a reason the sender can read (ZL 6.5, 7.6).

    `public_text` is the cleared text: with it the signal is published. Raises Refused when it was judged before, Stale when it
    changed since this `version` was on screen.
    """
    still_waits(session, signal, version)
    signal.state = SignalState.SCHEDULED if relevant else SignalState.SET_ASIDE
    signal.decided_at, signal.reason = now, reason
    put_on_site(signal, public_title, public_text, public_district, now)
    record(session, signal, "signal:judge", actor=actor, now=now, reason=reason,
           state=(SignalState.RECEIVED, signal.state), published=bool(public_text))
    make_known(session, signal, now=now)
    tell_judgement(session, signal, now=now)


def still_waits(session: Session, signal: Signal, version: int | None = None) -> None:
    """Hold the signal for its first judgement."""
    lock(session, signal)
    if signal.awaits_address or signal.state != SignalState.RECEIVED:
        raise Refused("signal:already-judged")
    check_version(signal, version)


def check_version(signal: Signal, version: int | None) -> None:
    """Raises Stale, with what stands now, when the signal is another than was on screen."""
    if version is not None and signal.version != version:
        raise Stale("\n".join(filter(None, (say(signal.state), signal.reason, signal.public_text))))


def put_on_site(signal: Signal, title: str, text: str, district: str | None, now: datetime) -> None:
    """What the secretary cleared stands on the site from now on; without a text nothing does. `district` None: as it was sent.

    Raises Refused when the sender asked to stay off the site.
    """
    if text and signal.party_id is None and signal.publish_as == PublishAs.HIDDEN:
        raise Refused("signal:not-on-site", field="public_text")
    signal.public_title, signal.public_text = (title or signal.title, text) if text else ("", "")
    signal.public_district = (signal.district if district is None else district) if text else ""
    signal.public_html = render(text) if text else ""
    signal.published_at = (signal.published_at or now) if text else None


def make_known(session: Session, signal: Signal, *, now: datetime) -> None:
    """Tell everyone of a signal for the table whose text was cleared."""
    if signal.is_on_site and signal.state == SignalState.SCHEDULED:
        publish(session, "signal:published", network_id=signal.network_id, title=signal.public_title, now=now,
                reason=signal.reason, path=signal.path, number=signal.number)


def tell_judgement(session: Session, signal: Signal, *, now: datetime) -> None:
    """A letter to its sender, and to those of the signals that were merged into it."""
    session.flush()  # the letter's key holds the version
    for told in (signal, *merged_into(session, signal)):
        queue(session, messages.judged(told, signal, senders(session, told)), now=now)
