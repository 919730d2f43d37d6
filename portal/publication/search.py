"""What can be found of what was made known: the sentence of the timeline with its reason."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.indexing import Entry, Source, Touched, has_changed
from portal.networks.models import Publication
from portal.proposals.models import Proposal
from portal.publication.messages import sentence


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    for told in session.scalars(select(Publication).where(Publication.id.in_(ids)).execution_options(populate_existing=True)):
        yield Entry(told.network_id, "publication", told.id, told.path, told.title, f"{sentence(told)}\n{told.reason}",
                    told.published_at)


def _about(proposal: Proposal) -> Touched:
    about = select(Publication.id).where(Publication.proposal_id == proposal.id)
    return about if has_changed(proposal, "written_title", "hidden_at") else ()


SOURCES = [Source(
    "publication", select(Publication.id, Publication.published_at), _entries,
    visible=lambda _actor, network: select(Publication.id).where(
        Publication.network_id == network.id, ~Publication.is_hidden),
    touched_by={Publication: lambda told: [told.id], Proposal: _about},
    heading=lambda _entry: "", is_echo=True)]
