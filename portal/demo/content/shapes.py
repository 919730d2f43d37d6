"""The shapes of the content: a dossier is everything that is said about one proposal, from first to last."""

from dataclasses import dataclass, field

from portal.contributions.rules import Ground
from portal.networks.rules import AgreementKind, Law, Result
from portal.notifications.rules import Rhythm, Topic
from portal.parties.rules import PublishAs
from portal.proposals.rules import ProposalKind
from portal.rounds.rules import WHOLE, Adopted, Position
from portal.signals.rules import Sentiment, Subject
from portal.votes.rules import Choice


@dataclass(frozen=True, slots=True)
class AgreementText:
    """An agreement in its first version: articles with a title, each with its paragraphs."""

    slug: str
    title: str
    kind: AgreementKind
    laws: frozenset[Law]
    articles: tuple[tuple[str, tuple[str, ...]], ...]
    results: frozenset[Result] = frozenset()


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody without an account."""

    name: str
    place: str
    publish_as: PublishAs = PublishAs.PLACE
    email: str = ""


@dataclass(frozen=True, slots=True)
class SaidAnswer:
    adopted: Adopted
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A reaction. `by` is a party's name or a resident; `unread` ones still wait for the secretary.

    `before`: what it said at first, until its sender changed it; `document`: the name of a file that came along; `replies`:
    who said what of it once it was on the site.
    """

    by: "str | Resident"
    position: Position
    text: str
    labels: tuple[str, ...] = (WHOLE,)
    ground: Ground | None = None
    confidential: str = ""
    answer: SaidAnswer | None = None
    unread: bool = False
    late: bool = False
    public_text: str = ""
    withheld: str = ""
    before: str = ""
    document: str = ""
    replies: "tuple[tuple[str | Resident, str], ...]" = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """What the table said at a meeting, and the step that it took there, if any."""

    discussion: str
    conclusion: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Polled:
    """A vote: how many per cent of the roll voted, how many per cent of those were against, and who said why."""

    turnout: int
    against: int
    explained: tuple[tuple[str, Choice, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """What one municipality's executive decided."""

    municipality: str
    adopted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A proposal and all that was said about it. `changes` maps a paragraph's label to its new text.

    How the paragraph reads now is looked up in the agreement; `context` are paragraphs that stay as they are.
    """

    key: str
    by: str | Resident
    title: str
    summary: str
    agreement: str | None
    laws: frozenset[Law]
    changes: dict[str, str]
    explanation: str
    kind: ProposalKind = ProposalKind.CHANGE
    context: tuple[str, ...] = ()
    revised: dict[str, str] = field(default_factory=dict)
    revised_because: str = ""
    relevant: str = ""
    set_aside: str = ""
    withdrawn: str = ""
    talks: dict[str, Talk] = field(default_factory=dict)
    reactions: tuple[Said, ...] = ()
    vote: Polled | None = None
    submission: str = ""
    boards: tuple[Board, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidSignal:
    """A signal and what became of it: `relevant` or `set_aside` holds the reason, neither means it still waits."""

    by: "str | Resident"
    title: str
    text: str
    sentiment: Sentiment
    subject: Subject
    public_text: str = ""
    relevant: str = ""
    set_aside: str = ""
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class Follows:
    """Somebody who follows something since so many days; a proposal by its key in the content."""

    email: str
    topic: Topic
    name: str
    rhythm: Rhythm
    offset: int
    confirms: bool = True


def folded(text: str) -> str:
    """Paragraphs without the line breaks that they have in these files."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
