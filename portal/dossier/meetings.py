"""The file of a calendar year of meetings: agendas, minutes, papers, advice and working groups; apart from that what is internal (IN 7.2, ZL 7.2)."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal.advice.models import AdviceRequest
from portal.core.calendar import local_day, start_of_day
from portal.core.language import gettext, say
from portal.dossier.advice import advice_of
from portal.dossier.groups import group_parts, group_secrets, groups_of
from portal.dossier.meeting_parts import agenda_part, internal_part, minutes_part, papers_of
from portal.dossier.pages import Table, document, record
from portal.dossier.parts import Card, Event, Fact, Part, Subject, register
from portal.dossier.retention import Closure
from portal.dossier.talks import about_meetings
from portal.dossier.trail import About, latest_act, record_part
from portal.groups.models import WorkingGroup
from portal.meetings.messages import meeting_title
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.queries import meeting_of_id, public_meeting, public_meetings
from portal.meetings.rules import MeetingState
from portal.networks.models import Network


class MeetingsFile(Subject):
    """All meetings of one calendar year."""

    kind = "bijeenkomsten"

    def __init__(self, session: Session, network: Network, year: int, now: datetime) -> None:
        self.year, self.network = year, network
        self._within = (Meeting.starts_at >= start_of_day(date(year, 1, 1)), Meeting.starts_at < start_of_day(date(year + 1, 1, 1)))
        self._public = public_meetings(network).where(*self._within).order_by(Meeting.starts_at, Meeting.id)
        card = Card(self.kind, str(year), gettext("Meetings in %(year)s", year=year), network, network, f"/bijeenkomsten?jaar={year}",
                    date(year, 1, 1), date(year, 12, 31), [Fact(gettext("Meetings"), str(len(session.scalars(self._public).all())))])
        super().__init__(session, card, now)

    @property
    def _meetings(self) -> list[Meeting]:
        found = (public_meeting(self.session, self.network, slug) for slug in
                 [meeting.slug for meeting in self.session.scalars(self._public)])
        return [meeting for meeting in found if meeting]

    @property
    def is_public(self) -> bool:
        return self.session.scalar(self._public.with_only_columns(Meeting.id).limit(1)) is not None

    @property
    def closure(self) -> Closure:
        return Closure.MEETINGS

    def latest(self, *, complete: bool) -> datetime:
        told = [event.at for event in self.events()] or [start_of_day(date(self.year, 1, 1))]
        if complete and (act := latest_act(self.session, self._about)):
            told.append(act)
        return max(told)

    def events(self) -> list[Event]:
        """When meetings were called, cancelled, held, and their minutes adopted."""
        rows = [(at, code, meeting) for meeting in self.session.scalars(self._public) for at, code in (
            (meeting.invited_at, "meeting:invited"), (meeting.cancelled_at, "meeting:cancelled"), (meeting.adopted_at, "meeting:minutes"),
            (meeting.ends_at if meeting.state in (MeetingState.HELD, MeetingState.ADOPTED) and meeting.ends_at <= self.now else None, "meeting:held"))]
        return sorted((Event(at, code, meeting_title(meeting)) for at, code, meeting in rows if at), key=lambda event: (event.at, event.code, event.told))

    def public_parts(self) -> Iterator[Part]:
        yield self._overview()
        for meeting in self._meetings:
            yield agenda_part(meeting)
            if meeting.state == MeetingState.ADOPTED:
                yield minutes_part(self.session, meeting, self.now)
            yield from (Part(f"stuk-{paper.id}", paper.title, [document(paper.document)], at=paper.added_at) for paper in papers_of(meeting))
        public = self._public.with_only_columns(Meeting.id).order_by(None)
        yield from advice_of(self.session, self.network, self._advice(public))
        for group in groups_of(self.session, self.network, self._groups(public)):
            yield from group_parts(group, self.now)

    def _advice(self, meetings: Select[int]) -> Select[int]:
        return select(AdviceRequest.id).join(AgendaItem, AgendaItem.advice_id == AdviceRequest.id).where(AgendaItem.meeting_id.in_(meetings))

    def _groups(self, meetings: Select[int]) -> Select[int]:
        """The working groups that met, or whose advice was talked over."""
        return select(WorkingGroup.id).where(or_(
            WorkingGroup.id.in_(select(Meeting.group_id).where(Meeting.id.in_(meetings))),
            WorkingGroup.id.in_(select(AgendaItem.group_id).where(AgendaItem.meeting_id.in_(meetings)))))

    def _overview(self) -> Part:
        table = Table("overzicht", self.card.title, [gettext("Day"), gettext("Ends"), gettext("Meeting"), gettext("Place"), gettext("State"), gettext("Reason")],
                      lambda: [[m.starts_at, m.ends_at, meeting_title(m), m.place, say(m.state), m.cancel_reason]
                               for m in self.session.scalars(self._public)])
        return Part("overzicht", gettext("All meetings of the year"), record("jaar", self.card.title, tables=[table]))

    # What is not for everyone

    def confidential_parts(self) -> Iterator[Part]:
        for meeting_id in self.session.scalars(self._all.order_by(Meeting.starts_at, Meeting.id)).all():
            if meeting := meeting_of_id(self.session, self.network, meeting_id):
                yield internal_part(self.session, meeting, self.now)
                yield from (Part(f"stuk-{row.id}", row.title, [document(row.document)], at=row.added_at)
                            for row in meeting.papers if row not in papers_of(meeting))
        for group in groups_of(self.session, self.network, self._groups(self._all)):
            yield from group_secrets(group)
        yield record_part(self.session, self._about)

    @property
    def _all(self) -> Select[int]:
        return select(Meeting.id).where(Meeting.network_id == self.network.id, *self._within)

    @property
    def _about(self) -> About:
        return about_meetings(self._all)


def find(session: Session, network: Network, reference: str, now: datetime) -> MeetingsFile | None:
    """By the year, when there was a meeting in it."""
    if not re.fullmatch(r"20[0-9]{2}", reference) or int(reference) > local_day(now).year + 1:
        return None
    found = MeetingsFile(session, network, int(reference), now)
    any_meeting = select(Meeting.id).where(Meeting.network_id == network.id, *found._within).limit(1)
    return found if session.scalar(any_meeting) is not None else None


register(MeetingsFile, find)
