"""Working groups: all of them, one with its people and papers, those of a party, and who hears of what they do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.queries import who_log_in_for
from portal.core import clock
from portal.core.prepared import prepared
from portal.groups.models import GroupMember, GroupPaper, WorkingGroup
from portal.groups.rules import REMIND_DAYS
from portal.members.queries import is_member, member_ids, network_recipients
from portal.networks.models import Network
from portal.parties.models import Party
from portal.parties.queries import Recipient
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage

MOST = 200
NO_PARTY = 0
"""Whom somebody without a party is a contact person of."""


@dataclass(frozen=True, slots=True)
class GuestRecipient(Recipient):
    """Somebody without an account to write to, with the secret part of the addresses that only this person knows."""

    answer_key: str = ""


def groups(network: Network) -> Select[WorkingGroup]:
    """Every group that was set up, unordered, with what it is about."""
    return (select(WorkingGroup).options(*_ABOUT)
            .where(WorkingGroup.network_id == network.id))


_ABOUT = (joinedload(WorkingGroup.table), joinedload(WorkingGroup.proposal))
_WHOLE = (selectinload(WorkingGroup.members).joinedload(GroupMember.party), joinedload(WorkingGroup.network),
          selectinload(WorkingGroup.papers).joinedload(GroupPaper.document))


def group_by_slug(session: Session, network: Network, slug: str) -> WorkingGroup | None:
    return session.scalar(groups(network).options(*_WHOLE).where(WorkingGroup.slug == slug))


def group_by_id(session: Session, network: Network, group_id: int) -> WorkingGroup | None:
    return session.scalar(groups(network).options(*_WHOLE).where(WorkingGroup.id == group_id))


def is_at_work() -> ColumnElement[bool]:
    return WorkingGroup.advised_at.is_(None) & WorkingGroup.closed_at.is_(None)


def groups_at_work(session: Session, network: Network) -> list[WorkingGroup]:
    """Groups whose advice is awaited, what ends first on top; with their members."""
    return list(session.scalars(
        groups(network).options(selectinload(WorkingGroup.members)).where(is_at_work())
        .order_by(WorkingGroup.ends_on, WorkingGroup.id).limit(MOST)))


def open_groups(session: Session, network: Network) -> list[WorkingGroup]:
    """Groups that can meet: not closed, by name."""
    return list(session.scalars(groups(network).where(WorkingGroup.closed_at.is_(None)).order_by(WorkingGroup.name).limit(MOST)))


def groups_ending(session: Session, today: date) -> list[WorkingGroup]:
    """In every network: groups at work whose end is near, or was a few days ago."""
    near = timedelta(days=REMIND_DAYS)
    return list(session.scalars(
        select(WorkingGroup).options(selectinload(WorkingGroup.members), joinedload(WorkingGroup.network))
        .where(is_at_work(), WorkingGroup.ends_on >= today - near, WorkingGroup.ends_on <= today + near).order_by(WorkingGroup.id)))


def ids_of_party(party_id: int) -> Select[int]:
    """The groups in which somebody of this party takes part now."""
    return select(GroupMember.group_id).where(GroupMember.party_id == party_id, GroupMember.ended_at.is_(None))


def groups_of_party(network: Network, party_id: int) -> Select[WorkingGroup]:
    return groups(network).where(WorkingGroup.id.in_(ids_of_party(party_id)))


def led_by(session: Session, network: Network, party_id: int) -> list[WorkingGroup]:
    """The groups that this party leads and whose advice is awaited, what ends first on top."""
    leads = select(GroupMember.group_id).where(GroupMember.party_id == party_id, GroupMember.is_leader, GroupMember.ended_at.is_(None))
    return list(session.scalars(groups(network).where(WorkingGroup.id.in_(leads), is_at_work()).order_by(WorkingGroup.ends_on, WorkingGroup.id)))


def without_group(session: Session, network: Network) -> list[Proposal]:
    """Proposals that the table gave to a working group that is not set up yet, the oldest first."""
    return list(session.scalars(*_without_group(network)))


@prepared
def _without_group(network: Network) -> Select[Proposal]:
    works = select(WorkingGroup.id).where(WorkingGroup.proposal_id == Proposal.id, is_at_work())
    return (select(Proposal).where(Proposal.network_id == network.id, Proposal.stage == Stage.IN_WORKING_GROUP, ~works.exists())
            .order_by(Proposal.stage_since, Proposal.id).limit(MOST))


def groups_about(session: Session, proposal: Proposal) -> list[WorkingGroup]:
    """The groups that were set up for a proposal, the newest first."""
    return list(session.scalars(
        select(WorkingGroup).where(WorkingGroup.proposal_id == proposal.id).order_by(WorkingGroup.id.desc())))


def slugs_like(session: Session, network: Network, start: str) -> set[str]:
    return set(session.scalars(select(WorkingGroup.slug).where(
        WorkingGroup.network_id == network.id, WorkingGroup.slug.startswith(start, autoescape=True))))


def member_by_id(session: Session, network: Network, member_id: int) -> GroupMember | None:
    return session.scalar(
        select(GroupMember).join(GroupMember.group).options(joinedload(GroupMember.group).selectinload(WorkingGroup.members))
        .where(WorkingGroup.network_id == network.id, GroupMember.id == member_id))


def paper_by_id(session: Session, network: Network, paper_id: int, slug: str | None = None) -> GroupPaper | None:
    query = (select(GroupPaper).join(GroupPaper.group)
             .options(joinedload(GroupPaper.document), joinedload(GroupPaper.group).selectinload(WorkingGroup.members))
             .where(WorkingGroup.network_id == network.id, GroupPaper.id == paper_id))
    return session.scalar(query.where(WorkingGroup.slug == slug) if slug is not None else query)


def parties_in(session: Session, group: WorkingGroup) -> list[Party]:
    """The parties of who takes part now, each once, by name; not those that left the network."""
    still = set(member_ids(session, group.network))
    parties = {member.party_id: member.party for member in group.present if member.party_id in still and member.party}
    return sorted(parties.values(), key=lambda party: party.name.casefold())


def people_in(session: Session, group: WorkingGroup) -> list[Recipient]:
    """The persons in the group as they are now; those of a party that left the network, or whose address was removed, get nothing."""
    still = set(member_ids(session, group.network))
    return addressed(session, [member for member in group.present if member.email and (member.party_id is None or member.party_id in still)])


def addressed(session: Session, members: Collection[GroupMember]) -> list[Recipient]:
    """Who can log in for the party does so; all others have the secret address. One query."""
    log_in = _who_log_in(session, members)
    return [Recipient(member.email, member.person_name, member.party_id or NO_PARTY) if member.id in log_in
            else GuestRecipient(member.email, member.person_name, member.party_id or NO_PARTY, member.answer_key) for member in members]


def _who_log_in(session: Session, members: Collection[GroupMember]) -> set[int]:
    known = who_log_in_for(session, {member.party_id for member in members if member.party_id}, clock.now())
    return {member.id for member in members if (member.party_id, member.email.casefold()) in known}


def logs_in(session: Session, member: GroupMember) -> bool:
    """This person has an account that works for the party, and so needs no secret address."""
    return bool(_who_log_in(session, [member]))


def without_account(session: Session, group: WorkingGroup) -> list[Recipient]:
    """The people of the group who read and answer by a secret address."""
    return [person for person in people_in(session, group) if isinstance(person, GuestRecipient)]


def outsiders(group: WorkingGroup) -> list[GroupMember]:
    """Who takes part now for no party of the network."""
    return [member for member in group.present if member.party_id is None]


def member_by_key(session: Session, network: Network, key: str) -> GroupMember | None:
    """Whose secret address this is; of nobody once this person, or the party, takes part no longer."""
    found = session.scalar(
        select(GroupMember).join(GroupMember.group).options(joinedload(GroupMember.group).options(*_WHOLE, *_ABOUT))
        .where(WorkingGroup.network_id == network.id, GroupMember.answer_key == key, GroupMember.ended_at.is_(None)))
    return found if found and (found.party_id is None or is_member(session, network, found.party_id)) else None


def advised_people(session: Session, group: WorkingGroup) -> list[Recipient]:
    """Who gets the advice: the whole network, and with it every table (IN 8.2); and the people of the group."""
    return [*network_recipients(session, group.network), *people_in(session, group)]
