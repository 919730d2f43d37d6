"""Signals that a reader may see, and those that wait."""

import re
from dataclasses import dataclass

from sqlalchemy import Select, String, func, or_, select, type_coerce
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.models import Role
from portal.contributions.models import ConfidentialPart
from portal.core.access import OUTSIDER, Actor
from portal.core.database import Base
from portal.networks.models import Agreement, Network
from portal.networks.rules import Law
from portal.signals.models import Reply, Signal
from portal.signals.rules import Sentiment, SignalState, Subject

MOST = 200
CARD = (Signal.title, Signal.public_title, Signal.year, Signal.sequence, Signal.sentiment, Signal.received_at, Signal.decided_at, Signal.published_at,
        Signal.hidden_at)
"""What lists of work tell of a signal: none is read whole, with all its texts. For `load_only`."""
_NUMBER = re.compile(r"([0-9]{4})-([0-9]{2,6})")


def visible_rows(actor: Actor, network: Network) -> Select[Signal]:
    """THE visibility query of signals: what the secretary cleared, the reader's party's own, and for the secretary all
    whose address is known to be the sender's.

    Pages, feed and search start here.
    """
    signals = select(Signal).where(Signal.network_id == network.id, ~Signal.awaits_address)
    if Role.SECRETARY in actor.roles:
        return signals
    public = Signal.published_at.is_not(None)
    return signals.where(public if actor.party_id is None else or_(public, Signal.party_id == actor.party_id))


def public_signals(network: Network) -> Select[Signal]:
    """What everyone may read, with the senders; of a confidential part that it is there and why, never what it says."""
    return visible_rows(OUTSIDER, network).options(
        joinedload(Signal.party), joinedload(Signal.municipality), joinedload(Signal.agreement),
        joinedload(Signal.confidential).defer(ConfidentialPart.text, raiseload=True))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What one asks of the list of signals."""

    law: Law | None = None
    place: int | None = None
    subject: Subject | None = None
    sentiment: Sentiment | None = None

    @property
    def is_narrowed(self) -> bool:
        return any((self.law, self.place, self.subject, self.sentiment))


def narrowed_signals(network: Network, asked: Narrowed) -> Select[Signal]:
    """The public signals that answer to all that was asked. What was taken off the site answers to nothing."""
    query = public_signals(network)
    if asked.is_narrowed:
        query = query.where(Signal.hidden_at.is_(None))
    if asked.law:
        query = query.where(type_coerce(Signal.laws, String).contains(f",{asked.law.value},", autoescape=True))
    wanted = {Signal.municipality_id: asked.place, Signal.subject: asked.subject, Signal.sentiment: asked.sentiment}
    return query.where(*(column == value for column, value in wanted.items() if value))


def signal_by_number(session: Session, network: Network, number: str) -> Signal | None:
    """A published signal by what people call it: '2026-07'."""
    return _numbered(session, public_signals(network).options(
        selectinload(Signal.reply), joinedload(Signal.agreement).selectinload(Agreement.versions)), number)


def kept_with(session: Session, network: Network, number: str) -> Signal | None:
    """The published signal into which the signal of this number was merged."""
    merged = _numbered(session, select(Signal).where(Signal.network_id == network.id, Signal.merged_into_id.is_not(None)), number)
    if merged is None:
        return None
    return session.scalar(public_signals(network).where(Signal.id == merged.merged_into_id))


def any_by_number(session: Session, network: Network, number: str) -> Signal | None:
    """For the secretary: what it can be joined with."""
    return _numbered(session, select(Signal).options(joinedload(Signal.party)).where(Signal.network_id == network.id), number)


def _numbered(session: Session, signals: Select[Signal], number: str) -> Signal | None:
    found = _NUMBER.fullmatch(number)
    if not found:
        return None
    year, sequence = map(int, found.groups())
    signal = session.scalar(signals.where(Signal.year == year, Signal.sequence == sequence))
    return signal if signal and signal.number == number else None


def _whole() -> Select[Signal]:
    return select(Signal).options(
        joinedload(Signal.party), joinedload(Signal.confidential), joinedload(Signal.municipality), selectinload(Signal.reply),
        joinedload(Signal.agreement).selectinload(Agreement.versions))


def signal_by_key(session: Session, key: str) -> Signal | None:
    """A signal by the secret of its receipt: the sender follows it without an account."""
    return session.scalar(_whole().where(Signal.follow_key == key))


def signal_by_id(session: Session, signal_id: int) -> Signal | None:
    """Any signal with its sender: for the secretary."""
    return session.scalar(_whole().where(Signal.id == signal_id))


def merged_into(session: Session, signal: Signal) -> list[Signal]:
    """The signals that follow this one, in the order in which they came."""
    return list(session.scalars(select(Signal).options(joinedload(Signal.party)).where(Signal.merged_into_id == signal.id)
                                .order_by(Signal.id)))


def waiting(session: Session, network: Network) -> list[Signal]:
    """The secretary's queue: what came first is first."""
    return list(session.scalars(
        select(Signal).options(joinedload(Signal.party), joinedload(Signal.confidential))
        .where(Signal.network_id == network.id, Signal.state == SignalState.RECEIVED, ~Signal.awaits_address)
        .order_by(Signal.received_at, Signal.id).limit(MOST)))


def without_agenda(session: Session, network: Network) -> list[Signal]:
    """Signals for the table that never stood on an agenda, the oldest first."""
    # Meetings live below this package: their table is named, not imported.
    item = Base.metadata.tables["agenda_item"].c
    planned = select(item.id).where(item.signal_id == Signal.id).exists()
    return list(session.scalars(
        select(Signal).where(Signal.network_id == network.id, Signal.state == SignalState.SCHEDULED, ~planned)
        .order_by(Signal.id).limit(MOST)))


def awaiting_address(session: Session, network: Network) -> list[Signal]:
    """What was sent and not confirmed: that it is there, to tell who asks."""
    return list(session.scalars(select(Signal).where(Signal.network_id == network.id, Signal.awaits_address)
                                .order_by(Signal.received_at.desc(), Signal.id.desc()).limit(MOST)))


def unread_replies(session: Session, network: Network) -> list[Reply]:
    """What senders said of a judgement and nobody read yet, the oldest first."""
    return list(session.scalars(
        select(Reply).join(Reply.signal).options(joinedload(Reply.signal).joinedload(Signal.party))
        .where(Signal.network_id == network.id, Reply.read_at.is_(None)).order_by(Reply.received_at, Reply.id).limit(MOST)))


def next_sequence(session: Session, network: Network, year: int) -> int:
    last = session.scalar(select(func.max(Signal.sequence)).where(Signal.network_id == network.id, Signal.year == year))
    return (last or 0) + 1
