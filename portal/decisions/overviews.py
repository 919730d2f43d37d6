"""What stands in the grids: municipalities beside proposals, parties beside a new text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.core.access import Actor
from portal.decisions.models import BoardDecision, Participation, Submission
from portal.decisions.queries import board_grids
from portal.members.models import Membership, Signature
from portal.members.queries import memberships_in
from portal.networks.models import AgreementVersion, Network
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.proposals.queries import visible_rows
from portal.proposals.rules import Stage
from portal.region.models import Municipality


class Stand(StrEnum):
    """How it stands with a proposal that lay with the boards. The values stand in addresses."""

    OPEN = "open"
    ADOPTED = "aangenomen"
    REJECTED = "afgewezen"


STAGES = {Stand.OPEN: Stage.SUBMITTED, Stand.ADOPTED: Stage.ADOPTED, Stand.REJECTED: Stage.REJECTED}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the grid is narrowed to."""

    year: int | None = None
    stand: Stand | None = None
    municipality: int | None = None
    part: int = 1

    @property
    def address(self) -> dict[str, str]:
        """The same as the keys of an address."""
        keys = {"jaar": self.year, "stand": self.stand and self.stand.value, "gemeente": self.municipality}
        return {name: str(value) for name, value in keys.items() if value}


@dataclass(frozen=True, slots=True)
class Place:
    """What one municipality decided on one proposal."""

    municipality: Municipality
    decision: BoardDecision | None


@dataclass(frozen=True)
class Line:
    """One proposal with every municipality."""

    proposal: Proposal
    places: tuple[Place, ...]

    @property
    def is_open(self) -> bool:
        return self.proposal.stage == Stage.SUBMITTED

    @cached_property
    def made(self) -> dict[int, BoardDecision]:
        """What was decided, by the id of the municipality."""
        return {place.municipality.id: place.decision for place in self.places if place.decision}

    @property
    def numbers(self) -> tuple[int, int, int]:
        """How many boards said yes, how many said no, and how many nothing."""
        yes = sum(decision.adopted for decision in self.made.values())
        return yes, len(self.made) - yes, len(self.places) - len(self.made)


def _was_submitted() -> ColumnElement[bool]:
    return exists().where(Submission.proposal_id == Proposal.id, Submission.submitted)


def submitted(actor: Actor, network: Network, wanted: Wanted) -> Select[Proposal]:
    """The proposals that were put to the boards, unordered, as far as the reader may see them."""
    query = visible_rows(actor, network).where(_was_submitted())
    if wanted.year is not None:
        query = query.where(Proposal.year == wanted.year)
    return query.where(Proposal.stage == STAGES[wanted.stand]) if wanted.stand else query


def years(session: Session, network: Network) -> list[int]:
    return list(session.scalars(
        select(Proposal.year).where(Proposal.network_id == network.id, _was_submitted()).distinct().order_by(Proposal.year.desc())))


def lines(session: Session, network: Network, proposals: Sequence[Proposal]) -> list[Line]:
    """The same proposals with what was decided. Three queries."""
    grids = board_grids(session, network, proposals)
    return [Line(proposal, tuple(Place(row.municipality, row.decision) for row in grids[proposal.id].rows))
            for proposal in proposals]


class Stated(StrEnum):
    """What a party said about a new text. The values stand in addresses."""

    TAKES_PART = "takes_part"
    LEAVES = "leaves"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Participant:
    """A party as a member of a network, what it said, and what followed: a signature, or a notice with a last day."""

    network: Network
    party: Party
    said: Participation | None
    signed_at: datetime | None
    member_until: date | None

    @property
    def stated(self) -> Stated:
        if self.said is None:
            return Stated.SILENT
        return Stated.TAKES_PART if self.said.takes_part else Stated.LEAVES


def parties(networks: Sequence[Network], version: AgreementVersion, state: Stated | None = None) -> Select[Membership]:
    """The members of these networks with their parties, unordered; only those that said this."""
    places = memberships_in(network.id for network in networks).join(Membership.party).options(
        contains_eager(Membership.party), joinedload(Membership.network))
    return places.where(*([_said(version, state)] if state else []))


def _said(version: AgreementVersion, state: Stated) -> ColumnElement[bool]:
    said = exists().where(Participation.agreement_version_id == version.id, Participation.party_id == Membership.party_id)
    if state == Stated.SILENT:
        return ~said
    return said.where(Participation.takes_part.is_(state == Stated.TAKES_PART))


def stated_counts(session: Session, networks: Sequence[Network], version: AgreementVersion) -> dict[Stated, dict[int, int]]:
    """How many said what, by the id of the network. Three queries."""
    places = memberships_in(network.id for network in networks).with_only_columns(Membership.network_id, func.count())
    return {state: {row[0]: row[1] for row in session.execute(places.where(_said(version, state)).group_by(Membership.network_id))}
            for state in Stated}


def participants(session: Session, version: AgreementVersion, members: Sequence[Membership]) -> list[Participant]:
    """These members with what they said and what followed. Two queries."""
    ids = [member.party_id for member in members]
    said = {row.party_id: row for row in session.scalars(select(Participation).where(
        Participation.agreement_version_id == version.id, Participation.party_id.in_(ids)))}
    signed = {row.membership_id: row.signed_at for row in session.scalars(select(Signature).where(
        Signature.agreement_version_id == version.id, Signature.membership_id.in_([member.id for member in members])))}
    return [Participant(member.network, member.party, said.get(member.party_id), signed.get(member.id), member.member_until) for member in members]
