"""What the municipality and one provider have with each other: interests that were disclosed, and who stands aside."""

from datetime import datetime, time, timedelta
from functools import partial

from portal.core.calendar import local_day, local_instant
from portal.dealings.disclosures import add_to_disclosure, disclose, mark_read
from portal.dealings.models import Disclosure
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
