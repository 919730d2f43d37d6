"""Proposals that a reader may see, their texts, and what waits for the secretary."""

import re
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.models import Role
from portal.core.access import Actor
from portal.core.database import Base
from portal.core.revisions import Paragraph
from portal.networks.models import Network
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.rules import ENDED, Stage

_NUMBER = re.compile(r"([0-9]{4})-([0-9]{2,6})")


def visible_rows(actor: Actor, network: Network) -> Select[Proposal]:
    """THE visibility query of proposals: published ones, the reader's party's own, and for the secretary all.

    Pages, lists, feed, search and exports all start here.
    """
    proposals = select(Proposal).where(Proposal.network_id == network.id)
    if Role.SECRETARY in actor.roles:
        return proposals
    public = Proposal.published_at.is_not(None)
    return proposals.where(public if actor.party_id is None else or_(public, Proposal.party_id == actor.party_id))


def visible(actor: Actor, network: Network) -> Select[Proposal]:
    """What the reader may see, each with its sender and its agreement."""
    return visible_rows(actor, network).options(joinedload(Proposal.party), joinedload(Proposal.agreement))


def by_number(session: Session, network: Network, number: str, actor: Actor) -> Proposal | None:
    """A proposal that the actor may see, by what people call it: '2026-07'."""
    found = _NUMBER.fullmatch(number)
    if not found:
        return None
    year, sequence = map(int, found.groups())
    proposal: Proposal | None = session.scalar(
        visible(actor, network).where(Proposal.year == year, Proposal.sequence == sequence))
    return proposal if proposal and proposal.number == number else None


def by_key(session: Session, key: str) -> Proposal | None:
    """A proposal by the secret of its receipt: the sender follows it without an account."""
    return session.scalar(select(Proposal).options(joinedload(Proposal.party), joinedload(Proposal.agreement))
                          .where(Proposal.follow_key == key))


def by_id(session: Session, proposal_id: int) -> Proposal | None:
    """For the secretary's pages, with its texts."""
    return session.scalar(select(Proposal).options(joinedload(Proposal.party), joinedload(Proposal.agreement),
                                                   selectinload(Proposal.versions))
                          .where(Proposal.id == proposal_id))


def latest_version(session: Session, proposal: Proposal) -> ProposalVersion:
    """The text that counts now."""
    return session.scalars(select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)
                           .order_by(ProposalVersion.number.desc()).limit(1)).one()


def waiting(session: Session, network: Network) -> list[Proposal]:
    """What the secretary has to judge, oldest first, with its text."""
    return list(session.scalars(
        select(Proposal).options(joinedload(Proposal.party), selectinload(Proposal.versions))
        .where(Proposal.network_id == network.id, Proposal.stage == Stage.RECEIVED).order_by(Proposal.id).limit(200)
    ))


def running_by_stage(session: Session, network: Network) -> dict[Stage, list[Proposal]]:
    """Judged proposals that did not end, by stage in the order of the road; the longest in its stage first."""
    rows = session.scalars(
        select(Proposal).options(joinedload(Proposal.party))
        .where(Proposal.network_id == network.id, Proposal.stage.not_in([*ENDED, Stage.RECEIVED]))
        .order_by(Proposal.stage_since, Proposal.id).limit(500)
    ).all()
    grouped = {stage: [row for row in rows if row.stage == stage] for stage in Stage}
    return {stage: found for stage, found in grouped.items() if found}


def round_is_open(session: Session, proposal: Proposal, now: datetime) -> bool:
    """Whether people may be reacting to this text at this moment."""
    # Rounds live below this package: their table is named, its class is not imported.
    rounds = Base.metadata.tables["comment_round"].c
    return bool(session.scalar(select(exists().where(
        rounds.proposal_id == proposal.id, rounds.opened_at <= now, rounds.closes_at > now))))


def next_sequence(session: Session, network: Network, year: int) -> int:
    last = session.scalar(
        select(func.max(Proposal.sequence)).where(Proposal.network_id == network.id, Proposal.year == year))
    return (last or 0) + 1


def text_of(paragraphs: tuple[Paragraph, ...], *others: str) -> str:
    """Everything that a proposal says, as one text: to look for numbers that should not be there."""
    return "\n".join([*others, *(part for p in paragraphs for part in (p.heading, p.text))])


def latest_of(proposal: Proposal) -> ProposalVersion:
    """The text that counts now, of a proposal whose versions were read along."""
    return max(proposal.versions, key=lambda version: version.number)


def belongs_to(network: Network) -> ColumnElement[bool]:
    """A proposal of this network, for queries about what runs now: they start from the few rounds and votes that run.

    The sum keeps the database from starting at the other end, with all proposals of the network.
    """
    return Proposal.network_id + 0 == network.id
