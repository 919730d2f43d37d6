"""What the municipality and one provider have with each other: disclosed interests, and information that was asked."""

from datetime import datetime, time, timedelta
from functools import partial

from portal.core.calendar import last_day_of, local_day, local_instant
from portal.dealings import information
from portal.dealings.disclosures import add_to_disclosure, disclose, mark_read
from portal.dealings.models import Disclosure, InformationRequest, Respondent
from portal.dealings.queries import interests
from portal.demo.cast import Cast
from portal.demo.content import dealings as said
from portal.demo.content.people import PROVIDER
from portal.demo.diary import Diary
from portal.demo.roads import MEETINGS, roads
from portal.meetings.recusals import stand_aside as stand_aside_at_point
from portal.votes.recusals import stand_aside as stand_aside_in_vote

TABLED = "J4"
"""The meeting in which the point was that a provider took no part in."""


def write(cast: Cast, diary: Diary) -> None:
    _write_interests(cast, diary)
    diary.on(diary.day(MEETINGS[TABLED] - 4), "15:20", partial(_aside_at_point, cast))
    opened = roads(diary)[said.ASIDE_FROM].vote_opened
    _write_requests(cast, diary)
    if opened:
        diary.write(local_instant(opened + timedelta(days=1), time(10, 45)), partial(_aside_in_vote, cast))


def _write_interests(cast: Cast, diary: Diary) -> None:
    own: list[Disclosure] = []
    diary.on(diary.day(-150), "11:05", partial(_disclose, cast, own, PROVIDER, said.OWN_ABOUT, said.OWN_TEXT))
    diary.on(diary.day(-147), "9:40", partial(_read, cast, own))
    diary.on(diary.day(-60), "16:30", partial(_add, cast, own))
    diary.on(diary.day(-58), "10:15", partial(_read, cast, own))
    aside: list[Disclosure] = []
    diary.on(diary.day(MEETINGS[TABLED] - 8), "14:10", partial(
        _disclose, cast, aside, said.ASIDE, said.ASIDE_ABOUT, said.ASIDE_TEXT))
    diary.on(diary.day(MEETINGS[TABLED] - 5), "9:20", partial(_read, cast, aside))
    diary.on(diary.day(-2), "17:15", partial(_disclose, cast, [], said.NEW_BY, said.NEW_ABOUT, said.NEW_TEXT))


def _write_requests(cast: Cast, diary: Diary) -> None:
    kept: dict[str, InformationRequest] = {}
    diary.on(diary.day(-50), "10:30", partial(
        _ask, cast, kept, said.ANSWERED_SUBJECT, said.ANSWERED_TEXT, tuple(said.ANSWERS), 14))
    for offset, name in zip((-46, -45, -41), said.ANSWERS, strict=True):
        diary.on(diary.day(offset), "13:50", partial(_answer, cast, kept, name, said.ANSWERS[name]))
    diary.on(diary.day(-36), "11:10", partial(_ask_on, cast, kept))
    diary.on(diary.day(-30), "15:45", partial(_answer, cast, kept, PROVIDER, said.ASKED_ON_ANSWER))
    diary.on(diary.day(-24), "9:50", partial(_close, cast, kept))
    diary.on(diary.day(-9), "9:15", partial(_ask, cast, kept, said.OPEN_SUBJECT, said.OPEN_TEXT, said.OPEN_OF, 21))
    diary.on(diary.day(-4), "16:20", partial(_draft, cast, kept))
    diary.on(diary.day(-3), "10:05", partial(_answer, cast, kept, said.OPEN_OF[1], said.OPEN_DRAFT))
    diary.on(diary.day(-1), "11:35", partial(_ask_more_time, cast, kept))


def _ask(cast: Cast, kept: dict[str, InformationRequest], subject: str, text: str, names: tuple[str, ...], days: int,
         now: datetime) -> None:
    kept["newest"] = information.ask(
        cast.session, cast.network, subject=subject, text=" ".join(text.split()), ground=said.GROUND, days=days,
        party_ids=[cast.parties[name].id for name in names], actor=cast.secretary, now=now)


def _asked(cast: Cast, kept: dict[str, InformationRequest], name: str) -> Respondent:
    return next(row for row in kept["newest"].respondents if row.party_id == cast.parties[name].id)


def _answer(cast: Cast, kept: dict[str, InformationRequest], name: str, text: str, now: datetime) -> None:
    row = _asked(cast, kept, name)
    information.answer(cast.session, row, text=text, version=row.version, actor=cast.speakers[name], now=now)


def _ask_on(cast: Cast, kept: dict[str, InformationRequest], now: datetime) -> None:
    information.ask_on(cast.session, _asked(cast, kept, PROVIDER), text=said.ASKED_ON, days=14, actor=cast.secretary, now=now)


def _close(cast: Cast, kept: dict[str, InformationRequest], now: datetime) -> None:
    for row in kept["newest"].respondents:
        information.close(cast.session, row, reason=said.CLOSED, actor=cast.secretary, now=now)


def _draft(cast: Cast, kept: dict[str, InformationRequest], now: datetime) -> None:
    row = _asked(cast, kept, PROVIDER)
    information.keep_draft(cast.session, row, text=said.OPEN_DRAFT, version=row.version, actor=cast.speakers[PROVIDER], now=now)


def _ask_more_time(cast: Cast, kept: dict[str, InformationRequest], now: datetime) -> None:
    row, name = _asked(cast, kept, said.OPEN_OF[2]), said.OPEN_OF[2]
    information.ask_more_time(cast.session, row, until=last_day_of(row.closes_at) + timedelta(days=12), reason=said.MORE_TIME,
                              actor=cast.speakers[name], now=now)


def _disclose(cast: Cast, kept: list[Disclosure], name: str, about: str, text: str, now: datetime) -> None:
    kept.append(disclose(cast.session, cast.network, about=about, text=" ".join(text.split()), actor=cast.speakers[name],
                         since=local_day(now) - timedelta(days=200), now=now))


def _read(cast: Cast, kept: list[Disclosure], now: datetime) -> None:
    mark_read(cast.session, kept[0], seen=len(kept[0].additions), actor=cast.secretary, now=now)


def _add(cast: Cast, kept: list[Disclosure], now: datetime) -> None:
    add_to_disclosure(cast.session, kept[0], text=said.OWN_ADDED, actor=cast.speakers[PROVIDER], now=now)


def _aside_at_point(cast: Cast, now: datetime) -> None:
    interest = interests(cast.session, cast.network, [cast.parties[said.ASIDE].id])[0]
    stand_aside_at_point(cast.session, cast.items[TABLED, said.ASIDE_FROM], interest, note=said.ASIDE_NOTE,
                         actor=cast.speakers[said.ASIDE], now=now)


def _aside_in_vote(cast: Cast, now: datetime) -> None:
    interest = interests(cast.session, cast.network, [cast.parties[said.ASIDE].id])[0]
    stand_aside_in_vote(cast.session, cast.votes[said.ASIDE_FROM], interest, note=said.ASIDE_NOTE,
                        actor=cast.speakers[said.ASIDE], now=now)
