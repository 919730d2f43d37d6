"""What the rest of the portal says about tables: classes, states, and a row of client counts (IN 1.1, 7.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.parties.rules import Domain, FundingStream


class SizeClass(StrEnum):
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"


class CompositionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class CountBasis(StrEnum):
    """Whose clients count for the classes of a table (DESIGN rule 3)."""

    ALL = "all"
    OWN = "own"


class GuestKind(StrEnum):
    """Third parties at a table (IN 7.7)."""

    SOCIAL_COUNCIL = "social_council"
    INHABITANTS = "inhabitants"
    CLIENT_COUNCIL = "client_council"
    INSURER = "insurer"
    HOUSING = "housing"
    OTHER = "other"


class GuestState(StrEnum):
    """A party asks, the municipality consents or not (IN 7.7)."""

    ASKED = "asked"
    ADMITTED = "admitted"
    REFUSED = "refused"


class ReviewOutcome(StrEnum):
    """What the municipality says when somebody asks to look again at a composition (IN 7.6)."""

    STANDS = "stands"
    CHANGES = "changes"


class Question(StrEnum):
    """What providers and inhabitants are asked about a table once a year (IN 7.3), on a scale of 1 to 5."""

    MIRROR = "mirror"
    HEARD = "heard"
    FOLLOW = "follow"
    EFFECT = "effect"


class ReadState(StrEnum):
    """Nothing from outsiders is published unread (DESIGN rule 8)."""

    NEW = "new"
    PUBLISHED = "published"
    WITHHELD = "withheld"


SCALE = (1, 2, 3, 4, 5)
"""From disagree to agree."""
MOST_SEATS = 40
"""Per class; a table with more cannot talk."""
MOST_CLIENTS = 10_000_000
"""Of one provider in one domain and money flow; more is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class CountRow:
    """Clients of one provider in one domain and money flow, as a spreadsheet gives them."""

    kvk: str
    name: str
    domain: Domain
    stream: FundingStream
    clients: int


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider with all its clients, and the kinds of help in which it has them."""

    kvk: str
    name: str
    clients: int
    domains: frozenset[Domain] = frozenset()
    streams: frozenset[FundingStream] = frozenset()


def basis_of(domains: frozenset[Domain]) -> CountBasis:
    """A table of one kind of help counts only the clients of that help, unless the secretary says otherwise."""
    return CountBasis.OWN if len(domains) == 1 else CountBasis.ALL


def counting(rows: Iterable[CountRow], domains: frozenset[Domain], basis: CountBasis) -> list[CountRow]:
    """The rows that count for a table about these domains."""
    return [row for row in rows if basis == CountBasis.ALL or not domains or row.domain in domains]


def by_provider(rows: list[CountRow]) -> list[Provider]:
    """The rows of each provider taken together, highest number of clients first, then by KVK number."""
    of: dict[str, list[CountRow]] = {}
    for row in rows:
        of.setdefault(row.kvk, []).append(row)
    providers = [
        Provider(kvk, own[0].name, sum(row.clients for row in own), frozenset(row.domain for row in own),
                 frozenset(row.stream for row in own))
        for kvk, own in of.items()
    ]
    return sorted(providers, key=lambda provider: (-provider.clients, provider.kvk))
