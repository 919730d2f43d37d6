"""Disputes: those of one party, all of them for the municipality, and which wait for what."""

from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.core.calendar import deadline, local_day
from portal.core.documents import Document
from portal.dealings.models import Dispute, DisputeEntry
from portal.dealings.rules import ENDED, DisputeState, Side
from portal.networks.models import Network

MOST = 200


def disputes(network: Network, party_id: int | None = None) -> Select[Dispute]:
    """Of one party, or all, unordered. Whoever asks for all is the municipality."""
    query = select(Dispute).options(joinedload(Dispute.party)).where(Dispute.network_id == network.id)
    return query if party_id is None else query.where(Dispute.party_id == party_id)


def dispute_by_id(session: Session, network: Network, dispute_id: int, party_id: int | None = None) -> Dispute | None:
    """A dispute with all that was written; of another party it does not exist."""
    return session.scalar(
        disputes(network, party_id).where(Dispute.id == dispute_id)
        .options(joinedload(Dispute.network), selectinload(Dispute.entries).joinedload(DisputeEntry.document)))


def running(network: Network) -> Select[Dispute]:
    """Disputes that have not ended, unordered."""
    return disputes(network).where(Dispute.state.not_in(ENDED))


def running_disputes(session: Session, network: Network) -> list[Dispute]:
    """Disputes that have not ended; what is looked at first on top."""
    return list(session.scalars(running(network).order_by(Dispute.next_on, Dispute.id).limit(MOST)))


def ended(network: Network) -> Select[Dispute]:
    return disputes(network).where(Dispute.state.in_(ENDED))


def to_answer(session: Session, network: Network, party_id: int) -> list[Dispute]:
    """What the municipality put in writing and the party has not answered, before it is talked over."""
    answered = exists().where(DisputeEntry.dispute_id == Dispute.id, DisputeEntry.side == Side.PARTY)
    return list(session.scalars(
        disputes(network, party_id).where(Dispute.raised_by == Side.MUNICIPALITY, Dispute.state == DisputeState.RAISED, ~answered)
        .options(joinedload(Dispute.network)).order_by(Dispute.id)))


def answer_until(dispute: Dispute) -> datetime:
    """Before when an answer is asked: by the network's own term. After it one can still answer."""
    return deadline(local_day(dispute.raised_at), dispute.network.profile.answer_days).closes_at


def dispute_document(session: Session, network: Network, document_id: int, party_id: int | None = None) -> Document | None:
    """A document that one of the two added to a dispute."""
    added = exists().where(DisputeEntry.dispute_id == Dispute.id, DisputeEntry.document_id == document_id)
    held = disputes(network, party_id).where(added)
    return session.get(Document, document_id) if session.scalar(held.limit(1)) else None
