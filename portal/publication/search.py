"""What can be found of what was made known: the sentence of the timeline with its reason."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.indexing import Entry, Source
from portal.networks.models import Publication
from portal.publication.messages import sentence


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    for told in session.scalars(select(Publication).where(Publication.id.in_(ids))):
        yield Entry(told.network_id, "publication", told.id, told.path, told.title, f"{sentence(told)}\n{told.reason}",
                    told.published_at)


SOURCES = [Source(
    "publication", select(Publication.id, Publication.published_at), _entries,
    visible=lambda _actor, network: select(Publication.id).where(
        Publication.network_id == network.id, ~Publication.is_hidden),
    touched_by={Publication: lambda told: [told.id]},
    heading=lambda _entry: "", is_echo=True)]
