"""What parties and inhabitants say in a round, and what the table answers."""

from datetime import datetime, time, timedelta
from functools import partial

from portal.core.access import OUTSIDER
from portal.core.calendar import deadline, local_day, local_instant, rest_day
from portal.demo.cast import Cast
from portal.demo.content.shapes import Dossier, Resident, Said
from portal.demo.diary import Diary, spread, waking
from portal.demo.play_dossiers import DOSSIERS
from portal.demo.play_signals import sender_of
from portal.demo.roads import MEETINGS, Road, roads
from portal.rounds.operations import answer_reaction, give_reaction, publish_answers, read_reaction

OPENED, READ = time(9, 30), time(9, 40)
"""Half an hour after the round opened the first reaction can come; the secretary reads them in the morning."""


def write(cast: Cast, diary: Diary) -> None:
    for key, road in roads(diary).items():
        if road.round_opened:
            _write_round(cast, diary, DOSSIERS[key], road)


def _write_round(cast: Cast, diary: Diary, dossier: Dossier, road: Road) -> None:
    since = local_instant(road.round_opened or diary.today, OPENED)
    until = min(deadline(local_day(since)).closes_at, diary.now)
    in_time = [said for said in dossier.reactions if not said.late]
    for number, said in enumerate(in_time):
        given = waking(spread(since, until, number, len(in_time)), since, until, f"{dossier.key} {number}")
        diary.write(given, partial(_react, cast, dossier, said))
        if not said.unread:
            diary.write(_read_at(given, diary.now), partial(_read, cast, dossier, said))
    for said in dossier.reactions:
        if said.late:
            diary.on(road.round_ended + timedelta(days=1), "19:30", partial(_react, cast, dossier, said))
    _write_answers(cast, diary, dossier)


def _write_answers(cast: Cast, diary: Diary, dossier: Dossier) -> None:
    """Drafted on the morning of the meeting that works the proposal out and published there; else they are drafts."""
    answered = [said for said in dossier.reactions if said.answer]
    met = next((key for key, talk in dossier.talks.items() if talk.step == "work_out"), None)
    begin = local_instant(diary.day(MEETINGS[met]), time(9)) if met else diary.now - timedelta(hours=8)
    for number, said in enumerate(answered):
        diary.write(begin + timedelta(minutes=7 * number), partial(_answer, cast, dossier, said))
    if met:
        diary.on(diary.day(MEETINGS[met]), "13:31", partial(_publish_answers, cast, dossier))


def _read_at(given: datetime, now: datetime) -> datetime:
    """The next working morning; where that has not come yet, halfway to now."""
    day = local_day(given) + timedelta(days=1)
    while rest_day(day):
        day += timedelta(days=1)
    morning = local_instant(day, READ)
    return morning if morning < now else given + (now - given) / 2


def _react(cast: Cast, dossier: Dossier, said: Said, now: datetime) -> None:
    actor = OUTSIDER if isinstance(said.by, Resident) else cast.speakers[said.by]
    cast.reactions[dossier.key, dossier.reactions.index(said)] = give_reaction(
        cast.session, cast.rounds[dossier.key], position=said.position, labels=said.labels, text=said.text,
        confidential_text=said.confidential, ground=said.ground, late=said.late, actor=actor, now=now, **sender_of(said.by))


def _read(cast: Cast, dossier: Dossier, said: Said, now: datetime) -> None:
    read_reaction(cast.session, cast.reactions[dossier.key, dossier.reactions.index(said)], publish=not said.withheld,
                  public_text=said.public_text, reason=said.withheld, actor=cast.secretary, now=now)


def _answer(cast: Cast, dossier: Dossier, said: Said, now: datetime) -> None:
    if said.answer:
        answer_reaction(cast.session, cast.reactions[dossier.key, dossier.reactions.index(said)],
                        adopted=said.answer.adopted, text=said.answer.text, actor=cast.secretary, now=now)


def _publish_answers(cast: Cast, dossier: Dossier, now: datetime) -> None:
    publish_answers(cast.session, cast.rounds[dossier.key], actor=cast.secretary, now=now)
