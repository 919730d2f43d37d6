"""Signals that a reader may see, and those that wait."""

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Role
from portal.contributions.models import ConfidentialPart
from portal.core.access import OUTSIDER, Actor
from portal.networks.models import Network
from portal.signals.models import Signal
from portal.signals.rules import SignalState


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
        joinedload(Signal.party), joinedload(Signal.confidential).defer(ConfidentialPart.text, raiseload=True))


def signal_by_number(session: Session, network: Network, number: str) -> Signal | None:
    """A published signal by what people call it: '2026-07'."""
    year, _, sequence = number.partition("-")
    if not (year.isdigit() and sequence.isdigit()):
        return None
    return session.scalar(public_signals(network).where(Signal.year == int(year), Signal.sequence == int(sequence)))


def signal_by_key(session: Session, key: str) -> Signal | None:
    """A signal by the secret of its receipt: the sender follows it without an account."""
    return session.scalar(select(Signal).options(joinedload(Signal.party), joinedload(Signal.confidential)).where(Signal.follow_key == key))


def signal_by_id(session: Session, signal_id: int) -> Signal | None:
    """Any signal with its sender: for the secretary."""
    return session.scalar(select(Signal).options(joinedload(Signal.party), joinedload(Signal.confidential)).where(Signal.id == signal_id))


def waiting(session: Session, network: Network) -> list[Signal]:
    """The secretary's queue, oldest first."""
    return list(session.scalars(
        select(Signal).options(joinedload(Signal.party))
        .where(Signal.network_id == network.id, Signal.state == SignalState.RECEIVED, ~Signal.awaits_address).order_by(Signal.id).limit(200)
    ))


def next_sequence(session: Session, network: Network, year: int) -> int:
    last = session.scalar(select(func.max(Signal.sequence)).where(Signal.network_id == network.id, Signal.year == year))
    return (last or 0) + 1
