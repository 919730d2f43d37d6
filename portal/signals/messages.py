"""Words about signals, and the letters to who gave one."""

from flask_babel import lazy_gettext as _l

from portal.core.web import address
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.signals.models import Signal

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
    "Judgement.table": _l("Yes, it goes to the table"),
    "Judgement.set_aside": _l("No, it is set aside"),
    "signal:already-judged": _l("This signal was judged in the meantime."),
    "signal:published": _l("Signal %(number)s goes to the table."),
}


def receipt(signal: Signal, to: list[Recipient]) -> list[Letter]:
    """To the sender, at once: the number and the link that shows the state later."""
    return _letters("signals/receipt", signal, to)


def judged(signal: Signal, to: list[Recipient]) -> list[Letter]:
    """To the sender: what becomes of the signal and why (ZL 6.5)."""
    return _letters("signals/judged", signal, to)


def _letters(kind: str, signal: Signal, to: list[Recipient]) -> list[Letter]:
    data = {"number": signal.number, "title": signal.title, "state": signal.state, "reason": signal.reason,
            "link": address("signals.follow", key=signal.follow_key)}
    return [Letter(kind, f"{kind}:{signal.id}", person.email, person.name, data=data) for person in to]
