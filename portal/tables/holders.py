"""Who holds each seat of a composition, from when until when: what came free since it was published, why, and who took it (IN 7.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.core.calendar import local_day
from portal.tables.models import Standing


class Left(StrEnum):
    """Why a party no longer sits at the table, as everyone may know it."""

    ATTENDANCE = "attendance"
    NETWORK = "network"
    COMPOSITION = "composition"


@dataclass(frozen=True, slots=True)
class Holder:
    """A party in a seat. `since` and `left_on` are days, `left_on` the last one or the day of the decision; `took` when it came later."""

    party_id: int | None
    name: str
    since: date
    took: bool = False
    left_on: date | None = None
    why: Left | None = None


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """One seat with everyone who held it, the first one first. `standing`: how the composition gave it."""

    standing: Standing
    holders: tuple[Holder, ...]

    @property
    def holder(self) -> Holder | None:
        """Who sits there now."""
        last = self.holders[-1]
        return None if last.left_on else last

    @property
    def left(self) -> list[Holder]:
        return [holder for holder in self.holders if holder.left_on]

    @property
    def free_since(self) -> date | None:
        return self.holders[-1].left_on


@dataclass(frozen=True, slots=True)
class Gone:
    """A party that sat at the table before the composition and has no seat in it."""

    name: str
    since: date
    left_on: date


@dataclass(frozen=True, slots=True)
class Freed:
    """The decision by which a party is no longer invited, and who took its seat, when somebody did."""

    decided_at: datetime
    taker_id: int | None
    taker: str
    taken_at: datetime | None


def held_seat(standing: Standing, since: date, freed: Mapping[int, Freed], left: Mapping[int, date], today: date) -> HeldSeat:
    """Follow a seat: its party, until it is no longer invited or leaves the network; who took the seat; and so on.

    `freed` and `left` are by party: decisions of this composition, and the last day in the network.
    """
    holders: list[Holder] = []
    party_id, name, took = standing.party_id, standing.name, False
    while True:
        decision = freed.get(party_id or 0)
        holders.append(Holder(party_id, name, since, took, *_ended(decision, left.get(party_id or 0), today)))
        if decision is None or decision.taken_at is None or any(one.party_id == decision.taker_id for one in holders):
            return HeldSeat(standing, tuple(holders))
        party_id, name, since, took = decision.taker_id, decision.taker, local_day(decision.taken_at), True


def _ended(decision: Freed | None, last_day: date | None, today: date) -> tuple[date | None, Left | None]:
    if decision is not None:
        return local_day(decision.decided_at), Left.ATTENDANCE
    return (last_day, Left.NETWORK) if last_day is not None and last_day < today else (None, None)


def sitting_since(compositions: list[tuple[datetime, list[HeldSeat]]]) -> dict[int, date]:
    """By party since when it sits without a break; the oldest composition first, each with the moment it was published."""
    found: dict[int, date] = {}
    for published_at, seats in compositions:
        holders = [seat.holder for seat in seats if seat.holder]
        found = {holder.party_id: holder.since if holder.took else found.get(holder.party_id, local_day(published_at))
                 for holder in holders if holder.party_id is not None}
    return found
