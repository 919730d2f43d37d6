"""Growing the demonstration network: the same rows for the same day and seed, whatever machine makes them."""

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.demo.grown import meetings, proposals, providers, rounds, signals, votes
from portal.demo.grown.chance import Chance
from portal.demo.grown.land import Land, look_around, settle
from portal.demo.grown.proposals import Numbers
from portal.demo.grown.roads import roads
from portal.demo.grown.sizes import Size
from portal.demo.grown.store import Store, Tick
from portal.proposals.models import Proposal
from portal.signals.models import Signal

SEED = 2015
"""The year of the three laws."""
LOOKS_BACK = timedelta(days=45)
"""No act is written of which something happened longer before the proposal that comes in: so the record stays in order."""


def things(size: Size) -> int:
    """How many things the progress bar counts."""
    counted = asdict(size)
    return int(sum(counted.values()) - counted["municipalities"] - counted["tables"])


def grow(session: Session, size: Size, *, password_hash: str, now: datetime, seed: int = SEED, tick: Tick = lambda _count: None) -> None:
    """Make a network that was just founded as large as this. The index for searching is made anew afterwards."""
    land, store, chance = look_around(session, now, password_hash), Store(session), Chance(seed)
    tables = meetings.found(land, size.tables)
    settle(land, store, chance, size.municipalities)
    providers.join(land, store, chance, size.providers, tick)
    _live(land, store, chance, size, tables, tick)
    store.pause()


def _live(land: Land, store: Store, chance: Chance, size: Size, tables: list[meetings.Seated], tick: Tick) -> None:
    """The proposals one by one, each with all that hangs on it; signals and meetings in between."""
    numbers, discussed = _numbers(land.session, Proposal), list[proposals.Written]()
    held = meetings.Meetings(land, store, chance, tables, size.meetings)
    given = signals.Signals(land, store, chance, _numbers(land.session, Signal), size.signals)
    composed = False
    for road in roads(land, chance, size):
        if not composed and road.received > land.now - meetings.COMPOSED + LOOKS_BACK:
            composed = True
            meetings.compose(land, store, chance, tables)
        held.hold_until(road.received, discussed, tick)
        given.give_until(road.received, tick)
        written = proposals.write(land, store, chance, road, numbers)
        rounds.hold(land, store, chance, road, written, tick)
        votes.decide(land, store, chance, road, written)
        if road.judged:
            discussed.append(written)
        store.pass_time(road.received - LOOKS_BACK)
        tick(1)
    held.hold_until(land.now + meetings.AHEAD, discussed, tick)
    given.give_until(land.now, tick)


def _numbers(session: Session, model: type[Proposal] | type[Signal]) -> Numbers:
    rows = session.execute(select(model.year, func.max(model.sequence)).group_by(model.year))
    return Numbers({year: last for year, last in rows})  # noqa: C416 - a row is no pair to dict()
