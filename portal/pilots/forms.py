"""The forms of who proposes or takes part: the plan, taking it back, signing up, the result, and the proposal that comes of it."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.contributions.forms import (
    FILE_FIELDS,
    GiveForm,
    confidential_file_question,
    confidential_question,
    confidential_text_question,
    file_question,
    ground_question,
)
from portal.contributions.models import Draft
from portal.core import clock
from portal.core.access import Actor, ActsFor
from portal.core.calendar import local_day
from portal.core.forms import (
    MAX_TEXT,
    ChoicesField,
    Form,
    NoBsn,
    RadioField,
    VersionedForm,
    at_most,
    optional,
    required,
)
from portal.core.language import gettext, say
from portal.core.revisions import Paragraph
from portal.decisions.forms import DayField
from portal.networks.models import Agreement
from portal.networks.queries import in_force
from portal.networks.rules import Law
from portal.parties.candidates import Candidates
from portal.parties.fields import PartiesField, PartyField
from portal.parties.forms import OfferedField
from portal.pilots.models import Pilot
from portal.pilots.operations import Plan
from portal.pilots.queries import WORDS, article_labels
from portal.pilots.rules import MAX_PART, MOST_PLACES, Choosing, Finding, Part, PartnerAnswer, missing_parts
from portal.proposals.forms import MAX_PARAGRAPH, MAX_SUMMARY, IdField
from portal.region.models import Municipality


class PlacesField(IntegerField):  # type: ignore[misc]
    """A whole number of places, told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        value = "".join(valuelist).strip()
        self.data = int(value) if value.isdecimal() and len(value) < 6 else None
        if value and (self.data is None or not 1 <= self.data <= MOST_PLACES):
            raise ValueError(str(_l("Fill in a number from 1 to %(most)s.", most=MOST_PLACES)))


def _part(part: Part, hint: Any) -> TextAreaField:
    return TextAreaField(say_lazily(part), [at_most(MAX_PART), NoBsn()], description=hint)


def say_lazily(part: Part) -> Any:
    """The name of a part in the reader's language, when the form is shown."""
    return {Part.DEPARTURE: _l("What does the pilot do otherwise than the agreement says?"),
            Part.INNOVATION: _l("What is new about it, and what does it serve?"),
            Part.QUESTION: _l("What do you want to find out?"),
            Part.NAMED_RESULT: _l("Which result do you look for?"),
            Part.MEASURING: _l("How do you measure the result?")}[part]


class PlanFields(Form):
    """The plan, part by part (IN 10.3). Only the title and the summary are needed to send it; a plan goes on when it is whole."""

    title = StringField(_l("What is the pilot called?"), [required(_l("Give the pilot a name.")), at_most(), NoBsn()])
    summary = TextAreaField(_l("What is it, in a few sentences?"),
                            [required(_l("Write in a few sentences what the pilot is.")), at_most(MAX_SUMMARY), NoBsn()])
    agreement_id = IdField(_l("From which agreement does it depart?"))
    articles = StringField(_l("From which articles?"), [at_most()], description=_l("Their numbers, with commas between them: 4.3.1, 4.3.2."))
    departure = _part(Part.DEPARTURE, _l("During the pilot, for who takes part."))
    innovation = _part(Part.INNOVATION, _l("A pilot is there for innovation: say what could become better for inhabitants."))
    question = _part(Part.QUESTION, _l("The goal or question of the research."))
    named_result = _part(Part.NAMED_RESULT, _l("So clear that everybody can see afterwards whether it was reached."))
    measuring = _part(Part.MEASURING, _l("What is counted or asked, when and by whom."))
    begins_on = DayField(_l("First day"), [optional()])
    ends_on = DayField(_l("Last day"), [optional()])
    most = PlacesField(_l("How many providers can take part at most?"), [optional()])
    choosing = RadioField(_l("How are they chosen when more want to?"), kind=Choosing)
    takes_part = BooleanField(_l("Who leads the pilot takes one of the places itself"), default=True)
    municipality_ids = OfferedField(_l("In which municipalities?"), description=_l("Choose none for the whole region."))
    partner_ids = PartiesField(_l("Which other parties ask for this pilot with you?"), description=_l(
        "Choose none when you ask alone. Each of them gets the plan to confirm. It comes in at the municipality when all have confirmed."))

    def offer(self, agreements: Iterable[Agreement], places: Iterable[Municipality], parties: Candidates) -> None:
        """What can be chosen here; `parties`: the members beside who leads the pilot."""
        self.partner_ids.offer(parties)
        self.agreements = {row.id: row for row in agreements}
        self.agreement_id.offer(gettext("Not chosen yet"), [(row.id, row.title) for row in self.agreements.values()])
        self.municipality_ids.offer([(str(place.id), place.name) for place in places])

    def validate_articles(self, field: Any) -> None:
        if not field.data:
            return
        agreement = self.agreements.get(self.agreement_id.data or 0)
        if agreement is None:
            raise ValidationError(gettext("Choose also which agreement these articles are of."))
        known = article_labels(agreement, local_day(clock.now()))
        if unknown := next((label for label in self.labels if label not in known), None):
            raise ValidationError(say("pilot:article-unknown", article=unknown))

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.begins_on.data and field.data < self.begins_on.data:
            raise ValidationError(say("pilot:ends-before-begin"))
        if field.data and field.data < local_day(clock.now()):
            raise ValidationError(say("unmet:pilot-in-the-past"))

    @property
    def labels(self) -> tuple[str, ...]:
        """The numbers of articles that were typed, each once."""
        return tuple(dict.fromkeys(filter(None, re.split(r"[,;\s]+", self.articles.data or ""))))

    @property
    def plan(self) -> Plan:
        """What was filled in, as the verbs take it."""
        kept = {name: self[name].data or "" for name in WORDS}
        return Plan(**kept, agreement_id=self.agreement_id.data, articles=self.labels, begins_on=self.begins_on.data,
                    ends_on=self.ends_on.data, most=self.most.data, choosing=self.choosing.data, takes_part=bool(self.takes_part.data),
                    municipality_ids=tuple(int(value) for value in self.municipality_ids.data or ()),
                    partner_ids=tuple(self.partner_ids.data))

    @property
    def missing(self) -> tuple[Part, ...]:
        """What the plan does not hold yet."""
        plan = self.plan
        return missing_parts({name: getattr(plan, name) for name in ("agreement_id", "articles", "begins_on", "ends_on", "most", "choosing", *WORDS)})


class PlanForm(PlanFields, GiveForm):
    """A new plan, with documents and what stays confidential. The municipality says from which party it is, if any."""

    file_1, file_2, file_3 = (file_question(number) for number in (1, 2, 3))
    confidential = confidential_question()
    confidential_text = confidential_text_question()
    ground = ground_question()
    confidential_file = confidential_file_question()
    party_id = PartyField(_l("Who leads the pilot?"))

    def __init__(self, actor: Actor, draft: Draft | None = None, **kwargs: Any) -> None:
        super().__init__(actor=actor, draft=draft, **kwargs)
        self.is_entered_here = actor.acts_for == ActsFor.MUNICIPALITY
        if not self.is_entered_here:
            del self.party_id

    @property
    def sent(self) -> dict[str, Any]:
        """What was filled in beside the plan, by the names that the verb takes."""
        names = ("confidential_text", "ground", "party_id")
        return {name: value for name, value in self.answers.items() if name in names}


class ReviseForm(PlanFields, VersionedForm):
    """The next version of a plan; `version` is the number of the one that was in the form."""


def revise_form(pilot: Pilot) -> Any:
    """The form, filled in with the plan that counts now."""
    plan = pilot.plan
    return ReviseForm(data={
        **{name: getattr(plan, name) for name in WORDS}, "agreement_id": pilot.agreement_id, "articles": ", ".join(pilot.articles),
        "begins_on": pilot.begins_on, "ends_on": pilot.ends_on, "most": pilot.most, "choosing": pilot.choosing,
        "takes_part": pilot.takes_part, "municipality_ids": [str(place.id) for place in pilot.municipalities],
        "partner_ids": [row.party_id for row in pilot.partners if row.answer != PartnerAnswer.DECLINED],
        "version": str(plan.number)})


class WithdrawForm(Form):
    """Taking a plan back, with the reason that everybody reads once the plan is on the site."""

    reason = TextAreaField(_l("Why do you take the plan back?"),
                           [required(_l("Write why you take the plan back.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("Do not write names or numbers of people."))


class ConfirmForm(VersionedForm):
    """A party says for itself that it asks for the pilot. `version`: the number of the plan that it read."""

    agreed = BooleanField(_l("My organisation has read the plan and asks for this pilot too"),
                          [required(_l("Tick that your organisation asks for this pilot as the plan says."))])
    takes_part = BooleanField(_l("My organisation takes one of the places itself"), default=True)


class StepOutForm(Form):
    reason = TextAreaField(_l("Why does your organisation not ask for this pilot?"),
                           [required(_l("Write why.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("Who leads the pilot reads this, and everybody once the plan is on the site. Do not write names "
                                          "or numbers of people."))


class SignUpForm(Form):
    """Taking part is doing what the plan says."""

    agreed = BooleanField(_l("My organisation has read the plan and takes part as it says"),
                          [required(_l("Tick that your organisation takes part as the plan says."))])


class LeaveForm(Form):
    reason = TextAreaField(_l("Why does your organisation not take part any more?"),
                           [required(_l("Write why.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("Only the municipality reads this."))


class ResultForm(GiveForm):
    """What came of the pilot, held against the result that the plan named."""

    finding = RadioField(_l("Was the result reached that the plan named?"), [required(_l("Choose whether the result was reached."))], kind=Finding)
    text = TextAreaField(_l("What did you find out?"), [required(_l("Write what you found out.")), at_most(MAX_TEXT), NoBsn()],
                         description=_l("Answer the question of the plan, with the figures. Do not write names or numbers of people."))
    file_1, file_2, file_3 = (file_question(number) for number in (1, 2, 3))


class ProposeForm(Form):
    """A proposal out of a result: a field for each article from which the pilot departed. Made by `propose_form`."""

    numbered: tuple[tuple[int, Paragraph], ...] = ()

    title = StringField(_l("What is it about, in one line?"), [required(_l("Write in one line what it is about.")), at_most(), NoBsn()])
    summary = TextAreaField(_l("What do you want, in a few sentences?"),
                            [required(_l("Write in a few sentences what you want.")), at_most(MAX_SUMMARY), NoBsn()])
    explanation = TextAreaField(_l("Why do you propose this?"), [required(_l("Explain why you propose this.")), at_most(MAX_TEXT), NoBsn()])
    laws = ChoicesField(_l("Which law is it about?"), [required(_l("Choose at least one law."))], kind=Law)

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The articles whose text is another one than now; without a text an article goes."""
        written = (Paragraph(p.label, self[f"text_{i}"].data or "", p.heading, p.text) for i, p in self.numbered)
        return tuple(paragraph for paragraph in written if paragraph.text.split() != paragraph.before.split())

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        right = super().validate(*args, **kwargs)
        if self.numbered and not self.paragraphs:
            self[f"text_{self.numbered[0][0]}"].errors = [say("proposal:nothing-changed")]
            return False
        return right


def propose_form(pilot: Pilot) -> Any:
    """The form with the texts of now and what the pilot found out. Needs the agreement with its versions."""
    version = in_force(pilot.agreement.versions, local_day(clock.now())) if pilot.agreement else None
    numbered = tuple((i, p) for i, p in enumerate(version.paragraphs if version else ()) if p.label in pilot.articles)
    fields: dict[str, Any] = {"numbered": numbered}
    for i, paragraph in numbered:
        fields[f"text_{i}"] = TextAreaField(
            gettext("How article %(article)s will read", article=paragraph.label), [at_most(MAX_PARAGRAPH), NoBsn()],
            default=paragraph.text, description=gettext("Change the text here. Leave it empty when the article must go."))
    form = type("ProposeForm", (ProposeForm,), fields)
    why = gettext("This proposal comes from pilot %(number)s.", number=pilot.number)
    result = pilot.result.public_text if pilot.result else ""
    return form(data={"title": pilot.written_title, "summary": pilot.written_summary[:MAX_SUMMARY], "explanation": f"{why}\n\n{result}"[:MAX_TEXT],
                      "laws": pilot.agreement.laws if pilot.agreement else frozenset()})


PLAN_GROUPS = ("title", "summary", "agreement_id", "articles", "departure", "innovation", "question", "named_result", "measuring",
               "begins_on", "ends_on", "most", "choosing", "takes_part", "municipality_ids", "partner_ids")
SENT_GROUPS = (*FILE_FIELDS, "confidential", "confidential_text", "ground", "confidential_file", "party_id")
