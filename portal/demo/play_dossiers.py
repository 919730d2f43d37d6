"""Proposals on their road: sent in, judged, put to the network, voted on, decided."""

from datetime import datetime, timedelta
from functools import partial

from portal.core.access import OUTSIDER
from portal.core.calendar import local_day
from portal.core.revisions import Paragraph
from portal.decisions.operations import decide_submission, record_board_decision
from portal.decisions.queries import facts_of
from portal.demo.cast import Cast
from portal.demo.content import support, youth
from portal.demo.content.shapes import Board, Dossier, Resident, folded
from portal.demo.diary import Diary, first_of_month, working_day
from portal.demo.play_signals import sender_of
from portal.demo.roads import Road, roads
from portal.networks.queries import latest_version
from portal.networks.rules import label_order
from portal.proposals.operations import (
    add_version,
    confirm_proposal,
    judge_proposal,
    submit_proposal,
    withdraw_proposal,
)
from portal.rounds.operations import open_round
from portal.votes.operations import open_vote

DOSSIERS: dict[str, Dossier] = {dossier.key: dossier for dossier in (*youth.DOSSIERS, *support.DOSSIERS)}
STARTS_IN = {"report": 24, "hills": 75, "online": 70}
"""Days from today after which a submitted change starts: on the first of the month that follows."""


def write(cast: Cast, diary: Diary) -> None:
    for number, (key, road) in enumerate(roads(diary).items()):
        _write_road(cast, diary, DOSSIERS[key], road, f"{8 + number % 9}:{10 + number:02d}")


def _write_road(cast: Cast, diary: Diary, dossier: Dossier, road: Road, at: str) -> None:
    diary.on(road.received, at, partial(_submit, cast, dossier))
    if road.judged:
        diary.on(road.judged, "11:00", partial(_judge, cast, dossier))
    if road.revised:
        diary.on(road.revised, "16:30", partial(_revise, cast, dossier))
    if road.round_opened:
        diary.on(road.round_opened, "9:00", partial(_open_round, cast, dossier))
    if road.vote_opened:
        diary.on(road.vote_opened, "9:15", partial(_open_vote, cast, dossier))
    if road.submitted:
        diary.on(road.submitted, "16:00", partial(_decide, cast, dossier, diary))
    for number, (day, board) in enumerate(zip(road.boards, boards_of(dossier), strict=True)):
        diary.on(day, "14:20", partial(_record_board, cast, dossier, board, 118 + 7 * number))
    if road.withdrawn:
        diary.on(road.withdrawn, "10:50", partial(_withdraw, cast, dossier))


def boards_of(dossier: Dossier) -> tuple[Board, ...]:
    return youth.REPORT_BOARDS if dossier.key == "report" else dossier.boards


def _submit(cast: Cast, dossier: Dossier, now: datetime) -> None:
    agreement = cast.agreements[dossier.agreement] if dossier.agreement else None
    actor = OUTSIDER if isinstance(dossier.by, Resident) else cast.speakers[dossier.by]
    cast.proposals[dossier.key] = submit_proposal(
        cast.session, cast.network, title=dossier.title, summary=dossier.summary, kind=dossier.kind,
        agreement_id=agreement.id if agreement else None, laws=dossier.laws,
        paragraphs=_paragraphs(cast, dossier, dossier.changes), explanation=folded(dossier.explanation), actor=actor, now=now,
        **sender_of(dossier.by))
    if cast.proposals[dossier.key].awaits_address:
        confirm_proposal(cast.session, cast.proposals[dossier.key], now=now)


def _paragraphs(cast: Cast, dossier: Dossier, changes: dict[str, str]) -> tuple[Paragraph, ...]:
    """The changes beside the text as it reads now, with the paragraphs around them."""
    if dossier.agreement is None:
        return tuple(Paragraph(label, text) for label, text in changes.items())
    text = latest_version(cast.session, cast.agreements[dossier.agreement]).paragraphs
    current = {paragraph.label: paragraph for paragraph in text}
    titles = {paragraph.label.partition(".")[0]: paragraph.heading for paragraph in text}
    shown = []
    for label in sorted({*changes, *dossier.context}, key=label_order):
        now = current.get(label, Paragraph(label, "", titles.get(label.partition(".")[0], "")))
        shown.append(Paragraph(label, changes.get(label, now.text), now.heading, now.text))
    return tuple(shown)


def _judge(cast: Cast, dossier: Dossier, now: datetime) -> None:
    judge_proposal(cast.session, cast.proposals[dossier.key], relevant=bool(dossier.relevant),
                   reason=dossier.relevant or dossier.set_aside, actor=cast.secretary, now=now)


def _revise(cast: Cast, dossier: Dossier, now: datetime) -> None:
    add_version(cast.session, cast.proposals[dossier.key], explanation=folded(f"{dossier.explanation}\n\n{dossier.revised_because}"),
                paragraphs=_paragraphs(cast, dossier, dossier.changes | dossier.revised), actor=cast.secretary, now=now)


def _open_round(cast: Cast, dossier: Dossier, now: datetime) -> None:
    cast.rounds[dossier.key] = open_round(cast.session, cast.proposals[dossier.key], actor=cast.secretary, now=now)


def _open_vote(cast: Cast, dossier: Dossier, now: datetime) -> None:
    proposal = cast.proposals[dossier.key]
    cast.votes[dossier.key] = open_vote(cast.session, proposal, facts=facts_of(cast.session, proposal, now),
                                        actor=cast.secretary, now=now)


def _decide(cast: Cast, dossier: Dossier, diary: Diary, now: datetime) -> None:
    proposal, starts_in = cast.proposals[dossier.key], STARTS_IN.get(dossier.key)
    decide_submission(cast.session, proposal, submit=starts_in is not None, reason=dossier.submission,
                      in_force_from=first_of_month(diary.today, starts_in) if starts_in else None,
                      facts=facts_of(cast.session, proposal, now), actor=cast.secretary, now=now)


def _record_board(cast: Cast, dossier: Dossier, board: Board, number: int, now: datetime) -> None:
    """By the municipality's own staff where it has them here, else by the host under its mandate; some days later."""
    place = cast.municipalities[board.municipality]
    decided_on = working_day(local_day(now) - timedelta(days=2))
    record_board_decision(
        cast.session, cast.proposals[dossier.key], municipality_id=place.id, adopted=board.adopted, decided_on=decided_on,
        number=f"B{decided_on.year}-{number:04d}", reason=board.reason,
        actor=cast.board_staff.get(board.municipality, cast.secretary), now=now)


def _withdraw(cast: Cast, dossier: Dossier, now: datetime) -> None:
    withdraw_proposal(cast.session, cast.proposals[dossier.key], reason=dossier.withdrawn,
                      actor=cast.speakers[str(dossier.by)], now=now)
