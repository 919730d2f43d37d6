"""Joining and leaving that takes more than a yes: asked for more, on paper, withdrawn; a notice, and an end by the municipality."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from portal.core.access import OUTSIDER
from portal.core.calendar import local_day
from portal.core.documents import Upload, keep
from portal.demo.cast import Cast
from portal.demo.content import network as said
from portal.demo.diary import Diary
from portal.demo.play_members import Waiting, application_of, apply, signed_by
from portal.members.leaving import announce_departures, end_membership, give_notice
from portal.members.models import Membership
from portal.members.operations import answer_question, ask_for_more, enter_paper_application, withdraw_application

SCAN = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
"""One empty page: what a scan looks like to the portal."""


def write(cast: Cast, diary: Diary) -> None:
    asked: Waiting = {}
    diary.on(diary.day(-9), "8:15", partial(apply, cast, asked, application_of(said.ASKED), said.ASKED.signer, ""))
    diary.on(diary.day(-5), "10:05", partial(_ask, cast, asked, said.ASKED.name, said.MISSING, 9))
    taken_back: Waiting = {}
    diary.on(diary.day(-16), "8:15", partial(apply, cast, taken_back, application_of(said.WITHDRAWN), said.WITHDRAWN.signer, ""))
    diary.on(diary.day(-12), "16:20", partial(_withdraw, cast, taken_back))
    on_paper: Waiting = {}
    diary.on(diary.day(-20), "9:40", partial(_on_paper, cast, on_paper))
    diary.on(diary.day(-15), "11:00", partial(_ask, cast, on_paper, said.ON_PAPER.name, said.PAPER_MISSING, 14))
    diary.on(diary.day(-8), "14:50", partial(_answer, cast, on_paper))
    diary.on(diary.day(-6), "15:30", partial(_notice, cast))
    ended = diary.day(-34)
    diary.on(ended, "14:00", partial(_end, cast))
    diary.on(diary.day(-30), "8:00", partial(_announce, cast))


def _ask(cast: Cast, waiting: Waiting, name: str, missing: str, days: int, now: datetime) -> None:
    ask_for_more(cast.session, waiting[name], missing=missing, until=local_day(now) + timedelta(days=days), actor=cast.secretary,
                 now=now)


def _answer(cast: Cast, waiting: Waiting, now: datetime) -> None:
    answer_question(cast.session, waiting[said.ON_PAPER.name], answer=said.PAPER_ANSWER, actor=OUTSIDER, now=now)


def _withdraw(cast: Cast, waiting: Waiting, now: datetime) -> None:
    withdraw_application(cast.session, waiting[said.WITHDRAWN.name], reason=said.WITHDRAWN.refused, actor=OUTSIDER, now=now)


def _on_paper(cast: Cast, waiting: Waiting, now: datetime) -> None:
    scan = keep(cast.session, Upload.of("aanmelding-de-hazelaar.pdf", SCAN), now=now)
    signature = replace(signed_by(application_of(said.ON_PAPER), said.ON_PAPER.signer), job_title="eigenaar")
    waiting[said.ON_PAPER.name] = enter_paper_application(
        cast.session, cast.network, application=application_of(said.ON_PAPER), signed_by=signature, document=scan,
        signed_on=local_day(now) - timedelta(days=3), actor=cast.secretary, now=now)


def _notice(cast: Cast, now: datetime) -> None:
    give_notice(cast.session, _membership(cast, said.GIVES_NOTICE), reason=said.WHY_NOTICE,
                last_day=local_day(now) + timedelta(days=30), actor=cast.speakers[said.GIVES_NOTICE], now=now)


def _end(cast: Cast, now: datetime) -> None:
    end_membership(cast.session, _membership(cast, said.ENDED), reason=said.WHY_ENDED, last_day=local_day(now) + timedelta(days=3),
                   actor=cast.secretary, now=now)


def _announce(cast: Cast, now: datetime) -> None:
    announce_departures(cast.session, now=now)


def _membership(cast: Cast, name: str) -> Membership:
    return cast.session.scalars(select(Membership).where(Membership.party_id == cast.parties[name].id)).one()
