"""The file of a calendar year of meetings: agendas, minutes, papers and promises; apart from that what is internal (IN 7.2, ZL 7.2)."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.calendar import local_day, start_of_day
from portal.core.language import day_month, gettext, say
from portal.dossier.pages import Table, document, page, paper, record, sheets
from portal.dossier.parts import Card, Event, Fact, Part, Subject, register
from portal.dossier.trail import About, latest_act, record_part
from portal.meetings.messages import item_title, meeting_title
from portal.meetings.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    ItemRecusal,
    Meeting,
    MeetingPaper,
    MinutesEdition,
    MinutesRemark,
)
from portal.meetings.queries import meeting_of_id, public_meeting, public_meetings
from portal.meetings.record import internal_paragraphs, record_of, version_of
from portal.meetings.record_queries import editions_of, remarks_on
from portal.meetings.rules import MeetingState
from portal.networks.models import Network


def papers_of(meeting: Meeting) -> list[MeetingPaper]:
    """The papers of a meeting that everyone may read: of one that was called, and those for everyone."""
    return [paper for paper in meeting.papers if paper.is_public] if meeting.invited_at else []


def _called(meeting: Meeting) -> str:
    """With its day: a table meets more than once a year."""
    return f"{meeting_title(meeting)}, {day_month(meeting.starts_at)} {local_day(meeting.starts_at).year}"


def minutes_part(session: Session, meeting: Meeting, now: datetime) -> Part:
    """The adopted minutes, without what is internal."""
    rec = record_of(session, meeting, is_internal=False, now=now)
    title = gettext("Minutes: %(title)s", title=_called(meeting))
    context: dict[str, Any] = {"title": title, "meeting": meeting, "rec": rec, "version": version_of(rec)}
    tables = [
        Table("aanwezigheid", gettext("Who was there?"), [gettext("Party"), gettext("Attendance")],
              lambda: [[row.party.name, row.presence] for row in rec.noted]),
        Table("punten", gettext("What was discussed"), [gettext("Number"), gettext("Subject"), gettext("Discussion"), gettext("Conclusion")],
              lambda: [[point.label, item_title(point.item), point.item.discussion, point.item.conclusion] for point in rec.points]),
        Table("acties", gettext("Who does what"), [gettext("What"), gettext("Who"), gettext("Before")],
              lambda: [[action.what, action.who, action.due_on] for action in rec.promised])]
    return Part(f"verslag-{meeting.slug}", title, [
        page("verslag", "dossier/minutes.html", **context), *paper("verslag", "meetings/minutes_document.html", **context),
        *(file for table in tables for file in sheets(table))], at=meeting.adopted_at)


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
            yield _agenda(meeting)
            if meeting.state == MeetingState.ADOPTED:
                yield minutes_part(self.session, meeting, self.now)
            yield from (Part(f"stuk-{paper.id}", paper.title, [document(paper.document)], at=paper.added_at) for paper in papers_of(meeting))

    def _overview(self) -> Part:
        table = Table("overzicht", self.card.title, [gettext("Day"), gettext("Ends"), gettext("Meeting"), gettext("Place"), gettext("State"), gettext("Reason")],
                      lambda: [[m.starts_at, m.ends_at, meeting_title(m), m.place, say(m.state), m.cancel_reason]
                               for m in self.session.scalars(self._public)])
        return Part("overzicht", gettext("All meetings of the year"), record("jaar", self.card.title, tables=[table]))

    # What is not for everyone

    def confidential_parts(self) -> Iterator[Part]:
        ids = list(self.session.scalars(select(Meeting.id).where(Meeting.network_id == self.network.id, *self._within)
                                        .order_by(Meeting.starts_at, Meeting.id)))
        for meeting_id in ids:
            if meeting := meeting_of_id(self.session, self.network, meeting_id):
                yield self._internal(meeting)
                yield from (Part(f"stuk-{row.id}", row.title, [document(row.document)], at=row.added_at)
                            for row in meeting.papers if row not in papers_of(meeting))
        yield record_part(self.session, self._about)

    def _internal(self, meeting: Meeting) -> Part:
        title = gettext("Internal: %(title)s", title=_called(meeting))
        rec = record_of(self.session, meeting, is_internal=True, now=self.now)
        tables = [
            Table("internepunten", gettext("Agenda and internal notes"), [gettext("Number"), gettext("Subject"), gettext("Internal note")],
                  lambda: [[point.label, item_title(point.item), point.note] for point in rec.points]),
            Table("afmeldingen", gettext("Attendance, with reasons"), [gettext("Party"), gettext("Attendance"), gettext("Reason"), gettext("Substitute"), gettext("Said beforehand")],
                  lambda: [[row.party.name, row.presence, row.reason, row.substitute, row.is_announced]
                           for row in sorted(meeting.attendance, key=lambda row: (row.party.name.casefold(), row.id))]),
            Table("edities", gettext("Editions of the minutes"), [gettext("Edition"), gettext("Is adopted"), gettext("Made on"), gettext("By whom"), gettext("Paragraph"), gettext("Heading"), gettext("Text")],
                  lambda: (row for edition in editions_of(self.session, meeting) for row in _edition(edition))),
            Table("opmerkingen", gettext("Remarks on the minutes"), [gettext("Edition"), gettext("Paragraph"), gettext("Party"), gettext("By whom"), gettext("Text"), gettext("Came in too late"), gettext("Taken over"), gettext("Answer")],
                  lambda: ([r.edition.number, r.label, r.party.name, r.person_name, r.text, r.is_late, r.taken_over, r.answer]
                           for r in remarks_on(self.session, meeting)))]
        facts = [(gettext("State"), say(meeting.state)), (gettext("Day"), meeting.starts_at), (gettext("Place"), meeting.place)]
        return Part(f"intern-{meeting.slug}", title, record("intern", title, facts=facts,
                                                            texts=[(p.heading, p.text) for p in internal_paragraphs(rec)], tables=tables),
                    at=meeting.adopted_at or meeting.invited_at)

    @property
    def _about(self) -> About:
        meetings = select(Meeting.id).where(Meeting.network_id == self.network.id, *self._within)
        items = select(AgendaItem.id).where(AgendaItem.meeting_id.in_(meetings))
        editions = select(MinutesEdition.id).where(MinutesEdition.meeting_id.in_(meetings))
        return {"meeting": meetings, "agenda_item": items,
                "attendance": select(Attendance.id).where(Attendance.meeting_id.in_(meetings)),
                "meeting_paper": select(MeetingPaper.id).where(MeetingPaper.meeting_id.in_(meetings)),
                "minutes_remark": select(MinutesRemark.id).where(MinutesRemark.edition_id.in_(editions)),
                "action_point": select(ActionPoint.id).where(ActionPoint.item_id.in_(items)),
                "item_recusal": select(ItemRecusal.id).where(ItemRecusal.item_id.in_(items))}


def _agenda(meeting: Meeting) -> Part:
    title = gettext("Agenda: %(title)s", title=_called(meeting))
    facts = [(gettext("Day"), meeting.starts_at), (gettext("Ends"), meeting.ends_at), (gettext("Place"), meeting.place),
             (gettext("State"), say(meeting.state)), (gettext("Reason"), meeting.cancel_reason)]
    table = Table("agenda", gettext("Agenda"), [gettext("Number"), gettext("Subject"), gettext("Minutes")],
                  lambda: [[number, item_title(item), item.planned_minutes] for number, item in enumerate(meeting.items, start=1)])
    return Part(f"bijeenkomst-{meeting.slug}", title, record("bijeenkomst", title, facts=facts, tables=[table]),
                at=meeting.invited_at)


def _edition(edition: MinutesEdition) -> Iterator[list[Any]]:
    for paragraph in edition.paragraphs:
        yield [edition.number, edition.is_adopted, edition.made_at, edition.made_by, paragraph.label, paragraph.heading, paragraph.text]
    for paragraph in edition.internal:
        yield [edition.number, edition.is_adopted, edition.made_at, edition.made_by, gettext("Internal, %(label)s", label=paragraph.label),
               paragraph.heading, paragraph.text]


def find(session: Session, network: Network, reference: str, now: datetime) -> MeetingsFile | None:
    """By the year, when there was a meeting in it."""
    if not re.fullmatch(r"20[0-9]{2}", reference) or int(reference) > local_day(now).year + 1:
        return None
    found = MeetingsFile(session, network, int(reference), now)
    any_meeting = select(Meeting.id).where(Meeting.network_id == network.id, *found._within).limit(1)
    return found if session.scalar(any_meeting) is not None else None


register(MeetingsFile, find)


