"""Questions for advice: answered and acted on, answered, on an agenda, and one that waits for one."""

from datetime import datetime, timedelta

from portal.advice.models import AdviceRequest
from portal.advice.operations import Question, ask_advice, give_advice, respond
from portal.advice.rules import Hands, Said
from portal.core.calendar import local_day
from portal.demo.cast import Cast
from portal.demo.content.advice import ASKED, AdviceText
from portal.demo.diary import Diary
from portal.demo.roads import MEETINGS
from portal.meetings.agenda import add_item
from portal.meetings.models import AgendaItem
from portal.meetings.operations import conclude_item
from portal.proposals.rules import JUST_IN


class Story:
    """One question on its way: what the acts make of it, for the acts that follow."""

    request: AdviceRequest
    item: AgendaItem

    def __init__(self, cast: Cast, text: AdviceText) -> None:
        self.cast, self.text = cast, text

    def ask(self, now: datetime) -> None:
        text, cast = self.text, self.cast
        question = Question(
            text.subject, text.question, local_day(now) + timedelta(days=text.ahead), cast.tables.get(text.table),
            cast.agreements.get(text.agreement), text.articles, None, text.background)
        self.request = ask_advice(cast.session, cast.network, question, actor=cast.secretary, now=now)

    def plan(self, now: datetime) -> None:
        self.item = add_item(self.cast.session, self.cast.meetings[self.text.meeting], advice=self.request, actor=self.cast.secretary,
                             now=now)

    def discuss(self, now: datetime) -> None:
        self.cast.session.flush()
        conclude_item(self.cast.session, self.item, discussion=self.text.discussion, conclusion=self.text.advice, outcome="",
                      facts=JUST_IN, hands=self._hands, version=self.item.version, actor=self.cast.secretary, now=now)

    @property
    def _hands(self) -> Hands | None:
        return Hands(*self.text.hands) if self.text.hands else None

    def advise(self, now: datetime) -> None:
        assert self.text.outcome  # noqa: S101 - only of advice that was given
        give_advice(self.cast.session, self.request, Said(self.text.outcome, self.text.advice, self.text.minority, self._hands),
                    version=self.request.version, actor=self.cast.secretary, now=now)

    def respond(self, now: datetime) -> None:
        assert self.text.followed  # noqa: S101 - only of advice to which the municipality responded
        respond(self.cast.session, self.request, followed=self.text.followed, response=self.text.response, actor=self.cast.secretary,
                now=now)


def write(cast: Cast, diary: Diary) -> None:
    for text in ASKED:
        story, met = Story(cast, text), MEETINGS.get(text.meeting, 0)
        diary.on(diary.day(met - text.before), "9:40", story.ask)
        if text.meeting:
            diary.on(diary.day(-6 if met > 0 else met - 20), "13:30", story.plan)
        if text.outcome:
            diary.on(diary.day(met), "15:50", story.discuss)
            diary.on(diary.day(met + 2), "10:20", story.advise)
        if text.followed:
            diary.on(diary.day(met + 14), "11:30", story.respond)
