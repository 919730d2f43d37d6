"""What the municipality and one provider have with each other: disclosed interests, information that was asked, a dispute."""

from datetime import date, datetime, time, timedelta
from functools import partial

from portal.core.access import Actor
from portal.core.calendar import last_day_of, local_day, local_instant
from portal.dealings import disputes, information
from portal.dealings.disclosures import add_to_disclosure, disclose, mark_read
from portal.dealings.models import Disclosure, Dispute, InformationRequest, Respondent
from portal.dealings.queries import interests
from portal.demo.cast import Cast
from portal.demo.content import dealings as said
from portal.demo.content.people import PROVIDER
from portal.demo.diary import Diary
from portal.demo.roads import MEETINGS, roads
from portal.meetings.agenda import add_item, move_item
from portal.meetings.operations import conclude_item
from portal.meetings.recusals import stand_aside as stand_aside_at_point
from portal.proposals.rules import JUST_IN
from portal.votes.recusals import stand_aside as stand_aside_in_vote

TABLED = "J4"
"""The meeting in which the point was that a provider took no part in."""


def write(cast: Cast, diary: Diary) -> None:
    _write_interests(cast, diary)
    diary.on(diary.day(MEETINGS[TABLED] - 4), "15:20", partial(_aside_at_point, cast))
    opened = roads(diary)[said.ASIDE_FROM].vote_opened
    _write_requests(cast, diary)
    _write_dispute(cast, diary)
    if opened:
        diary.write(local_instant(opened + timedelta(days=1), time(10, 45)), partial(_aside_in_vote, cast))


def _write_interests(cast: Cast, diary: Diary) -> None:
    own: list[Disclosure] = []  # what comes of something has a later hour too: around holidays both fall on one day
    diary.on(diary.day(-150), "8:25", partial(_disclose, cast, own, PROVIDER, said.OWN_ABOUT, said.OWN_TEXT))
    diary.on(diary.day(-147), "9:40", partial(_read, cast, own))
    diary.on(diary.day(-60), "9:55", partial(_add_to_interest, cast, own))
    diary.on(diary.day(-58), "10:15", partial(_read, cast, own))
    aside: list[Disclosure] = []
    diary.on(diary.day(MEETINGS[TABLED] - 8), "8:40", partial(
        _disclose, cast, aside, said.ASIDE, said.ASIDE_ABOUT, said.ASIDE_TEXT))
    diary.on(diary.day(MEETINGS[TABLED] - 5), "9:20", partial(_read, cast, aside))
    diary.on(diary.day(-2), "17:15", partial(_disclose, cast, [], said.NEW_BY, said.NEW_ABOUT, said.NEW_TEXT))


def _write_requests(cast: Cast, diary: Diary) -> None:
    kept: dict[str, InformationRequest] = {}
    diary.on(diary.day(-50), "10:30", partial(
        _ask, cast, kept, said.ANSWERED_SUBJECT, said.ANSWERED_TEXT, tuple(said.ANSWERS), 14))
    for offset, name in zip((-46, -45, -41), said.ANSWERS, strict=True):
        diary.on(diary.day(offset), "13:50", partial(_answer, cast, kept, name, said.ANSWERS[name]))
    diary.on(diary.day(-36), "14:10", partial(_ask_on, cast, kept))
    diary.on(diary.day(-30), "15:45", partial(_answer, cast, kept, PROVIDER, said.ASKED_ON_ANSWER))
    diary.on(diary.day(-24), "16:10", partial(_close, cast, kept))
    diary.on(diary.day(-9), "9:15", partial(_ask, cast, kept, said.OPEN_SUBJECT, said.OPEN_TEXT, said.OPEN_OF, 21))
    diary.on(diary.day(-4), "9:40", partial(_draft, cast, kept))
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


def _write_dispute(cast: Cast, diary: Diary) -> None:
    kept: list[Dispute] = []
    met = diary.day(MEETINGS[TABLED])
    diary.on(diary.day(-70), "9:10", partial(_raise, cast, kept))
    diary.on(diary.day(-66), "11:25", partial(_add, cast, kept, said.DISPUTE_ANSWER, cast.secretary))
    diary.on(diary.day(MEETINGS[TABLED] - 20), "13:30", partial(_table, cast, kept))
    diary.on(met, "15:58", partial(_talk_over, cast))
    diary.on(diary.day(MEETINGS[TABLED] + 1), "16:35", partial(_add, cast, kept, said.DISPUTE_TALK, cast.secretary))
    diary.on(diary.day(MEETINGS[TABLED] + 12), "16:50", partial(_mediate, cast, kept, met, diary.day(12)))
    diary.on(diary.day(-1), "17:05", partial(_add, cast, kept, said.DISPUTE_LATEST, cast.speakers[PROVIDER]))


def _raise(cast: Cast, kept: list[Dispute], now: datetime) -> None:
    kept.append(disputes.raise_dispute(
        cast.session, cast.network, party_id=cast.parties[PROVIDER].id, subject=said.DISPUTE_SUBJECT,
        text=" ".join(said.DISPUTE_TEXT.split()), actor=cast.speakers[PROVIDER], now=now))


def _add(cast: Cast, kept: list[Dispute], text: str, actor: Actor, now: datetime) -> None:
    disputes.add_writing(cast.session, kept[0], text=" ".join(text.split()), actor=actor, now=now)


def _table(cast: Cast, kept: list[Dispute], now: datetime) -> None:
    item = add_item(cast.session, cast.meetings[TABLED], dispute=kept[0], planned_minutes=20, actor=cast.secretary, now=now)
    cast.items[TABLED, "dispute"] = item
    move_item(cast.session, item, up=True, actor=cast.secretary, now=now)


def _talk_over(cast: Cast, now: datetime) -> None:
    item = cast.items[TABLED, "dispute"]
    conclude_item(cast.session, item, discussion="", conclusion="", outcome="", facts=JUST_IN, version=item.version,
                  actor=cast.secretary, now=now)


def _mediate(cast: Cast, kept: list[Dispute], met: date, next_on: date, now: datetime) -> None:
    disputes.take_dispute_step(cast.session, kept[0], "mediate", note=" ".join(said.DISPUTE_MEDIATOR.split()),
                               happened_on=max(met, local_day(now) - timedelta(days=2)), next_on=next_on, actor=cast.secretary,
                               now=now)


def _disclose(cast: Cast, kept: list[Disclosure], name: str, about: str, text: str, now: datetime) -> None:
    kept.append(disclose(cast.session, cast.network, about=about, text=" ".join(text.split()), actor=cast.speakers[name],
                         since=local_day(now) - timedelta(days=200), now=now))


def _read(cast: Cast, kept: list[Disclosure], now: datetime) -> None:
    mark_read(cast.session, kept[0], seen=len(kept[0].additions), actor=cast.secretary, now=now)


def _add_to_interest(cast: Cast, kept: list[Disclosure], now: datetime) -> None:
    add_to_disclosure(cast.session, kept[0], text=said.OWN_ADDED, actor=cast.speakers[PROVIDER], now=now)


def _aside_at_point(cast: Cast, now: datetime) -> None:
    interest = interests(cast.session, cast.network, [cast.parties[said.ASIDE].id])[0]
    stand_aside_at_point(cast.session, cast.items[TABLED, said.ASIDE_FROM], interest, note=said.ASIDE_NOTE,
                         actor=cast.speakers[said.ASIDE], now=now)


def _aside_in_vote(cast: Cast, now: datetime) -> None:
    interest = interests(cast.session, cast.network, [cast.parties[said.ASIDE].id])[0]
    stand_aside_in_vote(cast.session, cast.votes[said.ASIDE_FROM], interest, note=said.ASIDE_NOTE,
                        actor=cast.speakers[said.ASIDE], now=now)
