"""The secretary's and the boards' forms: judging a plan, consenting, opening, more time, stopping, putting the result on the site."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, StopValidation

from portal.core.forms import MAX_TEXT, Form, NoBsn, RadioField, VersionedForm, at_most, required
from portal.core.language import gettext, say
from portal.core.personal_data import possible_bsns
from portal.decisions.forms import DayField, PlaceField, whole_number
from portal.pilots.forms import say_lazily
from portal.pilots.messages import plan_text
from portal.pilots.models import Pilot, PilotConsent, PilotResult
from portal.pilots.queries import WORDS
from portal.pilots.rules import MAX_PART, Consenting, Finding, Part
from portal.proposals.forms import MAX_SUMMARY
from portal.region.models import Municipality


class PilotJudgement(StrEnum):
    """What the secretary does with a plan."""

    PUBLISH = "publish"
    ASK = "ask"
    SET_ASIDE = "set_aside"


def _cleared(part: Part) -> TextAreaField:
    return TextAreaField(say_lazily(part), [at_most(MAX_PART), NoBsn()])


class JudgeForm(VersionedForm):
    """The judgement, and the words of the plan for the site (DESIGN rule 8). `version`: the number of the plan in the form."""

    judgement = RadioField(_l("What do you do with this plan?"), [required(_l("Choose what you do with the plan."))], kind=PilotJudgement, notes={
        PilotJudgement.ASK: _l("The sender gets your question by e-mail and can change the plan."),
        PilotJudgement.SET_ASIDE: _l("It does not come on the site. The sender reads your reason.")})
    reason = TextAreaField(_l("What do you tell the sender?"), [at_most(MAX_TEXT), NoBsn()],
                           description=_l("Needed when you ask something or set the plan aside. With a plan on the site everybody can read it."))
    title = StringField(_l("Title on the site"), [required(_l("Write a title.")), at_most(), NoBsn()])
    summary = TextAreaField(_l("Summary on the site"), [required(_l("Write a summary.")), at_most(MAX_SUMMARY), NoBsn()])
    departure, innovation, question = _cleared(Part.DEPARTURE), _cleared(Part.INNOVATION), _cleared(Part.QUESTION)
    named_result, measuring = _cleared(Part.NAMED_RESULT), _cleared(Part.MEASURING)

    def __init__(self, pilot: Pilot, **kwargs: Any) -> None:
        plan = pilot.plan
        super().__init__(version=str(plan.number), data={name: getattr(plan, name) for name in WORDS}, **kwargs)
        self.warnings = possible_bsns(plan_text(plan))

    def validate_reason(self, field: Any) -> None:
        if self.judgement.data in (PilotJudgement.ASK, PilotJudgement.SET_ASIDE) and not field.data:
            raise StopValidation(say("pilot:question-missing"))

    @property
    def words(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in WORDS}


class ConsentForm(Form):
    """What one municipality decided (IN 10.4)."""

    municipality_id = PlaceField(_l("Which municipality?"), [required(_l("Choose the municipality."))], coerce=whole_number,
                                 validate_choice=False)
    choice = RadioField(_l("The municipality …"), [required(_l("Choose what the municipality decided."))], kind=Consenting)
    decided_on = DayField(_l("Day of the decision"), [InputRequired(_l("Give the day on which the municipality decided."))])
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason. It is published.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("The reason comes on the site."))

    def __init__(self, places: Iterable[Municipality], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(place.id, place.name) for place in places]
        self.municipality_id.choices = choices if len(choices) == 1 else [(0, gettext("Choose a municipality")), *choices]
        if len(choices) == 1:
            self.municipality_id.data = choices[0][0]


class CorrectConsentForm(ConsentForm):
    """The right record in the place of one that was wrong, after signing up was opened."""

    correction = TextAreaField(_l("Why is it corrected?"), [required(_l("Write why it is corrected. Everybody reads it.")), at_most(MAX_TEXT), NoBsn()],
                               description=_l("It comes on the site, and goes to every member and every municipality of the pilot."))

    def __init__(self, wrong: PilotConsent, **kwargs: Any) -> None:
        super().__init__([wrong.municipality], data={"choice": Consenting.of(wrong.consents), "decided_on": wrong.decided_on,
                                                     "reason": wrong.reason}, **kwargs)


class OpenForm(VersionedForm):
    """Admitting a pilot: until when one can sign up, and its days."""

    sign_up_until = DayField(_l("Last day to sign up"), [InputRequired(_l("Give the last day to sign up."))],
                             description=_l("After the day of publication, and before the first day of the pilot."))
    begins_on = DayField(_l("First day of the pilot"), [InputRequired(_l("Give the first day of the pilot."))])
    ends_on = DayField(_l("Last day of the pilot"), [InputRequired(_l("Give the last day of the pilot."))])
    reason = TextAreaField(_l("Reason"), [at_most(MAX_TEXT), NoBsn()],
                           description=_l("Needed when the days differ from the plan. Everybody can read it."))

    def __init__(self, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(version=str(pilot.version), data={"begins_on": pilot.begins_on, "ends_on": pilot.ends_on}, **kwargs)


class ExtendForm(VersionedForm):
    ends_on = DayField(_l("New last day"), [InputRequired(_l("Give the new last day."))])
    reason = TextAreaField(_l("Why does the pilot get more time?"), [required(_l("Write why the pilot gets more time.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("It is published, and goes to who takes part."))


class StopForm(Form):
    reason = TextAreaField(_l("Why does the pilot stop?"), [required(_l("Write why the pilot stops.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("It is published, and goes to who takes part."))


class PublishResultForm(VersionedForm):
    """The result for the site. `version`: the id of the result that was in the form."""

    finding = RadioField(_l("Was the result reached that the plan named?"), [required(_l("Choose whether the result was reached."))], kind=Finding)
    text = TextAreaField(_l("The result for the site"), [required(_l("Write the result for the site.")), at_most(MAX_TEXT), NoBsn()],
                         description=_l("Take out everything that points to a person. Leave the meaning as it is."))

    def __init__(self, result: PilotResult, **kwargs: Any) -> None:
        super().__init__(version=str(result.id), finding=result.finding, text=result.text, **kwargs)
        self.warnings = possible_bsns(result.text)
