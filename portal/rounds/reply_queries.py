"""Replies by their key and for the secretary; the reaction that somebody may reply to."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.core.access import OUTSIDER
from portal.networks.models import Network
from portal.proposals.models import Proposal
from portal.proposals.queries import belongs_to
from portal.rounds.models import CommentRound, Reaction, ReactionReply
from portal.rounds.queries import visible_rows
from portal.rounds.rules import ReactionState


def _with_all(query: Any) -> Any:
    about = joinedload(ReactionReply.reaction)
    return query.options(joinedload(ReactionReply.party), about.joinedload(Reaction.party),
                         about.joinedload(Reaction.round).joinedload(CommentRound.proposal).joinedload(Proposal.network))


def open_to_replies(session: Session, reaction_id: int) -> Reaction | None:
    """A reaction as it stands on the site, with its sender; none when it is hidden or withdrawn."""
    return session.scalar(
        visible_rows(OUTSIDER).where(Reaction.id == reaction_id, Reaction.withdrawn_at.is_(None), Reaction.hidden_at.is_(None))
        .options(joinedload(Reaction.party), joinedload(Reaction.round).joinedload(CommentRound.proposal)))


def reply_by_key(session: Session, key: str) -> ReactionReply | None:
    """A reply by the secret of its letter: its sender follows it without an account."""
    found: ReactionReply | None = session.scalar(_with_all(select(ReactionReply)).where(ReactionReply.follow_key == key))
    return found


def reply_to_read(session: Session, reply_id: int) -> ReactionReply | None:
    """A reply for the secretary; not before its address is confirmed."""
    found: ReactionReply | None = session.scalar(_with_all(select(ReactionReply)).where(ReactionReply.id == reply_id, ~ReactionReply.awaits_address))
    return found


def replies_to_read(session: Session, network: Network, round_id: int | None = None) -> list[ReactionReply]:
    """Replies that nobody read yet, the oldest first; of one round, or of all."""
    query = (select(ReactionReply).join(ReactionReply.reaction).join(Reaction.round).join(CommentRound.proposal)
             .options(joinedload(ReactionReply.party),
                      contains_eager(ReactionReply.reaction).contains_eager(Reaction.round).contains_eager(CommentRound.proposal))
             .where(belongs_to(network.id), ReactionReply.state == ReactionState.NEW, ~ReactionReply.awaits_address)
             .order_by(ReactionReply.id).limit(200))
    return list(session.scalars(query if round_id is None else query.where(CommentRound.id == round_id)))
