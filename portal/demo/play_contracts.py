"""Service contracts: one that both sides signed, one that was sent and waits, one of which subjects are missing."""

from datetime import datetime, timedelta
from functools import partial

from portal.contracts import drafting, operations, signing
from portal.contracts.models import ServiceContract
from portal.contracts.queries import standings
from portal.contracts.rules import ContractSubject, extended
from portal.core.calendar import local_day
from portal.core.documents import Upload, keep
from portal.demo.cast import Cast
from portal.demo.content import contracts as said
from portal.demo.content import signing as said_of_signing
from portal.demo.content.people import PROVIDER
from portal.demo.diary import Diary, first_of_month
from portal.demo.founding import slug_of
from portal.demo.play_signing import SCAN
from portal.parties.rules import AuthorityGround


def write(cast: Cast, diary: Diary) -> None:
    # Rest days move acts to the day before: the hours go up, so that the order stays.
    kept: dict[str, ServiceContract] = {}
    diary.on(diary.day(-160), "9:20", partial(_draw_up, cast, kept, said.SIGNED_TITLE, (PROVIDER,)))
    diary.on(diary.day(-158), "10:10", partial(_fill_in, cast, kept, said.SIGNED_TITLE, tuple(said.TEXTS), said.SIGNED_TARIFFS))
    diary.on(diary.day(-157), "11:15", partial(_send, cast, kept, said.SIGNED_TITLE))
    diary.on(diary.day(-150), "13:25", partial(_sign, cast, kept, said.SIGNED_TITLE, PROVIDER))
    diary.on(diary.day(-146), "14:05", partial(_consents, cast, kept, said.SIGNED_TITLE))
    diary.on(diary.day(-144), "15:30", partial(_countersign, cast, kept, said.SIGNED_TITLE))
    diary.on(diary.day(-15), "9:10", partial(_draw_up, cast, kept, said.SENT_TITLE, (PROVIDER, said.SENT_WITH)))
    diary.on(diary.day(-14), "9:50", partial(_fill_in, cast, kept, said.SENT_TITLE, tuple(said.TEXTS), said.SENT_TARIFFS))
    diary.on(diary.day(-12), "11:30", partial(_send, cast, kept, said.SENT_TITLE))
    diary.on(diary.day(-8), "13:05", partial(_ask, cast, kept))
    diary.on(diary.day(-7), "14:15", partial(_answer, cast, kept))
    diary.on(diary.day(-5), "15:40", partial(_sign, cast, kept, said.SENT_TITLE, said.SENT_WITH))
    diary.on(diary.day(-3), "10:05", partial(_draw_up, cast, kept, said.DRAFT_TITLE, (said.DRAFT_WITH,)))
    diary.on(diary.day(-2), "15:50", partial(_fill_in, cast, kept, said.DRAFT_TITLE, said.DRAFT_TEXTS, ""))


def _draw_up(cast: Cast, kept: dict[str, ServiceContract], title: str, names: tuple[str, ...], now: datetime) -> None:
    agreement = cast.agreements[said.AGREEMENT]
    kept[title] = drafting.draw_up(
        cast.session, cast.network, title=title, agreement_id=agreement.id, party_ids=[cast.parties[name].id for name in names],
        actor=cast.secretary, now=now)
    cast.session.flush()


def _fill_in(cast: Cast, kept: dict[str, ServiceContract], title: str, letters: tuple[str, ...], tariffs: str, now: datetime) -> None:
    contract = kept[title]
    for letter in letters:
        drafting.write_subject(
            cast.session, contract, ContractSubject(letter), text=" ".join(said.TEXTS[letter].split()),
            indicators=said.INDICATORS if letter == ContractSubject.MONITORING else None, seen=contract.version, actor=cast.secretary,
            now=now)
        cast.session.flush()
    if tariffs:
        begins_on = first_of_month(local_day(now), at_least=30)
        drafting.set_term(
            cast.session, contract, begins_on=begins_on, ends_on=extended(begins_on - timedelta(days=1), 36), extensions=2, extension_months=12,
            notice_months=6, tariffs=tariffs, seen=contract.version, actor=cast.secretary, now=now)
        cast.session.flush()


def _send(cast: Cast, kept: dict[str, ServiceContract], title: str, now: datetime) -> None:
    operations.send(cast.session, cast.network, kept[title], seen=kept[title].version, actor=cast.secretary, now=now)
    cast.session.flush()
    cast.session.expire(kept[title], ["versions"])


def _sign(cast: Cast, kept: dict[str, ServiceContract], title: str, name: str, now: datetime) -> None:
    actor, version = cast.speakers[name], kept[title].newest
    signer = signing.Signer(actor.person_name, said.SIGNER_ROLE, AuthorityGround.STATUTES)
    signing.sign_for_provider(cast.session, cast.network, kept[title], signer, read=version.fingerprint if version else "",
                              actor=actor, now=now)
    cast.session.flush()


def _consents(cast: Cast, kept: dict[str, ServiceContract], title: str, now: datetime) -> None:
    for row in standings(cast.session, cast.network, kept[title], local_day(now)):
        if row.consent_is_missing:
            document = keep(cast.session, Upload.of(f"akkoord-{slug_of(row.name)}.pdf", SCAN), now=now)
            signing.give_consent(
                cast.session, cast.network, kept[title], cast.municipalities[row.name], given_on=local_day(now),
                given_by=said_of_signing.CONSENT_BY, document=document, actor=cast.secretary, now=now)


def _countersign(cast: Cast, kept: dict[str, ServiceContract], title: str, now: datetime) -> None:
    signing.sign_for_municipality(cast.session, cast.network, kept[title], name=said_of_signing.SIGNER,
                                  job_title=said_of_signing.SIGNER_ROLE, actor=cast.secretary, now=now)


def _ask(cast: Cast, kept: dict[str, ServiceContract], now: datetime) -> None:
    operations.ask_change(cast.session, cast.network, kept[said.SENT_TITLE], text=" ".join(said.SENT_QUESTION.split()),
                          actor=cast.speakers[said.SENT_WITH], now=now)


def _answer(cast: Cast, kept: dict[str, ServiceContract], now: datetime) -> None:
    operations.answer_change(cast.session, kept[said.SENT_TITLE], text=" ".join(said.SENT_ANSWER.split()), actor=cast.secretary, now=now)
