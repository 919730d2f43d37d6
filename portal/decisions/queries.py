"""Submissions, the grid of boards, statements of participation, and all facts about a proposal together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from portal.accounts.models import Role, RoleGrant, User
from portal.accounts.queries import holding
from portal.core import clock
from portal.core.calendar import local_day
from portal.core.prepared import prepared
from portal.core.revisions import Paragraph
from portal.decisions.models import BoardDecision, NetworkApproval, Participation, Submission
from portal.decisions.rules import (
    BoardsOutcome,
    beside,
    boards_outcome,
    changed_text,
    moved_labels,
    said_now,
    standing_decisions,
)
from portal.members.models import Membership, Signature
from portal.members.queries import members, memberships, memberships_in
from portal.networks.models import Agreement, AgreementVersion, Network
from portal.networks.queries import host, latest_version, networks_that_use, successors, used
from portal.networks.rules import Silence
from portal.parties.models import Party
from portal.parties.queries import Recipient
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.queries import latest_version as latest_text
from portal.proposals.rules import Facts, Stage
from portal.region.models import Municipality
from portal.votes.queries import facts_before_boards


@dataclass(frozen=True, slots=True)
class GridRow:
    """A municipality and what its board decided, or what those decided that merged into it (RN 12.3).

    One that merged away itself is `part_of` another one now.
    """

    municipality: Municipality
    decision: BoardDecision | None
    part_of: Municipality | None = None

    @property
    def own(self) -> BoardDecision | None:
        """What this very board decided."""
        mine = self.decision is not None and self.decision.municipality_id == self.municipality.id
        return self.decision if mine else None


@dataclass(frozen=True, slots=True)
class BoardGrid:
    """The municipalities that decide on a proposal, by name, and what it adds up to."""

    rows: tuple[GridRow, ...]
    outcome: BoardsOutcome
    since: datetime | None = None

    @property
    def missing(self) -> list[Municipality]:
        """Whose decision is still awaited; nobody's once it is settled."""
        missing = set(self.outcome.missing)
        return [row.municipality for row in self.rows if row.municipality.id in missing]

    @property
    def adopted_by(self) -> list[str]:
        return [row.municipality.name for row in self.rows if row.decision and row.decision.adopted]

    def row_of(self, municipality_id: int | None) -> GridRow | None:
        return next((row for row in self.rows if row.municipality.id == municipality_id), None)


def board_grid(session: Session, proposal: Proposal) -> BoardGrid:
    """Every municipality of the network with its decision. Three queries."""
    return board_grids(session, proposal.network, [proposal])[proposal.id]


def board_grids(session: Session, network: Network, proposals: Sequence[Proposal]) -> dict[int, BoardGrid]:
    """The grids of several proposals, in three queries: of each its newest submission."""
    places = successors(session, network)
    submissions = submissions_of(session, [proposal.id for proposal in proposals])
    decisions: dict[int, list[BoardDecision]] = {}
    for made in session.scalars(
            standing(select(BoardDecision)).options(joinedload(BoardDecision.municipality), joinedload(BoardDecision.document))
            .where(BoardDecision.submission_id.in_([row.id for row in submissions.values()])).order_by(BoardDecision.id)):
        decisions.setdefault(made.proposal_id, []).append(made)
    return {proposal.id: _grid(network, places, submissions.get(proposal.id), decisions.get(proposal.id, [])) for proposal in proposals}


def boards_missing(session: Session, network: Network, proposals: Sequence[Proposal]) -> dict[int, list[Municipality]]:
    """Whose decision is still awaited, by the id of the proposal: `board_grid().missing` of many, without the decisions. Three queries."""
    places = successors(session, network)
    now = {member: place.id for member, place in places.items()}
    present = sorted(set(places.values()), key=lambda place: place.name.casefold())
    submissions = submissions_of(session, [proposal.id for proposal in proposals])
    made: dict[int, dict[int, bool]] = {}
    for proposal_id, municipality_id, adopted in session.execute(*_said_by_boards([row.id for row in submissions.values()])):
        made.setdefault(proposal_id, {})[municipality_id] = adopted
    found = {}
    for proposal in proposals:
        said = standing_decisions(now, made.get(proposal.id, {}))
        missing = set(boards_outcome(network.profile.adoption, [place.id for place in present], said).missing)
        found[proposal.id] = [place for place in present if place.id in missing]
    return found


@prepared
def _said_by_boards(submission_ids: list[int]) -> Select[int, int, bool]:
    return (standing(select(BoardDecision)).where(BoardDecision.submission_id.in_(submission_ids))
            .with_only_columns(BoardDecision.proposal_id, BoardDecision.municipality_id, BoardDecision.adopted))


def _grid(network: Network, places: dict[int, Municipality], submission: Submission | None, decisions: list[BoardDecision]
          ) -> BoardGrid:
    made = {decision.municipality_id: decision for decision in decisions}
    now = present_now(places)
    here = {place.id: place for place in sorted(set(places.values()), key=lambda place: place.name.casefold())}
    rows = [GridRow(here[place], decision) if place in here else GridRow(made[place].municipality, decision, places.get(place))
            for place, decision in beside(now, list(here), made)]
    outcome = boards_outcome(network.profile.adoption, list(here), said_now(now, made))
    return BoardGrid(tuple(rows), outcome, submission.decided_at if submission and submission.submitted else None)


def present_now(places: dict[int, Municipality]) -> dict[int, int]:
    """By the id of every municipality that takes part: the one that it is by today."""
    return {member: place.id for member, place in places.items()}


def standing(decisions: Select[BoardDecision]) -> Select[BoardDecision]:
    """Without records that were corrected by another one."""
    return decisions.where(~is_corrected())


def is_corrected() -> ColumnElement[bool]:
    newer = aliased(BoardDecision)
    # Corrections are few: they are read once, not sought for each of a hundred thousand decisions.
    return BoardDecision.id.in_(select(newer.replaces_id).where(newer.replaces_id.is_not(None)))


def facts_of(session: Session, proposal: Proposal, now: datetime) -> Facts:
    """Everything that the steps of a proposal ask: round, vote, boards, the other networks, and the text of now."""
    facts, grid = facts_before_boards(session, proposal, now), board_grid(session, proposal)
    facts = replace(facts, boards_missing=tuple(place.name for place in grid.missing),
                    boards_allow_adoption=grid.outcome.allow_adoption, boards_forbid_adoption=grid.outcome.forbid_adoption)
    if proposal.stage == Stage.SUBMITTED:
        rows = approval_grid(session, proposal, now)
        facts = replace(facts, networks_missing=tuple(row.network.name for row in rows if row.approval is None),
                        networks_refusing=tuple(row.network.name for row in rows if row.refuses))
    if proposal.stage in (Stage.WORKED_OUT, Stage.IN_VOTE, Stage.SUBMITTED):
        facts = replace(facts, **_text_facts(session, proposal))
    return replace(facts, in_force=_is_in_force(session, proposal, now)) if proposal.stage == Stage.ADOPTED else facts


def _text_facts(session: Session, proposal: Proposal) -> dict[str, Any]:
    if proposal.agreement is None:
        return {}
    current = latest_version(session, proposal.agreement).paragraphs
    proposed = latest_text(session, proposal).paragraphs
    if moved := moved_labels(current, proposed):
        return {"text_moved": tuple(moved)}
    return {"text_gone": not changed_text(current, proposed)}


def _is_in_force(session: Session, proposal: Proposal, now: datetime) -> bool:
    version, submission = version_from(session, proposal), submission_of(session, proposal)
    start = version.in_force_from if version else submission.in_force_from if submission else None
    return start is not None and start <= local_day(now)


def submission_of(session: Session, proposal: Proposal) -> Submission | None:
    """The newest: a proposal that came back is weighed again."""
    return session.scalar(select(Submission).where(Submission.proposal_id == proposal.id).order_by(Submission.id.desc()).limit(1))


def submissions_of(session: Session, proposal_ids: Sequence[int]) -> dict[int, Submission]:
    """The newest of each, by the id of the proposal. One query."""
    rows = session.scalars(select(Submission).where(Submission.proposal_id.in_(proposal_ids)).order_by(Submission.id))
    return {row.proposal_id: row for row in rows}


def decision_of(session: Session, submission: Submission, municipality_id: int) -> BoardDecision | None:
    return session.scalar(
        standing(select(BoardDecision)).options(joinedload(BoardDecision.municipality))
        .where(BoardDecision.submission_id == submission.id, BoardDecision.municipality_id == municipality_id))


def decision_by_id(session: Session, decision_id: int) -> BoardDecision | None:
    return session.scalar(
        select(BoardDecision).options(joinedload(BoardDecision.municipality), joinedload(BoardDecision.proposal),
                                      joinedload(BoardDecision.document)).where(BoardDecision.id == decision_id))


def stands(session: Session, decision: BoardDecision) -> bool:
    """Whether it was not replaced by a correction."""
    return session.scalar(select(BoardDecision.id).where(BoardDecision.replaces_id == decision.id)) is None


def corrected(session: Session, proposal: Proposal) -> list[BoardDecision]:
    """Records that were typed wrong, the newest first, with what stands in their place: on record, and on the desk alone."""
    newer = aliased(BoardDecision)
    return list(session.scalars(
        select(BoardDecision).join(newer, newer.replaces_id == BoardDecision.id).options(joinedload(BoardDecision.municipality))
        .where(BoardDecision.proposal_id == proposal.id).order_by(BoardDecision.id.desc())))


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """Another network that uses the agreement, and whether it approves the change; None while it has not said so."""

    network: Network
    approval: NetworkApproval | None

    @property
    def refuses(self) -> bool:
        return self.approval is not None and not self.approval.approved


def approval_grid(session: Session, proposal: Proposal, now: datetime) -> list[ApprovalRow]:
    """The other networks whose approval a change needs (IN 5.4, last sentence), by name. Who uses it is read along with the agreement or asked for; two queries more where there are others."""
    users = proposal.agreement.users_on(local_day(now)) if proposal.agreement else []
    if not any(network.id != proposal.network_id for network in users):
        return []
    submission = submission_of(session, proposal)
    if submission is None or not submission.submitted:
        return []
    said = _said(session, [submission.id])
    return [ApprovalRow(network, said.get((submission.id, network.id))) for network in users if network.id != proposal.network_id]


def _said(session: Session, submission_ids: Collection[int]) -> dict[tuple[int, int], NetworkApproval]:
    """What networks said last of these submissions, by submission and network."""
    return {(row.submission_id, row.network_id): row for row in session.scalars(
        select(NetworkApproval).where(NetworkApproval.submission_id.in_(submission_ids)).order_by(NetworkApproval.id))}


def network_asked(session: Session, proposal: Proposal, municipality_id: int | None, now: datetime) -> Network | None:
    """The network that is asked for its approval and whose host this municipality is."""
    return next((row.network for row in approval_grid(session, proposal, now)
                 if host(session, row.network).id == municipality_id), None)


def approvals_of(session: Session, proposals: Sequence[Proposal], now: datetime) -> dict[int, list[ApprovalRow]]:
    """By proposal: the networks whose approval it needs, of those that others use too. One query, or three."""
    users = networks_that_use(session, [p.agreement_id for p in proposals if p.agreement_id], local_day(now))
    others = {p.id: found for p in proposals
              if (found := [network for network in users.get(p.agreement_id or 0, []) if network.id != p.network_id])}
    if not others:
        return {}
    asked = {row.proposal_id: row.id for row in submissions_of(session, list(others)).values() if row.submitted}
    said = _said(session, asked.values())
    return {proposal_id: [ApprovalRow(network, said.get((asked[proposal_id], network.id))) for network in found] if proposal_id in asked else []
            for proposal_id, found in others.items()}


def unable_to_go_on(session: Session, proposals: Sequence[Proposal], approvals: dict[int, list[ApprovalRow]]) -> set[int]:
    """The ids of those that no decision of a board can carry any more: the text moved, or a network refuses. Two queries."""
    agreements = {p.agreement_id for p in proposals if p.agreement_id}
    newest = (select(func.max(AgreementVersion.number)).where(AgreementVersion.agreement_id == Agreement.id).correlate(Agreement)
              .scalar_subquery())
    current = {row.agreement_id: row.paragraphs for row in session.scalars(
        select(AgreementVersion).join(Agreement).where(Agreement.id.in_(agreements), AgreementVersion.number == newest))}
    last = (select(func.max(ProposalVersion.number)).where(ProposalVersion.proposal_id == Proposal.id).correlate(Proposal)
            .scalar_subquery())
    asked = {row.proposal_id: row.paragraphs for row in session.scalars(
        select(ProposalVersion).join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(Proposal.id.in_([p.id for p in proposals]), ProposalVersion.number == last))}
    refused = {p_id for p_id, rows in approvals.items() if any(row.refuses for row in rows)}
    moved = {p.id for p in proposals if p.agreement_id in current and p.id in asked and _is_in_the_way(
        current[p.agreement_id], asked[p.id])}
    return refused | moved


def _is_in_the_way(current: tuple[Paragraph, ...], proposed: tuple[Paragraph, ...]) -> bool:
    return bool(moved_labels(current, proposed)) or not changed_text(current, proposed)


def with_the_boards(session: Session, network: Network) -> list[Proposal]:
    """Proposals that were submitted and not concluded, the longest waiting first."""
    return list(session.scalars(
        select(Proposal).options(joinedload(Proposal.party))
        .where(Proposal.network_id == network.id, Proposal.stage == Stage.SUBMITTED)
        .order_by(Proposal.stage_since, Proposal.id).limit(200)))


def awaiting_approval(session: Session, network: Network, now: datetime) -> list[Proposal]:
    """Proposals of other networks about what this network uses, with their boards, that it has not approved or refused."""
    return list(session.scalars(*_awaiting_approval(network, local_day(now))))


@prepared
def _awaiting_approval(network: Network, today: date) -> Select[Proposal]:
    newest = (select(func.max(Submission.id)).where(Submission.proposal_id == Proposal.id).correlate(Proposal).scalar_subquery())
    said = (select(NetworkApproval.id).where(NetworkApproval.submission_id == newest, NetworkApproval.network_id == network.id)
            .correlate(Proposal).exists())
    return (select(Proposal).options(joinedload(Proposal.network), joinedload(Proposal.agreement))
            .where(Proposal.network_id != network.id, Proposal.stage == Stage.SUBMITTED, ~said,
                   Proposal.agreement_id.in_(used(network, today)))
            .order_by(Proposal.stage_since, Proposal.id).limit(200))


def board_staff(session: Session, municipality_ids: Sequence[int], now: datetime) -> list[Recipient]:
    """The staff of these municipalities' boards whose role holds now."""
    rows = session.execute(
        select(User.email, User.name).join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == Role.BOARD_STAFF, RoleGrant.municipality_id.in_(municipality_ids), User.active,
               holding(now))
        .order_by(User.id))
    return [Recipient(email, name, 0) for email, name in rows]


def asked_boards(session: Session, proposal: Proposal, now: datetime) -> list[Recipient]:
    """The staff of every board that a proposal lies with."""
    return board_staff(session, [place.id for place in set(successors(session, proposal.network).values())], now)


def network_secretaries(session: Session, network: Network, now: datetime) -> list[Recipient]:
    """Who runs a network: the secretaries of its host."""
    rows = session.execute(
        select(User.email, User.name).join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == Role.SECRETARY, RoleGrant.municipality_id == host(session, network).id, User.active, holding(now))
        .order_by(User.id))
    return [Recipient(email, name, 0) for email, name in rows]


def version_from(session: Session, proposal: Proposal) -> AgreementVersion | None:
    """The agreement's version that this proposal led to, as long as it is adopted."""
    if proposal.stage != Stage.ADOPTED:
        return None
    return session.scalar(_versions().where(AgreementVersion.proposal_id == proposal.id)
                          .order_by(AgreementVersion.number.desc()).limit(1))


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


def asked_networks(session: Session, version: AgreementVersion, now: datetime) -> list[Network]:
    """Whose members are asked whether they take part: the proposal's own network first, then the others that use the agreement (IN 5.4)."""
    proposal = proposal_behind(session, version)
    if proposal is None:
        return []
    users = networks_that_use(session, [version.agreement_id], local_day(now)).get(version.agreement_id, [])
    return [proposal.network, *(network for network in users if network.id != proposal.network_id)]


def speaks_in(session: Session, version: AgreementVersion, party_id: int | None, now: datetime) -> list[Network]:
    """Those of them of which this party is a member. It speaks once, and its answer counts in each."""
    asked = asked_networks(session, version, now)
    mine = set(session.scalars(memberships_in(network.id for network in asked).with_only_columns(Membership.network_id)
                               .where(Membership.party_id == party_id)))
    return [network for network in asked if network.id in mine]


@dataclass(frozen=True, slots=True)
class Figures:
    """Who said what about a new version in a network. Reasons for leaving are the municipality's and the party's own."""

    network: Network
    taking_part: list[Party]
    leaving: list[Participation]
    silent: list[Party]

    @property
    def asked(self) -> int:
        return len(self.taking_part) + len(self.leaving) + len(self.silent)


def participation_figures(session: Session, network: Network, version: AgreementVersion) -> Figures:
    here = set(session.scalars(select(Membership.party_id).where(Membership.network_id == network.id)))
    stated = [statement for statement in participations(session, version) if statement.party_id in here]
    known = {statement.party_id for statement in stated}
    return Figures(network, taking_part=[statement.party for statement in stated if statement.takes_part],
                   leaving=[statement for statement in stated if not statement.takes_part],
                   silent=[party for party in members(session, network) if party.id not in known])


def all_figures(session: Session, version: AgreementVersion, now: datetime) -> list[Figures]:
    """Of every network whose members are asked, the proposal's own first."""
    return [participation_figures(session, network, version) for network in asked_networks(session, version, now)]


def to_state(session: Session, network: Network, party_id: int, now: datetime | None = None) -> list[AgreementVersion]:
    """Decided versions on which this party has not spoken out yet, the first to start first.

    Those that are in force too where silence means that a party stays asked: as long as the text holds and the party, which
    was a member when it began, has neither signed it.
    """
    today = local_day(now or clock.now())
    stated = select(Participation.id).where(
        Participation.agreement_version_id == AgreementVersion.id, Participation.party_id == party_id).exists()
    asked = AgreementVersion.in_force_from > today
    if network.profile.silence == Silence.ASKED:
        asked = or_(asked, _was_member_at_the_start(network, party_id))
    return list(session.scalars(_decided(network, today).where(asked, ~stated)))


def _was_member_at_the_start(network: Network, party_id: int) -> ColumnElement[bool]:
    signed = select(Signature.id).where(Signature.membership_id == Membership.id,
                                        Signature.agreement_version_id == AgreementVersion.id).correlate(Membership, AgreementVersion)
    return (memberships(network).with_only_columns(Membership.id)
            .where(Membership.party_id == party_id, Membership.member_since < AgreementVersion.in_force_from, ~signed.exists())
            .correlate(AgreementVersion).exists())


def coming_versions(session: Session, network: Network, now: datetime) -> list[AgreementVersion]:
    """Decided versions that are not in force yet: parties are speaking out."""
    return list(session.scalars(_decided(network, local_day(now)).where(AgreementVersion.in_force_from > local_day(now))))


def _decided(network: Network, today: date) -> Select[AgreementVersion]:
    """Versions of what this network uses, out of adopted proposals of whichever network, which no other has replaced, the first to start
    first.
    """
    newer = aliased(AgreementVersion)
    replaced = (select(newer.id).where(newer.agreement_id == AgreementVersion.agreement_id, newer.number > AgreementVersion.number)
                .where(or_(newer.in_force_from <= today, newer.in_force_from <= AgreementVersion.in_force_from))
                .correlate(AgreementVersion).exists())
    return (_versions().join(AgreementVersion.agreement).join(Proposal, Proposal.id == AgreementVersion.proposal_id)
            .where(Proposal.stage == Stage.ADOPTED, ~replaced,
                   Agreement.id.in_(used(network, today)))
            .order_by(AgreementVersion.in_force_from, AgreementVersion.id))
