"""The verbs of deciding: submitting with reasons, recording what boards decide, and saying who takes part (IN 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.models import Role
from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused
from portal.core.revisions import Paragraph
from portal.decisions import messages
from portal.decisions.models import BoardDecision, Participation, Submission
from portal.decisions.queries import (
    approval_grid,
    asked_networks,
    board_staff,
    decision_of,
    facts_of,
    network_secretaries,
    participation_of,
    proposal_behind,
    speaks_in,
    submission_of,
)
from portal.decisions.rules import BoardChoice, changed_text, deviates
from portal.members.queries import network_recipients
from portal.networks import queries as networks
from portal.networks.models import AgreementVersion, Network
from portal.networks.operations import publish, publish_agreement_version
from portal.networks.rules import Silence
from portal.notifications.operations import queue
from portal.parties.queries import recipients
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal
from portal.proposals.operations import take_step
from portal.proposals.rules import Facts, Stage, next_steps
from portal.region.models import Mandate
from portal.region.queries import mandates_in_force
from portal.region.rules import MandateTask
from portal.votes.queries import outcome_after, vote_of


def decide_submission(session: Session, proposal: Proposal, *, submit: bool, reason: str, in_force_from: date | None = None,
                      facts: Facts, actor: Actor, now: datetime) -> Submission:
    """Put the proposal to the boards or not, with reasons, whatever the vote (IN 9.1).

    `in_force_from` is the day the change would start. Raises Refused while the vote is open, without a day or with
    one that is not ahead, and when the agreement's text has moved under the proposal.
    """
    lock(session, proposal)
    vote = vote_of(session, proposal)
    outcome = outcome_after(session, vote, now)
    majority = outcome.tally.network.majority if outcome else None
    if submit:
        check_start(in_force_from, now)
        _text_after(session, proposal)
    step = "submit" if submit else "not_submit"
    take_step(session, proposal, step, facts=facts, reason=reason, actor=actor, now=now, path=_page(proposal))
    submission = Submission(proposal_id=proposal.id, submitted=submit, reason=reason, deviates=deviates(submit, majority),
                            decided_at=now, in_force_from=in_force_from if submit else None)
    session.add(submission)
    record(session, submission, "decision:submit", actor=actor, now=now, reason=reason, proposal=proposal.id,
           submitted=submit, deviates=submission.deviates, in_force_from=submission.in_force_from)
    if submit:
        places = [place.id for place in networks.municipalities(session, proposal.network)]
        queue(session, messages.asked_to_decide(proposal, submission, board_staff(session, places, now)), now=now)
        ask_other_networks(session, proposal, submission, now=now)
    return submission


def ask_other_networks(session: Session, proposal: Proposal, submission: Submission, *, now: datetime) -> None:
    """Every other network that uses the agreement is asked for its approval, and its parties read of it (IN 5.4)."""
    for row in approval_grid(session, proposal, now):
        publish(session, "decision:approval-asked", network_id=row.network.id, title=proposal.title, now=now,
                path=f"/besluiten/gedeeld/{proposal.id}", reason=submission.reason, network=proposal.network.name,
                agreement=proposal.agreement.title if proposal.agreement else "")
        queue(session, messages.asked_to_approve(proposal, submission, row.network, network_secretaries(session, row.network, now)),
              now=now)


def check_start(in_force_from: date | None, now: datetime) -> None:
    """Refuse a change without a first day, or with one that is not ahead."""
    if in_force_from is None:
        raise Refused("decision:day-missing", field="in_force_from")
    if in_force_from <= local_day(now):
        raise Refused("decision:day-past", field="in_force_from")


@dataclass(frozen=True, slots=True)
class Decided:
    """What one municipality's executive decided, as it is put on record."""

    adopted: bool
    decided_on: date
    number: str
    reason: str
    document: Document | None = None


def record_board_decision(session: Session, proposal: Proposal, *, municipality_id: int, adopted: bool, decided_on: date,
                          number: str, reason: str, document: Document | None = None, actor: Actor, now: datetime
                          ) -> BoardDecision:
    """Record what one municipality's executive decided; with the last one that is needed the proposal is concluded.

    Board staff record for their own municipality, the host's secretary for the others under a mandate on record (WM25 4).
    Raises Refused when the proposal does not lie with the boards, the municipality has decided before, is not the
    actor's, or gave no mandate. What was decided is recorded also when the text has moved: then it is not adopted.
    """
    lock(session, proposal)
    mandate = mandate_for(session, proposal.network, municipality_id, actor, now)
    submission = submission_of(session, proposal)
    if submission and (earlier := decision_of(session, submission, municipality_id)):
        raise Refused("decision:already-recorded", municipality=earlier.municipality.name, recorded=earlier.recorded_at,
                      adopted=BoardChoice.of(earlier.adopted))
    if proposal.stage != Stage.SUBMITTED or submission is None:
        raise Refused("decision:not-with-boards")
    decided = Decided(adopted, decided_on, number, reason, document)
    check_decision(submission, decided_on, number, reason, now)
    decision = put_on_record(session, submission, proposal, municipality_id, decided, mandate, actor=actor, now=now)
    record(session, decision, "decision:record-board", actor=actor, now=now, reason=reason, proposal=proposal.id,
           municipality=municipality_id, adopted=BoardChoice.of(adopted), decided_on=decided_on, number=number,
           mandate=mandate.id if mandate else None, document=document.sha256 if document else None)
    publish_decision(session, "decision:board", decision, reason, now)
    conclude(session, proposal, actor=actor, now=now)
    return decision


def put_on_record(session: Session, submission: Submission, proposal: Proposal, municipality_id: int, decided: Decided,
                  mandate: Mandate | None, *, replaces: BoardDecision | None = None, correction: str = "", actor: Actor,
                  now: datetime) -> BoardDecision:
    """The row itself; `replaces` when it corrects an earlier one."""
    decision = BoardDecision(
        proposal=proposal, submission_id=submission.id, municipality_id=municipality_id, adopted=decided.adopted,
        decided_on=decided.decided_on, number=decided.number, reason=decided.reason, document=decided.document,
        recorded_at=now, under_mandate=actor.municipality_id != municipality_id, mandate_id=mandate.id if mandate else None,
        replaces_id=replaces.id if replaces else None, correction_reason=correction, recorded_by=actor.person_name)
    session.add(decision)
    session.flush()
    return decision


def publish_decision(session: Session, kind: str, decision: BoardDecision, reason: str, now: datetime) -> None:
    """Make known what a board decided. `reason` is the board's, or why the record is corrected."""
    proposal = decision.proposal
    publish(session, kind, network_id=proposal.network_id, proposal_id=proposal.id, title=proposal.title,
            path=_page(proposal), now=now, reason=reason, municipality=decision.municipality.name,
            adopted=BoardChoice.of(decision.adopted), number=decision.number, decided_on=decision.decided_on)


def mandate_for(session: Session, network: Network, municipality_id: int, actor: Actor, now: datetime) -> Mandate | None:
    """The mandate under which the host speaks for another municipality; None for the municipality's own staff.

    A mandate of a municipality that merged into this one holds on (RN 12.3). Raises Refused for who may not record it.
    """
    places = networks.successors(session, network)
    if municipality_id not in {place.id for place in places.values()}:
        raise Refused("decision:not-in-network", field="municipality_id")
    host = networks.host(session, network).id
    own, for_host = actor.municipality_id == municipality_id, Role.SECRETARY in actor.roles and actor.municipality_id == host
    if not for_host and not (own and Role.BOARD_STAFF in actor.roles):
        raise Refused("decision:not-yours", field="municipality_id")
    if own:
        return None
    given = mandates_in_force(session, host, MandateTask.PROCUREMENT, local_day(now))
    givers = [municipality_id, *(member for member, place in places.items() if place.id == municipality_id)]
    if found := next((given[giver] for giver in givers if giver in given), None):
        return found
    name = next(place.name for place in places.values() if place.id == municipality_id)
    raise Refused("decision:no-mandate", field="municipality_id", municipality=name)


def check_decision(submission: Submission, decided_on: date, number: str, reason: str, now: datetime) -> None:
    """Refuse a decision on an impossible day, without a number or without reasons."""
    if decided_on > local_day(now):
        raise Refused("decision:day-ahead", field="decided_on")
    if decided_on < local_day(submission.decided_at):
        raise Refused("decision:day-before-submission", field="decided_on", day=local_day(submission.decided_at))
    if not number.strip():
        raise Refused("decision:number-missing", field="number")
    if not reason.strip():
        raise Refused("decision:reason-missing", field="reason")


def conclude(session: Session, proposal: Proposal, *, actor: Actor, now: datetime) -> None:
    """Adopt or reject when all that is needed was decided; until then nothing happens (IN 5.4, 9.2, 9.3)."""
    session.flush()
    facts, submission = facts_of(session, proposal, now), submission_of(session, proposal)
    possible = {found.step.name for found in next_steps(proposal.stage, proposal.network.profile.order, facts)
                if found.is_possible}
    if "reject" in possible:
        take_step(session, proposal, "reject", facts=facts, actor=actor, now=now, path=_page(proposal))
    elif "adopt" in possible and submission is not None:
        take_step(session, proposal, "adopt", facts=facts, actor=actor, now=now, path=_page(proposal))
        version = _publish_text(session, proposal, submission, actor=actor, now=now)
        networks_asked = asked_networks(session, version, now) if version else [proposal.network]
        for network in networks_asked:
            queue(session, messages.adopted(proposal, version, network, network_recipients(session, network)), now=now)


def _publish_text(session: Session, proposal: Proposal, submission: Submission, *, actor: Actor, now: datetime
                  ) -> AgreementVersion | None:
    """The agreement's next version; none for a proposal without an agreement. It never starts before its adoption."""
    if proposal.agreement is None:
        return None
    tomorrow = local_day(now) + timedelta(days=1)
    before = networks.latest_version(session, proposal.agreement).in_force_from
    return publish_agreement_version(
        session, proposal.agreement, paragraphs=_text_after(session, proposal),
        in_force_from=max(submission.in_force_from or tomorrow, tomorrow, before), proposal_id=proposal.id, actor=actor,
        now=now)


def _text_after(session: Session, proposal: Proposal) -> tuple[Paragraph, ...]:
    """The agreement as the proposal makes it. Raises Refused when the text has moved under it, or none is left."""
    if proposal.agreement is None:
        return ()
    current = networks.latest_version(session, proposal.agreement)
    text = changed_text(current.paragraphs, proposals.latest_version(session, proposal).paragraphs)
    if not text:
        raise Refused("decision:no-text-left")
    return text


def state_participation(session: Session, version: AgreementVersion, *, takes_part: bool, reason: str = "", actor: Actor,
                        now: datetime) -> Participation:
    """Say for one's party whether it takes part in the changed agreement (IN 9.3). It may change its mind until then.

    Members of every network that uses the agreement are asked (IN 5.4). Raises Refused for who is no member of one, for a text that no adopted proposal led to (IN 9.2), from the day that the
    version is in force (but not for a first answer where the profile keeps on asking), and for leaving without a reason.
    """
    lock(session, version)
    proposal = proposal_behind(session, version)
    if proposal is None or proposal.stage != Stage.ADOPTED:
        raise Refused("participation:not-adopted")
    here = speaks_in(session, version, actor.party_id, now)
    if actor.party_id is None or not here:
        raise Refused("participation:not-a-party")
    statement = participation_of(session, version, actor.party_id)
    if not may_state(version, [network.profile.silence for network in here], statement, now):
        raise Refused("participation:closed", closes_at=messages.speak_until(version))
    if not takes_part and not reason.strip():
        raise Refused("participation:reason-missing", field="reason")
    if statement is None:
        statement = Participation(agreement_version_id=version.id, party_id=actor.party_id)
        session.add(statement)
    old, said = statement.takes_part, "" if takes_part else reason
    statement.takes_part, statement.reason = takes_part, said
    statement.stated_at, statement.person_name = now, actor.person_name
    record(session, statement, "participation:state", actor=actor, now=now, reason=said, version=version.id,
           takes_part=(old, takes_part))
    queue(session, messages.participation_stated(statement, version, recipients(session, [actor.party_id])), now=now)
    return statement


def may_state(version: AgreementVersion, silences: Sequence[Silence], said: Participation | None, now: datetime) -> bool:
    """Until the text is in force; a first answer also later, where silence means that a party stays asked."""
    return now < messages.speak_until(version) or (Silence.ASKED in silences and said is None)


def _page(proposal: Proposal) -> str:
    return f"/besluiten/{proposal.number}"
