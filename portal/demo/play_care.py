"""What is joined, supported and taken off the site, and documents that nobody looked at yet."""

from datetime import datetime
from functools import partial

from portal.contributions.operations import hide
from portal.contributions.rules import HiddenGround
from portal.core.access import OUTSIDER
from portal.core.documents import Upload, keep
from portal.core.revisions import Paragraph
from portal.demo.cast import Cast
from portal.demo.content import care
from portal.demo.content.shapes import Resident, SaidSignal
from portal.demo.diary import Diary
from portal.demo.play_joining import SCAN
from portal.demo.play_signals import sender_of
from portal.networks.queries import latest_version
from portal.networks.rules import Law
from portal.proposals.judging import merge_proposal
from portal.proposals.operations import judge_proposal, submit_proposal
from portal.proposals.rules import ProposalKind
from portal.proposals.supports import support
from portal.signals.handling import merge_signal
from portal.signals.models import Signal
from portal.signals.operations import confirm_signal, give_signal, judge_signal


def write(cast: Cast, diary: Diary) -> None:
    given: dict[str, Signal] = {}
    for said, offset in ((care.JOINED, -45), (care.ADVERTISED, -37), (care.WITH_FILES, -19)):
        diary.on(diary.day(offset), "8:35", partial(_give, cast, given, said))
    diary.on(diary.day(-43), "10:05", partial(_join, cast, given))
    diary.on(diary.day(-34), "9:50", partial(_judge, cast, given, care.ADVERTISED))
    diary.on(diary.day(-28), "15:40", partial(_hide, cast, given))
    diary.on(diary.day(-13), "9:55", partial(_judge, cast, given, care.WITH_FILES))
    diary.on(diary.day(-16), "13:05", partial(_saturday, cast))
    diary.on(diary.day(-11), "15:10", partial(_judge_saturday, cast))
    for key, party, offset, reason in care.SUPPORTS:
        diary.on(diary.day(offset), "16:15", partial(_support, cast, key, party, reason))
    diary.on(diary.day(-5), "10:20", partial(_merge_saturday, cast))


def _give(cast: Cast, given: dict[str, Signal], said: SaidSignal, now: datetime) -> None:
    place = cast.municipalities[said.municipality].id if said.municipality else None
    files = [keep(cast.session, Upload.of(name, SCAN), now=now) for name in care.FILES] if said is care.WITH_FILES else []
    signal = given[said.title] = give_signal(
        cast.session, cast.network, title=said.title, text=said.text, sentiment=said.sentiment, subject=said.subject,
        municipality_id=place, documents=files, now=now, **sender_of(said.by),
        actor=OUTSIDER if isinstance(said.by, Resident) else cast.speakers[said.by])
    if signal.awaits_address:
        confirm_signal(cast.session, signal, now=now)


def _join(cast: Cast, given: dict[str, Signal], now: datetime) -> None:
    merge_signal(cast.session, given[care.JOINED.title], cast.signals[0], reason=care.JOINED_BECAUSE, actor=cast.secretary, now=now)


def _judge(cast: Cast, given: dict[str, Signal], said: SaidSignal, now: datetime) -> None:
    judge_signal(cast.session, given[said.title], relevant=bool(said.relevant), reason=said.relevant or said.set_aside,
                 public_text=said.public_text, actor=cast.secretary, now=now)


def _hide(cast: Cast, given: dict[str, Signal], now: datetime) -> None:
    hide(cast.session, given[care.ADVERTISED.title], ground=HiddenGround.ADVERTISING, note=care.ADVERTISED_NOTE, actor=cast.secretary,
         now=now)


def _support(cast: Cast, key: str, party: str, reason: str, now: datetime) -> None:
    support(cast.session, cast.proposals[key], reason=reason, actor=cast.speakers[party], now=now)


def _saturday(cast: Cast, now: datetime) -> None:
    agreement = cast.proposals["evening"].agreement
    article = next(p for p in latest_version(cast.session, agreement).paragraphs if p.label == "4.2") if agreement else None
    text = Paragraph("4.2", care.SATURDAY_TEXT, article.heading if article else "", article.text if article else "")
    cast.proposals["saturday"] = submit_proposal(
        cast.session, cast.network, title=care.SATURDAY_TITLE, summary=care.SATURDAY_SUMMARY, kind=ProposalKind.CHANGE,
        agreement_id=agreement.id if agreement else None, laws=frozenset({Law.WMO}), paragraphs=(text,),
        explanation=care.SATURDAY_WHY, actor=cast.speakers[care.SATURDAY_BY], now=now)


def _judge_saturday(cast: Cast, now: datetime) -> None:
    judge_proposal(cast.session, cast.proposals["saturday"], relevant=True, reason=care.SATURDAY_RELEVANT, actor=cast.secretary, now=now)


def _merge_saturday(cast: Cast, now: datetime) -> None:
    merge_proposal(cast.session, cast.proposals["saturday"], cast.proposals["evening"], reason=care.SATURDAY_INTO,
                   actor=cast.secretary, now=now)
