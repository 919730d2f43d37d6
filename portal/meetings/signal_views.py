"""The way of a relevant signal to an agenda: of a meeting that the secretary chooses, or of the next one (ZL 7.6)."""

from typing import Any

from flask import Blueprint, url_for

from portal.core.access import current_actor, requires
from portal.core.database import db
from portal.core.language import gettext
from portal.meetings.agenda import add_item
from portal.meetings.planning import plan_on_agenda, to_come
from portal.networks.queries import current_network
from portal.signals.models import Signal
from portal.signals.queries import signal_by_id
from portal.signals.rules import SignalState


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/bureau/signalen/<int:signal_id>/agenda", view_func=plan_signal, methods=["GET", "POST"])


def _for_the_table(signal_id: int) -> Signal | None:
    signal = signal_by_id(db.session, signal_id)
    return signal if signal and signal.state == SignalState.SCHEDULED and signal.network_id == current_network(db.session).id else None


@requires("meeting:prepare", of=_for_the_table)
def plan_signal(signal: Signal) -> Any:
    """Choose the meeting; what is not chosen yet stays in the list of what waits for a table."""
    return plan_on_agenda(
        to_come(), url_for("signals.queue"),
        lambda work, meeting: add_item(work.session, meeting, signal=signal, actor=current_actor(), now=work.now),
        gettext("Signal %(number)s stands on the agenda.", number=signal.number), section="signals.queue", place=gettext("Signals"),
        heading=gettext("Put signal %(number)s on an agenda", number=signal.number), what=signal.title)
