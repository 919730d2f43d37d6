"""Words of the provider's own page."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "AskKind.react": _l("Comment round open"),
    "AskKind.vote": _l("Vote open"),
    "AskKind.participate": _l("New text of an agreement"),
    "AskKind.dispute": _l("Dispute"),
    "AskKind.inform": _l("Information request"),
    "AskKind.sign": _l("To be signed"),
    "AskKind.contract": _l("Service contract"),
    "AskKind.attend": _l("Invitation"),
    "AskKind.confirm": _l("Once a year"),
    "AskKind.seat": _l("A seat is free"),
    "AskKind.remark": _l("Draft of the minutes"),
    "AskKind.pilot": _l("A pilot together"),
    "AskKind.report": _l("Result of your pilot"),
    "AskKind.advise": _l("You lead this working group"),
    "AskKind.act": _l("Action"),
    "AskKind.represent": _l("Representation"),
    "AskKind.evaluate": _l("Evaluation of a table"),
}
