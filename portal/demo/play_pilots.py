"""Pilots (IN 10): one with a result that became a proposal, one that runs, one to sign up for, one proposed, one to complete."""

from datetime import date, datetime
from functools import partial

from portal.contributions.rules import Ground
from portal.core.calendar import local_day
from portal.core.revisions import Paragraph
from portal.demo.cast import Cast
from portal.demo.content import pilots as said
from portal.demo.diary import Diary
from portal.networks.models import Network
from portal.networks.queries import latest_version
from portal.pilots import consents, operations, results, sign_ups
from portal.pilots.models import Pilot
from portal.pilots.operations import Plan
from portal.pilots.queries import by_id, needs_draw
from portal.proposals.operations import judge_proposal

READ, DECIDED, OPENED, CLOSED = 6, 25, 30, 50
"""Days after a plan was sent: it was read, the municipalities decided, signing up opened and closed."""
Kept = dict[str, int]


def write(cast: Cast, diary: Diary) -> None:
    kept: Kept = {}
    for text in (said.OVER, said.RUNS, said.OPEN):
        _to_admission(cast, diary, kept, text)
    _proposed(cast, diary, kept, said.PROPOSED)
    diary.on(diary.day(said.INCOMPLETE.sent), "10:40", partial(_send, cast, diary, kept, said.INCOMPLETE))
    diary.on(diary.day(said.INCOMPLETE.sent + 3), "15:10", partial(_ask, cast, kept))
    diary.on(diary.day(said.OVER.sent + CLOSED + 2), "9:10", partial(_draw, cast, kept, said.OVER))
    diary.on(diary.day(said.OVER.ends + 20), "8:50", partial(_report, cast, kept))
    diary.on(diary.day(said.OVER.ends + 25), "9:40", partial(_publish, cast, kept))
    diary.on(diary.day(said.OVER.ends + 40), "14:20", partial(_propose, cast, kept))


def _to_admission(cast: Cast, diary: Diary, kept: Kept, text: said.PilotText) -> None:
    _proposed(cast, diary, kept, text)
    diary.on(diary.day(text.sent + OPENED), "10:00", partial(_open, cast, diary, kept, text))
    for number, name in enumerate(text.signed, start=1):
        diary.on(diary.day(text.sent + OPENED + number), "13:15", partial(_sign_up, cast, kept, text, name))


def _proposed(cast: Cast, diary: Diary, kept: Kept, text: said.PilotText) -> None:
    diary.on(diary.day(text.sent), "10:20", partial(_send, cast, diary, kept, text))
    diary.on(diary.day(text.sent + READ), "9:30", partial(_judge, cast, kept, text))
    for number, (place, reason) in enumerate(text.consents):
        diary.on(diary.day(text.sent + DECIDED - 5 + number), "14:00", partial(_consent, cast, kept, text, place, reason))


def _pilot(cast: Cast, kept: Kept, text: said.PilotText) -> Pilot:
    found = by_id(cast.session, cast.session.get_one(Network, cast.network.id), kept[text.words["title"]])
    if found is None:
        raise LookupError(text.words["title"])
    return found


def _send(cast: Cast, diary: Diary, kept: Kept, text: said.PilotText, now: datetime) -> None:
    plan = Plan(**text.words, agreement_id=cast.agreements[text.agreement].id, articles=text.articles, begins_on=diary.day(text.begins),
                ends_on=diary.day(text.ends), most=text.most, choosing=text.choosing,
                municipality_ids=tuple(cast.municipalities[name].id for name in text.places))
    secret = (said.CONFIDENTIAL, Ground.COST) if text is said.INCOMPLETE else ("", None)
    pilot = operations.submit_pilot(cast.session, cast.network, plan, confidential_text=secret[0], ground=secret[1],
                                    actor=cast.speakers[text.by], now=now)
    kept[text.words["title"]] = pilot.id


def _ask(cast: Cast, kept: Kept, now: datetime) -> None:
    operations.ask_to_complete(cast.session, _pilot(cast, kept, said.INCOMPLETE), question=said.QUESTION, actor=cast.secretary, now=now)


def _judge(cast: Cast, kept: Kept, text: said.PilotText, now: datetime) -> None:
    operations.judge_pilot(cast.session, _pilot(cast, kept, text), publish_it=True, based_on=1, actor=cast.secretary, now=now)


def _consent(cast: Cast, kept: Kept, text: said.PilotText, place: str, reason: str, now: datetime) -> None:
    consents.record_consent(cast.session, _pilot(cast, kept, text), municipality_id=cast.municipalities[place].id, consents=True,
                            decided_on=local_day(now), reason=reason, actor=cast.board_staff[place], now=now)


def _open(cast: Cast, diary: Diary, kept: Kept, text: said.PilotText, now: datetime) -> None:
    pilot = _pilot(cast, kept, text)
    begins, ends = pilot.begins_on or date.max, pilot.ends_on or date.max
    consents.open_sign_up(cast.session, pilot, sign_up_until=diary.day(text.sent + CLOSED), begins_on=begins, ends_on=ends,
                          version=pilot.version, actor=cast.secretary, now=now)


def _sign_up(cast: Cast, kept: Kept, text: said.PilotText, name: str, now: datetime) -> None:
    sign_ups.sign_up(cast.session, _pilot(cast, kept, text), actor=cast.speakers[name], now=now)


def _draw(cast: Cast, kept: Kept, text: said.PilotText, now: datetime) -> None:
    pilot = _pilot(cast, kept, text)
    if needs_draw(pilot, now):
        sign_ups.draw_lots(cast.session, pilot, actor=cast.secretary, now=now)


def _report(cast: Cast, kept: Kept, now: datetime) -> None:
    finding, text = said.RESULT
    results.send_result(cast.session, _pilot(cast, kept, said.OVER), finding=finding, text=text, actor=cast.speakers[said.OVER.by], now=now)


def _publish(cast: Cast, kept: Kept, now: datetime) -> None:
    pilot, (finding, text) = _pilot(cast, kept, said.OVER), said.RESULT
    results.publish_result(cast.session, pilot, finding=finding, text=text, version=pilot.result.id if pilot.result else 0,
                           actor=cast.secretary, now=now)


def _propose(cast: Cast, kept: Kept, now: datetime) -> None:
    """The leader proposes what its pilot found, and the secretary puts it on the agenda the same day."""
    pilot, agreement = _pilot(cast, kept, said.OVER), cast.agreements[said.OVER.agreement]
    before = next(p for p in latest_version(cast.session, agreement).paragraphs if p.label == said.OVER.articles[0])
    proposal = results.propose_from(
        cast.session, pilot, title="Dagbesteding op twee dagen langer open", summary=pilot.written_summary,
        paragraphs=(Paragraph(before.label, said.PROPOSED_TEXT, before.heading, before.text),), explanation=said.RESULT[1],
        laws=agreement.laws, actor=cast.speakers[said.OVER.by], now=now)
    judge_proposal(cast.session, proposal, relevant=True, reason=said.WHY_SCHEDULED, actor=cast.secretary, now=now)
