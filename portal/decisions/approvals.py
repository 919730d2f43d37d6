"""Other networks that use the shared arrangements approve a change, each by its secretary, before it holds (IN 5.4)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused
from portal.decisions import messages
from portal.decisions.models import NetworkApproval
from portal.decisions.operations import conclude
from portal.decisions.queries import approval_grid, network_secretaries, submission_of
from portal.decisions.rules import ApprovalChoice
from portal.networks.models import Network
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage


@dataclass(frozen=True, slots=True)
class OwnVote:
    """The outcome of a vote that a network held itself about the change."""

    voted_on: date
    votes_for: int
    votes_against: int


def state_approval(session: Session, proposal: Proposal, network: Network, *, approved: bool, reason: str,
                   vote: OwnVote | None = None, actor: Actor, now: datetime) -> NetworkApproval:
    """State for a network whether it approves; it may think again as long as the proposal lies with the boards.

    With the last approval that is needed the proposal is concluded. Both networks make it known. Raises Refused for a
    network that is not asked, without reasons, and for a vote that cannot have been held.
    """
    lock(session, proposal)
    submission = submission_of(session, proposal)
    rows = {row.network.id: row for row in approval_grid(session, proposal, now)}
    if submission is None or proposal.stage != Stage.SUBMITTED or network.id not in rows:
        raise Refused("decision:approval-not-asked")
    check_approval(reason, vote, now)
    before = rows[network.id].approval
    approval = NetworkApproval(
        submission_id=submission.id, network_id=network.id, approved=approved, reason=reason, stated_at=now,
        person_name=actor.person_name, voted_on=vote.voted_on if vote else None, votes_for=vote.votes_for if vote else None,
        votes_against=vote.votes_against if vote else None)
    session.add(approval)
    choice = ApprovalChoice.of(approved)
    record(session, approval, "decision:approve", actor=actor, now=now, reason=reason, proposal=proposal.id, network=network.id,
           choice=(before and ApprovalChoice.of(before.approved), choice), voted_on=approval.voted_on,
           votes=[vote.votes_for, vote.votes_against] if vote else None)
    for home, path in ((proposal.network, f"/besluiten/{proposal.number}"), (network, f"/besluiten/gedeeld/{proposal.id}")):
        publish(session, "decision:approval", network_id=home.id, title=proposal.title, path=path, now=now, reason=reason,
                proposal_id=proposal.id if home is proposal.network else None, network=network.name, approves=choice)
    queue(session, messages.approval_stated(approval, network, proposal, network_secretaries(session, proposal.network, now)), now=now)
    conclude(session, proposal, actor=actor, now=now)
    return approval


def check_approval(reason: str, vote: OwnVote | None, now: datetime) -> None:
    if not reason.strip():
        raise Refused("decision:approval-reason-missing", field="reason")
    if vote and vote.voted_on > local_day(now):
        raise Refused("decision:vote-ahead", field="voted_on")
    if vote and not 0 < vote.votes_for + vote.votes_against < 1_000_000:
        raise Refused("decision:vote-empty", field="votes_for")
