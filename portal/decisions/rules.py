"""What the boards' decisions add up to, and how an adopted proposal changes an agreement (IN 9, WM15 6.3, RN 12.2)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from portal.core.errors import Refused
from portal.networks.rules import Adoption, label_order
from portal.votes.rules import Choice


class BoardChoice(StrEnum):
    """What a municipal executive decides."""

    ADOPTED = "adopted"
    REJECTED = "rejected"

    @classmethod
    def of(cls, adopted: bool) -> "BoardChoice":
        return cls.ADOPTED if adopted else cls.REJECTED


class SubmissionChoice(StrEnum):
    """IN 9.1: put the proposal to the boards or not."""

    SUBMIT = "submit"
    NOT_SUBMIT = "not_submit"


class ParticipationChoice(StrEnum):
    """IN 9.3: take part in the changed agreement, or leave under its terms."""

    TAKES_PART = "takes_part"
    LEAVES = "leaves"


class ApprovalChoice(StrEnum):
    """IN 5.4: whether another network approves a change of the arrangements that it uses too."""

    APPROVES = "approves"
    REFUSES = "refuses"

    @classmethod
    def of(cls, approved: bool) -> "ApprovalChoice":
        return cls.APPROVES if approved else cls.REFUSES



class Returning(StrEnum):
    """What happens with a proposal that cannot go on: the steps of the table by their names."""

    REWORK = "rework"
    END = "end"


BOARD_DAYS = 42
"""What boards usually need; after that the secretary asks."""
BOARD_REMINDERS = (28, 42, 56, 70, 84)
"""Days after the submission on which a board that has not decided is reminded."""
PARTICIPATION_REMINDERS = (21, 7, 1)
"""Days before a text is in force on which a party that said nothing is reminded; members are reminded to sign on other days."""


def board_reminder(submitted_on: date, today: date) -> int:
    """Which reminder is due or was the last: 1 and up, 0 before the first."""
    return sum((today - submitted_on).days >= days for days in BOARD_REMINDERS)


def participation_reminder(in_force_from: date, published_on: date, today: date) -> int | None:
    """The reminder of today, as days before the start; None before the first, and once the text is in force.

    Nobody is reminded of a stage that had begun when everyone was asked.
    """
    left = (in_force_from - today).days
    if left < 1:
        return None
    due = min((days for days in PARTICIPATION_REMINDERS if left <= days), default=None)
    return due if due and (in_force_from - published_on).days > due else None


@dataclass(frozen=True, slots=True)
class BoardsOutcome:
    """`missing` are the municipalities whose decision is still awaited; empty once it is settled."""

    missing: tuple[int, ...] = ()
    allow_adoption: bool = False
    forbid_adoption: bool = False

    @property
    def is_settled(self) -> bool:
        return self.allow_adoption or self.forbid_adoption


def boards_outcome(adoption: Adoption, municipalities: Sequence[int], decisions: Mapping[int, bool]) -> BoardsOutcome:
    """What the decisions so far mean. Decisions of municipalities that do not take part count for nothing.

    ALL (WM15 6.3, RN 12.2): one "no" rejects at once; adopted when every municipality said yes.
    EACH: settled when all have decided; adopted when at least one said yes, and then it applies there alone;
    rejected when none did. Without municipalities nothing is ever settled.
    """
    said = [decisions[municipality] for municipality in municipalities if municipality in decisions]
    missing = tuple(municipality for municipality in municipalities if municipality not in decisions)
    if adoption == Adoption.ALL and False in said:
        return BoardsOutcome(forbid_adoption=True)
    if missing or not said:
        return BoardsOutcome(missing)
    return BoardsOutcome(allow_adoption=any(said), forbid_adoption=not any(said))


def standing_decisions(successors: Mapping[int, int], decisions: Mapping[int, bool]) -> dict[int, bool]:
    """What counts as said by each municipality that exists now (ZL note 1, RN 12.3).

    `successors`: by every municipality that takes part, itself or who took its place. A successor's own decision counts.
    Until it has one, it is bound by those of who merged into it when all of them decided, and decided the same.
    """
    found = {present: decisions[present] for present in successors.values() if present in decisions}
    for present in {present for member, present in successors.items() if member != present} - found.keys():
        before = {decisions.get(member) for member, after in successors.items() if after == present}
        if len(before) == 1 and (said := before.pop()) is not None:
            found[present] = said
    return found


class Said(Protocol):
    """A decision, whole or only its columns."""

    @property
    def adopted(self) -> bool: ...


D = TypeVar("D", bound=Said)


def said_now(now: Mapping[int, int], made: Mapping[int, D]) -> dict[int, bool]:
    """`standing_decisions` out of the decisions themselves, by municipality."""
    return standing_decisions(now, {place: decision.adopted for place, decision in made.items()})


def beside(now: Mapping[int, int], present: Sequence[int], made: Mapping[int, D]) -> Iterator[tuple[int, D | None]]:
    """What counts for each municipality that is `present`; then those that merged away, which keep their decision in sight."""
    said = said_now(now, made)
    for place in present:
        yield place, made.get(place) or (_inherited(place, now, made) if place in said else None)
    here = set(present)
    yield from ((place, decision) for place, decision in made.items() if place not in here)


def _inherited(place: int, now: Mapping[int, int], made: Mapping[int, D]) -> D | None:
    return next((made[member] for member in sorted(now) if now[member] == place and member in made), None)


def deviates(submitted: bool, majority: Choice | None) -> bool:
    """Whether the municipality goes against what most votes said (IN 9.1). Equal votes bind to neither side."""
    return majority == (Choice.AGAINST if submitted else Choice.FOR)


class Text(Protocol):
    """A paragraph; in a proposal `before` is how it reads now: empty when it is new, `text` empty when it goes."""

    @property
    def label(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def before(self) -> str: ...


T = TypeVar("T", bound=Text)


def moved_labels(current: Sequence[T], proposed: Sequence[T]) -> list[str]:
    """The paragraphs that the proposal changes and that no longer read as they did when it was written."""
    reads = {paragraph.label: paragraph.text for paragraph in current}
    return [paragraph.label for paragraph in proposed
            if paragraph.text != paragraph.before and reads.get(paragraph.label, "") != paragraph.before]


def reworked_text(current: Sequence[T], proposed: Sequence[T]) -> tuple[T, ...]:
    """The proposal set against the agreement as it reads now: what it asked stays, what it leaves alone reads as now.

    A paragraph that was to go and went is left out. Nothing of it may be a change any more.
    """
    reads = {paragraph.label: paragraph.text for paragraph in current}
    set_against: list[T] = []
    for paragraph in proposed:
        now = reads.get(paragraph.label, "")
        text = now if paragraph.text == paragraph.before else paragraph.text
        if text or now:
            fields: dict[str, Any] = {"before": now, "text": text}
            set_against.append(replace(paragraph, **fields))  # type: ignore[type-var]
    return tuple(set_against)


def changed_text(current: Sequence[T], proposed: Sequence[T]) -> tuple[T, ...]:
    """The agreement's paragraphs after the proposal: changed, removed, and new ones put in by their label.

    Raises Refused "decision:text-moved" when a paragraph that the proposal changes no longer reads as it did
    when the proposal was written. Paragraphs that it leaves as they are may have changed in the meantime.
    """
    changes = {paragraph.label: paragraph for paragraph in proposed if paragraph.text != paragraph.before}
    reads = {paragraph.label: paragraph.text for paragraph in current}
    if moved := moved_labels(current, proposed):
        raise Refused("decision:text-moved", labels=moved)
    kept = [_changed(paragraph, changes[paragraph.label]) if paragraph.label in changes else paragraph
            for paragraph in current]
    for label in sorted(changes.keys() - reads.keys(), key=label_order):
        place = next((i for i, p in enumerate(kept) if label_order(p.label) > label_order(label)), len(kept))
        kept.insert(place, _plain(changes[label]))
    return tuple(paragraph for paragraph in kept if paragraph.text)


def _changed(current: T, change: T) -> T:
    return _plain(change, heading=change.heading or current.heading)


def _plain(paragraph: T, **other: str) -> T:
    fields: dict[str, Any] = {"before": "", **other}
    return replace(paragraph, **fields)  # type: ignore[type-var]
