"""Forms of the yearly evaluation, and of looking again."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import StopValidation

from portal.core.antispam import AgainstSpam
from portal.core.forms import MAX_TEXT, Form, NoBsn, RadioField, VersionedForm, at_most, required
from portal.core.language import gettext, say
from portal.tables.evaluation_operations import Opinion
from portal.tables.forms import DayField
from portal.tables.models import EvaluationAnswer
from portal.tables.rules import Question, ReviewOutcome

Point = StrEnum("Point", {"DISAGREE_ENTIRELY": "1", "DISAGREE": "2", "NEITHER": "3", "AGREE": "4", "AGREE_ENTIRELY": "5"})
"""The points of the scale, as a form carries them."""


class OpenEvaluationForm(Form):
    """Until when people can answer."""

    last_day = DayField(_l("Through which day can people answer?"), [required(_l("Give the last day, such as 31-12-2026."))],
                        description=_l("At least a week from now. The page closes at the end of this day."))


def _point(question: Question) -> RadioField:
    return RadioField(say(question), [required(_l("Choose how far you agree."))], kind=Point)


class OpinionForm(AgainstSpam):
    """Four questions on a scale, and two open ones."""

    good = TextAreaField(_l("What goes well?"), [at_most(2000), NoBsn()],
                         description=_l("Do not write names of people. The secretary reads this before it can come in the report."))
    better = TextAreaField(_l("What can be better?"), [at_most(2000), NoBsn()])

    @property
    def scale(self) -> list[Any]:
        return [self[question.value] for question in Question]

    @property
    def opinion(self) -> Opinion:
        return Opinion({question: int(self[question.value].data) for question in Question}, self.good.data or "", self.better.data or "")


def opinion_form(own: EvaluationAnswer | None) -> OpinionForm:
    """The form, with what this party said before."""
    said = {question.value: Point(str(own.scores[question.value])) for question in Question} | {
        "good": own.good, "better": own.better} if own else None
    fields = {question.value: _point(question) for question in Question}
    form: OpinionForm = type("OpinionForm", (OpinionForm,), fields)(data=said)
    return form


class ForReport(StrEnum):
    PUBLISH = "publish"
    WITHHOLD = "withhold"


class ReadForm(Form):
    """Whether open words may be in the report."""

    reading = RadioField(_l("May this be in the report?"), [required(_l("Choose whether it may be in the report."))], kind=ForReport)
    reason = TextAreaField(_l("Reason"), [at_most(500)], description=_l("Needed when it stays out, such as: it says something about a person."))

    def validate_reason(self, field: Any) -> None:
        if self.reading.data == ForReport.WITHHOLD and not field.data:
            raise StopValidation(gettext("Write why these words stay out of the report."))


class ReportForm(VersionedForm):
    """What the municipality concludes, with the parties."""

    report = TextAreaField(_l("What do you conclude?"), [required(_l("Write what you conclude. It is published.")), at_most(MAX_TEXT)],
                           description=_l("What goes well, what changes, and whether the composition stays. It is published with the figures."))
    next_on = DayField(_l("Next evaluation"), [required(_l("Give the date of the next evaluation, such as 26-11-2026."))],
                       description=_l("Within a year: then it is checked whether the composition still fits."))


class ReviewForm(Form):
    """Why the municipality should look again."""

    text = TextAreaField(_l("Why should the municipality look again?"), [
        required(_l("Write why the municipality should look again.")), at_most(4000), NoBsn()],
        description=_l("The secretary reads this. It does not come on the site."))


class AnswerReviewForm(VersionedForm):
    """The answer, with its reasons."""

    outcome = RadioField(_l("What does the municipality decide?"), [required(_l("Choose what the municipality decides."))], kind=ReviewOutcome)
    reply = TextAreaField(_l("Reasons"), [required(_l("Write the answer with its reasons. The party gets it by e-mail.")), at_most(4000)])
