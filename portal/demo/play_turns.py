"""Providers tell the others of an unexpected turn in their own decision-making (IN 9.4)."""

from datetime import datetime
from functools import partial

from portal.decisions.turns import Secret, report_turn
from portal.demo.cast import Cast
from portal.demo.content.turns import TURNS, TurnText
from portal.demo.diary import Diary


def write(cast: Cast, diary: Diary) -> None:
    for text in TURNS:
        diary.on(diary.day(-text.days), "10:25", partial(_report, cast, text))


def _report(cast: Cast, text: TurnText, now: datetime) -> None:
    report_turn(cast.session, cast.network, cast.proposals[text.proposal], text=text.text,
                secret=Secret(text.ground, text.secret) if text.ground else None, actor=cast.speakers[text.by], now=now)
