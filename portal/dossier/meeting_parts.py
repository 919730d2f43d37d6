"""Parts of a meeting in a file: its agenda and minutes for everyone, and what is internal (IN 7.2, ZL 7.2)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.language import day_year, gettext, say
from portal.dossier.pages import Table, page, paper, record, sheets
from portal.dossier.parts import Part
from portal.meetings.messages import item_title, meeting_title
from portal.meetings.models import Meeting, MeetingPaper, MinutesEdition
from portal.meetings.record import internal_paragraphs, record_of, version_of
from portal.meetings.record_queries import editions_of, remarks_on


def papers_of(meeting: Meeting) -> list[MeetingPaper]:
    """The papers of a meeting that everyone may read: of one that was called, and those for everyone."""
    return [paper for paper in meeting.papers if paper.is_public] if meeting.invited_at else []


def _called(meeting: Meeting) -> str:
    """With its day: a table meets more than once a year."""
    return f"{meeting_title(meeting)}, {day_year(meeting.starts_at)}"


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


def agenda_part(meeting: Meeting) -> Part:
    """When and where, and what is talked over."""
    title = gettext("Agenda: %(title)s", title=_called(meeting))
    facts = [(gettext("Day"), meeting.starts_at), (gettext("Ends"), meeting.ends_at), (gettext("Place"), meeting.place),
             (gettext("State"), say(meeting.state)), (gettext("Reason"), meeting.cancel_reason)]
    table = Table("agenda", gettext("Agenda"), [gettext("Number"), gettext("Subject"), gettext("Minutes")],
                  lambda: [[number, item_title(item), item.planned_minutes] for number, item in enumerate(meeting.items, start=1)])
    return Part(f"bijeenkomst-{meeting.slug}", title, record("bijeenkomst", title, facts=facts, tables=[table]),
                at=meeting.invited_at)


def internal_part(session: Session, meeting: Meeting, now: datetime) -> Part:
    """What is not for everyone: notes, reasons, the minutes while they were being made, remarks on them."""
    title = gettext("Internal: %(title)s", title=_called(meeting))
    rec = record_of(session, meeting, is_internal=True, now=now)
    tables = [
        Table("internepunten", gettext("Agenda and internal notes"), [gettext("Number"), gettext("Subject"), gettext("Internal note")],
              lambda: [[point.label, item_title(point.item), point.note] for point in rec.points]),
        Table("afmeldingen", gettext("Attendance, with reasons"), [gettext("Party"), gettext("Attendance"), gettext("Reason"), gettext("Substitute"), gettext("Said beforehand")],
              lambda: [[row.party.name, row.presence, row.reason, row.substitute, row.is_announced]
                       for row in sorted(meeting.attendance, key=lambda row: (row.party.name.casefold(), row.id))]),
        Table("edities", gettext("Editions of the minutes"), [gettext("Edition"), gettext("Is adopted"), gettext("Made on"), gettext("By whom"), gettext("Paragraph"), gettext("Heading"), gettext("Text")],
              lambda: (row for edition in editions_of(session, meeting) for row in _edition(edition))),
        Table("opmerkingen", gettext("Remarks on the minutes"), [gettext("Edition"), gettext("Paragraph"), gettext("Party"), gettext("By whom"), gettext("Text"), gettext("Came in too late"), gettext("Taken over"), gettext("Answer")],
              lambda: ([r.edition.number, r.label, r.sender, r.person_name, r.text, r.is_late, r.taken_over, r.answer]
                       for r in remarks_on(session, meeting)))]
    facts = [(gettext("State"), say(meeting.state)), (gettext("Day"), meeting.starts_at), (gettext("Place"), meeting.place)]
    return Part(f"intern-{meeting.slug}", title, record("intern", title, facts=facts,
                                                        texts=[(p.heading, p.text) for p in internal_paragraphs(rec)], tables=tables),
                at=meeting.adopted_at or meeting.invited_at)


def _edition(edition: MinutesEdition) -> Iterator[list[Any]]:
    for paragraph in edition.paragraphs:
        yield [edition.number, edition.is_adopted, edition.made_at, edition.made_by, paragraph.label, paragraph.heading, paragraph.text]
    for paragraph in edition.internal:
        yield [edition.number, edition.is_adopted, edition.made_at, edition.made_by, gettext("Internal, %(label)s", label=paragraph.label),
               paragraph.heading, paragraph.text]
