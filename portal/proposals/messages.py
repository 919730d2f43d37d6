"""Words about proposals, and the letters to who sent one in."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.web import address
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.proposals.models import Proposal

SENTENCES = {
    "ProposalKind.change": _l("Change an agreement"),
    "ProposalKind.remove": _l("Remove something from an agreement"),
    "ProposalKind.new": _l("Make a new agreement"),
    # The state, in a chip.
    "Stage.received": _l("Received"),
    "Stage.scheduled": _l("On the agenda"),
    "Stage.preliminary": _l("Preliminary proposal"),
    "Stage.worked_out": _l("Worked out"),
    "Stage.in_vote": _l("Being voted on"),
    "Stage.submitted": _l("With the municipal boards"),
    "Stage.adopted": _l("Adopted"),
    "Stage.rejected": _l("Rejected"),
    "Stage.set_aside": _l("Set aside"),
    "Stage.in_working_group": _l("In a working group"),
    "Stage.not_submitted": _l("Not submitted to the boards"),
    "Stage.withdrawn": _l("Withdrawn"),
    # The act, on a button.
    "step:schedule": _l("Put on the agenda"),
    "step:set_aside": _l("Set it aside"),
    "step:to_working_group": _l("Give to a working group"),
    "step:withdraw": _l("Withdraw the proposal"),
    "step:make_preliminary": _l("Make it a preliminary proposal"),
    "step:work_out": _l("Mark as worked out"),
    "step:open_vote": _l("Open the vote"),
    "step:submit": _l("Submit to the boards"),
    "step:not_submit": _l("Do not submit to the boards"),
    "step:adopt": _l("Record that it is adopted"),
    "step:reject": _l("Record that it is rejected"),
    "step:rework": _l("Back to the table, on the text of now"),
    "step:end": _l("End it: take it back from the boards"),
    "step:return_from_group": _l("Back to the table, with the advice of the working group"),
    "step:undo_adoption": _l("Undo an adoption that was recorded wrongly"),
    "step:undo_rejection": _l("Undo a rejection that was recorded wrongly"),
    # What happened, on the timeline, on the front page and in a letter.
    "proposal:receive": _l("The proposal came in on %(received_on)s."),
    "proposal:schedule": _l("The municipality finds the proposal relevant and puts it on the agenda of the table."),
    "proposal:set_aside": _l("The proposal is set aside."),
    "proposal:to_working_group": _l("The table gives the proposal to a working group."),
    "proposal:return_from_group": _l("The working group is done. The proposal is back at the table."),
    "proposal:withdraw": _l("The sender withdraws the proposal."),
    "proposal:make_preliminary": _l("The table makes it a preliminary proposal."),
    "proposal:work_out": _l("The table marks the proposal as worked out."),
    "proposal:open_vote": _l("The vote is open. The parties vote until %(closes_at)s."),
    "proposal:submit": _l("The municipality submits the proposal to the municipal boards."),
    "proposal:not_submit": _l("The municipality does not submit the proposal to the boards. Nothing changes."),
    "proposal:adopt": _l("The municipal boards adopt the proposal."),
    "proposal:reject": _l("The proposal is rejected. The agreement stays as it is."),
    "proposal:rework": _l("The proposal goes back to the table, to be worked out again."),
    "proposal:end": _l("The municipality takes the proposal back from the boards. The agreement stays as it is."),
    "proposal:undo_adoption": _l("A decision was recorded wrongly and is corrected: the proposal is not adopted yet."),
    "proposal:undo_rejection": _l("A decision was recorded wrongly and is corrected: the proposal lies with the boards again."),
    "proposal:revise": _l("The text changes: version %(version)s."),
    # What is still needed.
    "unmet:no-round": _l("No comment round was held yet."),
    "unmet:round-open": _l("The comment round is still open."),
    "unmet:unanswered": _l("Reactions without a public answer: %(count)s."),
    "unmet:vote-open": _l("The vote is still open: the parties vote until %(closes_at)s."),
    "unmet:no-conclusion": _l("After the round the table has not concluded yet whether the proposal goes to the boards."),
    "unmet:boards": _l("These boards have not decided yet: %(boards)s."),
    "unmet:no-board": _l("No board has adopted the proposal."),
    "unmet:not-rejected": _l("The boards have not rejected the proposal."),
    "unmet:networks": _l("These networks use the same arrangements and have not agreed yet: %(networks)s."),
    "unmet:networks-refuse": _l("This does not get the approval that it needs. These networks refuse: %(networks)s."),
    "unmet:text-moved": _l("The agreement was changed in the meantime in %(labels)s. The proposal still has the old text there."),
    "unmet:text-gone": _l("With this proposal no text of the agreement would be left."),
    "unmet:goes-on": _l("Only when the agreement was changed in the meantime, or another network refuses. Neither is so."),
    "unmet:in-force": _l("The change is in force already."),
    "unmet:still-adopted": _l("The decisions of the boards still carry the adoption."),
    "unmet:still-rejected": _l("The decisions of the boards still reject the proposal."),
    # Why a verb refuses.
    "proposal:already-judged": _l("This proposal was judged in the meantime."),
    "proposal:agreement-missing": _l("Choose the agreement that the proposal is about."),
    "proposal:nothing-changed": _l("This proposal changes nothing yet. Change at least one text."),
    "proposal:text-is-fixed": _l("The text is fixed now. It can no longer be changed."),
    "proposal:label-twice": _l("The number %(label)s is used twice. Give every article its own number."),
    # What the secretary can find of it.
    "proposal:clear": _l("The municipality took data about persons out of the text: version %(version)s."),
    "proposal:reconsider": _l("The municipality looked again, and puts the proposal on the agenda of the table after all."),
    "proposal:merge": _l("The proposal is taken up in proposal %(number)s, which goes on for both."),
    "proposal:take-in": _l("Proposal %(number)s, which is like this one, is taken up in it."),
    "proposal:untitled": _l("Proposal %(number)s"),
    "proposal:not-yet": _l("This day is still to come."),
    "Outcome.stays": _l("The judgement stays as it is"),
    "Outcome.reconsider": _l("The proposal goes on the agenda after all"),
    "merge:not-into-this": _l("It cannot be merged into this proposal any more. Choose another one."),
    "merge:too-late": _l("The table has this proposal already. It can no longer be merged."),
    "objection:too-late": _l("The proposal has gone on. You can no longer react to the judgement."),
    "objection:given": _l("You reacted to the judgement already."),
    "objection:nothing-to-reconsider": _l("Only a proposal that was set aside can go on the agenda after all."),
    "support:members-only": _l("Only parties in this network can support a proposal."),
    "support:own-proposal": _l("This is your own proposal."),
    "support:given": _l("Your party supports this proposal already."),
    "support:not-given": _l("Your party does not support this proposal."),
    "support:too-late": _l("This proposal can no longer be supported, and support can no longer be taken back."),
    "support:came": _l("%(party)s supports your proposal."),
    "support:went": _l("%(party)s no longer supports your proposal."),
    "step:reconsider": _l("Put on the agenda after all"),
    "Relevance.schedule": _l("Yes, it goes on the agenda"),
    "Relevance.set_aside": _l("No, it is set aside"),
    "Relevance.set_aside_unseen": _l("No, it is set aside and stays off the site"),
}


def receipt(proposal: Proposal, to: list[Recipient]) -> list[Letter]:
    """To the sender, at once: the number and the link that shows the state later."""
    return _letters("proposals/receipt", f"proposals/receipt:{proposal.id}", proposal, to)


def step_taken(proposal: Proposal, to: list[Recipient], code: str, **data: Any) -> list[Letter]:
    """To the sender: what happens with the proposal and why (ZL 5.5, 6.5). `code` is the sentence of the step."""
    event = f"proposals/step:{proposal.id}:{proposal.version}"
    return _letters("proposals/step", event, proposal, to, sentence=code, sentence_data=data, reason=proposal.stage_reason)


def supported(proposal: Proposal, to: list[Recipient], support_id: int, party: str, reason: str) -> list[Letter]:
    """To the author: who stands behind the proposal."""
    return _letters("proposals/support", f"proposals/support:{support_id}:came", proposal, to, sentence="support:came", party=party,
                    reason=reason)


def support_taken_back(proposal: Proposal, to: list[Recipient], support_id: int, party: str) -> list[Letter]:
    return _letters("proposals/support", f"proposals/support:{support_id}:went", proposal, to, sentence="support:went", party=party,
                    reason="")


def took_in(into: Proposal, proposal: Proposal, to: list[Recipient], reason: str) -> list[Letter]:
    """To the sender of the proposal that goes on: what was taken up in it."""
    return _letters("proposals/step", f"proposals/take-in:{into.id}:{proposal.id}", into, to, sentence="proposal:take-in",
                    sentence_data={"number": proposal.number}, reason=reason)


def objection_answered(proposal: Proposal, to: list[Recipient], answer: str) -> list[Letter]:
    """To the sender: what the secretary says to the reaction on the judgement."""
    return _letters("proposals/objection", f"proposals/objection:{proposal.id}", proposal, to, answer=answer)


def _letters(kind: str, event: str, proposal: Proposal, to: list[Recipient], **more: Any) -> list[Letter]:
    data = {"number": proposal.number, "title": proposal.title,
            "link": address("proposals.follow", key=proposal.follow_key)} | more
    return [Letter(kind, event, person.email, person.name, data=data) for person in to]
