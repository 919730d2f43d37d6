"""Submissions, the grid of boards, statements of participation, and all facts about a proposal together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Role, RoleGrant, User
from portal.core import clock
from portal.core.calendar import local_day
from portal.decisions.models import BoardDecision, Participation, Submission
from portal.decisions.rules import BoardsOutcome, boards_outcome
from portal.members.queries import members
from portal.networks.models import Agreement, AgreementVersion, Network
from portal.networks.queries import municipalities, used
from portal.parties.models import Party
from portal.parties.queries import Recipient
from portal.proposals.models import Proposal
from portal.proposals.rules import Facts, Stage
from portal.region.models import Municipality
from portal.votes.queries import facts_before_boards


@dataclass(frozen=True, slots=True)
class GridRow:
    """A municipality and what its board decided, if it did."""

    municipality: Municipality
    decision: BoardDecision | None


@dataclass(frozen=True, slots=True)
class BoardGrid:
    """The municipalities that decide on a proposal, by name, and what it adds up to."""

    rows: tuple[GridRow, ...]
    outcome: BoardsOutcome

    @property
    def missing(self) -> list[Municipality]:
        """Whose decision is still awaited; nobody's once it is settled."""
        return [row.municipality for row in self.rows if row.municipality.id in self.outcome.missing]

    @property
    def adopted_by(self) -> list[str]:
        return [row.municipality.name for row in self.rows if row.decision and row.decision.adopted]

    def row_of(self, municipality_id: int | None) -> GridRow | None:
        return next((row for row in self.rows if row.municipality.id == municipality_id), None)


def board_grid(session: Session, proposal: Proposal) -> BoardGrid:
    """Every municipality of the network with its decision. Two queries."""
    return board_grids(session, proposal.network, [proposal])[proposal.id]


def board_grids(session: Session, network: Network, proposals: Sequence[Proposal]) -> dict[int, BoardGrid]:
    """The grids of several proposals, in two queries."""
    places = municipalities(session, network)
    decisions = session.scalars(
        select(BoardDecision).options(joinedload(BoardDecision.municipality))
        .where(BoardDecision.proposal_id.in_([proposal.id for proposal in proposals])).order_by(BoardDecision.id)).all()
    return {proposal.id: _grid(network, places, [d for d in decisions if d.proposal_id == proposal.id])
            for proposal in proposals}


def _grid(network: Network, places: list[Municipality], decisions: list[BoardDecision]) -> BoardGrid:
    made = {decision.municipality_id: decision for decision in decisions}
    # A municipality that merged away keeps its decision in sight; it no longer counts (RN 12.3).
    gone = [d.municipality for d in decisions if d.municipality_id not in {place.id for place in places}]
    outcome = boards_outcome(network.profile.adoption, [place.id for place in places],
                             {municipality: decision.adopted for municipality, decision in made.items()})
    return BoardGrid(tuple(GridRow(place, made.get(place.id)) for place in [*places, *gone]), outcome)


def facts_of(session: Session, proposal: Proposal, now: datetime) -> Facts:
    """Everything that the steps of a proposal ask: round, vote and boards."""
    facts, grid = facts_before_boards(session, proposal, now), board_grid(session, proposal)
    return replace(facts, boards_missing=tuple(place.name for place in grid.missing),
                   boards_allow_adoption=grid.outcome.allow_adoption, boards_forbid_adoption=grid.outcome.forbid_adoption)


def submission_of(session: Session, proposal: Proposal) -> Submission | None:
    return session.scalar(select(Submission).where(Submission.proposal_id == proposal.id))


def decision_of(session: Session, proposal: Proposal, municipality_id: int) -> BoardDecision | None:
    return session.scalar(select(BoardDecision).options(joinedload(BoardDecision.municipality)).where(
        BoardDecision.proposal_id == proposal.id, BoardDecision.municipality_id == municipality_id))


def with_the_boards(session: Session, network: Network) -> list[Proposal]:
    """Proposals that were submitted and not concluded, the longest waiting first."""
    return list(session.scalars(
        select(Proposal).options(joinedload(Proposal.party))
        .where(Proposal.network_id == network.id, Proposal.stage == Stage.SUBMITTED)
        .order_by(Proposal.stage_since, Proposal.id).limit(200)))


def board_staff(session: Session, municipality_ids: Sequence[int], now: datetime) -> list[Recipient]:
    """The staff of these municipalities' boards whose role holds now."""
    rows = session.execute(
        select(User.email, User.name).join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == Role.BOARD_STAFF, RoleGrant.municipality_id.in_(municipality_ids), User.active,
               RoleGrant.begins_at <= now, or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now))
        .order_by(User.id))
    return [Recipient(email, name, 0) for email, name in rows]


def version_from(session: Session, proposal: Proposal) -> AgreementVersion | None:
    """The agreement's version that this proposal led to."""
    return session.scalar(_versions().where(AgreementVersion.proposal_id == proposal.id))


def decided_version(session: Session, version_id: int) -> AgreementVersion | None:
    """A version that came out of a decision, which parties can speak out on (IN 9.3)."""
    return session.scalar(_versions().where(AgreementVersion.id == version_id, AgreementVersion.proposal_id.is_not(None)))


def _versions() -> Select[AgreementVersion]:
    return select(AgreementVersion).options(joinedload(AgreementVersion.agreement))


def proposal_behind(session: Session, version: AgreementVersion) -> Proposal | None:
    return session.get(Proposal, version.proposal_id) if version.proposal_id is not None else None


def participations(session: Session, version: AgreementVersion) -> list[Participation]:
    """What parties stated about this version, by name."""
    return list(session.scalars(
        select(Participation).join(Participation.party).options(joinedload(Participation.party))
        .where(Participation.agreement_version_id == version.id).order_by(func.lower(Party.name), Party.id)))


def participation_of(session: Session, version: AgreementVersion, party_id: int | None) -> Participation | None:
    return session.scalar(select(Participation).where(
        Participation.agreement_version_id == version.id, Participation.party_id == party_id))


@dataclass(frozen=True, slots=True)
class Figures:
    """Who said what about a new version. Reasons for leaving are the municipality's and the party's own."""

    taking_part: list[Party]
    leaving: list[Participation]
    silent: list[Party]

    @property
    def asked(self) -> int:
        return len(self.taking_part) + len(self.leaving) + len(self.silent)


def participation_figures(session: Session, network: Network, version: AgreementVersion) -> Figures:
    stated = participations(session, version)
    known = {statement.party_id for statement in stated}
    return Figures(taking_part=[statement.party for statement in stated if statement.takes_part],
                   leaving=[statement for statement in stated if not statement.takes_part],
                   silent=[party for party in members(session, network) if party.id not in known])


def to_state(session: Session, network: Network, party_id: int, now: datetime | None = None) -> list[AgreementVersion]:
    """Versions that come into force on which this party has not spoken out yet, the first to start first."""
    stated = select(Participation.id).where(
        Participation.agreement_version_id == AgreementVersion.id, Participation.party_id == party_id).exists()
    return list(session.scalars(
        _versions().join(AgreementVersion.agreement)
        .join(Proposal, Proposal.id == AgreementVersion.proposal_id)
        .where(Proposal.network_id == network.id, Agreement.id.in_(used(network, local_day(now or clock.now()))),
               AgreementVersion.in_force_from > local_day(now or clock.now()), ~stated)
        .order_by(AgreementVersion.in_force_from, AgreementVersion.id)))


def coming_versions(session: Session, network: Network, now: datetime) -> list[AgreementVersion]:
    """Decided versions that are not in force yet: parties are speaking out."""
    return list(session.scalars(
        _versions().join(AgreementVersion.agreement)
        .join(Proposal, Proposal.id == AgreementVersion.proposal_id)
        .where(Proposal.network_id == network.id, Agreement.id.in_(used(network, local_day(now))),
               AgreementVersion.in_force_from > local_day(now))
        .order_by(AgreementVersion.in_force_from, AgreementVersion.id)))
