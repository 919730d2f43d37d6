"""The ways out when a proposal cannot go on as it lies with the boards: back to the table on the text of now, or the end.

Another proposal changed the same article meanwhile, or a network that uses the arrangements too refuses (IN 5.4).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused
from portal.core.revisions import Paragraph
from portal.decisions import messages
from portal.decisions.queries import asked_boards, facts_of, submission_of
from portal.decisions.rules import Returning, reworked_text
from portal.networks.queries import latest_version
from portal.notifications.operations import queue
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal
from portal.proposals.operations import add_version, take_step
from portal.proposals.rules import Stage


def return_proposal(session: Session, proposal: Proposal, choice: Returning, *, reason: str, actor: Actor, now: datetime) -> None:
    """Give the proposal back to the table, set against the agreement as it reads now, or end it; with reasons.

    The boards that were asked are told that they need not decide any more. Raises Refused while it can still go on, and for
    a rework of which nothing is left: the agreement already says what it asked.
    """
    lock(session, proposal)
    was_submitted, facts = proposal.stage == Stage.SUBMITTED, facts_of(session, proposal, now)
    text = text_of_now(session, proposal)
    if choice == Returning.REWORK and not any(paragraph.is_changed for paragraph in text):
        raise Refused("decision:nothing-left", field="choice")
    take_step(session, proposal, choice.value, facts=facts, reason=reason, actor=actor, now=now)
    latest = proposals.latest_version(session, proposal)
    if choice == Returning.REWORK:
        add_version(session, proposal, paragraphs=text, explanation=latest.explanation, actor=actor, now=now)
    if was_submitted and (submission := submission_of(session, proposal)):
        queue(session, messages.taken_back(proposal, submission, choice, reason, asked_boards(session, proposal, now)), now=now)


def text_of_now(session: Session, proposal: Proposal) -> tuple[Paragraph, ...]:
    """What the proposal asks, set against the agreement as it reads now."""
    proposed = proposals.latest_version(session, proposal).paragraphs
    if proposal.agreement is None:
        return proposed
    return reworked_text(latest_version(session, proposal.agreement).paragraphs, proposed)
