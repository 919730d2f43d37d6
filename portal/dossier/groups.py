"""The file of a working group: assignment, who takes part, papers, meetings and advice; people by name and drafts apart (IN 8)."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal.core.calendar import local_day
from portal.core.language import gettext, say
from portal.dossier.advice import advised_facts, advised_texts
from portal.dossier.meeting_parts import agenda_part, internal_part
from portal.dossier.news import course, events_of
from portal.dossier.pages import Table, document, record
from portal.dossier.parts import Card, Event, Fact, Part, Subject, register
from portal.dossier.retention import Closure
from portal.dossier.talks import about_meetings, about_points, internal_talks, public_talks
from portal.dossier.trail import About, as_of, record_part
from portal.groups.messages import founder_name
from portal.groups.models import GroupPaper, WorkingGroup
from portal.groups.queries import group_by_slug
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.queries import meeting_of_id, public_meeting, public_meetings
from portal.networks.models import Network


def group_parts(group: WorkingGroup, now: datetime) -> Iterator[Part]:
    """A group as everyone reads it, by organisation, with its public papers."""
    title = say("group:name", name=group.name)
    facts = [
        (gettext("State"), say(group.state(local_day(now)))), (gettext("Set up by"), founder_name(group)),
        (gettext("Set up on"), local_day(group.founded_at)), (gettext("About proposal"), group.proposal.number if group.proposal else ""),
        (gettext("Advises by"), group.ends_on), (gettext("Leader"), group.leader.organisation if group.leader else ""),
        (gettext("Who takes part"), list(dict.fromkeys(member.organisation for member in group.present))), *advised_facts(group),
        (gettext("Closed on"), group.closed_at and local_day(group.closed_at))]
    texts = [(gettext("The assignment"), group.assignment), (gettext("What does not belong to it"), group.limits), *advised_texts(group),
             (gettext("Why it was closed"), group.close_reason)]
    yield Part(f"werkgroep-{group.slug}", title, record("werkgroep", title, facts=facts, texts=texts), at=group.founded_at)
    yield from (_paper(group, paper) for paper in group.papers if paper.is_public)


def _paper(group: WorkingGroup, paper: GroupPaper) -> Part:
    return Part(f"werkgroep-{group.slug}-stuk-{paper.id}", gettext("Of working group %(name)s: %(title)s", name=group.name, title=paper.title),
                [document(paper.document)], at=paper.added_at)


def groups_of(session: Session, network: Network, ids: Select[int]) -> Iterator[WorkingGroup]:
    """These groups with all that belongs to them, the first one first, one at a time."""
    for slug in session.scalars(select(WorkingGroup.slug).where(WorkingGroup.id.in_(ids)).order_by(WorkingGroup.id)).all():
        if group := group_by_slug(session, network, slug):
            yield group


def group_secrets(group: WorkingGroup) -> Iterator[Part]:
    """What its members and the municipality alone read: who is in it, the advice that was being written, and other papers."""
    title = gettext("Internal: working group %(name)s", name=group.name)
    table = Table("leden", gettext("Who is and was in it"), [
        gettext("Organisation"), gettext("Name"), gettext("E-mail address"), gettext("Leader"), gettext("Since"), gettext("Left on")],
        lambda: [[m.organisation, m.person_name, m.email, m.is_leader, m.joined_at, m.ended_at] for m in group.members])
    facts = [(gettext("Last written"), group.drafted_at), (gettext("By whom"), group.drafted_by)]
    texts = [(gettext("Draft of the advice"), group.draft), (gettext("Draft of what a minority thinks"), group.draft_minority)]
    yield Part(f"werkgroep-{group.slug}-intern", title, record("intern", title, facts=facts, texts=texts, tables=[table]), at=group.founded_at)
    yield from (_paper(group, paper) for paper in group.papers if not paper.is_public)


class GroupFile(Subject):
    """Everything about one working group."""

    kind = "werkgroep"

    def __init__(self, session: Session, group: WorkingGroup, now: datetime) -> None:
        self.group = group
        facts = [Fact(gettext("State"), say(group.state(local_day(now)))), Fact(gettext("Set up by"), founder_name(group))]
        super().__init__(session, Card(self.kind, group.slug, say("group:name", name=group.name), group, group.network, group.path,
                                       local_day(group.founded_at), local_day(group.closed_at) if group.closed_at else None, facts), now)

    @property
    def is_public(self) -> bool:
        return True

    @property
    def closure(self) -> Closure | None:
        if self.group.closed_at is None:
            return None
        return Closure.GROUP_ADVISED if self.group.advised_at else Closure.GROUP_CLOSED

    def latest(self, *, complete: bool) -> datetime:
        return as_of(self, self.group.founded_at, self._about if complete else None)

    def events(self) -> list[Event]:
        return events_of(self.session, self.card)

    @property
    def _own_meetings(self) -> Select[int]:
        return select(Meeting.id).where(Meeting.group_id == self.group.id)

    @property
    def _points(self) -> Select[int]:
        """The points of its own meetings, and those elsewhere about its advice."""
        return select(AgendaItem.id).where(or_(AgendaItem.group_id == self.group.id, AgendaItem.meeting_id.in_(self._own_meetings)))

    def public_parts(self) -> Iterator[Part]:
        yield from group_parts(self.group, self.now)
        yield course(self.session, self.card)
        network = self.card.network
        with_points = select(AgendaItem.meeting_id).where(AgendaItem.id.in_(self._points))
        met = self.session.scalars(public_meetings(network).where(or_(Meeting.group_id == self.group.id, Meeting.id.in_(with_points)))
                                   .order_by(Meeting.starts_at, Meeting.id)).all()
        slugs = [meeting.slug for meeting in met]
        for slug in [meeting.slug for meeting in met if meeting.group_id == self.group.id]:
            if meeting := public_meeting(self.session, network, slug):
                yield agenda_part(meeting)
        yield from public_talks(self.session, network, slugs, self._points, self.now)

    def confidential_parts(self) -> Iterator[Part]:
        group = group_by_slug(self.session, self.card.network, self.group.slug)
        assert group  # noqa: S101 - it was found before
        yield from group_secrets(group)
        for meeting_id in self.session.scalars(self._own_meetings.order_by(Meeting.starts_at, Meeting.id)).all():
            if meeting := meeting_of_id(self.session, self.card.network, meeting_id):
                yield internal_part(self.session, meeting, self.now)
        yield from internal_talks(self.session, self._points)
        yield record_part(self.session, self._about)

    @property
    def _about(self) -> About:
        return {"working_group": [self.group.id], **about_meetings(self._own_meetings), **about_points(self._points)}


def find(session: Session, network: Network, reference: str, now: datetime) -> GroupFile | None:
    """By the name in its address."""
    group = group_by_slug(session, network, reference)
    return GroupFile(session, group, now) if group else None


register(GroupFile, find)
