"""How a vote in the portal went, for the minutes (IN 9.1). Votes live below this package: they come and say it themselves."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from portal.meetings.rules import Ratio

Source: TypeAlias = Callable[[Session, Collection[int], datetime], dict[int, Ratio]]

_sources: list[Source] = []


def register(find: Source) -> Source:
    """Take up who knows how votes went: by proposal, of those that were closed at an instant. Once, however often it is said."""
    if find not in _sources:
        _sources.append(find)
    return find


def ratios_of(session: Session, proposal_ids: Collection[int], closed_by: datetime) -> dict[int, Ratio]:
    found: dict[int, Ratio] = {}
    for find in _sources if proposal_ids else ():
        found |= find(session, proposal_ids, closed_by)
    return found
