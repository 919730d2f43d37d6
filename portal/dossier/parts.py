"""What a file is made of: subjects that have one, their parts, and the files of a part.

A kind of subject is registered once (`register`); addresses, command, pages and bundle know no other. A package above this
one gets its module here, beside `proposals.py` and `meetings.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from portal.accounts.models import Role
from portal.core.access import Actor
from portal.core.database import Base
from portal.dossier.retention import Appraisal, Closure, retention
from portal.networks.models import Network
from portal.region.models import Municipality

DESK = Actor(roles=frozenset({Role.SECRETARY}))
"""The complete edition is read as the secretary reads, whoever takes it along: two people get the same one."""
Make = Callable[[str], Iterable[bytes]]
"""The bytes of a file, piece by piece; it gets the way from its folder to the top, "../"."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a part. `media_type`: of what somebody sent in; the portal's own are known by their ending."""

    name: str
    make: Make
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened with the subject, for the archive's metadata. `code` says what, `told` in a sentence."""

    at: datetime
    code: str
    told: str


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in a file, with the files that show it; `key` is its folder. `at`: when it came about."""

    key: str
    title: str
    files: Sequence[File]
    at: datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line at the top of the entrance page and in the readme."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """A subject as it is called: `reference` in addresses and in the command, `row` what the record is about.

    `places`: the ids of the municipalities whose business it is; None for all that take part in the network.
    """

    kind: str
    reference: str
    title: str
    row: Base
    network: Network
    path: str
    began_on: date | None = None
    ended_on: date | None = None
    facts: Sequence[Fact] = field(default_factory=tuple)
    places: frozenset[int] | None = None

    @property
    def slug(self) -> str:
        return f"{self.kind}-{self.reference}"


class Subject(ABC):
    """What has a file. What everyone may read comes from `public_parts`, found as an outsider finds it; only a complete edition
    asks for `confidential_parts`. Both are walked once, so that no more than one part is in memory.
    """

    kind: ClassVar[str]

    def __init__(self, session: Session, card: Card, now: datetime) -> None:
        self.session, self.card, self.now = session, card, now

    @property
    @abstractmethod
    def is_public(self) -> bool:
        """Whether everyone may know of it: without that it has no public edition."""

    @property
    @abstractmethod
    def closure(self) -> Closure | None:
        """What it came to, by which it is kept; None while that is open."""

    @property
    def appraisal(self) -> Appraisal:
        rule = retention(self.card.network.settings, self.closure) if self.closure else None
        return Appraisal(rule, self.ended_on)

    @property
    def ended_on(self) -> date | None:
        """From when the years count that it is kept."""
        return self.card.ended_on

    @abstractmethod
    def latest(self, *, complete: bool) -> datetime:
        """The instant of the last thing that is in the file: as of when it holds. The same state, the same instant."""

    @abstractmethod
    def events(self) -> list[Event]:
        """What was made known, the first one first."""

    @abstractmethod
    def public_parts(self) -> Iterator[Part]: ...

    @abstractmethod
    def confidential_parts(self) -> Iterator[Part]: ...

    def own_parts(self, place: Municipality) -> Iterator[Part]:
        """What is of one municipality that takes part, in its own edition alone (WM25 4.4a)."""
        return iter(())


Find = Callable[[Session, Network, str, datetime], Subject | None]
KINDS: dict[str, Find] = {}
"""By the name of the kind: finds what is there, whoever asks. Who may read it is asked afterwards."""


def register(kind: type[Subject], find: Find) -> None:
    KINDS[kind.kind] = find


def subject(session: Session, network: Network, kind: str, reference: str, now: datetime) -> Subject | None:
    """The subject by its kind and what people call it; None when there is none."""
    found = KINDS.get(kind)
    return found(session, network, reference, now) if found else None
