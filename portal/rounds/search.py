"""What can be found of comment rounds: why there is more time, published reactions with their answers, a party's own ones."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.contributions.queries import public_name
from portal.core.indexing import MUNICIPALITY, PUBLIC, Entry, Source, Touched, has_changed, of_party
from portal.core.language import say
from portal.core.markup import plain
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal
from portal.rounds.messages import about, path_of
from portal.rounds.models import Answer, CommentRound, Extension, Reaction, ReactionReply, Rejoinder
from portal.rounds.queries import visible_rows
from portal.rounds.rules import ReactionState


def _rounds(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    for round_ in session.scalars(
            select(CommentRound).options(joinedload(CommentRound.proposal), selectinload(CommentRound.extensions))
            .where(CommentRound.id.in_(ids)).execution_options(populate_existing=True)):
        proposal = round_.proposal
        until = say("round:until", closes_at=round_.closes_at)
        yield Entry(proposal.network_id, "round", round_.id, f"{path_of(proposal)}#reacties", proposal.title,
                    "\n".join([until, *(extension.reason for extension in round_.extensions)]), round_.opened_at,
                    label=proposal.number, marks=_laws(proposal))


# Put together once: every reaction that comes in is looked up so, in the last minute too.
_REACTIONS = (
    select(Reaction).options(joinedload(Reaction.party), joinedload(Reaction.answer), joinedload(Reaction.rejoinder),
                             selectinload(Reaction.replies), joinedload(Reaction.round).joinedload(CommentRound.proposal))
    .where(Reaction.id.in_(bindparam("ids", expanding=True))).execution_options(populate_existing=True))


def _reactions(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    for reaction in session.scalars(_REACTIONS, {"ids": list(ids)}):
        if reaction.awaits_address:
            continue
        if reaction.state == ReactionState.PUBLISHED and not reaction.is_withdrawn and not reaction.is_hidden:
            after = [said.public_html for said in (reaction.rejoinder, *reaction.replies) if said and _is_on_site(said)]
            yield _reaction(reaction, reaction.path, "\n".join(plain(html) for html in (reaction.public_html, *after)))
            continue
        yield _reaction(reaction, f"/bureau/reacties/{reaction.id}", reaction.text, audience=MUNICIPALITY)
        if reaction.party_id is not None:
            yield _reaction(reaction, f"/reacties/volg/{reaction.follow_key}", reaction.text,
                            audience=of_party(reaction.party_id))


def _is_on_site(said: Rejoinder | ReactionReply) -> bool:
    waits = isinstance(said, ReactionReply) and said.awaits_address
    return said.state == ReactionState.PUBLISHED and not said.is_hidden and not waits


def _reaction(reaction: Reaction, path: str, text: str, audience: str = PUBLIC) -> Entry:
    proposal, answer = reaction.round.proposal, reaction.answer
    said = [text, *([plain(answer.html)] if answer and answer.published_at else [])]
    said.append(f"{say(reaction.position)}. {about(reaction.labels)}.")
    title = say("reaction:found", name=public_name(reaction), title=proposal.title)
    return Entry(proposal.network_id, "reaction", reaction.id, path, title, "\n".join(said), reaction.received_at, audience,
                 label=proposal.number, marks=_laws(proposal))


def _laws(proposal: Proposal) -> tuple[str, ...]:
    return tuple(f"law:{law}" for law in sorted(proposal.laws))


def _rounds_of(proposal: Proposal) -> Touched:
    shown = has_changed(proposal, "written_title", "hidden_at", "laws", "published_at")
    return select(CommentRound.id).where(CommentRound.proposal_id == proposal.id) if shown else ()


def _reactions_to(proposal: Proposal) -> Touched:
    shown = has_changed(proposal, "written_title", "hidden_at", "laws")
    return (select(Reaction.id).join(Reaction.round).where(CommentRound.proposal_id == proposal.id)) if shown else ()


def _visible_rounds(actor: Any, network: Any) -> Any:
    return (proposals.visible_rows(actor, network).join(CommentRound, CommentRound.proposal_id == Proposal.id)
            .with_only_columns(CommentRound.id))


SOURCES = [
    Source("round", select(CommentRound.id, CommentRound.opened_at), _rounds, visible=_visible_rounds,
           touched_by={CommentRound: lambda round_: [round_.id], Extension: lambda extension: [extension.round_id],
                       Proposal: _rounds_of}),
    Source("reaction", select(Reaction.id, Reaction.received_at), _reactions,
           visible=lambda actor, _network: visible_rows(actor).with_only_columns(Reaction.id),
           touched_by={Reaction: lambda reaction: [reaction.id], Answer: lambda answer: [answer.reaction_id],
                       Rejoinder: lambda rejoinder: [rejoinder.reaction_id], ReactionReply: lambda reply: [reply.reaction_id], Proposal: _reactions_to}),
]
