"""What the boards' decisions add up to, and how an adopted proposal changes an agreement (IN 9, WM15 6.3, RN 12.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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


def changed_text(current: Sequence[T], proposed: Sequence[T]) -> tuple[T, ...]:
    """The agreement's paragraphs after the proposal: changed, removed, and new ones put in by their label.

    Raises Refused "decision:text-moved" when a paragraph that the proposal changes no longer reads as it did
    when the proposal was written. Paragraphs that it leaves as they are may have changed in the meantime.
    """
    changes = {paragraph.label: paragraph for paragraph in proposed if paragraph.text != paragraph.before}
    reads = {paragraph.label: paragraph.text for paragraph in current}
    if moved := [label for label, change in changes.items() if reads.get(label, "") != change.before]:
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
