"""The verbs of papers of a working group: for everyone, or for the group and the municipality alone."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.core.language import say
from portal.groups.models import GroupPaper, WorkingGroup


def add_paper(session: Session, group: WorkingGroup, *, document: Document, title: str, is_public: bool, actor: Actor, now: datetime
              ) -> GroupPaper:
    """Put a document with the group. What a member brings is public only once the secretary looked at it (DESIGN rule 8)."""
    _hold(session, group)
    paper = GroupPaper(group=group, document_id=document.id, title=title.strip() or document.file_name, is_public=is_public,
                       added_by=actor.acts_for_name, added_at=now)
    session.add(paper)
    record(session, group, "group:add-paper", actor=actor, now=now, title=paper.title, public=is_public, sha256=document.sha256)
    return paper


def show_paper(session: Session, paper: GroupPaper, *, is_public: bool, version: int, actor: Actor, now: datetime) -> None:
    """Make a paper public, or keep it to the group from now on. Raises Stale when somebody else changed that."""
    lock(session, paper)
    if version != paper.version:
        raise Stale(say("group:paper-public" if paper.is_public else "group:paper-internal"))
    if paper.is_public == is_public:
        return
    paper.is_public = is_public
    record(session, paper.group, "group:publish-paper" if is_public else "group:keep-paper", actor=actor, now=now, title=paper.title)


def remove_paper(session: Session, paper: GroupPaper, *, actor: Actor, now: datetime) -> None:
    """Take a paper away while the group is not closed. The file stays in the store, and the record tells that it was here."""
    _hold(session, paper.group)
    record(session, paper.group, "group:remove-paper", actor=actor, now=now, title=paper.title, document=paper.document_id)
    session.delete(paper)


def _hold(session: Session, group: WorkingGroup) -> None:
    lock(session, group)
    if group.closed_at is not None:
        raise Refused("group:is-closed")
