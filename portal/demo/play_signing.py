"""A new version of the shared arrangements: half of the parties signed it, one of them on paper; and the host signs below.

The other municipalities gave their mandates when the network began; two of them want to give their consent first.
"""

from datetime import date, datetime
from functools import partial

from portal.core.calendar import local_day
from portal.core.documents import Upload, keep
from portal.core.revisions import Paragraph
from portal.decisions.queries import participation_of
from portal.demo.cast import Cast
from portal.demo.content import people
from portal.demo.content import signing as said
from portal.demo.diary import Diary, shuffled, spread, waking
from portal.demo.founding import slug_of
from portal.members import countersigning, signing, signing_queries
from portal.members.rules import Declaration, SignedBy
from portal.networks import agreements, consents
from portal.networks.models import Agreement, AgreementVersion
from portal.networks.queries import latest_version
from portal.parties.rules import AuthorityGround
from portal.region.operations import MandateTerms, give_mandate
from portal.region.rules import MandateTask

SCAN = b"%PDF-1.4\n% Verzonnen voor de demonstratie.\n%%EOF\n"
PUBLISHED, COUNTERSIGNED, COUNTERSIGNED_AGAIN = -17, -370, -20
SIGNED_OF_HUNDRED = 55


def write(cast: Cast, diary: Diary) -> None:
    diary.on(diary.day(COUNTERSIGNED - 8), "10:00", partial(_mandates, cast))
    diary.on(diary.day(COUNTERSIGNED - 4), "11:00", partial(_consents, cast))
    diary.on(diary.day(COUNTERSIGNED), "14:00", partial(_countersign, cast))
    diary.on(diary.day(COUNTERSIGNED_AGAIN), "14:30", partial(_countersign, cast))
    day = diary.day(PUBLISHED)
    diary.on(day, "9:30", partial(_publish, cast))
    diary.on(diary.day(PUBLISHED + 6), "13:15", partial(_paper, cast))
    names = [name for name in shuffled(list(cast.speakers), "signing", str) if name not in (people.PROVIDER, said.ON_PAPER)]
    signing_names = names[: len(names) * SIGNED_OF_HUNDRED // 100]
    since = max(instant for instant, _, _ in diary.entries if local_day(instant) == day)
    for number, name in enumerate(signing_names):
        instant = waking(spread(since, diary.now, number, len(signing_names)), since, diary.now, f"signing {name}")
        diary.write(instant, partial(_sign, cast, name))


def _shared(cast: Cast) -> Agreement:
    return cast.agreements[said.AGREEMENT]


def _mandates(cast: Cast, now: datetime) -> None:
    host = cast.municipalities[cast.secretary.acts_for_name]
    terms = [MandateTerms(frozenset(MandateTask) - {MandateTask.SUPERVISION}, date(local_day(now).year - 1, 1, 1), None,
                          place.name in said.CONSENT_FIRST) for place in consents.others(cast.session, cast.network)]
    for place, term in zip(consents.others(cast.session, cast.network), terms, strict=True):
        document = keep(cast.session, Upload.of(f"mandaatbesluit-{slug_of(place.name)}.pdf", SCAN), now=now)
        give_mandate(cast.session, place, host, term, document=document, actor=cast.secretary, now=now)


def _consents(cast: Cast, now: datetime) -> None:
    for agreement in cast.agreements.values():
        for name in said.CONSENT_FIRST:
            document = keep(cast.session, Upload.of(f"akkoord-{slug_of(name)}.pdf", SCAN), now=now)
            consents.give_consent(
                cast.session, cast.network, latest_version(cast.session, agreement), cast.municipalities[name],
                given_on=local_day(now), given_by=said.CONSENT_BY, document=document, actor=cast.secretary, now=now)


def _countersign(cast: Cast, now: datetime) -> None:
    for row in countersigning.waiting(cast.session, cast.network, local_day(now)):
        if not row.missing:
            countersigning.countersign(cast.session, cast.network, row.version, name=said.SIGNER, job_title=said.SIGNER_ROLE,
                                       actor=cast.secretary, now=now)


def _publish(cast: Cast, now: datetime) -> None:
    agreement = _shared(cast)
    cast.session.refresh(agreement, ["versions"])
    newest = agreement.versions[-1]
    last = newest.paragraphs[-1]
    article, number = last.label.rsplit(".", 1)
    text = (*newest.paragraphs, Paragraph(f"{article}.{int(number) + 1}", said.NEW_PARAGRAPH, last.heading))
    agreements.write_version(
        cast.session, agreement, paragraphs=text, after=newest.number, reason=said.REASON, actor=cast.secretary, now=now,
        in_force_from=agreements.proposed_start(agreement, cast.network, local_day(now)))


def _sign(cast: Cast, name: str, now: datetime) -> None:
    actor = cast.speakers[name]
    for version in signing_queries.to_sign(cast.session, cast.network, actor.party_id, now):
        if not _is_silent(cast, version, actor.party_id):
            signing.sign_version(cast.session, cast.network, version, _signed_by(actor.person_name, slug_of(name)),
                                 read=version.fingerprint, actor=actor, now=now)


def _is_silent(cast: Cast, version: AgreementVersion, party_id: int | None) -> bool:
    return version.proposal_id is not None and participation_of(cast.session, version, party_id) is None


def _paper(cast: Cast, now: datetime) -> None:
    place = signing_queries.place_of(cast.session, cast.network, cast.parties[said.ON_PAPER].id)
    if place:
        document = keep(cast.session, Upload.of("ondertekende-afspraken.pdf", SCAN), now=now)
        signing.enter_paper(
            cast.session, place, latest_version(cast.session, _shared(cast)), _signed_by(said.PAPER_SIGNER, slug_of(said.ON_PAPER)),
            document=document, signed_on=local_day(now), actor=cast.secretary, now=now)


def _signed_by(name: str, domain: str) -> SignedBy:
    return SignedBy(name, "bestuurder", f"bestuur@{domain}.example", AuthorityGround.STATUTES, frozenset(Declaration))
