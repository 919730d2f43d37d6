"""The tables with who sits there, and their meetings: agenda, attendance, minutes."""

import hashlib
from datetime import datetime, time, timedelta
from typing import TypeAlias

from sqlalchemy import select, update

from portal.core.calendar import local_day, local_instant, rest_day
from portal.core.revisions import Paragraph
from portal.demo.content import grown as said
from portal.demo.grown.chance import Chance, html_of
from portal.demo.grown.land import Land
from portal.demo.grown.proposals import Written
from portal.demo.grown.store import Store, Tick
from portal.meetings.models import ActionPoint, AgendaItem, Attendance, Meeting, Minutes, MinutesEdition
from portal.meetings.rules import MeetingState, Presence
from portal.members.queries import member_ids
from portal.notifications.models import MailState, OutboxMail
from portal.parties.models import Party
from portal.parties.rules import Domain, FundingStream
from portal.tables.models import PhysicalTable, SeatRequest, Standing
from portal.tables.operations import announce_seed, apply_counts, draft_composition, found_table, publish_composition
from portal.tables.rules import CountRow, SizeClass

COMPOSED = timedelta(days=70)
"""So long ago the tables were composed."""
SEATS = {SizeClass.LARGE: 4, SizeClass.MEDIUM: 4, SizeClass.SMALL: 4}
ASKED = 40
AHEAD = timedelta(days=45)
Seated: TypeAlias = tuple[PhysicalTable, list[int]]
"""A table with the parties that sit there."""
PRESENCES = (*[Presence.PRESENT] * 12, Presence.SUBSTITUTE, Presence.EXCUSED, Presence.EXCUSED, Presence.ABSENT)


def found(land: Land, most: int) -> list[Seated]:
    """Tables by theme, on the network's first day; who came first sits at them until the rule seats others."""
    return [(found_table(land.session, land.network, name=name, theme=name, domains=frozenset({list(Domain)[number % len(Domain)]}),
                         actor=land.secretary, now=land.begin),
             [member.id for member in land.members[number * ASKED // 3 :][: sum(SEATS.values())]])
            for number, name in enumerate(said.TABLES[:most])]


def compose(land: Land, store: Store, chance: Chance, tables: list[Seated]) -> None:
    """Each table is composed by the rule out of the members of that day, when all that happened before is stored."""
    moment = land.now - COMPOSED
    store.pause(moment)
    counted = _count(land, chance, moment)
    for number, (table, seated) in enumerate(tables):
        moment += timedelta(hours=1)
        announce_seed(land.session, table, seed=f"lot-{number}", actor=land.secretary, now=moment)
        for party in [party for party in counted if party.domains & table.domains][number :: max(len(counted) // 400, 1)][:ASKED]:
            store.add(SeatRequest, table_id=table.id, party_id=party.id, motivation=chance.one(said.WHY), domains=table.domains,
                      streams=frozenset(), subjects="", asked_at=moment, withdrawn_at=None)
        store.pause(moment)
        seated[:] = _seat(land, table, moment)
    # The letters of the past have long been read.
    land.session.execute(update(OutboxMail).where(OutboxMail.state == MailState.WAITING).values(
        state=MailState.SENT, sent_at=OutboxMail.queued_at, attempts=1))


def _count(land: Land, chance: Chance, moment: datetime) -> list[Party]:
    """The clients of every provider that was a member then, in one spreadsheet."""
    members = set(member_ids(land.session, land.network))
    parties = [party for party in land.session.scalars(select(Party).where(Party.created_at <= moment).order_by(Party.id))
               if party.id in members and party.domains]
    rows = [CountRow(party.kvk, party.name, domain, FundingStream.ZIN, int(chance.dice.paretovariate(.9)))
            for party in parties for domain in sorted(party.domains)]
    apply_counts(land.session, land.network, rows=rows, data_date=local_day(moment), source_name="cliënten-heel-het-netwerk.csv",
                 source_sha256=hashlib.sha256(repr(rows).encode()).hexdigest(), actor=land.secretary, now=moment)
    return parties


def _seat(land: Land, table: PhysicalTable, moment: datetime) -> list[int]:
    later = moment + timedelta(minutes=30)
    composition = draft_composition(land.session, table, seats=SEATS, seed=table.seed, actor=land.secretary, now=later)
    publish_composition(land.session, composition, reason=said.REASONS[2], evaluate_by=local_day(later + timedelta(days=330)),
                        actor=land.secretary, now=later)
    return sorted(land.session.scalars(select(Standing.party_id).where(
        Standing.composition_id == composition.id, Standing.seat.is_not(None))))


class Meetings:
    """The meetings in the order of their days, a few of them still to come."""

    def __init__(self, land: Land, store: Store, chance: Chance, tables: list[Seated], most: int) -> None:
        self._tools, self._tables, self._most = (land, store, chance), tables, most
        self._held = 0
        self._taken: set[str] = set()

    def hold_until(self, moment: datetime, discussed: list[Written], tick: Tick) -> None:
        """Every one that began before this, about what was judged last by then."""
        land = self._tools[0]
        while self._held < self._most:
            table, seated = self._tables[self._held % len(self._tables)]
            planned = land.begin + (land.now + AHEAD - land.begin) * ((self._held + .5) / self._most)
            if planned > moment:
                return
            _meeting(*self._tools, table, seated, discussed[-5:], _day(planned, table.slug, self._taken))
            self._held += 1
            tick(1)


def _day(moment: datetime, slug: str, taken: set[str]) -> datetime:
    day = local_day(moment)
    while rest_day(day) or f"{day}-{slug}" in taken:
        day += timedelta(days=1)
    taken.add(f"{day}-{slug}")
    return local_instant(day, time(13, 30))


def _meeting(land: Land, store: Store, chance: Chance, table: PhysicalTable, seated: list[int], subjects: list[Written],
             starts_at: datetime) -> None:
    ends_at = starts_at + timedelta(hours=2)
    planned, invited = (max(starts_at - timedelta(days=days), land.begin) for days in (40, 14))
    state = MeetingState.INVITED if invited < land.now else MeetingState.DRAFT
    if ends_at < land.now:
        state = MeetingState.ADOPTED if ends_at + timedelta(days=30) < land.now else MeetingState.HELD
    slug = f"{local_day(starts_at)}-{table.slug}"[:64].strip("-")
    meeting_id = store.add(
        Meeting, network_id=land.network.id, table_id=table.id, slug=slug, starts_at=starts_at, ends_at=ends_at, place=chance.one(said.HALLS),
        state=state, invited_at=None if state == MeetingState.DRAFT else invited, invited_digest="",
        remarks_close_at=ends_at + timedelta(days=20) if state == MeetingState.ADOPTED else None,
        adopted_at=ends_at + timedelta(days=30) if state == MeetingState.ADOPTED else None)
    planned = min(planned, land.now)
    store.record(Meeting, meeting_id, "meeting:plan", land.secretary, planned, table=table.id, group=None, starts_at=starts_at)
    items = _agenda(store, chance, meeting_id, subjects, ends_at if ends_at < land.now else None)
    if state == MeetingState.DRAFT:
        return
    store.record(Meeting, meeting_id, "meeting:invite", land.secretary, invited, sequence=0, letters=2 * len(seated))
    store.tell("meeting:invited", invited, network_id=land.network.id, title=table.name, path=f"/bijeenkomsten/{slug}", starts_at=starts_at)
    if ends_at < land.now:
        _held(land, store, chance, meeting_id, items, seated, ends_at)
    if state == MeetingState.ADOPTED:
        store.tell("meeting:minutes", ends_at + timedelta(days=30), network_id=land.network.id, title=table.name,
                   path=f"/bijeenkomsten/{slug}", starts_at=starts_at)
        store.record(Meeting, meeting_id, "meeting:adopt", land.secretary, ends_at + timedelta(days=30), number=1, edition=2)


def _agenda(store: Store, chance: Chance, meeting_id: int, subjects: list[Written], ended: datetime | None) -> list[int]:
    points: list[tuple[str, int | None]] = [("Opening en agenda", None), *(("", written.id) for written in subjects), ("Rondvraag", None)]
    return [store.add(
        AgendaItem, meeting_id=meeting_id, position=place, title=title, proposal_id=proposal_id, planned_minutes=20,
        discussion=chance.sentences(said.TALK, 1, 2) if ended else "", conclusion=chance.one(said.REASONS) if ended else "",
        handled_at=ended) for place, (title, proposal_id) in enumerate(points, start=1)]


def _held(land: Land, store: Store, chance: Chance, meeting_id: int, items: list[int], seated: list[int], ended: datetime) -> None:
    """Who was there, what was promised and the minutes, first as a draft."""
    store.record(Meeting, meeting_id, "meeting:hold", land.secretary, ended)
    presences = {party_id: chance.one(PRESENCES) for party_id in seated}
    for party_id, presence in presences.items():
        store.add(Attendance, meeting_id=meeting_id, party_id=party_id, presence=presence, substitute="",
                  reason="Een andere afspraak." if presence == Presence.EXCUSED else "", noted_at=ended)
    store.record(Meeting, meeting_id, "meeting:attendance", land.secretary, ended,
                 presences={str(party): (None, presence) for party, presence in presences.items()})
    old = ended < land.now - timedelta(days=60)
    store.add(ActionPoint, item_id=items[-1], what=chance.one(said.PROMISED), who="De secretaris", party_id=None,
              due_on=local_day(ended + timedelta(days=30)), was_done=True if old else None,
              ended_at=ended + timedelta(days=25) if old else None, ended_by="de secretaris" if old else "")
    text = chance.sentences(said.TALK, 2, 4)
    written_at = min(ended + timedelta(days=3), land.now)
    store.add(Minutes, meeting_id=meeting_id, number=1, text=text, html=html_of(text), written_at=written_at,
              written_by=land.secretary.person_name)
    store.record(Meeting, meeting_id, "meeting:minutes", land.secretary, written_at, number=1)
    paragraphs = tuple(Paragraph(str(number), text) for number in range(1, len(items) + 1))
    for number, adopted in ((1, False), (2, True)):
        made_at = ended + timedelta(days=5 if number == 1 else 30)
        if made_at < land.now:
            store.add(MinutesEdition, meeting_id=meeting_id, number=number, paragraphs=paragraphs, internal=(), is_adopted=adopted,
                      made_at=made_at, made_by=land.secretary.person_name)


