"""Words about what was sent in, and the letters that ask to confirm an address or tell that something was hidden."""

from flask import current_app
from flask_babel import lazy_gettext as _l

from portal.contributions.models import Sent
from portal.contributions.queries import kind_of
from portal.contributions.rules import CONFIRM_WITHIN, Kind
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient

SENTENCES = {
    "Kind.signal": _l("Signal"),
    "Kind.proposal": _l("Proposal"),
    "Kind.reaction": _l("Reaction"),
    "Kind.pilot": _l("Pilot"),
    "Kind.pilot_result": _l("Result of a pilot"),
    "Confidential.no": _l("No, everything may be public"),
    "Confidential.yes": _l("Yes, a part"),
    "Shown.as_sent": _l("Yes, as it was sent"),
    "Shown.redacted": _l("Yes, with a version in which parts were made unreadable"),
    "Shown.off": _l("No, it stays off the site"),
    "Ground.cost": _l("costs and prices"),
    "Ground.innovation": _l("a new idea of a provider"),
    "Ground.other": _l("marked as confidential by the sender"),
    "HiddenGround.personal_data": _l("it holds data about a person"),
    "HiddenGround.confidential": _l("it holds something that is confidential"),
    "HiddenGround.insult": _l("it insults or threatens somebody"),
    "HiddenGround.advertising": _l("it is advertising"),
    "HiddenGround.unlawful": _l("it is against the law"),
    "HiddenGround.off_topic": _l("it is not about these agreements"),
    "contribution:already-hidden": _l("This was hidden already."),
    "contribution:not-hidden": _l("This is not hidden."),
    "contribution:confirmed": _l("This address was confirmed already."),
    "draft:no-account": _l("Log in to keep a draft."),
    "attachment:confidential": _l("A confidential document never comes on the site."),
    "attachment:reason-missing": _l("Write why the document stays off the site."),
}
_FOLLOW = {Kind.SIGNAL: "/signalen/volg/", Kind.PROPOSAL: "/voorstellen/volg/", Kind.REACTION: "/reacties/volg/",
           Kind.PILOT: "/mijn/pilots/", Kind.PILOT_RESULT: "/mijn/pilots/resultaat/"}


def follow_path(sent: Sent) -> str:
    """Where the sender sees how it stands; the pages lie below this package."""
    return f"{_FOLLOW[kind_of(sent)]}{sent.follow_key}"


def follow_link(sent: Sent) -> str:
    """The same as a letter says it."""
    return f"{current_app.config['PUBLIC_URL']}{follow_path(sent)}"


def please_confirm(sent: Sent, title: str) -> list[Letter]:
    """To who sent something in without an account: only who reads this letter can go on."""
    return _letters("contributions/confirm", sent, [Recipient(sent.sender_email, sent.sender_name, 0)], title=title,
                    confirm_until=sent.received_at + CONFIRM_WITHIN)


def hidden(sent: Sent, to: list[Recipient]) -> list[Letter]:
    """To the sender: it is no longer on the site, why, and that it is kept."""
    return _letters("contributions/hidden", sent, to, ground=sent.hidden_ground, note=sent.hidden_note)


def shown(sent: Sent, to: list[Recipient]) -> list[Letter]:
    return _letters("contributions/shown", sent, to)


def _letters(kind: str, sent: Sent, to: list[Recipient], **data: object) -> list[Letter]:
    what = kind_of(sent)
    data |= {"what": what, "link": follow_link(sent)}
    event = f"{kind}:{what}:{sent.id}:{sent.version}"  # type: ignore[attr-defined]
    return [Letter(kind, event, person.email, person.name, data=dict(data)) for person in to]
