"""Working groups: one that is at work on a proposal, one whose advice waits for an agenda, one that is done."""

from datetime import datetime, time, timedelta

from portal.advice.rules import Said
from portal.core.calendar import local_instant
from portal.core.documents import Upload, keep
from portal.demo.cast import Cast
from portal.demo.content.groups import GROUPS, GroupText
from portal.demo.diary import Diary
from portal.demo.roads import MEETINGS
from portal.groups import operations
from portal.groups.models import WorkingGroup
from portal.meetings.agenda import add_item
from portal.meetings.models import AgendaItem
from portal.meetings.operations import conclude_item, invite, plan_meeting
from portal.proposals.rules import JUST_IN


class Story:
    """One group on its way: what the acts make of it, for the acts that follow."""

    group: WorkingGroup
    item: AgendaItem

    def __init__(self, cast: Cast, text: GroupText, diary: Diary) -> None:
        self.cast, self.text, self.diary = cast, text, diary

    def found(self, now: datetime) -> None:
        cast, text = self.cast, self.text
        given = operations.Assignment(text.name, text.assignment, self.diary.today + timedelta(days=text.ends), text.limits,
                                      cast.tables[text.table], cast.proposals.get(text.proposal))
        self.group = operations.found_group(cast.session, cast.network, given, actor=cast.secretary, now=now)
        for person in text.people:
            operations.add_member(cast.session, self.group, party=cast.parties.get(person.party), organisation=person.organisation,
                                  person_name=person.name, email=person.email, is_leader=person.leads, actor=cast.secretary, now=now)

    def write(self, now: datetime) -> None:
        self.cast.session.flush()
        document = keep(self.cast.session, Upload("overzicht.pdf", "pdf", b"%PDF-1.7 overzicht van vragen"), now=now)
        operations.add_paper(self.cast.session, self.group, document=document, title=self.text.paper, is_public=False,
                             actor=self.cast.secretary, now=now)
        operations.write_draft(self.cast.session, self.group, text=self.text.draft, minority="", version=self.group.version,
                               actor=self.cast.secretary, now=now)

    def call(self, now: datetime) -> None:
        cast, day = self.cast, self.diary.day(self.text.meets)
        starts_at = local_instant(day, time(10))
        meeting = plan_meeting(cast.session, cast.network, table_id=None, group_id=self.group.id, starts_at=starts_at,
                               ends_at=starts_at + timedelta(hours=2), place="Basisschool De Grenspaal, personeelskamer",
                               actor=cast.secretary, now=now)
        cast.session.flush()
        add_item(cast.session, meeting, proposal=self.group.proposal, planned_minutes=60, actor=cast.secretary, now=now)
        invite(cast.session, meeting, actor=cast.secretary, now=now)

    def advise(self, now: datetime) -> None:
        assert self.text.outcome  # noqa: S101 - only of advice that was given
        self.cast.session.flush()
        operations.deliver_advice(self.cast.session, self.group, Said(self.text.outcome, self.text.advice, self.text.minority),
                                  version=self.group.version, actor=self.cast.secretary, now=now)

    def plan(self, now: datetime) -> None:
        self.item = add_item(self.cast.session, self.cast.meetings[self.text.meeting], group=self.group, actor=self.cast.secretary, now=now)

    def discuss(self, now: datetime) -> None:
        self.cast.session.flush()
        conclude_item(self.cast.session, self.item, discussion=self.text.discussion, conclusion=self.text.conclusion, outcome="",
                      facts=JUST_IN, version=self.item.version, actor=self.cast.secretary, now=now)

    def close(self, now: datetime) -> None:
        operations.close_group(self.cast.session, self.group, reason=self.text.why_closed, actor=self.cast.secretary, now=now)


def write(cast: Cast, diary: Diary) -> None:
    for text in GROUPS:
        story = Story(cast, text, diary)
        acts = [(text.founded, "11:10", story.found), (text.draft and -5, "14:40", story.write), (text.meets and -4, "9:15", story.call),
                (text.advised, "15:20", story.advise)]
        if text.meeting:
            met = MEETINGS[text.meeting]
            acts += [(met - 20, "13:40", story.plan), (met, "15:55", story.discuss), (text.closed, "10:45", story.close)]
        for offset, at, act in acts:
            if offset:
                diary.on(diary.day(offset), at, act)
