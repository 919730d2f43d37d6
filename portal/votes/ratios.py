"""How votes went, for the minutes of meetings: the table's count as part of the network's (IN 9.1)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.meetings.rules import Ratio
from portal.votes.models import Vote
from portal.votes.queries import outcome_of


def closed_ratios(session: Session, proposal_ids: Collection[int], closed_by: datetime) -> dict[int, Ratio]:
    """Of each proposal the vote that closed last, by this instant."""
    votes = session.scalars(select(Vote).where(Vote.proposal_id.in_(proposal_ids), Vote.closes_at <= closed_by).order_by(Vote.id))
    return {proposal_id: _ratio(session, vote) for proposal_id, vote in {vote.proposal_id: vote for vote in votes}.items()}


def _ratio(session: Session, vote: Vote) -> Ratio:
    count = outcome_of(session, vote).tally
    return Ratio(closes_at=vote.closes_at, table_for=count.table.in_favour, table_against=count.table.against,
                 table_voters=count.table.entitled, network_for=count.network.in_favour, network_against=count.network.against,
                 network_voters=count.network.entitled)
