"""What comes of a judgement: merging with a similar proposal, what the sender says of it, and thinking again."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.operations import senders
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.proposals import messages
from portal.proposals.models import Objection, Proposal
from portal.proposals.operations import make_public, take_step
from portal.proposals.queries import objection_to, round_is_open
from portal.proposals.rules import Stage, may_be_merged, may_be_objected_to, takes_others_in
from portal.proposals.supports import move_along


def merge_proposal(session: Session, proposal: Proposal, into: Proposal, *, reason: str, actor: Actor, now: datetime) -> None:
    """Take a proposal up in a similar one, which goes on for both (ZL 6.5). The trace stays on both, who supported it moves
    along, both senders are told. What was not public does not become so by this.
    """
    for row in sorted((proposal, into), key=lambda row: row.id):
        lock(session, row)
    order = proposal.network.profile.order
    if into.id == proposal.id or into.network_id != proposal.network_id or into.published_at is None \
            or not takes_others_in(into.stage, order):
        raise Refused("merge:not-into-this", field="into")
    if proposal.awaits_address or not may_be_merged(proposal.stage):
        raise Refused("merge:too-late")
    if any(round_is_open(session, one, now) for one in (proposal, into)):
        raise Refused("unmet:round-open")
    take_step(session, proposal, "set_aside", reason=reason, actor=actor, now=now, told="proposal:merge", number=into.number)
    proposal.merged_into_id = into.id
    moved = move_along(session, proposal, into)
    record(session, proposal, "proposal:merge", actor=actor, now=now, reason=reason, into=into.number)
    record(session, into, "proposal:take-in", actor=actor, now=now, reason=reason, taken_in=proposal.number, supporters=moved)
    publish(session, "proposal:take-in", network_id=into.network_id, title=into.title, now=now, proposal_id=into.id, reason=reason,
            path=into.path, number=proposal.number)
    queue(session, messages.took_in(into, proposal, senders(session, into), reason), now=now)


def object_to_judgement(session: Session, proposal: Proposal, *, text: str, actor: Actor, now: datetime) -> Objection:
    """The sender says once what it thinks of the judgement (ZL 6.4, 5.5). The secretary reads it; it does not come on the site."""
    lock(session, proposal)
    if not may_be_objected_to(proposal.stage):
        raise Refused("objection:too-late")
    if objection_to(session, proposal):
        raise Refused("objection:given")
    objection = Objection(proposal_id=proposal.id, text=text, person_name=actor.person_name or proposal.sender_name, received_at=now)
    session.add(objection)
    record(session, proposal, "proposal:object", actor=actor, now=now)
    return objection


def answer_objection(session: Session, objection: Objection, *, answer: str, reconsider: bool, version: int, actor: Actor,
                     now: datetime) -> None:
    """Answer what the sender said: the judgement stays, or a proposal that was set aside goes on the agenda after all."""
    lock(session, objection)
    proposal = objection.proposal
    lock(session, proposal)
    if objection.version != version or objection.answered_at is not None:
        raise Stale(objection.answer)
    if reconsider and (proposal.stage != Stage.SET_ASIDE or proposal.merged_into_id is not None):
        raise Refused("objection:nothing-to-reconsider", field="outcome")
    objection.answered_at, objection.answer, objection.reconsidered = now, answer, reconsider
    record(session, proposal, "proposal:answer-objection", actor=actor, now=now, reason=answer, reconsidered=reconsider)
    if reconsider:
        make_public(session, proposal, now)
        take_step(session, proposal, "reconsider", reason=answer, actor=actor, now=now)
    else:
        queue(session, messages.objection_answered(proposal, senders(session, proposal), answer), now=now)
