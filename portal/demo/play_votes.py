"""Ballots, and statements of participation in a changed agreement."""

from datetime import datetime, time, timedelta
from functools import partial

from portal.audit.models import AuditEntry
from portal.core.access import Actor, ActsFor
from portal.core.calendar import deadline, local_instant
from portal.core.codec import pack
from portal.decisions.operations import state_participation
from portal.demo.cast import Cast
from portal.demo.content.dealings import ASIDE, ASIDE_FROM
from portal.demo.content.shapes import Polled
from portal.demo.content.statements import LEAVING, SILENT, STATED
from portal.demo.diary import Diary, shuffled, spread, waking
from portal.demo.play_dossiers import DOSSIERS
from portal.demo.roads import roads
from portal.networks.queries import latest_version
from portal.votes.models import Ballot
from portal.votes.operations import cast_ballot, sealed
from portal.votes.queries import roll_of
from portal.votes.rules import Choice

CHANGED = "report"
"""The proposal that was adopted."""


def write(cast: Cast, diary: Diary) -> None:
    for key, road in roads(diary).items():
        polled = DOSSIERS[key].vote
        if road.vote_opened and polled:
            since = local_instant(road.vote_opened, time(9, 30))
            until = min(deadline(road.vote_opened).closes_at, diary.now)
            _write_ballots(cast, diary, key, polled, since, until)
    _write_statements(cast, diary, local_instant(roads(diary)[CHANGED].boards[-1], time(14, 30)))


def _write_ballots(cast: Cast, diary: Diary, key: str, polled: Polled, since: datetime, until: datetime) -> None:
    ballots = _ballots(cast, diary, key, polled)
    plain = []
    for number, (name, choice, explanation) in enumerate(ballots):
        instant = waking(spread(since, until, number, len(ballots)), since, until, f"{key} {name}")
        if explanation:
            diary.write(instant, partial(_cast, cast, key, name, choice, explanation))
        else:
            plain.append((instant, name, choice))
    diary.write(until - timedelta(seconds=1), partial(_cast_plain, cast, key, sorted(plain)))


def _ballots(cast: Cast, diary: Diary, key: str, polled: Polled) -> list[tuple[str, Choice, str]]:
    """The explained ones, and so many more without a word that turnout and ratio are as the content says."""
    explained = {name: (name, choice, words) for name, choice, words in polled.explained}
    is_open = deadline(roads(diary)[key].vote_opened or diary.today).closes_at > diary.now
    silent = SILENT if is_open else ()
    apart = {*explained, *silent, *((ASIDE,) if key == ASIDE_FROM else ())}
    others = [name for name in shuffled(list(cast.speakers), key, str) if name not in apart]
    size = max(len(cast.speakers) * polled.turnout // 100, len(explained))
    against = size * polled.against // 100 - sum(choice == Choice.AGAINST for _, choice, _ in polled.explained)
    plain = [(name, Choice.AGAINST if place < against else Choice.FOR, "")
             for place, name in enumerate(others[: size - len(explained)])]
    return shuffled([*explained.values(), *plain], f"order {key}", lambda ballot: ballot[0])


def _cast(cast: Cast, key: str, name: str, choice: Choice, explanation: str, now: datetime) -> None:
    cast_ballot(cast.session, cast.votes[key], choice=choice, explanation=explanation, actor=cast.speakers[name], now=now)


def _cast_plain(cast: Cast, key: str, cast_ballots: list[tuple[datetime, str, Choice]], _now: datetime) -> None:
    """The mass of the ballots: the rows that the verb would write, without its receipts."""
    vote, rows = cast.votes[key], []
    roll = {entry.party_id: entry for entry in roll_of(cast.session, vote)}
    on_roll = [ballot for ballot in cast_ballots if cast.speakers[ballot[1]].party_id in roll]
    for instant, name, choice in on_roll:
        actor = cast.speakers[name]
        rows.append(sealed(vote, roll[actor.party_id or 0], Ballot(
            choice=choice, cast_at=instant, person_id=actor.person_id, person_name=actor.person_name)))
    cast.session.add_all(rows)
    cast.session.flush()
    cast.session.add_all(
        AuditEntry(happened_at=row.cast_at, action="vote:cast", reason="", person_id=row.person_id, person_name=row.person_name,
                   acts_for=ActsFor.PARTY, acts_for_id=row.party_id, acts_for_name=name, subject_type="ballot",
                   subject_id=row.id, changes=pack({"vote": vote.id, "party": row.party_id, "choice": (None, choice)}))
        for row, (_, name, choice) in zip(rows, on_roll, strict=True))


def _write_statements(cast: Cast, diary: Diary, since: datetime) -> None:
    names = [name for name in shuffled(list(cast.speakers), "participation", str) if name not in SILENT]
    stating = list(dict.fromkeys([*names[: len(names) * STATED // 100], *LEAVING]))
    for number, name in enumerate(stating):
        instant = waking(spread(since, diary.now, number, len(stating)), since, diary.now, f"participation {name}")
        diary.write(instant, partial(state, cast, cast.speakers[name], LEAVING.get(name, "")))


def state(cast: Cast, actor: Actor, leaving: str, now: datetime) -> None:
    """Say for a party whether it takes part in what was adopted; `leaving` is the reason when it does not."""
    agreement = cast.proposals[CHANGED].agreement
    if agreement:
        state_participation(cast.session, latest_version(cast.session, agreement), takes_part=not leaving, reason=leaving,
                            actor=actor, now=now)
