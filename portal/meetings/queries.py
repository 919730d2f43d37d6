"""Meetings that a reader may see, who is asked to come, and what waits for an agenda."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, load_only, selectinload

from portal.core.access import Actor
from portal.core.calendar import local_day, start_of_day
from portal.core.prepared import prepared
from portal.dealings.models import Dispute
from portal.groups.models import WorkingGroup
from portal.groups.queries import NO_PARTY, GuestRecipient, ids_of_party, parties_in, people_in
from portal.meetings.models import AgendaItem, Attendance, GuestAttendance, ItemRecusal, Meeting, MeetingPaper
from portal.meetings.rules import MISSED, OVER, MeetingState, Presence
from portal.members.queries import member_ids, members, network_recipients
from portal.networks.models import Network
from portal.notifications.models import OutboxMail
from portal.parties.models import Party
from portal.parties.queries import Recipient, recipients
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.rounds.models import CommentRound
from portal.tables.models import Composition, PhysicalTable, Standing
from portal.tables.queries import guests_of, seated, sits
from portal.tables.rules import CompositionState

MOST = 200
"""More meetings than a network holds in a year."""

_FULL = (
    joinedload(Meeting.table), joinedload(Meeting.network), joinedload(Meeting.group).selectinload(WorkingGroup.members),
    selectinload(Meeting.items).options(
        joinedload(AgendaItem.proposal), joinedload(AgendaItem.signal), joinedload(AgendaItem.dispute),
        joinedload(AgendaItem.round).joinedload(CommentRound.proposal), joinedload(AgendaItem.founded_table),
        joinedload(AgendaItem.advice), joinedload(AgendaItem.group),
        selectinload(AgendaItem.actions),
        selectinload(AgendaItem.recusals).joinedload(ItemRecusal.party)),
    selectinload(Meeting.attendance).joinedload(Attendance.party),
    selectinload(Meeting.papers).joinedload(MeetingPaper.document),
)


def whole_meeting() -> tuple[Any, ...]:
    """What a page shows of one meeting, to be read along with it."""
    return _FULL


def public_meetings(network: Network) -> Select[Meeting]:
    """What everyone may know of: a draft is nobody's business yet, and one that was cancelled as a draft never was."""
    return _public(network.id)


def _public(network_id: int) -> Select[Meeting]:
    was_called = or_(Meeting.state != MeetingState.CANCELLED, Meeting.invited_at.is_not(None))
    return (select(Meeting).options(joinedload(Meeting.table), joinedload(Meeting.group))
            .where(Meeting.network_id == network_id, Meeting.state != MeetingState.DRAFT, was_called))


@lru_cache(maxsize=64)
def _upcoming(network_id: int) -> Select[Meeting]:
    # Put together once: that takes longer than asking it.
    return _public(network_id).where(Meeting.ends_at > bindparam("now")).order_by(Meeting.starts_at, Meeting.id).limit(MOST)


def upcoming(session: Session, network: Network, now: datetime) -> list[Meeting]:
    """Meetings that were called and are not over, the first one first; cancelled ones too, marked as such where they are shown."""
    return list(session.scalars(_upcoming(network.id), {"now": now}))


def with_agendas(session: Session, meetings: Sequence[Meeting]) -> Sequence[Meeting]:
    """The same meetings with their agendas and network, as calendars show them."""
    session.scalars(
        select(Meeting).options(joinedload(Meeting.network), selectinload(Meeting.items).options(
            joinedload(AgendaItem.proposal), joinedload(AgendaItem.signal), joinedload(AgendaItem.dispute), joinedload(AgendaItem.advice),
            joinedload(AgendaItem.group), joinedload(AgendaItem.round).joinedload(CommentRound.proposal)))
        .where(Meeting.id.in_([meeting.id for meeting in meetings]))).all()
    return meetings


def past(session: Session, network: Network, now: datetime, year: int | None = None) -> list[Meeting]:
    """Meetings that are over, the last one first: of one calendar year, or the latest."""
    query = public_meetings(network).where(Meeting.ends_at <= now)
    if year is not None:
        query = query.where(*within_year(year))
    return list(session.scalars(query.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(MOST)))


def years(session: Session, network: Network, now: datetime) -> list[int]:
    """The calendar years from the first meeting that was called to now, the last one first."""
    first = session.scalar(select(func.min(Meeting.starts_at)).where(
        Meeting.network_id == network.id, Meeting.state != MeetingState.DRAFT))
    this_year = local_day(now).year
    return list(range(this_year, min(local_day(first).year, this_year) - 1, -1)) if first else [this_year]


def within_year(year: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _between(*_bounds(year))


def _between(begin: datetime, end: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Meeting.starts_at >= begin, Meeting.starts_at < end


def _bounds(year: int) -> tuple[datetime, datetime]:
    return start_of_day(date(year, 1, 1)), start_of_day(date(year + 1, 1, 1))


def public_meeting(session: Session, network: Network, slug: str) -> Meeting | None:
    """A meeting by its address, with all that is shown of it."""
    return session.scalar(public_meetings(network).options(*_FULL).where(Meeting.slug == slug))


def meeting_of_id(session: Session, network: Network, meeting_id: int) -> Meeting | None:
    """A meeting in any state, with all that is shown of it: for the secretary."""
    return session.scalar(select(Meeting).options(*_FULL, selectinload(Meeting.minutes))
                          .where(Meeting.network_id == network.id, Meeting.id == meeting_id))


def item_of_id(session: Session, network: Network, item_id: int) -> AgendaItem | None:
    """A point of an agenda, with its meeting and subject: for the secretary."""
    return session.scalar(
        select(AgendaItem).join(AgendaItem.meeting)
        .options(joinedload(AgendaItem.meeting), joinedload(AgendaItem.proposal), joinedload(AgendaItem.signal),
                 joinedload(AgendaItem.dispute), joinedload(AgendaItem.round).joinedload(CommentRound.proposal),
                 joinedload(AgendaItem.advice), joinedload(AgendaItem.group))
        .where(Meeting.network_id == network.id, AgendaItem.id == item_id))


def invited_item(session: Session, network: Network, item_id: int, actor: Actor) -> AgendaItem | None:
    """A point of a meeting that was called, for a party that is asked to come to it."""
    item = item_of_id(session, network, item_id)
    if item is None or actor.party_id is None or item.meeting.state in (MeetingState.DRAFT, MeetingState.CANCELLED):
        return None
    return item if actor.party_id in attending_ids(session, item.meeting) else None


def recusal_of_id(session: Session, network: Network, recusal_id: int) -> ItemRecusal | None:
    return session.scalar(
        select(ItemRecusal).join(ItemRecusal.item).join(AgendaItem.meeting)
        .options(contains_eager(ItemRecusal.item).contains_eager(AgendaItem.meeting))
        .where(Meeting.network_id == network.id, ItemRecusal.id == recusal_id))


_ASKED = (AgendaItem.title, AgendaItem.proposal_id, AgendaItem.signal_id, AgendaItem.dispute_id, AgendaItem.round_id, AgendaItem.advice_id,
          AgendaItem.group_id, AgendaItem.planned_minutes)
"""What an invitation says of a point of the agenda (`operations.digest_of`): minutes can be long."""


def unfinished(session: Session, network: Network) -> list[Meeting]:
    """The secretary's list: every meeting whose minutes are not adopted, drafts too, by date."""
    return list(session.scalars(*_unfinished(network)))


@prepared
def _unfinished(network: Network) -> Select[Meeting]:
    items = selectinload(Meeting.items).options(
        load_only(*_ASKED), joinedload(AgendaItem.dispute).load_only(Dispute.public_title, Dispute.public_title_agreed_at))
    return (select(Meeting).options(joinedload(Meeting.table), joinedload(Meeting.group), items)
            .where(Meeting.network_id == network.id, Meeting.state.not_in(OVER)).order_by(Meeting.starts_at, Meeting.id).limit(MOST))


def meetings_of(session: Session, proposal: Proposal) -> list[Meeting]:
    """The meetings that everyone may know of with this proposal on the agenda, the last one first."""
    return list(session.scalars(_with(proposal)))


def agendas_with(session: Session, proposal: Proposal) -> list[Meeting]:
    """Every meeting with this proposal on the agenda, drafts too: for the desk alone. The last one first."""
    return list(session.scalars(_on_an_agenda(proposal)))


def table_of(session: Session, proposal: Proposal) -> PhysicalTable | None:
    """The table of the newest meeting of a table that has the proposal on its agenda."""
    meeting = session.scalar(_with(proposal).where(Meeting.table_id.is_not(None)).limit(1))
    return meeting.table if meeting else None


def concluded_by_table(session: Session, network: Network) -> list[Proposal]:
    """Worked-out proposals of which a table concluded, once their last round was over, whether they go on (ZL 7.7)."""
    over = (select(func.max(CommentRound.closes_at)).where(CommentRound.proposal_id == Proposal.id)
            .correlate(Proposal).scalar_subquery())
    concluded = select(AgendaItem.id).join(AgendaItem.meeting).where(
        AgendaItem.proposal_id == Proposal.id, AgendaItem.handled_at >= over, AgendaItem.conclusion != "",
        Meeting.table_id.is_not(None))
    return list(session.scalars(
        select(Proposal).where(Proposal.network_id == network.id, Proposal.stage == Stage.WORKED_OUT, concluded.exists())
        .order_by(Proposal.stage_since, Proposal.id).limit(MOST)))


def conclusion_after(session: Session, proposal: Proposal, since: datetime) -> str:
    """What a table concluded about the proposal at its newest handling from this instant on; empty when there is none."""
    return session.scalar(
        select(AgendaItem.conclusion).join(AgendaItem.meeting)
        .where(AgendaItem.proposal_id == proposal.id, AgendaItem.handled_at >= since, AgendaItem.conclusion != "",
               Meeting.table_id.is_not(None))
        .order_by(AgendaItem.handled_at.desc(), AgendaItem.id.desc()).limit(1)) or ""


def _with(proposal: Proposal) -> Select[Meeting]:
    return _on_an_agenda(proposal).where(Meeting.state.not_in([MeetingState.DRAFT, MeetingState.CANCELLED]))


def _on_an_agenda(proposal: Proposal) -> Select[Meeting]:
    on_agenda = select(AgendaItem.meeting_id).where(AgendaItem.proposal_id == proposal.id)
    return (select(Meeting).options(joinedload(Meeting.table), joinedload(Meeting.group))
            .where(Meeting.id.in_(on_agenda))
            .order_by(Meeting.starts_at.desc(), Meeting.id.desc()))


def voices(item: AgendaItem) -> int:
    """How many parties can raise a hand at this point: those noted as there, themselves or by their substitute, that take part."""
    aside = {recusal.party_id for recusal in item.recusals}
    return len([row for row in item.meeting.attendance if not row.is_announced and row.party_id not in aside
                and row.presence in (Presence.PRESENT, Presence.SUBSTITUTE)])


def invited_parties(session: Session, meeting: Meeting) -> list[Party]:
    """Who is asked to come, by name: the parties in the working group, the members with a seat at the table when the meeting begins,
    or all members."""
    if meeting.group:
        return parties_in(session, meeting.group)
    return members(session, meeting.network, among=seated(session, meeting.table, meeting.starts_at).keys() if meeting.table else None)


def invited_ids(session: Session, meeting: Meeting) -> set[int]:
    """The same by their ids: thousands of members are not read to find one among them."""
    if meeting.group:
        return {party.id for party in parties_in(session, meeting.group)}
    everyone = set(member_ids(session, meeting.network))
    return everyone & seated(session, meeting.table, meeting.starts_at).keys() if meeting.table else everyone


def attending_ids(session: Session, meeting: Meeting) -> set[int]:
    """The ids of `attending_parties`."""
    noted = {row.party_id for row in meeting.attendance}
    return noted if meeting.state == MeetingState.ADOPTED else noted | invited_ids(session, meeting)


def attending_parties(session: Session, meeting: Meeting) -> list[Party]:
    """Whose presence is on record or still has to be. Who sat at the table when the meeting began: a later composition changes nothing."""
    noted = [row.party for row in meeting.attendance]
    if meeting.state == MeetingState.ADOPTED:
        return sorted(noted, key=lambda party: party.name.casefold())
    parties = {party.id: party for party in [*noted, *invited_parties(session, meeting)]}
    return sorted(parties.values(), key=lambda party: party.name.casefold())


def invited_recipients(session: Session, meeting: Meeting) -> list[Recipient]:
    """The persons who get the letters about a meeting, as they are now; the guests of the table on that day too (IN 7.7).

    Of a working group the persons that are in it (IN 8).
    """
    if meeting.group:
        return people_in(session, meeting.group)
    if meeting.table is None:
        return network_recipients(session, meeting.network)
    parties = recipients(session, seated(session, meeting.table, meeting.starts_at).keys() & set(member_ids(session, meeting.network)))
    return [*parties, *guests(session, meeting)]


def guests(session: Session, meeting: Meeting) -> list[Recipient]:
    """The guests of the table on the day of the meeting: of no party, so they answer by a secret address."""
    if meeting.table is None:
        return []
    return [GuestRecipient(guest.email, guest.name, NO_PARTY, guest.answer_key)
            for guest in guests_of(session, meeting.table, local_day(meeting.starts_at)) if guest.email]


def unreached(session: Session, meeting: Meeting, to: list[Recipient]) -> list[Recipient]:
    """Who of these did not get the invitation as it was last sent: new contact persons, newly seated parties."""
    event = invitation_event(meeting)
    known = set(session.scalars(select(OutboxMail.key).where(OutboxMail.key.startswith(f"{event}|", autoescape=True))))
    return [person for person in to if f"{event}|{person.email.casefold()}" not in known]


def invitation_event(meeting: Meeting) -> str:
    """What happened, once per recipient: the invitation with this sequence."""
    return f"meeting-invitation:{meeting.id}:{meeting.calendar_sequence}"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting as one party sees it: what it answered, if anything."""

    meeting: Meeting
    party_id: int
    answer: Attendance | None


def to_attend(session: Session, network: Network, party_id: int, now: datetime) -> list[Invitation]:
    """The meetings ahead that this party is asked to come to, with its answers."""
    if party_id not in member_ids(session, network):
        return []
    ahead = (public_meetings(network).options(selectinload(Meeting.attendance))
             .where(Meeting.ends_at > now, _is_asked(party_id)))
    return [Invitation(meeting, party_id, _answer(meeting, party_id))
            for meeting in session.scalars(ahead.order_by(Meeting.starts_at, Meeting.id).limit(MOST))]


def _is_asked(party_id: int) -> ColumnElement[bool]:
    """The party sits at the table, is in the working group, or everyone is asked."""
    everyone = and_(Meeting.table_id.is_(None), Meeting.group_id.is_(None))
    return or_(everyone, Meeting.table_id.in_(_tables_of(party_id)), Meeting.group_id.in_(ids_of_party(party_id)))


def invitation(session: Session, network: Network, meeting_id: int, actor: Actor) -> Invitation | None:
    """The invitation that the actor's party has for a meeting; None when it has none, or answered none before."""
    if actor.party_id is None:
        return None
    meeting = session.scalar(public_meetings(network).options(*_FULL).where(Meeting.id == meeting_id))
    if meeting is None:
        return None
    answer = _answer(meeting, actor.party_id)
    is_asked = answer or actor.party_id in invited_ids(session, meeting)
    return Invitation(meeting, actor.party_id, answer) if is_asked else None


def _answer(meeting: Meeting, party_id: int) -> Attendance | None:
    return next((row for row in meeting.attendance if row.party_id == party_id), None)


def _tables_of(party_id: int) -> Select[int]:
    newer = aliased(Composition)
    newest = (select(func.max(newer.number)).where(
        newer.table_id == Composition.table_id, newer.state == CompositionState.PUBLISHED).scalar_subquery())
    return (select(Composition.table_id).join(Standing, Standing.composition_id == Composition.id)
            .where(Composition.state == CompositionState.PUBLISHED, Composition.number == newest,
                   Standing.party_id == party_id, sits()))


def attendance_counts(session: Session, network: Network, year: int, party_id: int | None = None
                      ) -> list[tuple[tuple[int | None, int], Presence, int]]:
    """(table, party), what happened and how often, at meetings of tables in a calendar year (IN 7.5). One query."""
    query, values = _attendance_counts(network, *_bounds(year))
    rows = session.execute(query if party_id is None else query.where(Attendance.party_id == party_id), values)
    return [((table, party), presence, count) for table, party, presence, count in rows]


@prepared
def _attendance_counts(network: Network, begin: datetime, end: datetime) -> Select[int | None, int, Presence, int]:
    columns = (Meeting.table_id, Attendance.party_id, Attendance.presence)
    return _at_tables(network, begin, end).with_only_columns(*columns, func.count()).group_by(*columns).order_by(*columns)


def missed_in_year(session: Session, network: Network, year: int, parties: Collection[int]) -> list[Attendance]:
    """The meetings of tables that these parties missed in a calendar year, in their order. One query."""
    return list(session.scalars(*_missed(network, *_bounds(year), parties)))


@prepared
def _missed(network: Network, begin: datetime, end: datetime, parties: Collection[int]) -> Select[Attendance]:
    return (_at_tables(network, begin, end).options(contains_eager(Attendance.meeting))
            .where(Attendance.presence.in_(MISSED), Attendance.party_id.in_(parties)).order_by(Meeting.starts_at, Attendance.id))


def _at_tables(network: Network, begin: datetime, end: datetime) -> Select[Attendance]:
    return select(Attendance).join(Attendance.meeting).where(
        Meeting.table_id.is_not(None), Attendance.is_announced.is_(False), *_held_in(network, begin, end))


def _held_in(network: Network, begin: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Meeting.network_id == network.id, Meeting.state.in_([MeetingState.HELD, MeetingState.ADOPTED]), *_between(begin, end))


def guest_attendance_of_year(session: Session, network: Network, year: int) -> list[GuestAttendance]:
    """Which guests were there at meetings of tables and working groups in a calendar year (IN 7.7, 8), with the meeting."""
    return list(session.scalars(
        select(GuestAttendance).join(GuestAttendance.meeting)
        .options(joinedload(GuestAttendance.guest), joinedload(GuestAttendance.member),
                 contains_eager(GuestAttendance.meeting).options(joinedload(Meeting.table), joinedload(Meeting.group)))
        .where(GuestAttendance.is_announced.is_(False), *_held_in(network, *_bounds(year))).order_by(Meeting.starts_at, GuestAttendance.id)))


def slugs_like(session: Session, network: Network, start: str) -> set[str]:
    return set(session.scalars(select(Meeting.slug).where(
        Meeting.network_id == network.id, Meeting.slug.startswith(start, autoescape=True))))
