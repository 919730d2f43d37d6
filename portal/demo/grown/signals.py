"""The signals: what inhabitants and providers saw, judged by the secretary."""

from datetime import datetime

from portal.core.access import OUTSIDER
from portal.demo.content import grown as said
from portal.demo.grown.chance import Chance, html_of
from portal.demo.grown.land import Land
from portal.demo.grown.proposals import Numbers, a_member, sender
from portal.demo.grown.store import Store, Tick
from portal.networks.rules import Law
from portal.signals.models import Signal
from portal.signals.rules import Sentiment, SignalState, Subject


class Signals:
    """The signals in the order in which they came in."""

    def __init__(self, land: Land, store: Store, chance: Chance, numbers: Numbers, most: int) -> None:
        self._tools, self._numbers, self._most = (land, store, chance), numbers, most
        self._given = 0

    def give_until(self, moment: datetime, tick: Tick) -> None:
        land = self._tools[0]
        while self._given < self._most:
            received = land.begin + (land.now - land.begin) * ((self._given + .5) / self._most)
            if received > moment:
                return
            _signal(*self._tools, self._numbers, received)
            self._given += 1
            tick(1)


def _signal(land: Land, store: Store, chance: Chance, numbers: Numbers, received: datetime) -> None:
    judged = received + chance.days(2, 12)
    state = chance.one((SignalState.SCHEDULED, SignalState.SET_ASIDE)) if judged < land.now else SignalState.RECEIVED
    is_judged, is_public = state != SignalState.RECEIVED, state == SignalState.SCHEDULED
    year, sequence = numbers.next(received)
    title, text = chance.title(), chance.sentences(said.WHY, 2, 4)
    member = a_member(land, chance, received) if chance.happens(.5) else None
    signal_id = store.add(
        Signal, network_id=land.network.id, year=year, sequence=sequence, title=title, text=text, sentiment=chance.one(list(Sentiment)),
        subject=chance.one(list(Subject)), laws=frozenset({chance.one(list(Law))}), municipality_id=chance.one(land.places).id,
        state=state, decided_at=judged if is_judged else None, reason=chance.one(said.REASONS) if is_judged else "",
        public_title=title if is_public else "", public_text=text if is_public else "", public_html=html_of(text) if is_public else "",
        published_at=judged if is_public else None, **sender(chance, member, received))
    number = f"{year}-{sequence:02d}"
    store.record(Signal, signal_id, "signal:give", member.contact if member else OUTSIDER, received, number=number)
    if is_judged:
        store.record(Signal, signal_id, "signal:judge", land.secretary, judged, state=(SignalState.RECEIVED, state), published=is_public)
    if is_public:
        store.tell("signal:published", judged, network_id=land.network.id, title=title, path=f"/signalen/{number}", number=number)
