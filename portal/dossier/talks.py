"""What was said of a subject in meetings: minutes and papers for everyone, internal notes and papers apart, and the acts about its points."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from portal.core.language import gettext
from portal.dossier.meeting_parts import minutes_part, papers_of
from portal.dossier.pages import Table, document, record
from portal.dossier.parts import Part
from portal.dossier.trail import About
from portal.meetings.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    InternalNote,
    ItemRecusal,
    Meeting,
    MeetingPaper,
    MinutesEdition,
    MinutesRemark,
)
from portal.meetings.queries import public_meeting
from portal.meetings.rules import MeetingState
from portal.networks.models import Network


def public_talks(session: Session, network: Network, slugs: Iterable[str], items: Select[int], now: datetime) -> Iterator[Part]:
    """Of the meetings with these addresses the adopted minutes, and the public papers with these points."""
    about_it = set(session.scalars(items))
    for slug in slugs:
        if meeting := public_meeting(session, network, slug):
            yield from _talk(session, meeting, about_it, now)


def _talk(session: Session, meeting: Meeting, about_it: Collection[int], now: datetime) -> Iterator[Part]:
    if meeting.state == MeetingState.ADOPTED:
        yield minutes_part(session, meeting, now)
    yield from (Part(f"stuk-{paper.id}", paper.title, [document(paper.document)], at=paper.added_at)
                for paper in papers_of(meeting) if paper.item_id in about_it)


def internal_talks(session: Session, items: Select[int]) -> Iterator[Part]:
    """What the table and the municipality alone read of these points."""
    notes = session.execute(select(Meeting.starts_at, InternalNote.text).join(InternalNote.item).join(AgendaItem.meeting)
                            .where(AgendaItem.id.in_(items)).order_by(Meeting.starts_at)).all()
    if notes:
        title = gettext("Internal notes of meetings")
        table = Table("interne-notities", title, [gettext("Meeting"), gettext("Text")], lambda: [list(row) for row in notes])
        yield Part("interne-notities", title, record("notities", title, tables=[table]))
    for paper in session.scalars(select(MeetingPaper).options(joinedload(MeetingPaper.document)).where(
            MeetingPaper.item_id.in_(items), ~MeetingPaper.is_public).order_by(MeetingPaper.id)):
        yield Part(f"stuk-{paper.id}", paper.title, [document(paper.document)], at=paper.added_at)


def about_points(items: Select[int]) -> About:
    """The acts that belong to these points of agendas."""
    return {"agenda_item": items,
            "action_point": select(ActionPoint.id).where(ActionPoint.item_id.in_(items)),
            "item_recusal": select(ItemRecusal.id).where(ItemRecusal.item_id.in_(items)),
            "meeting_paper": select(MeetingPaper.id).where(MeetingPaper.item_id.in_(items))}


def about_meetings(meetings: Select[int]) -> About:
    """The acts that belong to these meetings, with all their points."""
    editions = select(MinutesEdition.id).where(MinutesEdition.meeting_id.in_(meetings))
    return {"meeting": meetings, "attendance": select(Attendance.id).where(Attendance.meeting_id.in_(meetings)),
            "minutes_remark": select(MinutesRemark.id).where(MinutesRemark.edition_id.in_(editions)),
            **about_points(select(AgendaItem.id).where(AgendaItem.meeting_id.in_(meetings))),
            "meeting_paper": select(MeetingPaper.id).where(MeetingPaper.meeting_id.in_(meetings))}
