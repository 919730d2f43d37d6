"""What a reaction can say and what can become of it, the phase of a round, who counts, and what is still needed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.core.calendar import local_day
from portal.core.transitions import Unmet
from portal.networks.rules import Order
from portal.proposals.rules import ENDED, ROUND_STAGE, Stage


class Position(StrEnum):
    FOR = "for"
    AMEND = "amend"
    AGAINST = "against"
    QUESTION = "question"


class ReactionState(StrEnum):
    """Nothing is published unread (DESIGN rule 8)."""

    NEW = "new"
    PUBLISHED = "published"
    WITHHELD = "withheld"


class Adopted(StrEnum):
    """What was done with a reaction (ZL 5.5, 7.7)."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class RoundPhase(StrEnum):
    """Derived from instants and the clock, never stored (DESIGN rule 2)."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


WHOLE = "all"
"""The label with which a reaction says that it is about the whole proposal."""


def phase(opened_at: datetime, closes_at: datetime, now: datetime) -> RoundPhase:
    """Half-open: the opening instant is open, the closing instant is closed."""
    if now < opened_at:
        return RoundPhase.PLANNED
    return RoundPhase.OPEN if now < closes_at else RoundPhase.CLOSED


def labels_in_order(chosen: Iterable[str], known: Iterable[str]) -> list[str]:
    """The labels of a reaction in the order of the text, the whole first, each once; what the text lacks is left out."""
    wanted = set(chosen)
    return [label for label in (WHOLE, *known) if label in wanted]


@dataclass(frozen=True, slots=True)
class Voice:
    """What one reaction says, and whose it is: equal `sender` is the same party or the same person."""

    sender: str
    is_party: bool
    position: Position


@dataclass(frozen=True, slots=True)
class Counts:
    """How senders stand, parties apart from others (IN 6.3); and how many reactions are not in it."""

    parties: dict[Position, int] = field(default_factory=dict)
    others: dict[Position, int] = field(default_factory=dict)
    unread: int = 0
    withheld: int = 0
    late: int = 0

    @property
    def party_total(self) -> int:
        return sum(self.parties.values())

    @property
    def other_total(self) -> int:
        return sum(self.others.values())


def standpoints(voices: Iterable[Voice]) -> dict[tuple[str, bool], Position]:
    """Where each sender stands, by its reactions from first to last.

    Who reacts more than once counts once, by the last reaction that takes a position: a question that comes after
    it does not take it back.
    """
    stands: dict[tuple[str, bool], Position] = {}
    for voice in voices:
        key = (voice.sender, voice.is_party)
        if voice.position != Position.QUESTION or key not in stands:
            stands[key] = voice.position
    return stands


def tally(voices: Iterable[Voice], unread: int = 0, withheld: int = 0, late: int = 0) -> Counts:
    """Position by parties and others; every position has its number, also zero."""
    stands = standpoints(voices)
    totals = {is_party: dict.fromkeys(Position, 0) for is_party in (True, False)}
    for (_sender, is_party), position in stands.items():
        totals[is_party][position] += 1
    return Counts(totals[True], totals[False], unread, withheld, late)


def unmet_before_opening(stage: Stage, order: Order, *, version_had_round: bool, open_until: datetime | None
                         ) -> list[Unmet]:
    """What keeps a round from being opened; `open_until` is the end of the proposal's round that still runs."""
    missing = []
    if stage != ROUND_STAGE[order]:
        missing.append(Unmet("round:other-stage", (("stage", ROUND_STAGE[order]),)))
    if open_until is not None:
        missing.append(Unmet("round:still-open", (("closes_at", open_until),)))
    elif version_had_round:
        missing.append(Unmet("round:held-before"))
    return missing


def unmet_before_answers(closes_at: datetime, missing: int, now: datetime) -> list[Unmet]:
    """What keeps the answers from being published: they come all at once, after the end (ZL 7.7)."""
    unmet = []
    if now < closes_at:
        unmet.append(Unmet("round:still-open", (("closes_at", closes_at),)))
    if missing:
        unmet.append(Unmet("round:answers-missing", (("count", missing),)))
    return unmet


REMIND_AHEAD = 3
"""Days before the last day on which who did not react is reminded."""
DRAFT_LIES = timedelta(days=2)
"""So long a draft lies before who began it is reminded."""


class Remedy(StrEnum):
    """What an outage does for a round or vote that was open in it."""

    LONGER = "longer"
    REOPENED = "reopened"
    CLOSED_SINCE = "closed_since"
    COUNTED = "counted"


def remedy(closes_at: datetime, *, ended_at: datetime, has_moved_on: bool, now: datetime) -> Remedy:
    """More time for what still runs; open again for what closed in the outage; nothing for what ran on and closed after it,
    or whose proposal went on since: a round is never opened again silently (DESIGN rule 1).
    """
    if now < closes_at:
        return Remedy.LONGER
    return Remedy.REOPENED if closes_at <= ended_at and not has_moved_on else Remedy.CLOSED_SINCE


def day_after_outage(last_day: date, began_at: datetime, ended_at: datetime, now: datetime) -> date:
    """The last day when every day in which an outage fell is given back: from the old last day, or from today when that is past.

    The instant at which the outage ends is no longer in it. Rest days are passed by the calendar.
    """
    lost = (local_day(ended_at - timedelta(microseconds=1)) - local_day(began_at)).days + 1
    return max(last_day, local_day(now)) + timedelta(days=lost)


def takes_reactions(stage: Stage) -> bool:
    """A proposal that was withdrawn while its round ran takes no more reactions."""
    return stage not in ENDED


def initials(name: str) -> str:
    """One or two letters that stand for a name: 'Regenlaarzen Begeleiding' is RB."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() if words else "?"
