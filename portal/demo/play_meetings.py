"""Meetings: planned, called, held with attendance and outcomes, written up and remarked on; one called, one cancelled, one in draft."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from portal.core.calendar import deadline, local_day, local_instant, roll_past_rest_days
from portal.decisions.queries import facts_of
from portal.demo.cast import Cast
from portal.demo.content.meetings import (
    ACTIONS,
    AHEAD,
    BUSY,
    CANCELLED,
    CLOSING,
    DRAFT,
    EXCUSES,
    HELD,
    NETWORK,
    NOTE,
    OPENING,
    REMARK,
    SUBSTITUTES,
    TIMES,
    MeetingText,
)
from portal.demo.content.shapes import Talk, folded
from portal.demo.diary import Diary
from portal.demo.play_dossiers import DOSSIERS
from portal.demo.roads import MEETINGS
from portal.meetings.actions import add_action, end_action
from portal.meetings.agenda import add_item
from portal.meetings.guests import guests_at, key_of, note_guests
from portal.meetings.operations import (
    adopt_minutes,
    cancel_meeting,
    conclude_item,
    invite,
    make_remark,
    note_attendance,
    plan_meeting,
    send_draft,
    write_minutes,
)
from portal.meetings.queries import attending_parties
from portal.meetings.rules import Presence
from portal.proposals.rules import JUST_IN

CONCEPT = "W5"
"""The newest one that was held: its minutes still have to be adopted."""
SHORT_TERM, LONG_TERM = 5, 14
"""How many days members have for remarks: on the draft that still lies with them, long enough to be there today."""
FIRST, LAST = "Opening en agenda", "Rondvraag"


def write(cast: Cast, diary: Diary) -> None:
    for number, text in enumerate((*HELD, NETWORK)):
        offset = _offset(diary, text)
        _prepare(cast, diary, text, offset - 38, offset - 20)
        _hold(cast, diary, text, number)
    _prepare(cast, diary, AHEAD, -19, -6)
    _prepare(cast, diary, DRAFT, -8, None, agenda_on=-4)
    diary.on(diary.day(-12), "10:10", partial(_call_off_later, cast, diary))
    diary.on(diary.day(-3), "16:20", partial(_call_off, cast))


def _offset(diary: Diary, text: MeetingText) -> int:
    """On which day, counted from today. The whole network met in the autumn of last year: it is owed in every calendar year."""
    return (date(diary.today.year - 1, 10, 14) - diary.today).days if text is NETWORK else MEETINGS[text.key]


def _prepare(cast: Cast, diary: Diary, text: MeetingText, planned: int, invited: int | None, agenda_on: int = 0) -> None:
    diary.on(diary.day(planned), "10:00", partial(_plan, cast, diary, text))
    diary.on(diary.day(agenda_on or invited or planned), "13:00", partial(_fill_agenda, cast, text))
    if invited:
        diary.on(diary.day(invited), "14:00", partial(_invite, cast, text))


def _plan(cast: Cast, diary: Diary, text: MeetingText, now: datetime) -> None:
    day, table = diary.day(_offset(diary, text)), cast.tables.get(text.key[0])
    starts_at, ends_at = (local_instant(day, time.fromisoformat(at)) for at in TIMES)
    cast.meetings[text.key] = plan_meeting(cast.session, cast.network, table_id=table.id if table else None,
                                           starts_at=starts_at, ends_at=ends_at, place=text.place, actor=cast.secretary, now=now)


def _fill_agenda(cast: Cast, text: MeetingText, now: datetime) -> None:
    put = partial(_put, cast, text.key, now)
    put(FIRST, title=FIRST, planned_minutes=10)
    for key in text.proposals:
        put(key, proposal=cast.proposals[key], planned_minutes=30)
    for number in text.signals:
        put(f"signal {number}", signal=cast.signals[number])
    for title in (*(title for title, _ in text.subjects), LAST):
        put(title, title=title, planned_minutes=10)


def _put(cast: Cast, meeting: str, now: datetime, name: str, **subject: Any) -> None:
    cast.items[meeting, name] = add_item(cast.session, cast.meetings[meeting], actor=cast.secretary, now=now, **subject)


def _invite(cast: Cast, text: MeetingText, now: datetime) -> None:
    invite(cast.session, cast.meetings[text.key], actor=cast.secretary, now=now)


def _hold(cast: Cast, diary: Diary, text: MeetingText, number: int) -> None:
    offset = _offset(diary, text)
    day = diary.day(offset)
    diary.on(day, "13:35", partial(_attend, cast, text, number))
    talks = _talks(text)
    for place, (item, talk) in enumerate(talks):
        minutes = 13 * 60 + 40 + 135 * place // len(talks)
        diary.on(day, f"{minutes // 60}:{minutes % 60:02d}", partial(_conclude, cast, text, item, talk))
    written = diary.day(offset + 4)  # rest days can move it back to the day itself: then in the evening
    diary.on(written, "17:30", partial(_minute, cast, text))
    diary.on(written, "17:50", partial(_send_draft, cast, text))
    if text.key == CONCEPT:
        diary.on(diary.day(offset + 9), "15:10", partial(_remark, cast, text))
    else:
        day, _rest = roll_past_rest_days(deadline(written, SHORT_TERM).last_day + timedelta(days=1))
        diary.on(day, "9:50", partial(_adopt, cast, text))


def _talks(text: MeetingText) -> list[tuple[str, Talk]]:
    """What was said at each point, in the order of the agenda."""
    signals = [(f"signal {number}", text.signal_talk) for number in text.signals if text.signal_talk]
    proposals = [(key, DOSSIERS[key].talks[text.key]) for key in text.proposals]
    return [(FIRST, OPENING), *proposals, *signals, *text.subjects, (LAST, CLOSING)]


def _attend(cast: Cast, text: MeetingText, number: int, now: datetime) -> None:
    """Most are there; one sent its substitute, one excused itself, and once one stayed away without a reason. Of the whole network
    a third is busy."""
    meeting = cast.meetings[text.key]
    parties = attending_parties(cast.session, meeting)
    presences = {party.id: (Presence.PRESENT, "") for party in parties}
    if text is NETWORK:
        presences |= {party.id: (Presence.EXCUSED, BUSY) for party in parties[::3]}
    presences[parties[(number + 2) % len(parties)].id] = (Presence.SUBSTITUTE, SUBSTITUTES[number % len(SUBSTITUTES)])
    presences[parties[(number + 5) % len(parties)].id] = (Presence.EXCUSED, EXCUSES[number % len(EXCUSES)])
    if number == len(HELD) - 1:
        presences[parties[3].id] = (Presence.ABSENT, "")
    note_attendance(cast.session, meeting, presences=presences, actor=cast.secretary, now=now)
    guests = {key_of(guest): (Presence.EXCUSED if number == len(HELD) - 3 else Presence.PRESENT, None)
              for guest in guests_at(cast.session, meeting, [])}
    if guests:
        note_guests(cast.session, meeting, guests, actor=cast.secretary, now=now)


def _conclude(cast: Cast, text: MeetingText, name: str, talk: Talk, now: datetime) -> None:
    item = cast.items[text.key, name]
    facts = facts_of(cast.session, item.proposal, now) if item.proposal else JUST_IN
    conclude_item(cast.session, item, discussion=talk.discussion, conclusion=talk.conclusion, outcome=talk.step,
                  facts=facts, note=NOTE if (text.key, name) == (CONCEPT, FIRST) else None, version=item.version, actor=cast.secretary,
                  now=now)
    if name == LAST:
        _promise(cast, text, now)


def _promise(cast: Cast, text: MeetingText, now: datetime) -> None:
    """What was promised at the end; what was promised in the meeting before is done."""
    for action in cast.actions.pop(text.key[0], []):
        end_action(cast.session, action, was_done=True, note="De stukken liggen bij deze bijeenkomst.", actor=cast.secretary, now=now)
    for what, who, days in ACTIONS.get(text.key, ()):
        cast.actions.setdefault(text.key[0], []).append(add_action(
            cast.session, cast.items[text.key, LAST], what=what, who=who, due_on=local_day(now) + timedelta(days=days),
            actor=cast.secretary, now=now))


def _minute(cast: Cast, text: MeetingText, now: datetime) -> None:
    write_minutes(cast.session, cast.meetings[text.key], text=folded(text.minutes), actor=cast.secretary, now=now)


def _send_draft(cast: Cast, text: MeetingText, now: datetime) -> None:
    cast.session.flush()
    days = LONG_TERM if text.key == CONCEPT else SHORT_TERM
    send_draft(cast.session, cast.meetings[text.key], days=days, actor=cast.secretary, now=now)


def _remark(cast: Cast, text: MeetingText, now: datetime) -> None:
    """One of those who were there misses something in the draft."""
    parties = {party.id for party in attending_parties(cast.session, cast.meetings[text.key])}
    speaker = next(actor for _name, actor in sorted(cast.speakers.items()) if actor.party_id in parties)
    make_remark(cast.session, cast.meetings[text.key], label="2", text=REMARK, actor=speaker, now=now)


def _call_off_later(cast: Cast, diary: Diary, now: datetime) -> None:
    day = diary.day(30)
    starts_at, ends_at = (local_instant(day, time.fromisoformat(at)) for at in TIMES)
    meeting = plan_meeting(cast.session, cast.network, table_id=None, starts_at=starts_at, ends_at=ends_at, place=CANCELLED.place,
                           actor=cast.secretary, now=now)
    cast.meetings[CANCELLED.key] = meeting
    add_item(cast.session, meeting, title=CANCELLED.subject, planned_minutes=60, actor=cast.secretary, now=now)
    invite(cast.session, meeting, actor=cast.secretary, now=now)


def _call_off(cast: Cast, now: datetime) -> None:
    cancel_meeting(cast.session, cast.meetings[CANCELLED.key], reason=CANCELLED.reason, actor=cast.secretary, now=now)


def _adopt(cast: Cast, text: MeetingText, now: datetime) -> None:
    adopt_minutes(cast.session, cast.meetings[text.key], actor=cast.secretary, now=now)
