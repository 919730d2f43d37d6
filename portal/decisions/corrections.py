"""A board's decision that was typed wrong is corrected with a reason, as long as nothing came into force; and what that undoes."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.decisions import messages
from portal.decisions.models import BoardDecision, Submission
from portal.decisions.operations import (
    Decided,
    check_decision,
    conclude,
    mandate_for,
    publish_decision,
    put_on_record,
)
from portal.decisions.queries import asked_networks, facts_of, stands, submission_of, version_from
from portal.decisions.rules import BoardChoice
from portal.members.queries import network_recipients
from portal.networks import queries as networks
from portal.networks.models import AgreementVersion
from portal.networks.operations import publish_agreement_version
from portal.notifications.operations import queue
from portal.proposals.models import Proposal
from portal.proposals.operations import take_step
from portal.proposals.rules import Facts, Stage

CORRECTABLE = (Stage.SUBMITTED, Stage.ADOPTED, Stage.REJECTED)


def correct_board_decision(session: Session, decision: BoardDecision, decided: Decided, *, correction: str, actor: Actor,
                           now: datetime) -> BoardDecision:
    """Put the right record in the place of one that was typed wrong. The old one stays on record, with the reason.

    When the decisions then add up to something else, an adoption or rejection is undone, and the proposal lies with the
    boards again. Raises Refused when something came into force, Stale when somebody else corrected it first.
    """
    proposal = decision.proposal
    lock(session, proposal)
    mandate = mandate_for(session, proposal.network, decision.municipality_id, actor, now)
    submission = check_correction(session, decision, decided, correction, now)
    _check_still_possible(session, decision, decided.adopted, now)
    right = put_on_record(session, submission, proposal, decision.municipality_id, decided, mandate, replaces=decision,
                          correction=correction, actor=actor, now=now)
    record(session, right, "decision:correct-board", actor=actor, now=now, reason=correction, proposal=proposal.id,
           municipality=decision.municipality_id, replaces=decision.id,
           adopted=(BoardChoice.of(decision.adopted), BoardChoice.of(decided.adopted)),
           decided_on=(decision.decided_on, decided.decided_on), number=(decision.number, decided.number))
    publish_decision(session, "decision:board-corrected", right, decided.reason, now)
    _undo(session, proposal, correction, actor=actor, now=now)
    if proposal.stage == Stage.SUBMITTED:
        conclude(session, proposal, actor=actor, now=now)
    return right


def check_correction(session: Session, decision: BoardDecision, decided: Decided, correction: str, now: datetime) -> Submission:
    """Everything that can be refused beforehand; answers the submission that the decision is about."""
    proposal = decision.proposal
    submission = submission_of(session, proposal)
    if not stands(session, decision):
        raise Stale(decision.reason)
    if submission is None or submission.id != decision.submission_id or proposal.stage not in CORRECTABLE:
        raise Refused("decision:too-late-to-correct")
    if not correction.strip():
        raise Refused("decision:correction-missing", field="correction")
    check_decision(submission, decided.decided_on, decided.number, decided.reason, now)
    if (decided.adopted, decided.decided_on, decided.number, decided.reason, decided.document) == (
            decision.adopted, decision.decided_on, decision.number, decision.reason, decision.document):
        raise Refused("decision:nothing-corrected")
    return submission


def _check_still_possible(session: Session, decision: BoardDecision, adopted: bool, now: datetime) -> None:
    proposal = decision.proposal
    if proposal.stage != Stage.ADOPTED:
        return
    if facts_of(session, proposal, now).in_force:
        raise Refused("decision:too-late-to-correct")
    version = version_from(session, proposal)
    if adopted != decision.adopted and version and networks.latest_version(session, version.agreement).id != version.id:
        raise Refused("decision:changed-since")  # another change was built on this text


def _undo(session: Session, proposal: Proposal, reason: str, *, actor: Actor, now: datetime) -> None:
    session.flush()
    facts = facts_of(session, proposal, now)
    if proposal.stage == Stage.ADOPTED and not facts.boards_allow_adoption:
        version = version_from(session, proposal)
        asked = asked_networks(session, version, now) if version else [proposal.network]
        _step(session, proposal, "undo_adoption", facts, reason, actor, now)
        if version is not None:
            _restore(session, version, reason, actor=actor, now=now)
        for network in asked:
            queue(session, messages.adoption_undone(proposal, reason, network, network_recipients(session, network)), now=now)
    elif proposal.stage == Stage.REJECTED and not facts.boards_forbid_adoption:
        _step(session, proposal, "undo_rejection", facts, reason, actor, now)


def _step(session: Session, proposal: Proposal, name: str, facts: Facts, reason: str, actor: Actor, now: datetime) -> None:
    take_step(session, proposal, name, facts=facts, reason=reason, actor=actor, now=now, path=f"/besluiten/{proposal.number}")


def _restore(session: Session, version: AgreementVersion, reason: str, *, actor: Actor, now: datetime) -> None:
    """Versions are never taken away: the next one says again what held before, from the day on which the other would start."""
    before = next(row for row in reversed(version.agreement.versions) if row.number < version.number)
    publish_agreement_version(
        session, version.agreement, paragraphs=before.paragraphs, proposal_id=None, reason=reason, actor=actor, now=now,
        in_force_from=max(version.in_force_from, local_day(now) + timedelta(days=1)))
