"""Proposals that a reader may see, their texts, and what waits for the secretary."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only, raiseload, selectinload

from portal.accounts.models import Role
from portal.contributions.models import Attachment, ConfidentialPart
from portal.core.access import Actor
from portal.core.database import Base, only_compared
from portal.core.revisions import Paragraph
from portal.networks.models import Agreement, Network, NetworkAgreement
from portal.proposals.models import Objection, Proposal, ProposalVersion, Support
from portal.proposals.rules import ENDED, Stage, takes_others_in

_NUMBER = re.compile(r"([0-9]{4})-([0-9]{2,6})")


def visible_rows(actor: Actor, network: Network) -> Select[Proposal]:
    """THE visibility query of proposals: published ones, the reader's party's own, and for the secretary all whose address is
    known to be the sender's.

    Pages, lists, feed, search and exports all start here. What is hidden stands in it: the record says that it is there and why
    its text is not; `Proposal.title` gives its number alone.
    """
    return _visible_rows(network.id, Role.SECRETARY in actor.roles, actor.party_id)


@lru_cache(maxsize=256)  # every list begins here, and putting it together takes longer than the answer
def _visible_rows(network_id: int, is_secretary: bool, party_id: int | None) -> Select[Proposal]:
    proposals = select(Proposal).where(Proposal.network_id == network_id, ~Proposal.awaits_address)
    if is_secretary:
        return proposals
    public = Proposal.published_at.is_not(None)
    return proposals.where(public if party_id is None else or_(public, Proposal.party_id == party_id))


def visible(actor: Actor, network: Network) -> Select[Proposal]:
    """What the reader may see, each with its sender and its agreement; of a confidential part that it is there and why."""
    return _with_sender(visible_rows(actor, network))


@lru_cache(maxsize=256)
def _with_sender(rows: Select[Proposal]) -> Select[Proposal]:
    return rows.options(
        joinedload(Proposal.party), joinedload(Proposal.agreement), joinedload(Proposal.municipality),
        joinedload(Proposal.confidential).defer(ConfidentialPart.text, raiseload=True))


def by_number(session: Session, network: Network, number: str, actor: Actor, *, with_others: bool = False) -> Proposal | None:
    """A proposal that the actor may see, by what people call it: '2026-07'. For its own page `with_others`: with who supports it,
    what was sent along and which networks use its agreement, a handful of rows each.
    """
    found = _NUMBER.fullmatch(number)
    if not found:
        return None
    year, sequence = map(int, found.groups())
    wanted = _numbered(visible(actor, network), with_others)
    proposal: Proposal | None = session.scalars(wanted, {"year": year, "sequence": sequence}).unique().one_or_none()
    return proposal if proposal and proposal.number == number else None


@lru_cache(maxsize=256)
def _numbered(rows: Select[Proposal], with_others: bool) -> Select[Proposal]:
    wanted = rows.where(Proposal.year == bindparam("year"), Proposal.sequence == bindparam("sequence"))
    if not with_others:
        return wanted
    documents = joinedload(Proposal.attachments)
    return wanted.options(documents.joinedload(Attachment.document), documents.joinedload(Attachment.public_document),
                          joinedload(Proposal.supports).joinedload(Support.party),
                          joinedload(Proposal.agreement).joinedload(Agreement.uses).joinedload(NetworkAgreement.network))


def by_key(session: Session, key: str) -> Proposal | None:
    """A proposal by the secret of its receipt: the sender follows it without an account."""
    return session.scalar(select(Proposal).options(
        joinedload(Proposal.party), joinedload(Proposal.agreement), joinedload(Proposal.confidential)).where(Proposal.follow_key == key))


def by_id(session: Session, proposal_id: int) -> Proposal | None:
    """For the secretary's pages, with its texts."""
    return session.scalar(select(Proposal).options(joinedload(Proposal.party), joinedload(Proposal.agreement),
                                                   joinedload(Proposal.confidential), joinedload(Proposal.municipality),
                                                   selectinload(Proposal.versions))
                          .where(Proposal.id == proposal_id))


def latest_version(session: Session, proposal: Proposal) -> ProposalVersion:
    """The text that counts now."""
    return session.scalars(select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)
                           .order_by(ProposalVersion.number.desc()).limit(1)).one()


def version_of(session: Session, proposal: Proposal, number: int) -> ProposalVersion | None:
    return session.scalar(select(ProposalVersion).where(
        ProposalVersion.proposal_id == proposal.id, ProposalVersion.number == number))


def to_judge(network: Network) -> Select[Proposal]:
    """What the secretary has to judge; what awaits its address is not in it."""
    return select(Proposal).where(
        Proposal.network_id == network.id, Proposal.stage == Stage.RECEIVED, ~Proposal.awaits_address)


def waiting(session: Session, network: Network) -> list[Proposal]:
    """What the secretary has to judge, the one that came in first on top, with its text."""
    return list(session.scalars(
        to_judge(network).options(joinedload(Proposal.party), selectinload(Proposal.versions))
        .order_by(Proposal.received_at, Proposal.id).limit(200)
    ))


def awaiting_address(session: Session, network: Network) -> list[Proposal]:
    """What came in without an account and was not confirmed: only that it is there, the newest first."""
    return list(session.scalars(
        select(Proposal).options(raiseload("*"), load_only(Proposal.year, Proposal.sequence, Proposal.received_at))
        .where(Proposal.network_id == network.id, Proposal.awaits_address).order_by(Proposal.id.desc()).limit(50)))


def unanswered_objections(session: Session, network: Network) -> list[Objection]:
    """What senders said of a judgement and nobody answered yet, the oldest first."""
    return list(session.scalars(
        select(Objection).join(Objection.proposal).options(contains_eager(Objection.proposal).joinedload(Proposal.party))
        .where(Proposal.network_id == network.id, Objection.answered_at.is_(None)).order_by(Objection.id).limit(200)))


def objection_to(session: Session, proposal: Proposal) -> Objection | None:
    """What the sender said of the judgement of this proposal."""
    return session.scalar(select(Objection).where(Objection.proposal_id == proposal.id))


def supports(session: Session, proposal: Proposal) -> list[Support]:
    """The parties that stand behind it, in the order in which they came. One query."""
    return list(session.scalars(select(Support).options(joinedload(Support.party))
                                .where(Support.proposal_id == proposal.id).order_by(Support.given_at, Support.id)))


def support_of(session: Session, proposal: Proposal, party_id: int | None) -> Support | None:
    return session.scalar(select(Support).where(Support.proposal_id == proposal.id, Support.party_id == party_id))


def may_take_in(session: Session, proposal: Proposal) -> list[Proposal]:
    """Public proposals of the network into which this one can be merged, those about the same agreement first."""
    order = proposal.network.profile.order
    open_stages = [stage for stage in Stage if takes_others_in(stage, order)]
    same = Proposal.agreement_id == proposal.agreement_id
    return list(session.scalars(
        select(Proposal).where(Proposal.network_id == proposal.network_id, Proposal.id != proposal.id,
                               Proposal.published_at.is_not(None), Proposal.stage.in_(open_stages))
        .order_by(case((same, 0), else_=1), Proposal.id.desc()).limit(200)))


@dataclass(frozen=True, slots=True)
class Merged:
    """The trace of a merge on both proposals: what this one went on in, and what was taken up in it."""

    into: Proposal | None
    taken_in: list[Proposal]

    def __bool__(self) -> bool:
        return bool(self.into or self.taken_in)


def merged(session: Session, proposal: Proposal) -> Merged:
    """Both ends of the merges of a proposal. One query."""
    rows = session.scalars(
        select(Proposal).options(joinedload(Proposal.party))
        .where(or_(Proposal.merged_into_id == proposal.id, Proposal.id == proposal.merged_into_id)).order_by(Proposal.id)).all()
    into = next((row for row in rows if row.id == proposal.merged_into_id), None)
    return Merged(into, [row for row in rows if row.merged_into_id == proposal.id])


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


CARD = (Proposal.written_title, Proposal.hidden_at, Proposal.year, Proposal.sequence, Proposal.published_at, Proposal.stage, Proposal.stage_since)
"""What lists of work tell of a proposal: none is read whole, with all its texts. For `load_only`."""


def belongs_to(network_id: int) -> ColumnElement[bool]:
    """A proposal of this network, for queries about what runs now: they start from the few rounds and votes that run.

    SQLite would start at the other end, with all proposals of the network.
    """
    return only_compared(Proposal.network_id) == network_id
