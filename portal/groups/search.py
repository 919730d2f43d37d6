"""What can be found of working groups: the assignment and, once it is delivered, the advice. Never what is internal."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.indexing import Entry, Source
from portal.groups.models import WorkingGroup
from portal.groups.queries import groups


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    for row in session.scalars(select(WorkingGroup).where(WorkingGroup.id.in_(ids)).execution_options(populate_existing=True)):
        said = (row.assignment, row.limits, row.advice, row.minority, row.close_reason)
        yield Entry(row.network_id, "group", row.id, row.path, row.name, "\n".join(filter(None, said)), row.founded_at)


SOURCES = [Source(
    "group", select(WorkingGroup.id, WorkingGroup.founded_at), _entries,
    visible=lambda _actor, network: groups(network).with_only_columns(WorkingGroup.id),
    touched_by={WorkingGroup: lambda group: [group.id]})]
