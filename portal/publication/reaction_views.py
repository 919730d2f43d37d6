"""The permanent address of a reaction: it leads to where the reaction stands, on whichever page of its round."""

from flask import Blueprint, abort, redirect, url_for
from sqlalchemy import func
from sqlalchemy.orm import Session, contains_eager
from werkzeug.wrappers import Response

from portal.core.access import Actor, current_actor, public
from portal.core.database import db
from portal.networks.models import Network
from portal.networks.queries import current_network
from portal.proposals.models import Proposal
from portal.proposals.queries import visible_rows as visible_proposals
from portal.publication.dossier import REACTIONS
from portal.rounds.memo import part_with
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.queries import round_of, visible_rows


def add_to(bp: Blueprint) -> None:
    bp.get("/reacties/<int:reaction_id>")(reaction)


@public
def reaction(reaction_id: int) -> Response:
    """To the page of the round that shows it; of a round before the last one to the reaction memo, or else to the proposal."""
    actor = current_actor()
    found = _visible(db.session, current_network(db.session), actor, reaction_id) or abort(404)
    last, number = round_of(db.session, found.round.proposal), found.round.proposal.number
    if last and last.id == found.round_id:
        return redirect(url_for("publication.proposal", number=number, reacties=_begin_of_page(db.session, found, actor), _anchor=f"r{found.id}"))
    if part := part_with(db.session, found.round, found.id):
        version = found.round.text_version.number
        return redirect(url_for("rounds.show_memo", number=number, versie=version, deel=part if part > 1 else None, _anchor=f"r{found.id}"))
    return redirect(url_for("publication.proposal", number=number, _anchor="reacties"))


def _visible(session: Session, network: Network, actor: Actor, reaction_id: int) -> Reaction | None:
    return session.scalar(
        visible_rows(actor).join(Reaction.round).join(CommentRound.proposal)
        .options(contains_eager(Reaction.round).contains_eager(CommentRound.proposal))
        .where(Reaction.id == reaction_id, CommentRound.proposal_id.in_(visible_proposals(actor, network).with_only_columns(Proposal.id))))


def _begin_of_page(session: Session, found: Reaction, actor: Actor) -> int | None:
    """The number with which its page begins when the round is leafed through from the newest; None for the first page."""
    of_round = visible_rows(actor).where(Reaction.round_id == found.round_id)
    newer = session.scalar(of_round.where(Reaction.number > found.number).with_only_columns(func.count())) or 0
    before = newer // REACTIONS * REACTIONS
    return session.scalar(of_round.with_only_columns(Reaction.number).order_by(Reaction.number.desc()).offset(before).limit(1)) if before else None
