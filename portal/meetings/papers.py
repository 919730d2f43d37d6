"""The verbs of papers: documents with a meeting or with one of its points, for everyone or for the table alone."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.core.language import say
from portal.meetings.agenda import lock_open
from portal.meetings.models import AgendaItem, Meeting, MeetingPaper


def add_paper(session: Session, meeting: Meeting, *, document: Document, title: str, is_public: bool,
              item: AgendaItem | None = None, actor: Actor, now: datetime) -> MeetingPaper:
    """Put a document with the meeting, or with one point. Of a dispute nothing lies here: it is kept with the dispute (ZL 11.4)."""
    lock_open(session, meeting)
    if item is not None and (item.meeting_id != meeting.id or item.dispute_id is not None):
        raise Refused("paper:no-such-item", field="item")
    paper = MeetingPaper(meeting_id=meeting.id, item_id=item.id if item else None, document_id=document.id,
                         title=title.strip() or document.file_name, is_public=is_public, added_at=now)
    session.add(paper)
    record(session, paper, "paper:add", actor=actor, now=now, meeting=meeting.id, item=paper.item_id, title=paper.title,
           public=is_public, file=document.file_name, sha256=document.sha256)
    session.expire(meeting, ["papers"])
    return paper


def show_paper(session: Session, paper: MeetingPaper, *, is_public: bool, version: int, actor: Actor, now: datetime) -> None:
    """Make a paper public, or keep it to the table from now on; who took it already has it."""
    lock_open(session, paper.meeting)
    lock(session, paper)
    if version != paper.version:
        raise Stale(say("paper:public" if paper.is_public else "paper:internal"))
    if paper.is_public == is_public:
        return
    paper.is_public = is_public
    record(session, paper, "paper:publish" if is_public else "paper:keep", actor=actor, now=now, title=paper.title)


def remove_paper(session: Session, paper: MeetingPaper, *, actor: Actor, now: datetime) -> None:
    """Take a paper away from the meeting. The file itself stays in the store, and the record tells that it was here."""
    meeting = paper.meeting
    lock_open(session, meeting)
    record(session, paper, "paper:remove", actor=actor, now=now, meeting=meeting.id, title=paper.title, document=paper.document_id)
    session.delete(paper)
    session.flush()
    session.expire(meeting, ["papers"])
