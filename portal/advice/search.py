"""What can be found of advice: the question, the advice and what the municipality did with it; all of it is public."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.advice.models import AdviceRequest
from portal.advice.queries import requests
from portal.core.indexing import Entry, Source


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    for row in session.scalars(select(AdviceRequest).where(AdviceRequest.id.in_(ids)).execution_options(populate_existing=True)):
        said = (row.question, row.background, *(f"artikel {label}" for label in row.articles), row.advice, row.minority, row.response,
                row.withdraw_reason)
        yield Entry(row.network_id, "advice", row.id, row.path, row.subject, "\n".join(filter(None, said)), row.asked_at, label=row.slug)


SOURCES = [Source(
    "advice", select(AdviceRequest.id, AdviceRequest.asked_at), _entries,
    visible=lambda _actor, network: requests(network).with_only_columns(AdviceRequest.id),
    touched_by={AdviceRequest: lambda request: [request.id]})]
