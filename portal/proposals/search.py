"""What can be found of proposals: the text that counts now, for everyone once it is published, before that, and while it is hidden, for its own party."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.contributions.queries import public_name
from portal.core.indexing import MUNICIPALITY, PUBLIC, Entry, Source, of_party
from portal.core.markup import plain
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.queries import visible_rows


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    newest = (select(func.max(ProposalVersion.number)).where(ProposalVersion.proposal_id == Proposal.id)
              .correlate(Proposal).scalar_subquery())
    rows = session.execute(
        select(Proposal, ProposalVersion).join(ProposalVersion, ProposalVersion.proposal_id == Proposal.id)
        .options(joinedload(Proposal.party)).where(Proposal.id.in_(ids), ProposalVersion.number == newest)
        .execution_options(populate_existing=True))
    for proposal, version in rows:
        if proposal.awaits_address:
            continue
        for audience in _audiences(proposal):
            yield Entry(
                proposal.network_id, "proposal", proposal.id, proposal.path, proposal.written_title,
                _text(proposal, version, audience), proposal.received_at, audience, label=proposal.number,
                marks=(*(f"law:{law}" for law in sorted(proposal.laws)), f"stage:{proposal.stage}"))


def _audiences(proposal: Proposal) -> list[str]:
    if proposal.published_at and not proposal.is_hidden:
        return [PUBLIC]
    return [MUNICIPALITY, *([of_party(proposal.party_id)] if proposal.party_id is not None else [])]


def _text(proposal: Proposal, version: ProposalVersion, audience: str) -> str:
    # What goes out of the agreement has no new text: then the old one is what people know.
    parts = [f"{p.label} {p.heading}\n{p.text or p.before}" for p in version.paragraphs]
    sender = [public_name(proposal)] if audience == PUBLIC else []
    return "\n".join([proposal.written_summary, *parts, plain(version.explanation_html), *sender])


SOURCES = [Source(
    "proposal", select(Proposal.id, Proposal.received_at), _entries,
    visible=lambda actor, network: visible_rows(actor, network).with_only_columns(Proposal.id),
    touched_by={Proposal: lambda proposal: [proposal.id], ProposalVersion: lambda version: [version.proposal_id]},
    heading=lambda entry: f"{entry.label} {entry.title}")]
