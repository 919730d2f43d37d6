"""What providers say about themselves: most confirmed it this year, some let the year go by, one authority lapses."""

from datetime import datetime, timedelta
from functools import partial

from portal.core.access import Actor
from portal.core.documents import Upload, keep
from portal.demo.cast import Cast
from portal.demo.content import people, records
from portal.demo.content.records import Representative
from portal.demo.diary import Diary
from portal.parties.models import Party
from portal.parties.record import (
    add_representation,
    add_subject_contact,
    confirm_record,
    end_representation,
)
from portal.parties.rules import RepresentativeDetails

SCAN = b"%PDF-1.4\n% Volmacht, verzonnen voor de demonstratie.\n%%EOF\n"


def write(cast: Cast, diary: Diary) -> None:
    for number, (name, party) in enumerate(sorted(cast.parties.items())):
        if name != people.PROVIDER:
            offset = records.TOO_LONG_AGO if name in records.NOT_CONFIRMED else -300 + number * 2
            diary.on(diary.day(offset), "10:15", partial(_confirm, cast, party))
    party, speaker = cast.parties[people.PROVIDER], cast.speakers[people.PROVIDER]
    diary.on(diary.day(records.CONFIRMED_BEFORE - 3), "9:40", partial(_say, cast, diary, party, speaker))
    diary.on(diary.day(records.CONFIRMED_BEFORE), "9:45", partial(_confirm, cast, party))


def _confirm(cast: Cast, party: Party, now: datetime) -> None:
    confirm_record(cast.session, party, seen=party.version, actor=cast.speakers[party.name], now=now)


def _say(cast: Cast, diary: Diary, party: Party, speaker: Actor, now: datetime) -> None:
    for who in records.REPRESENTATIVES:
        document = keep(cast.session, Upload.of("Volmacht.pdf", SCAN), now=now) if who.has_document else None
        add_representation(cast.session, party, _details(diary, who), document, actor=speaker, now=now)
    former = add_representation(cast.session, party, _details(diary, records.FORMER), actor=speaker, now=now)
    end_representation(cast.session, former, actor=speaker, now=now)
    for subject, name, email, phone in records.CONTACTS:
        add_subject_contact(cast.session, party, subject=subject, name=name, email=email, phone=phone, actor=speaker, now=now)


def _details(diary: Diary, who: Representative) -> RepresentativeDetails:
    day = diary.today
    return RepresentativeDetails(who.name, who.job_title, who.ground, who.scope, who.limits, day + timedelta(days=who.begins),
                                 day + timedelta(days=who.ends) if who.ends is not None else None)
