"""Queries about the terms of rounds: which run, which an outage touches, who did not react and who has a draft."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import RoleGrant, User
from portal.accounts.queries import holding
from portal.contributions.models import Draft
from portal.contributions.rules import Kind
from portal.members.queries import network_recipients
from portal.networks.models import Network
from portal.parties.queries import Recipient
from portal.proposals.models import Proposal
from portal.proposals.queries import belongs_to
from portal.proposals.rules import ENDED
from portal.rounds.models import Answer, CommentRound, Outage, Reaction, RoundRead
from portal.rounds.queries import counted

_WITH_ALL = (joinedload(CommentRound.proposal).joinedload(Proposal.network), joinedload(CommentRound.text_version))


def running(session: Session, now: datetime) -> list[CommentRound]:
    """Rounds of every network that are open now."""
    return list(session.scalars(
        select(CommentRound).join(CommentRound.proposal).options(*_WITH_ALL)
        .where(Proposal.stage.not_in(ENDED), CommentRound.opened_at <= now, CommentRound.closes_at > now)
        .order_by(CommentRound.id)))


def rounds_between(session: Session, network: Network, began_at: datetime, ended_at: datetime) -> list[CommentRound]:
    """Rounds that were open at some moment between, of proposals that still go on."""
    return list(session.scalars(
        select(CommentRound).join(CommentRound.proposal).options(*_WITH_ALL)
        .where(belongs_to(network.id), Proposal.stage.not_in(ENDED), CommentRound.opened_at < ended_at,
               CommentRound.closes_at > began_at)
        .order_by(CommentRound.closes_at, CommentRound.id)))


def outage_between(session: Session, network: Network, began_at: datetime, ended_at: datetime) -> Outage | None:
    """An outage that was stated and overlaps with this one."""
    return session.scalar(select(Outage).where(
        Outage.network_id == network.id, Outage.began_at < ended_at, Outage.ended_at > began_at).limit(1))


def outages(session: Session, network: Network) -> list[Outage]:
    return list(session.scalars(select(Outage).where(Outage.network_id == network.id).order_by(Outage.id.desc()).limit(20)))


def has_answers(session: Session, round_: CommentRound) -> bool:
    """Whether answers of this round are public."""
    return session.scalar(select(Answer.id).join(Answer.reaction).where(
        Reaction.round_id == round_.id, Answer.published_at.is_not(None)).limit(1)) is not None


def has_later(session: Session, round_: CommentRound) -> bool:
    """Whether the proposal had a newer round."""
    return session.scalar(select(CommentRound.id).where(
        CommentRound.proposal_id == round_.proposal_id, CommentRound.id > round_.id).limit(1)) is not None


def silent_recipients(session: Session, round_: CommentRound) -> list[Recipient]:
    """The contact persons of members that have no reaction in this round and did not say that they leave it at reading."""
    spoke = set(session.scalars(select(Reaction.party_id).where(
        Reaction.round_id == round_.id, Reaction.party_id.is_not(None), counted())))
    spoke |= set(session.scalars(select(RoundRead.party_id).where(RoundRead.round_id == round_.id)))
    return [person for person in network_recipients(session, round_.proposal.network) if person.party_id not in spoke]


def unsent_drafts(session: Session, now: datetime) -> list[tuple[Draft, str, CommentRound]]:
    """Drafts of reactions in rounds that are open, with the address of who began them, when that person still acts there."""
    rounds = {str(round_.id): round_ for round_ in running(session, now)}
    if not rounds:
        return []
    acts = select(RoleGrant.id).where(RoleGrant.user_id == Draft.person_id, RoleGrant.party_id == Draft.party_id, holding(now)).exists()
    rows = session.execute(
        select(Draft, User.email).join(User, User.id == Draft.person_id)
        .where(Draft.kind == Kind.REACTION, Draft.about.in_(rounds), Draft.party_id.is_(None) | acts)).all()
    return [(draft, email, rounds[draft.about]) for draft, email in rows]
