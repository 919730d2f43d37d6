"""The tables: founded, asked for a seat, composed with the counts, published with reasons."""

from datetime import datetime, timedelta
from functools import partial

from portal.core.calendar import local_day
from portal.demo.cast import Cast
from portal.demo.content.network import TABLES, TableText
from portal.demo.diary import Diary, spread
from portal.demo.founding import COUNTS_FILE, DATA, cells, reading
from portal.intake.operations import apply_upload, receive_upload
from portal.intake.rules import layout_of
from portal.tables.models import Composition
from portal.tables.operations import (
    Wish,
    announce_seed,
    change_seat,
    draft_composition,
    found_table,
    publish_composition,
    request_seat,
)
from portal.tables.queries import standings

EVALUATE_IN = 18
"""Days from today: the yearly evaluation is due soon, so that the secretary sees it coming."""


def write(cast: Cast, diary: Diary) -> None:
    diary.on(diary.day(-360), "10:15", partial(_counts, cast))
    for hour, text in enumerate(TABLES, start=9):
        drafts: list[Composition] = []
        diary.on(diary.day(-366), f"{hour}:00", partial(_found, cast, text))
        _requests(cast, diary, text)
        diary.on(diary.day(-342), f"{hour}:30", partial(_seed, cast, text))
        diary.on(diary.day(-336), f"{hour}:00", partial(_draft, cast, text, drafts))
        diary.on(diary.day(-330), f"{hour}:00", partial(_publish, cast, text, drafts, diary))


def _counts(cast: Cast, now: datetime) -> None:
    quarter = local_day(now).replace(day=1) - timedelta(days=1)
    upload = receive_upload(cast.session, cast.network, filename=COUNTS_FILE, content=(DATA / COUNTS_FILE).read_bytes(),
                            reading=reading(), layout=layout_of(cells()), top=cells(), data_date=quarter, actor=cast.secretary, now=now)
    apply_upload(cast.session, cast.network, upload, actor=cast.secretary, now=now)


def _found(cast: Cast, text: TableText, now: datetime) -> None:
    cast.tables[text.key] = found_table(cast.session, cast.network, name=text.name, theme=text.theme, domains=text.domains,
                                        actor=cast.secretary, now=now)


def _requests(cast: Cast, diary: Diary, text: TableText) -> None:
    since, until = diary.now - timedelta(days=357), diary.now - timedelta(days=346)
    for number, (name, motivation) in enumerate(text.asked.items()):
        diary.write(spread(since, until, number, len(text.asked)), partial(_ask, cast, text, name, motivation))


def _ask(cast: Cast, text: TableText, name: str, motivation: str, now: datetime) -> None:
    request_seat(cast.session, cast.tables[text.key], wish=Wish(motivation), actor=cast.speakers[name], now=now)


def _seed(cast: Cast, text: TableText, now: datetime) -> None:
    announce_seed(cast.session, cast.tables[text.key], seed=text.seed, actor=cast.secretary, now=now)


def _draft(cast: Cast, text: TableText, drafts: list[Composition], now: datetime) -> None:
    draft = draft_composition(cast.session, cast.tables[text.key], seats=text.seats, seed=text.seed, actor=cast.secretary,
                              now=now)
    drafts.append(draft)
    for name, reason in text.deviations.items():
        _deviate(cast, draft, name, reason, now)


def _deviate(cast: Cast, draft: Composition, name: str, reason: str, now: datetime) -> None:
    """Give this provider a seat, in the place of the last one of its class, unless the calculation gave it one."""
    rows = {row.name: row for row in standings(cast.session, draft)}
    favoured = rows[name]
    if favoured.seat is not None:
        return
    seated = [row for row in rows.values() if row.size_class == favoured.size_class and row.seat is not None]
    leaving = max(seated, key=lambda row: row.seat or 0)
    change_seat(cast.session, leaving, give=False, reason=f"Plaats voor {name}. {leaving.name} staat als eerste op de reservelijst.",
                actor=cast.secretary, now=now)
    change_seat(cast.session, favoured, give=True, reason=reason, actor=cast.secretary, now=now)


def _publish(cast: Cast, text: TableText, drafts: list[Composition], diary: Diary, now: datetime) -> None:
    publish_composition(cast.session, drafts[0], reason=text.reason, evaluate_by=diary.day(EVALUATE_IN), actor=cast.secretary,
                        now=now)
