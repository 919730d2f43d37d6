"""Guests at the tables, how well the tables work, and a request to look again at a composition."""

from datetime import datetime
from functools import partial

from portal.core.access import OUTSIDER, Actor
from portal.demo.cast import Cast
from portal.demo.content import evaluations as said
from portal.demo.diary import Diary
from portal.tables import evaluation_operations as operations
from portal.tables import evaluation_queries as found
from portal.tables import queries
from portal.tables.guest_operations import ask_for_guest, decide_on_guest
from portal.tables.models import Guest
from portal.tables.rules import Question, ReadState


def write(cast: Cast, diary: Diary) -> None:
    guests: list[Guest] = []
    diary.on(diary.day(-300), "11:00", partial(_ask_guest, cast, said.COUNCIL, guests))
    diary.on(diary.day(-296), "14:00", lambda now: _admit(cast, diary, guests[0], now))
    diary.on(diary.day(-4), "15:30", partial(_ask_guest, cast, said.HOUSING, guests))
    diary.on(diary.day(-60), "9:30", lambda now: _open(cast, "W", diary.day(-40), now))
    _answers(cast, diary, "W", said.SUPPORT, -50)
    diary.on(diary.day(-36), "10:00", lambda now: _read(cast, "W", now))
    diary.on(diary.day(-20), "10:00", lambda now: _report(cast, diary, now))
    diary.on(diary.day(-8), "9:00", lambda now: _open(cast, "J", diary.day(14), now))
    _answers(cast, diary, "J", said.YOUTH, -6)
    diary.on(diary.day(-3), "13:00", lambda now: _look_again(cast, now))


def _ask_guest(cast: Cast, text: said.GuestText, guests: list[Guest], now: datetime) -> None:
    guests.append(ask_for_guest(cast.session, cast.tables[text.table], details=text.details, why=text.why,
                                actor=cast.speakers[text.asked_by], now=now))
    cast.session.flush()


def _admit(cast: Cast, diary: Diary, guest: Guest, now: datetime) -> None:
    decide_on_guest(cast.session, guest, admits=True, reason=said.WHY_ADMITTED, begins_on=diary.day(-290), ends_on=diary.day(200),
                    version=guest.version, actor=cast.secretary, now=now)


def _open(cast: Cast, table: str, last_day: object, now: datetime) -> None:
    composition = queries.current_composition(cast.session, cast.tables[table])
    operations.open_evaluation(cast.session, composition, last_day=last_day, actor=cast.secretary, now=now)  # type: ignore[arg-type]


def _answers(cast: Cast, diary: Diary, table: str, texts: tuple[said.OpinionText, ...], offset: int) -> None:
    for number, text in enumerate(texts):
        diary.on(diary.day(offset), f"{9 + number}:20", partial(_answer, cast, table, text))


def _answer(cast: Cast, table: str, text: said.OpinionText, now: datetime) -> None:
    actor: Actor = cast.speakers[text.who] if text.who else OUTSIDER
    opinion = operations.Opinion(dict(zip(Question, text.scores, strict=True)), text.good, text.better)
    operations.give_opinion(cast.session, found.evaluations_of(cast.session, cast.tables[table])[0], opinion=opinion, actor=actor, now=now)
    cast.session.flush()


def _read(cast: Cast, table: str, now: datetime) -> None:
    """All but what says something about a person may be in the report."""
    for answer in found.answers_of(cast.session, found.evaluations_of(cast.session, cast.tables[table])[0]):
        if answer.state == ReadState.NEW:
            about_somebody = said.PERSONAL in answer.better
            operations.read_opinion(cast.session, answer, may_be_public=not about_somebody, reason=said.WHY_LEFT_OUT if about_somebody else "",
                                    actor=cast.secretary, now=now)


def _report(cast: Cast, diary: Diary, now: datetime) -> None:
    evaluation = found.evaluations_of(cast.session, cast.tables["W"])[0]
    operations.publish_evaluation(cast.session, evaluation, report=said.REPORT, next_on=diary.day(340), version=evaluation.version,
                                  actor=cast.secretary, now=now)


def _look_again(cast: Cast, now: datetime) -> None:
    """The first on the reserve list of the smallest asks why."""
    table = cast.tables["W"]
    composition = queries.current_composition(cast.session, table)
    rows = queries.standings(cast.session, composition) if composition else []
    left_out = next(row for row in reversed(rows) if row.rank == 1)
    operations.ask_to_look_again(cast.session, table, text=said.LOOK_AGAIN, actor=cast.speakers[left_out.name], now=now)
