"""Words about decisions, and the letters to boards and parties."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from portal.core.calendar import local_day, start_of_day
from portal.core.web import address
from portal.decisions.models import NetworkApproval, Participation, Submission, UnexpectedTurn
from portal.decisions.rules import Returning
from portal.networks.models import AgreementVersion, Network
from portal.networks.rules import Silence
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.proposals.models import Proposal

SENTENCES = {
    "BoardChoice.adopted": _l("adopts the proposal"),
    "BoardChoice.rejected": _l("does not adopt the proposal"),
    "ApprovalChoice.approves": _l("approves the change"),
    "ApprovalChoice.refuses": _l("does not approve the change"),
    "Withheld.no": _l("No, the other parties may read everything"),
    "Withheld.yes": _l("Yes, a part"),
    "Returning.rework": _l("Back to the table, to be worked out again"),
    "Returning.end": _l("End the proposal"),
    "Stated.takes_part": _l("Takes part"),
    "Stated.leaves": _l("Does not take part"),
    "Stated.silent": _l("Has not said it"),
    "Stand.open": _l("Still with the boards"),
    "Stand.aangenomen": _l("Adopted"),
    "Stand.afgewezen": _l("Rejected"),
    "Silence.takes_part": _l("Who says nothing takes part."),
    "Silence.leaves": _l("Who says nothing does not take part."),
    "Silence.asked": _l("Who says nothing stays asked, also when the change holds."),
    "SubmissionChoice.submit": _l("Yes, the proposal goes to the boards"),
    "SubmissionChoice.not_submit": _l("No, the proposal does not go to the boards"),
    "ParticipationChoice.takes_part": _l("Yes, we take part"),
    "ParticipationChoice.leaves": _l("No, we leave under the terms of the agreement"),
    "Adoption.all": _l("The change only holds when all boards adopt it."),
    "Adoption.each": _l("Each board decides for its own municipality. The change holds where the board adopts it."),
    "decision:board": _l("The board of %(municipality)s %(adopted)s."),
    "decision:board-corrected": _l("A record that was typed wrong is corrected. The board of %(municipality)s %(adopted)s."),
    "decision:approval-asked": _l("%(network)s wants to change %(agreement)s, which this network uses too. Its approval is asked."),
    "decision:approval": _l("%(network)s %(approves)s."),
    "turn:reported": _l("%(party)s told the other parties of an unexpected turn in its decision-making."),
    "decision:would-start": _l("The change would start on %(day)s."),
    "decision:starts": _l("The change starts on %(day)s. Before that day you say whether your party takes part."),
    "participation:until": _l("You can say it until %(closes_at)s. Until then you can also change your mind."),
    "participation:stated-at": _l("Stated on %(at)s by %(name)s."),
    "decision:day-missing": _l("Give the day on which the change would start."),
    "decision:day-past": _l("Give a day after today. A change cannot start before the boards have decided."),
    "decision:text-moved": _l("The agreement was changed in the meantime in %(labels)s. The proposal still has the old "
                              "text there, so it cannot be taken over. Send it back to the table, to be worked out on the text of now."),
    "decision:no-text-left": _l("With this proposal no text of the agreement would be left. An agreement is ended in "
                                "another way."),
    "decision:not-with-boards": _l("This proposal does not lie with the boards, so no decision can be recorded."),
    "decision:not-yours": _l("You can only record the decision of your own municipality."),
    "decision:not-in-network": _l("This municipality does not take part in the network."),
    "decision:no-mandate": _l("There is no mandate of %(municipality)s on record under which the host municipality records this. "
                              "Record the mandate first, or let %(municipality)s record its own decision."),
    "decision:too-late-to-correct": _l("This record can no longer be corrected: something came into force, or the proposal went on."),
    "decision:changed-since": _l("Another change was made on top of this text. Correct day, number and reasons; what the board "
                                 "decided can only be undone by a new proposal."),
    "decision:correction-missing": _l("Say what was wrong. It stands with the record."),
    "decision:nothing-corrected": _l("This is what is on record already. Change what was typed wrong."),
    "decision:nothing-left": _l("The agreement already says what the proposal asks. There is nothing to work out. End the proposal."),
    "decision:approval-not-asked": _l("The approval of this network is not asked, or no longer."),
    "decision:approval-reason-missing": _l("Give the reasons of the network."),
    "decision:vote-ahead": _l("A vote cannot be held in the future. Give the day on which the network voted."),
    "decision:vote-empty": _l("Give how many parties voted for and how many against."),
    "turn:not-a-party": _l("Only a party in the network can tell the others of an unexpected turn."),
    "turn:text-missing": _l("Tell what changed."),
    "turn:nothing-to-decide": _l("Nothing is decided on this any more. Choose something else."),
    "decision:already-recorded": _l("The decision of %(municipality)s was already recorded on %(recorded)s: the board "
                                    "%(adopted)s."),
    "decision:day-ahead": _l("A decision cannot be taken in the future. Give the day on which the board decided."),
    "decision:day-before-submission": _l("The proposal went to the boards on %(day)s. Give that day or a later one."),
    "decision:number-missing": _l("Give the number of the decision."),
    "decision:reason-missing": _l("Give the reasons of the board."),
    "participation:not-a-party": _l("Only a party in the network can say whether it takes part."),
    "participation:not-adopted": _l("The proposal was not adopted. Nothing changes, so there is nothing to take part in."),
    "participation:closed": _l("You could say until %(closes_at)s whether you take part. Nothing was changed."),
    "participation:reason-missing": _l("Say why you leave. The municipality reads it; it does not come on the site."),
}


def asked_to_decide(proposal: Proposal, submission: Submission, to: list[Recipient]) -> list[Letter]:
    """To the staff of every board: a proposal lies with them, with the reasons (IN 9.1)."""
    data = _about(proposal) | {
        "reason": submission.reason, "deviates": submission.deviates, "in_force_from": submission.in_force_from,
        "link": address("decisions.board", proposal_id=proposal.id)}
    return _letters("decisions/asked", f"boards-asked:{submission.id}", to, data)


def adopted(proposal: Proposal, version: AgreementVersion | None, network: Network, to: list[Recipient]) -> list[Letter]:
    """To every member of a network that is asked: the proposal is adopted; with a new version it says whether it takes part (IN 9.3).

    `home` names the network of the proposal where that is another one (IN 5.4).
    """
    data = _about(proposal) | {"network": network.name, "home": "" if network.id == proposal.network_id else proposal.network.name}
    if version is not None:
        data |= {"in_force_from": version.in_force_from, "closes_at": speak_until(version),
                 "agreement": version.agreement.title,
                 "link": address("decisions.participate", version_id=version.id)}
    else:
        data |= {"link": address("decisions.show", number=proposal.number)}
    return _letters("decisions/adopted", f"adopted:{proposal.id}:{proposal.version}", to, data)


def adoption_undone(proposal: Proposal, reason: str, network: Network, to: list[Recipient]) -> list[Letter]:
    """To every member of a network that was told of the adoption: it rested on a record that was typed wrong."""
    link = (address("decisions.show", number=proposal.number) if network.id == proposal.network_id
            else address("decisions.shared", proposal_id=proposal.id))
    data = _about(proposal) | {"reason": reason, "link": link}
    return _letters("decisions/undone", f"adoption-undone:{proposal.id}:{proposal.version}", to, data)


def taken_back(proposal: Proposal, submission: Submission, choice: Returning, reason: str, to: list[Recipient]) -> list[Letter]:
    """To the staff of the boards: nothing is asked of them any more, and why."""
    data = _about(proposal) | {"choice": choice, "reason": reason, "link": address("decisions.show", number=proposal.number)}
    return _letters("decisions/taken-back", f"boards-freed:{submission.id}", to, data)


def board_reminded(proposal: Proposal, submission: Submission, which: int, to: list[Recipient]) -> list[Letter]:
    """To the staff of a board that has not decided yet."""
    data = _about(proposal) | {"since": local_day(submission.decided_at), "in_force_from": submission.in_force_from,
                               "link": address("decisions.board", proposal_id=proposal.id)}
    return _letters("decisions/board-reminder", f"board-reminder:{submission.id}:{which}", to, data)


def asked_to_approve(proposal: Proposal, submission: Submission, network: Network, to: list[Recipient]) -> list[Letter]:
    """To the secretaries of another network that uses the same arrangements (IN 5.4)."""
    data = _about(proposal) | {
        "home": proposal.network.name, "network": network.name, "reason": submission.reason,
        "agreement": proposal.agreement.title if proposal.agreement else "", "in_force_from": submission.in_force_from,
        "link": address("decisions.approve", proposal_id=proposal.id)}
    return _letters("decisions/approval-asked", f"approval-asked:{submission.id}:{network.id}", to, data)


def approval_stated(approval: NetworkApproval, network: Network, proposal: Proposal, to: list[Recipient]) -> list[Letter]:
    """To the secretaries of the network that wants the change."""
    data = _about(proposal) | {"network": network.name, "approved": approval.approved, "reason": approval.reason,
                               "link": address("decisions.board", proposal_id=proposal.id)}
    return _letters("decisions/approval-stated", f"approval-stated:{approval.id}", to, data)


def participation_reminded(version: AgreementVersion, silence: Silence, days: int, to: list[Recipient]) -> list[Letter]:
    """To who has not said whether its party takes part."""
    data = {"agreement": version.agreement.title, "in_force_from": version.in_force_from, "silence": silence,
            "closes_at": speak_until(version), "link": address("decisions.participate", version_id=version.id)}
    return _letters("decisions/participation-reminder", f"participation-reminder:{version.id}:{days}", to, data)


def turn_told(turn: UnexpectedTurn, withheld: bool, to: list[Recipient]) -> list[Letter]:
    """To all other parties, at once: what the party tells, never what is confidential (IN 9.4)."""
    return _turn("decisions/turn", turn, withheld, address("decisions.turn", turn_id=turn.id), to)


def turn_told_desk(turn: UnexpectedTurn, withheld: bool, to: list[Recipient]) -> list[Letter]:
    """To the secretaries, who read the confidential part on the page alone."""
    return _turn("decisions/turn-desk", turn, withheld, address("decisions.turn", turn_id=turn.id), to)


def turn_receipt(turn: UnexpectedTurn, withheld: bool, to: list[Recipient]) -> list[Letter]:
    """To the party itself."""
    return _turn("decisions/turn-receipt", turn, withheld, address("decisions.turn", turn_id=turn.id), to)


def _turn(kind: str, turn: UnexpectedTurn, withheld: bool, link: str, to: list[Recipient]) -> list[Letter]:
    data: dict[str, object] = {"party": turn.party.name, "subject": turn.subject, "text": turn.text, "withheld": withheld,
                               "reported_at": turn.reported_at, "by": turn.person_name, "link": link}
    return _letters(kind, f"{kind}:{turn.id}", to, data)


def participation_stated(statement: Participation, version: AgreementVersion, to: list[Recipient]) -> list[Letter]:
    """To the party: what it stated, and until when it can change its mind."""
    data = {"agreement": version.agreement.title, "takes_part": statement.takes_part, "reason": statement.reason,
            "stated_at": statement.stated_at, "by": statement.person_name, "closes_at": speak_until(version),
            "in_force_from": version.in_force_from,
            "link": address("decisions.participate", version_id=version.id)}
    event = f"participation:{statement.id}:{statement.stated_at.isoformat()}"
    return _letters("decisions/participation", event, to, data)


def speak_until(version: AgreementVersion) -> datetime:
    """A party may change its mind until the version comes into force."""
    return start_of_day(version.in_force_from)


def _about(proposal: Proposal) -> dict[str, object]:
    return {"number": proposal.number, "title": proposal.title}


def _letters(kind: str, event: str, to: list[Recipient], data: dict[str, object]) -> list[Letter]:
    return [Letter(kind, event, person.email, person.name, data=data) for person in to]
