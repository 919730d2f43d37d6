"""The verbs of working groups: setting up, people, more time, advice, closing (IN 8)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from sqlalchemy.orm import Session

from portal.advice.rules import Said, check_said
from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.groups import messages, queries
from portal.groups.models import GroupMember, WorkingGroup
from portal.groups.papers import add_paper, remove_paper, show_paper
from portal.groups.rules import check_end
from portal.members.queries import member_ids
from portal.networks.models import Network
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.proposals.operations import take_step
from portal.proposals.rules import Stage
from portal.tables.models import PhysicalTable


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a group is for. Without a table the network set it up; without a proposal it is about a subject of its own."""

    name: str
    assignment: str
    ends_on: date
    limits: str = ""
    table: PhysicalTable | None = None
    proposal: Proposal | None = None


def found_group(session: Session, network: Network, given: Assignment, *, actor: Actor, now: datetime) -> WorkingGroup:
    """Set up a working group; the assignment is public at once. Its people are added one by one.

    Raises Refused for an end that lies behind, a table of elsewhere, and a proposal that the table did not give to a group.
    """
    lock(session, network)
    check_assignment(session, network, given, now)
    group = WorkingGroup(
        network_id=network.id, network=network, table=given.table, proposal=given.proposal, slug=_free_slug(session, network, given.name),
        name=given.name, assignment=given.assignment, limits=given.limits, founded_at=now, ends_on=given.ends_on)
    session.add(group)
    session.flush()
    record(session, group, "group:found", actor=actor, now=now, table=group.table_id, proposal=group.proposal_id, ends_on=given.ends_on)
    _make_known(session, group, "group:founded", now, ends_on=given.ends_on)
    return group


def check_assignment(session: Session, network: Network, given: Assignment, now: datetime) -> None:
    """What `found_group` refuses, so that it can be said before reading over."""
    check_end(given.ends_on, local_day(now))
    if given.table is not None and given.table.network_id != network.id:
        raise Refused("group:no-such-table", field="table")
    if given.table is not None and given.table.closed_at is not None:
        raise Refused("group:table-closed", field="table")
    if given.proposal is not None and given.proposal.id not in {row.id for row in queries.without_group(session, network)}:
        raise Refused("group:proposal-not-given", field="proposal")


def _free_slug(session: Session, network: Network, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    wanted = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:56].strip("-") or "werkgroep"
    taken = queries.slugs_like(session, network, wanted)
    return next(slug for number in count(1) if (slug := wanted if number == 1 else f"{wanted}-{number}") not in taken)


def add_member(session: Session, group: WorkingGroup, *, party: Party | None, organisation: str = "", person_name: str, email: str,
               is_leader: bool = False, actor: Actor, now: datetime) -> GroupMember:
    """Somebody takes part, for a party of the network or for another organisation, and gets a letter. One person leads."""
    _hold_open(session, group)
    if party is None and not organisation.strip():
        raise Refused("group:which-organisation", field="party")
    if party is not None and party.id not in member_ids(session, group.network):
        raise Refused("group:no-member", field="party")
    if any(member.email.casefold() == email.casefold() for member in group.present):
        raise Refused("group:there-already", field="email")
    if is_leader:
        _step_down(session, group)
    member = GroupMember(group=group, party=party, organisation=party.name if party else organisation.strip(), person_name=person_name,
                         email=email, is_leader=is_leader, joined_at=now)
    session.add(member)
    session.flush()
    record(session, group, "group:add-member", actor=actor, now=now, organisation=member.organisation, leads=is_leader)
    queue(session, messages.added(member, queries.addressed(session, [member])), now=now)
    return member


def appoint_leader(session: Session, member: GroupMember, *, actor: Actor, now: datetime) -> None:
    """From now on this person leads the group; who did before stays in it."""
    _hold_open(session, member.group)
    if member.ended_at is not None:
        raise Refused("group:left-already")
    _step_down(session, member.group)
    member.is_leader = True
    record(session, member.group, "group:leader", actor=actor, now=now, organisation=member.organisation)


def _step_down(session: Session, group: WorkingGroup) -> None:
    # Apart and first: the database allows no two leaders, not even within one flush.
    if group.leader:
        group.leader.is_leader = False
        session.flush()


def end_member(session: Session, member: GroupMember, *, actor: Actor, now: datetime) -> None:
    """Somebody takes part no longer: no invitations, no papers. That it was so stays on record."""
    _hold_open(session, member.group)
    if member.ended_at is not None:
        raise Refused("group:left-already")
    member.ended_at, member.is_leader = now, False
    record(session, member.group, "group:end-member", actor=actor, now=now, organisation=member.organisation)


def extend_group(session: Session, group: WorkingGroup, *, ends_on: date, reason: str, actor: Actor, now: datetime) -> None:
    """More time, with a reason that everyone reads. Never less."""
    _hold_at_work(session, group)
    check_end(ends_on, local_day(now), group.ends_on)
    if not reason.strip():
        raise Refused("group:reason-missing", field="reason")
    old, group.ends_on = group.ends_on, ends_on
    record(session, group, "group:extend", actor=actor, now=now, reason=reason, ends_on=(old, ends_on))
    _make_known(session, group, "group:extended", now, reason=reason, ends_on=ends_on)
    queue(session, messages.extended(group, reason, queries.people_in(session, group)), now=now)


def write_draft(session: Session, group: WorkingGroup, *, text: str, minority: str, version: int, actor: Actor, now: datetime) -> None:
    """Keep the advice that is being written, for the group and the municipality. Raises Stale when somebody else wrote meanwhile."""
    _hold_at_work(session, group)
    if version != group.version:
        raise Stale("\n\n".join(filter(None, (group.draft, group.draft_minority))))
    group.draft, group.draft_minority = text.strip(), minority.strip()
    group.drafted_at, group.drafted_by = now, actor.person_name
    record(session, group, "group:draft", actor=actor, now=now)


def deliver_advice(session: Session, group: WorkingGroup, said: Said, *, version: int, actor: Actor, now: datetime) -> None:
    """The group advises the table and the network (IN 8.2): public, with a letter to all. Again is a correction, until it is closed.

    A proposal that was given to the group goes back to the table with this.
    """
    _hold_open(session, group)
    if version != group.version:
        raise Stale(group.advice or group.draft)
    if group.leader is None and group.advised_at is None:
        raise Refused("group:without-leader")
    check_said(said)
    is_first, old = group.advised_at is None, group.outcome
    group.take(said)
    group.advised_at = group.advised_at or now
    session.flush()
    record(session, group, "group:advise" if is_first else "group:mend", actor=actor, now=now, reason=said.text, outcome=(old, said.outcome))
    _make_known(session, group, "group:advised" if is_first else "group:mended", now, reason=group.advice, outcome=said.outcome)
    if is_first:
        _give_back(session, group, group.advice, actor, now)
        queue(session, messages.advised(group, queries.advised_people(session, group)), now=now)


def close_group(session: Session, group: WorkingGroup, *, reason: str, actor: Actor, now: datetime) -> None:
    """The group is done: what the table did with its advice, or why it stops without. Its proposal, if it still has it, goes back."""
    _hold_open(session, group)
    if not reason.strip():
        raise Refused("group:reason-missing", field="reason")
    group.closed_at, group.close_reason = now, reason.strip()
    record(session, group, "group:close", actor=actor, now=now, reason=reason)
    _make_known(session, group, "group:closed", now, reason=group.close_reason)
    if group.advised_at is None:
        _give_back(session, group, group.close_reason, actor, now)
    queue(session, messages.closed(group, queries.people_in(session, group)), now=now)


def _give_back(session: Session, group: WorkingGroup, reason: str, actor: Actor, now: datetime) -> None:
    if group.proposal is not None and group.proposal.stage == Stage.IN_WORKING_GROUP:
        take_step(session, group.proposal, "return_from_group", reason=reason, actor=actor, now=now, path=group.path)


def _hold_open(session: Session, group: WorkingGroup) -> None:
    lock(session, group)
    if group.closed_at is not None:
        raise Refused("group:is-closed")


def _hold_at_work(session: Session, group: WorkingGroup) -> None:
    _hold_open(session, group)
    if group.advised_at is not None:
        raise Refused("group:has-advised")


def _make_known(session: Session, group: WorkingGroup, kind: str, now: datetime, reason: str = "", **data: object) -> None:
    publish(session, kind, network_id=group.network_id, title=group.name, path=group.path, now=now,
            proposal_id=group.proposal_id, reason=reason, **data)


__all__ = ["Assignment", "add_member", "add_paper", "appoint_leader", "close_group", "deliver_advice", "end_member", "extend_group",
           "found_group", "remove_paper", "show_paper", "write_draft"]
