"""What kinds of events are called in the metadata: a list of our own, by the code of what was made known."""

from flask_babel import lazy_gettext as _l

from portal.core.language import say

EVENTS = {
    "Event.other": _l("Announcement"),
    "Event.term:end": _l("End of a term"),
    "Event.proposal:receive": _l("Proposal received"), "Event.proposal:schedule": _l("Proposal put on the agenda"),
    "Event.proposal:set_aside": _l("Proposal set aside"), "Event.proposal:reconsider": _l("Proposal considered again"),
    "Event.proposal:to_working_group": _l("Proposal to a working group"), "Event.proposal:return_from_group": _l("Proposal back from the working group"),
    "Event.proposal:withdraw": _l("Proposal withdrawn"), "Event.proposal:make_preliminary": _l("Preliminary proposal made"),
    "Event.proposal:work_out": _l("Proposal worked out"), "Event.proposal:revise": _l("Text of the proposal changed"),
    "Event.proposal:clear": _l("Personal data taken out of the proposal"), "Event.proposal:merge": _l("Proposal taken up in another"),
    "Event.proposal:take-in": _l("Another proposal taken up"), "Event.proposal:discussed": _l("Proposal discussed"),
    "Event.proposal:open_vote": _l("Vote opened"), "Event.proposal:submit": _l("Proposal submitted to the boards"),
    "Event.proposal:not_submit": _l("Proposal not submitted to the boards"), "Event.proposal:rework": _l("Proposal back to the table"),
    "Event.proposal:end": _l("Proposal ended"), "Event.proposal:adopt": _l("Proposal adopted"), "Event.proposal:reject": _l("Proposal rejected"),
    "Event.proposal:undo_adoption": _l("Adoption withdrawn"), "Event.proposal:undo_rejection": _l("Rejection withdrawn"),
    "Event.round:open": _l("Comment round opened"), "Event.round:extended": _l("Comment round extended"),
    "Event.round:reopened": _l("Comment round reopened"), "Event.round:answered": _l("Reactions answered"),
    "Event.vote:extended": _l("Vote extended"),
    "Event.decision:board": _l("Decision of a board"), "Event.decision:board-corrected": _l("Decision of a board corrected"),
    "Event.decision:approval-asked": _l("Approval of a network asked"), "Event.decision:approval": _l("Answer of a network"),
    "Event.turn:reported": _l("Unexpected turn reported"), "Event.agreement:new-version": _l("New version of the agreement"),
    "Event.meeting:invited": _l("Meeting called"), "Event.meeting:changed": _l("Meeting changed"),
    "Event.meeting:cancelled": _l("Meeting cancelled"), "Event.meeting:held": _l("Meeting held"),
    "Event.meeting:minutes": _l("Minutes adopted"),
    "Event.pilot:publish": _l("Plan of a pilot published"), "Event.pilot:set_aside": _l("Pilot set aside"), "Event.pilot:withdraw": _l("Pilot withdrawn"),
    "Event.pilot:open": _l("Signing up for the pilot opened"), "Event.pilot:refuse": _l("Pilot refused"), "Event.pilot:stop": _l("Pilot stopped"),
    "Event.pilot:conclude": _l("Pilot concluded"), "Event.pilot:send_in": _l("Pilot sent in"), "Event.pilot:extend": _l("Pilot extended"),
    "Event.pilot:draw": _l("Places in the pilot drawn by lot"), "Event.pilot:partner-declines": _l("A partner leaves the pilot"),
    "Event.pilot:consent": _l("A municipality consents to the pilot, or not"), "Event.pilot:consent-corrected": _l("Consent to the pilot corrected"),
    "Event.advice:asked": _l("Advice asked"), "Event.advice:withdrawn": _l("Question for advice withdrawn"), "Event.advice:answered": _l("Advice given"),
    "Event.advice:mended": _l("Advice corrected"), "Event.advice:responded": _l("Response of the municipality to the advice"),
    "Event.group:founded": _l("Working group founded"), "Event.group:extended": _l("Working group extended"),
    "Event.group:advised": _l("Advice of the working group"), "Event.group:mended": _l("Advice of the working group corrected"),
    "Event.group:closed": _l("Working group closed"),
    "Event.contract:signed": _l("Service contract signed"), "Event.contract:extended": _l("Service contract extended"),
    "Event.contract:ended": _l("Service contract ended"),
}


def event_label(code: str) -> str:
    """What the archivist reads; the code stands beside it."""
    return say(f"Event.{code}" if f"Event.{code}" in EVENTS else "Event.other")
