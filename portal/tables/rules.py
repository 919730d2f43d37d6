"""What the rest of the portal says about tables: classes, states, and a row of client counts (IN 1.1, 7.4)."""

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
