"""The road of each proposal, decided by lot before a row is written: how far it came, when, and how many reacted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.core.calendar import Deadline, deadline, local_day, rest_day
from portal.demo.grown.chance import Chance
from portal.demo.grown.land import Land
from portal.demo.grown.sizes import Size
from portal.proposals.rules import Stage


class Fate(StrEnum):
    """Where a road ends when nothing but time is in its way."""

    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"
    GROUP = "group"
    AFTER_ROUND = "after_round"
    NOT_SUBMITTED = "not_submitted"
    REJECTED = "rejected"
    ADOPTED = "adopted"


SHARES = ((Fate.SET_ASIDE, .18), (Fate.WITHDRAWN, .08), (Fate.GROUP, .01), (Fate.AFTER_ROUND, .60), (Fate.NOT_SUBMITTED, .06),
          (Fate.REJECTED, .04), (Fate.ADOPTED, .03))
TO_THE_ROUND = frozenset({Fate.AFTER_ROUND, Fate.NOT_SUBMITTED, Fate.REJECTED, Fate.ADOPTED})
TO_THE_VOTE = TO_THE_ROUND - {Fate.AFTER_ROUND}
TO_THE_BOARDS = TO_THE_VOTE - {Fate.NOT_SUBMITTED}
CROWDED = 6
"""So many rounds draw thousands: two that are open, and some that were answered."""
CROWD = .006
"""The share of all reactions that a crowded round gets."""


@dataclass
class Road:
    """Instants up to now; None for what has not happened. A term may end later."""

    number: int
    fate: Fate
    received: datetime
    stage: Stage = Stage.RECEIVED
    since: datetime | None = None
    judged: datetime | None = None
    revised: datetime | None = None
    preliminary: datetime | None = None
    opened: datetime | None = None
    term: Deadline | None = None
    answered: datetime | None = None
    worked_out: datetime | None = None
    vote_opened: datetime | None = None
    vote_term: Deadline | None = None
    decided: datetime | None = None
    boards: datetime | None = None
    ended: datetime | None = None
    reactions: int = 0


def roads(land: Land, chance: Chance, size: Size) -> list[Road]:
    """One road a proposal, in the order in which they came in; the reactions are shared out to the last one."""
    found = [_road(land, chance, number, size.proposals) for number in range(size.proposals)]
    _share_out(land, chance, [road for road in found if road.opened], size.reactions)
    return found


def _fate(chance: Chance) -> Fate:
    lot = chance.dice.random()
    for fate, share in SHARES:
        lot -= share
        if lot < 0:
            return fate
    return Fate.AFTER_ROUND


def _road(land: Land, chance: Chance, number: int, of: int) -> Road:
    road = Road(number, _fate(chance), land.begin + (land.now - land.begin) * ((number + .5) / of))
    road.since = road.received
    judged = _step(land, chance, road.received, 5, 16)
    if judged is None:
        return road
    road.judged = road.since = judged
    road.stage = Stage.SET_ASIDE if road.fate == Fate.SET_ASIDE else Stage.SCHEDULED
    if road.fate == Fate.SET_ASIDE:
        road.ended = judged
    elif road.fate in (Fate.WITHDRAWN, Fate.GROUP):
        _leave(land, chance, road, judged)
    else:
        _to_the_round(land, chance, road, judged)
    return road


def _step(land: Land, chance: Chance, after: datetime, least: int, most: int) -> datetime | None:
    """Some days later, at an instant of a working day; None when that is still to come."""
    moment = after + chance.days(least, most)
    while rest_day(local_day(moment)):
        moment += timedelta(days=1)
    return moment if moment < land.now else None


def _leave(land: Land, chance: Chance, road: Road, after: datetime) -> None:
    if ended := _step(land, chance, after, 10, 60):
        road.ended = road.since = ended
        road.stage = Stage.WITHDRAWN if road.fate == Fate.WITHDRAWN else Stage.IN_WORKING_GROUP


def _to_the_round(land: Land, chance: Chance, road: Road, judged: datetime) -> None:
    if chance.happens(.5):
        road.revised = _step(land, chance, judged, 6, 15)
    preliminary = _step(land, chance, judged, 16, 45)
    if preliminary is None:
        return
    road.preliminary, road.since, road.stage = preliminary, preliminary, Stage.PRELIMINARY
    road.opened = _step(land, chance, preliminary, 1, 8)
    if road.opened is None:
        return
    road.term = deadline(local_day(road.opened))
    if road.term.closes_at >= land.now:
        return
    road.answered = _step(land, chance, road.term.closes_at, 8, 25)
    if road.answered and road.fate == Fate.AFTER_ROUND:
        road.ended = _step(land, chance, road.answered, 2, 12)
        if road.ended:
            road.since, road.stage = road.ended, Stage.SET_ASIDE
    elif road.answered:
        _to_the_vote(land, chance, road, road.answered)


def _to_the_vote(land: Land, chance: Chance, road: Road, answered: datetime) -> None:
    road.worked_out = _step(land, chance, answered, 1, 6)
    if road.worked_out is None:
        return
    road.since, road.stage = road.worked_out, Stage.WORKED_OUT
    road.vote_opened = _step(land, chance, road.worked_out, 4, 18)
    if road.vote_opened is None:
        return
    road.since, road.stage = road.vote_opened, Stage.IN_VOTE
    road.vote_term = deadline(local_day(road.vote_opened))
    if road.vote_term.closes_at >= land.now:
        return
    road.decided = _step(land, chance, road.vote_term.closes_at, 3, 14)
    if road.decided is None:
        return
    road.since = road.decided
    road.stage = Stage.NOT_SUBMITTED if road.fate == Fate.NOT_SUBMITTED else Stage.SUBMITTED
    if road.fate in TO_THE_BOARDS:
        _to_the_boards(land, chance, road, road.decided)


def _to_the_boards(land: Land, chance: Chance, road: Road, decided: datetime) -> None:
    """The last board decides at `ended`; until then `boards` says how far they are."""
    ended = decided + chance.days(35, 60)
    road.boards = min(ended, land.now)
    if ended < land.now:
        road.ended = road.since = ended
        road.stage = Stage.ADOPTED if road.fate == Fate.ADOPTED else Stage.REJECTED


def _share_out(land: Land, chance: Chance, held: list[Road], reactions: int) -> None:
    """Most rounds draw tens, some hundreds, a few thousands."""
    if not held:
        return
    crowded = _crowded(land, held)
    for road in crowded:
        road.reactions = int(reactions * CROWD)
    others = [road for road in held if road not in crowded] or held
    left = reactions - sum(road.reactions for road in crowded)
    weights = [chance.dice.lognormvariate(0, 1.1) for _ in others]
    share = left / sum(weights)
    for road, weight in zip(others, weights, strict=True):
        road.reactions += int(weight * share)
    for road in others[: reactions - sum(road.reactions for road in held)]:
        road.reactions += 1


def _crowded(land: Land, held: list[Road]) -> list[Road]:
    running = [road for road in held if road.term and road.term.closes_at > land.now]
    over = [road for road in held if road.worked_out]
    return [*running[: CROWDED // 3], *over[-CROWDED + CROWDED // 3 :]]
