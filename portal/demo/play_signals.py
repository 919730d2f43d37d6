"""Signals: given, judged, some still unread."""

from datetime import datetime
from functools import partial
from typing import Any

from portal.core.access import OUTSIDER
from portal.demo.cast import Cast
from portal.demo.content.shapes import Resident, SaidSignal
from portal.demo.content.signals import SET_ASIDE, TABLED, WAITING
from portal.demo.diary import Diary
from portal.signals.models import Signal
from portal.signals.operations import confirm_signal, give_signal, judge_signal

TABLED_ON, SET_ASIDE_ON, WAITING_ON = (-70, -150, -40, -55), (-74, -27), (-6, -3, -2)


def write(cast: Cast, diary: Diary) -> None:
    given: dict[str, Signal] = {}
    for text, offset in [*zip(TABLED, TABLED_ON, strict=True), *zip(SET_ASIDE, SET_ASIDE_ON, strict=True)]:
        diary.on(diary.day(offset), "20:10", partial(_give, cast, given, text))
        diary.on(diary.day(offset + 7), "9:40", partial(_judge, cast, given, text))
    for hour, (text, offset) in enumerate(zip(WAITING, WAITING_ON, strict=True), start=17):
        diary.on(diary.day(offset), f"{hour}:25", partial(_give, cast, given, text))


def _give(cast: Cast, given: dict[str, Signal], text: SaidSignal, now: datetime) -> None:
    place = cast.municipalities[text.municipality].id if text.municipality else None
    sender = sender_of(text.by)
    actor = OUTSIDER if isinstance(text.by, Resident) else cast.speakers[text.by]
    given[text.title] = give_signal(
        cast.session, cast.network, title=text.title, text=text.text, sentiment=text.sentiment, subject=text.subject,
        municipality_id=place, actor=actor, now=now, **sender)
    if given[text.title].awaits_address:
        confirm_signal(cast.session, given[text.title], now=now)
    if text in TABLED:
        cast.signals[TABLED.index(text)] = given[text.title]


def _judge(cast: Cast, given: dict[str, Signal], text: SaidSignal, now: datetime) -> None:
    judge_signal(cast.session, given[text.title], relevant=bool(text.relevant), reason=text.relevant or text.set_aside,
                 public_text=text.public_text, actor=cast.secretary, now=now)


def sender_of(by: str | Resident) -> dict[str, Any]:
    """The sender's fields of somebody without an account; none for a party."""
    if isinstance(by, str):
        return {}
    return {"sender_name": by.name, "sender_place": by.place, "sender_email": by.email, "publish_as": by.publish_as}
