"""What a party can vote, how votes are counted, and when who did not vote is reminded (IN 9.1, DESIGN rule 6)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from portal.tables.rules import SizeClass

REMIND_BEFORE = timedelta(days=3)
"""So long before the last day, who did not vote is reminded by itself."""


class Choice(StrEnum):
    """IN 9.1: for or against; abstaining where the network's profile lets it."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


def choices(may_abstain: bool) -> tuple[Choice, ...]:
    """What can be voted."""
    return tuple(choice for choice in Choice if may_abstain or choice != Choice.ABSTAIN)


class Voter(Protocol):
    """A party on the roll."""

    @property
    def party_id(self) -> int: ...
    @property
    def size_class(self) -> SizeClass | None: ...
    @property
    def at_table(self) -> bool: ...


class Cast(Protocol):
    """A vote that was cast."""

    @property
    def party_id(self) -> int: ...
    @property
    def choice(self) -> Choice: ...


C = TypeVar("C", bound=Cast)


@dataclass(frozen=True, slots=True)
class Count:
    """How a group of voters voted. `aside` take no part because of a disclosed interest (IN 3.2 b)."""

    voters: int = 0
    in_favour: int = 0
    against: int = 0
    aside: int = 0
    abstained: int = 0

    @property
    def cast(self) -> int:
        """Votes that were cast; who abstains votes too, and counts for the turnout."""
        return self.for_or_against + self.abstained

    @property
    def for_or_against(self) -> int:
        return self.in_favour + self.against

    @property
    def entitled(self) -> int:
        """Who can vote: those on the roll without who stands aside."""
        return self.voters - self.aside

    @property
    def not_voted(self) -> int:
        return self.entitled - self.cast

    @property
    def turnout(self) -> float:
        """From 0 to 1; nobody who can vote is no turnout."""
        return self.cast / self.entitled if self.entitled else 0.0

    @property
    def unanimous(self) -> Choice | None:
        """What all votes for or against say. Who abstained or did not vote does not break it; without such a vote there is none."""
        if not self.for_or_against:
            return None
        return Choice.FOR if not self.against else Choice.AGAINST if not self.in_favour else None

    @property
    def majority(self) -> Choice | None:
        """What most votes for or against say; None when they are equal or there are none."""
        if self.in_favour == self.against:
            return None
        return Choice.FOR if self.in_favour > self.against else Choice.AGAINST


@dataclass(frozen=True, slots=True)
class Tally:
    """The network's count, the table's as part of it, and one per size class (None: the class is not known)."""

    network: Count
    table: Count
    classes: tuple[tuple[SizeClass | None, Count], ...] = ()

    @property
    def turnout(self) -> float:
        return self.network.turnout

    @property
    def unanimous(self) -> Choice | None:
        return self.network.unanimous


def tally(roll: Iterable[Voter], ballots: Iterable[Cast], aside: Collection[int] = ()) -> Tally:
    """Count the last ballot of each party on the roll, once. `ballots` come in the order they were cast.

    What a party cast that stands `aside` counts nowhere; the party itself is counted apart.
    """
    voters, last = list(roll), last_ballots(ballots)
    present = {voter.size_class for voter in voters}
    return Tally(
        network=_count(voters, last, aside),
        table=_count([voter for voter in voters if voter.at_table], last, aside),
        classes=tuple((size, _count([voter for voter in voters if voter.size_class == size], last, aside))
                      for size in (*SizeClass, None) if size in present),
    )


def _count(voters: list[Voter], last: Mapping[int, Cast], aside: Collection[int]) -> Count:
    taking_part = [voter.party_id for voter in voters if voter.party_id not in aside]
    said = [last[party].choice for party in taking_part if party in last]
    return Count(len(voters), said.count(Choice.FOR), said.count(Choice.AGAINST), len(voters) - len(taking_part),
                 said.count(Choice.ABSTAIN))


def last_ballots(ballots: Iterable[C]) -> dict[int, C]:
    """Per party the ballot that counts; the others stay on record."""
    return {ballot.party_id: ballot for ballot in ballots}


FEW = 3
"""Where no names are published: a group of fewer than so many that can vote is not counted apart."""


def tells_about_few(tally: Tally) -> bool:
    """Whether the counts per class would tell what one or two parties voted."""
    return any(0 < count.entitled < FEW for _size, count in tally.classes)


def reminder_is_due(last_day: date, reminded: Collection[date], today: date) -> bool:
    """Whether who did not vote is reminded by itself today: once, in the last days, unless it was done by hand then.

    After an extension the last days come anew. A day that the worker missed is made up for on the next one.
    """
    begins = last_day - REMIND_BEFORE
    return begins <= today <= last_day and not any(day >= begins for day in reminded)
