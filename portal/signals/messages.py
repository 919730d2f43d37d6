"""Words about signals, and the letters to who gave one."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.web import address
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.signals.models import Reply, Signal

SENTENCES = {
    "Sentiment.positive": _l("This goes well"),
    "Sentiment.neutral": _l("I noticed something"),
    "Sentiment.negative": _l("This does not go well"),
    "Subject.operations": _l("How a provider or municipality works"),
    "Subject.neighbourhood": _l("A district or neighbourhood"),
    "Subject.residents": _l("What residents need"),
    "Subject.other": _l("Something else"),
    "SignalState.received": _l("Waits for the secretary"),
    "SignalState.scheduled": _l("Goes to the table"),
    "SignalState.set_aside": _l("Set aside"),
    "SignalState.merged": _l("Joined with another signal"),
    "SignalState.proposal": _l("Became a proposal"),
    "Channel.web": _l("Through the site"),
    "Channel.email": _l("By e-mail"),
    "Channel.phone": _l("By telephone"),
    "Channel.paper": _l("On paper"),
    "Judgement.table": _l("Yes, it goes to the table"),
    "Judgement.set_aside": _l("No, it is set aside"),
    "signal:already-judged": _l("This signal was judged in the meantime."),
    "signal:not-judged": _l("This signal was not judged yet."),
    "signal:not-on-site": _l("The sender asked to keep this signal off the site. Leave this empty."),
    "signal:came-later": _l("This day has not come yet."),
    "signal:merge-which": _l("Choose with which signal."),
    "signal:merge-itself": _l("A signal cannot be joined with itself."),
    "signal:merge-merged": _l("That signal is itself joined with another one. Choose that one."),
    "signal:on-agenda": _l("This signal stands on the agenda of a meeting. Take it off the agenda first."),
    "signal:its-party": _l("This signal is of this provider already."),
    "signal:replied": _l("You have reacted already. That can be done once."),
    "reply:read": _l("This reaction was read in the meantime."),
    "signal:published": _l("Signal %(number)s goes to the table."),
}


def receipt(signal: Signal, to: list[Recipient]) -> list[Letter]:
    """To the sender, at once: the number and the link that shows the state later."""
    return _letters("signals/receipt", f"signals/receipt:{signal.id}", signal, to)


def judged(told: Signal, signal: Signal, to: list[Recipient]) -> list[Letter]:
    """To the sender of `told`: what becomes of the signal, or of the one that it was joined with, and why (ZL 6.5)."""
    return _letters("signals/judged", f"signals/judged:{told.id}:{signal.id}:{signal.version}", told, to, state=signal.state,
                    reason=signal.reason, other="" if told.id == signal.id else signal.number)


def merged(signal: Signal, other: Signal, to: list[Recipient]) -> list[Letter]:
    """To the sender of a signal that follows another one from now on."""
    return _letters("signals/merged", f"signals/merged:{signal.id}:{signal.version}", signal, to, other=other.number,
                    reason=signal.reason, state=other.state)


def joined(signal: Signal, other: Signal, to: list[Recipient]) -> list[Letter]:
    """To the sender of the signal that another one follows from now on."""
    return _letters("signals/joined", f"signals/joined:{signal.id}:{other.id}:{other.version}", signal, to, other=other.number)


def split(signal: Signal, part: Signal, reason: str, to: list[Recipient]) -> list[Letter]:
    """To the sender: the signal is about two things; the second one has a number of its own."""
    return _letters("signals/split", f"signals/split:{part.id}", signal, to, part=part.number, part_title=part.title,
                    reason=reason, part_link=address("signals.follow", key=part.follow_key))


def answered(reply: Reply, signal: Signal, to: list[Recipient]) -> list[Letter]:
    """To who reacted on a judgement that stays as it is: the secretary's answer."""
    return _letters("signals/answered", f"signals/answered:{reply.id}", signal, to, note=reply.note, state=signal.state)


def _letters(kind: str, event: str, signal: Signal, to: list[Recipient], **data: Any) -> list[Letter]:
    data |= {"number": signal.number, "title": signal.title, "link": address("signals.follow", key=signal.follow_key)}
    return [Letter(kind, event, person.email, person.name, data=dict(data)) for person in to]
