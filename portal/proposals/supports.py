"""The verbs of support: a party stands behind the proposal of somebody else, and may take that back until the vote."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.operations import senders
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused
from portal.members.queries import is_member
from portal.notifications.operations import queue
from portal.proposals import messages
from portal.proposals.models import Proposal, Support
from portal.proposals.queries import support_of, supports
from portal.proposals.rules import may_be_supported


def support(session: Session, proposal: Proposal, *, reason: str = "", actor: Actor, now: datetime) -> Support:
    """Put the party's name under the proposal; the author gets a letter. Refused for the author itself, for who is no member,
    a second time, and once the vote is open.
    """
    _check_stage(session, proposal)
    if actor.party_id is None or not is_member(session, proposal.network, actor.party_id):
        raise Refused("support:members-only")
    if actor.party_id == proposal.party_id:
        raise Refused("support:own-proposal")
    if support_of(session, proposal, actor.party_id):
        raise Refused("support:given")
    given = Support(proposal_id=proposal.id, party_id=actor.party_id, person_id=actor.person_id, reason=reason, given_at=now)
    session.add(given)
    record(session, proposal, "proposal:support", actor=actor, now=now, reason=reason, party=actor.party_id)
    queue(session, messages.supported(proposal, senders(session, proposal), given.id, actor.acts_for_name, reason), now=now)
    return given


def take_back_support(session: Session, proposal: Proposal, *, actor: Actor, now: datetime) -> None:
    """Take the party's name away again, until the vote; the author gets a letter."""
    _check_stage(session, proposal)
    given = support_of(session, proposal, actor.party_id)
    if given is None:
        raise Refused("support:not-given")
    record(session, proposal, "proposal:unsupport", actor=actor, now=now, party=actor.party_id)
    queue(session, messages.support_taken_back(proposal, senders(session, proposal), given.id, actor.acts_for_name), now=now)
    session.delete(given)


def move_along(session: Session, proposal: Proposal, into: Proposal) -> int:
    """Who supported a proposal supports the one that it was merged into; who did so already, or sent that in, is there."""
    there = {row.party_id for row in supports(session, into)} | {into.party_id}
    moving = [row for row in supports(session, proposal) if row.party_id not in there]
    session.add_all(Support(proposal_id=into.id, party_id=row.party_id, person_id=row.person_id, reason=row.reason,
                            given_at=row.given_at, came_from_id=proposal.id) for row in moving)
    return len(moving)


def _check_stage(session: Session, proposal: Proposal) -> None:
    lock(session, proposal)
    if proposal.published_at is None or proposal.is_hidden or not may_be_supported(proposal.stage, proposal.network.profile.order):
        raise Refused("support:too-late")
