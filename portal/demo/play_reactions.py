"""What parties and inhabitants say in a round, and what the table answers."""

from datetime import date, datetime, time, timedelta
from functools import partial

from portal.contributions.operations import clear_attachment
from portal.contributions.queries import attachments_of
from portal.core.access import OUTSIDER
from portal.core.calendar import deadline, local_day, local_instant, rest_day
from portal.core.documents import Upload, keep
from portal.demo.cast import Cast
from portal.demo.content.shapes import Dossier, Resident, Said
from portal.demo.diary import Diary, spread, waking, working_day
from portal.demo.play_dossiers import DOSSIERS
from portal.demo.play_joining import SCAN
from portal.demo.play_signals import sender_of
from portal.demo.roads import MEETINGS, Road, roads
from portal.rounds.answers import (
    answer_reaction,
    give_rejoinder,
    publish_answers,
    put_under_theme,
    read_rejoinder,
)
from portal.rounds.changes import change_reaction
from portal.rounds.operations import confirm_reaction, give_reaction, read_reaction
from portal.rounds.replies import confirm_reply, give_reply, read_reply
from portal.rounds.rules import WHOLE, Adopted

OPENED, READ = time(9, 30), time(9, 40)
"""Half an hour after the round opened the first reaction can come; the secretary reads them in the morning."""

REJOINDER = ("Wij begrijpen de keuze, maar niet de reden. Bij ons duurt het antwoord van een gemeente vaak langer dan twee maanden. "
             "Kijk hier bij de evaluatie opnieuw naar.")


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
        if said.before:
            diary.write(given + timedelta(minutes=50), partial(_change, cast, dossier, said))
        if not said.unread:
            read = _read_at(given, diary.now)
            diary.write(read, partial(_read, cast, dossier, said))
            _write_replies(cast, diary, dossier, said, read, until)
    for said in dossier.reactions:
        if said.late:
            diary.on(road.round_ended + timedelta(days=1), "19:30", partial(_react, cast, dossier, said))
    _write_answers(cast, diary, dossier)


def _write_replies(cast: Cast, diary: Diary, dossier: Dossier, said: Said, read: datetime, until: datetime) -> None:
    """After the reaction came on the site, as long as the round is open; each read an hour later."""
    for hours, (by, text) in enumerate(said.replies, start=3):
        given = read + timedelta(hours=hours)
        if given + timedelta(hours=1) < until:
            diary.write(given, partial(_reply, cast, dossier, said, by, text))


def _write_answers(cast: Cast, diary: Diary, dossier: Dossier) -> None:
    """Drafted on the morning of the meeting that works the proposal out and published there; else they are drafts."""
    answered = [said for said in dossier.reactions if said.answer]
    met = next((key for key, talk in dossier.talks.items() if talk.step == "work_out"), None)
    begin = local_instant(diary.day(MEETINGS[met]), time(9)) if met else diary.now - timedelta(hours=8)
    for number, said in enumerate(answered):
        diary.write(begin + timedelta(minutes=7 * number), partial(_answer, cast, dossier, said))
    if met:
        diary.on(diary.day(MEETINGS[met]), "13:31", partial(_publish_answers, cast, dossier))
        _write_aftermath(cast, diary, dossier, diary.day(MEETINGS[met]))


def _write_aftermath(cast: Cast, diary: Diary, dossier: Dossier, published_on: date) -> None:
    """Reactions on one article stand under one theme; and one party says what it thinks of its answer."""
    for label in sorted({label for said in dossier.reactions for label in said.labels if label != WHOLE}):
        diary.on(published_on, "13:20", partial(_put_under_theme, cast, dossier, label))
    content = next((said for said in dossier.reactions if said.answer and said.answer.adopted == Adopted.NO
                    and not said.late and not isinstance(said.by, Resident)), None)
    said_on = working_day(published_on + timedelta(days=3), 1)
    if content and said_on < diary.today:
        diary.on(said_on, "11:15", partial(_rejoin, cast, dossier, content))


def _read_at(given: datetime, now: datetime) -> datetime:
    """The next working morning; where that has not come yet, halfway to now."""
    day = local_day(given) + timedelta(days=1)
    while rest_day(day):
        day += timedelta(days=1)
    morning = local_instant(day, READ)
    return morning if morning < now else given + (now - given) / 2


def _react(cast: Cast, dossier: Dossier, said: Said, now: datetime) -> None:
    actor = OUTSIDER if isinstance(said.by, Resident) else cast.speakers[said.by]
    files = [keep(cast.session, Upload.of(said.document, SCAN), now=now)] if said.document else []
    reaction = cast.reactions[dossier.key, dossier.reactions.index(said)] = give_reaction(
        cast.session, cast.rounds[dossier.key], position=said.position, labels=said.labels, text=said.before or said.text,
        confidential_text=said.confidential, ground=said.ground, late=said.late, documents=files, actor=actor, now=now,
        **sender_of(said.by))
    if reaction.awaits_address:
        confirm_reaction(cast.session, reaction, now=now)


def _change(cast: Cast, dossier: Dossier, said: Said, now: datetime) -> None:
    actor = OUTSIDER if isinstance(said.by, Resident) else cast.speakers[said.by]
    change_reaction(cast.session, cast.reactions[dossier.key, dossier.reactions.index(said)], position=said.position,
                    labels=said.labels, text=said.text, actor=actor, now=now)


def _reply(cast: Cast, dossier: Dossier, said: Said, by: str | Resident, text: str, now: datetime) -> None:
    actor = OUTSIDER if isinstance(by, Resident) else cast.speakers[by]
    reply = give_reply(cast.session, cast.reactions[dossier.key, dossier.reactions.index(said)], text=text, actor=actor, now=now,
                       **sender_of(by))
    if reply.awaits_address:
        confirm_reply(cast.session, reply, now=now)
    read_reply(cast.session, reply, publish=True, actor=cast.secretary, now=now + timedelta(minutes=50))


def _read(cast: Cast, dossier: Dossier, said: Said, now: datetime) -> None:
    read_reaction(cast.session, cast.reactions[dossier.key, dossier.reactions.index(said)], publish=not said.withheld,
                  public_text=said.public_text, reason=said.withheld, actor=cast.secretary, now=now)
    reaction = cast.reactions[dossier.key, dossier.reactions.index(said)]
    for attachment in attachments_of(cast.session, [reaction]).get(reaction.id, []):
        clear_attachment(cast.session, attachment, public=attachment.document, reason="", version=attachment.version,
                         actor=cast.secretary, now=now)


def _answer(cast: Cast, dossier: Dossier, said: Said, now: datetime) -> None:
    if said.answer:
        answer_reaction(cast.session, cast.reactions[dossier.key, dossier.reactions.index(said)],
                        adopted=said.answer.adopted, text=said.answer.text, actor=cast.secretary, now=now)


def _put_under_theme(cast: Cast, dossier: Dossier, label: str, now: datetime) -> None:
    chosen = [cast.reactions[dossier.key, number].id for number, said in enumerate(dossier.reactions) if label in said.labels]
    put_under_theme(cast.session, cast.rounds[dossier.key], chosen, f"Artikel {label}", actor=cast.secretary, now=now)


def _rejoin(cast: Cast, dossier: Dossier, said: Said, now: datetime) -> None:
    rejoinder = give_rejoinder(cast.session, cast.reactions[dossier.key, dossier.reactions.index(said)],
                               text=REJOINDER, actor=cast.speakers[str(said.by)], now=now)
    read_rejoinder(cast.session, rejoinder, publish=True, actor=cast.secretary, now=now + timedelta(hours=2))


def _publish_answers(cast: Cast, dossier: Dossier, now: datetime) -> None:
    publish_answers(cast.session, cast.rounds[dossier.key], actor=cast.secretary, now=now)
