"""Words about decisions, and the letters to boards and parties."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from portal.core.calendar import start_of_day
from portal.core.web import address
from portal.decisions.models import Participation, Submission
from portal.networks.models import AgreementVersion
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.proposals.models import Proposal

SENTENCES = {
    "BoardChoice.adopted": _l("adopts the proposal"),
    "BoardChoice.rejected": _l("does not adopt the proposal"),
    "SubmissionChoice.submit": _l("Yes, the proposal goes to the boards"),
    "SubmissionChoice.not_submit": _l("No, the proposal does not go to the boards"),
    "ParticipationChoice.takes_part": _l("Yes, we take part"),
    "ParticipationChoice.leaves": _l("No, we leave under the terms of the agreement"),
    "Adoption.all": _l("The change only holds when all boards adopt it."),
    "Adoption.each": _l("Each board decides for its own municipality. The change holds where the board adopts it."),
    "decision:board": _l("The board of %(municipality)s %(adopted)s."),
    "decision:would-start": _l("The change would start on %(day)s."),
    "decision:starts": _l("The change starts on %(day)s. Before that day you say whether your party takes part."),
    "participation:until": _l("You can say it until %(closes_at)s. Until then you can also change your mind."),
    "participation:stated-at": _l("Stated on %(at)s by %(name)s."),
    "decision:day-missing": _l("Give the day on which the change would start."),
    "decision:day-past": _l("Give a day after today. A change cannot start before the boards have decided."),
    "decision:text-moved": _l("The agreement was changed in the meantime in %(labels)s. The proposal still has the old "
                              "text there, so it cannot be taken over. Let the table make a new proposal on the text of now."),
    "decision:no-text-left": _l("With this proposal no text of the agreement would be left. An agreement is ended in "
                                "another way."),
    "decision:not-with-boards": _l("This proposal does not lie with the boards, so no decision can be recorded."),
    "decision:not-yours": _l("You can only record the decision of your own municipality."),
    "decision:not-in-network": _l("This municipality does not take part in the network."),
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
    return _letters("decisions/asked", f"boards-asked:{proposal.id}", to, data)


def adopted(proposal: Proposal, version: AgreementVersion | None, to: list[Recipient]) -> list[Letter]:
    """To every member: the proposal is adopted; with a new version it says whether it takes part (IN 9.3)."""
    data = _about(proposal)
    if version is not None:
        data |= {"in_force_from": version.in_force_from, "closes_at": speak_until(version),
                 "agreement": version.agreement.title,
                 "link": address("decisions.participate", version_id=version.id)}
    else:
        data |= {"link": address("decisions.show", number=proposal.number)}
    return _letters("decisions/adopted", f"adopted:{proposal.id}", to, data)


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
