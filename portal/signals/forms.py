"""The form for a signal, and the one with which its sender reacts on the judgement."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField as PlainSelectField
from wtforms import StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.contributions.forms import (
    GiveForm,
    confidential_file_question,
    confidential_question,
    confidential_text_question,
    email_question,
    file_question,
    ground_question,
    name_question,
    place_question,
    publish_as_question,
)
from portal.core.access import Actor
from portal.core.antispam import AgainstSpam
from portal.core.forms import MAX_TEXT, ChoicesField, NoBsn, RadioField, at_most, required
from portal.core.language import gettext, say
from portal.networks.models import Agreement
from portal.networks.rules import Law, Result
from portal.region.models import Municipality
from portal.signals.rules import Sentiment, Subject


class SelectField(PlainSelectField):
    """One of many, or not known: the first choice is empty. Read over in words."""

    def __init__(self, label: Any, kind: Callable[[str], Any] = str, **options: Any) -> None:
        super().__init__(label, choices=[("", "")], coerce=lambda value: _known(kind, value), **options)

    def offer(self, unknown: str, choices: Iterable[tuple[str, str]]) -> None:
        self.choices = [("", unknown), *choices]

    def spoken(self) -> str:
        """Nothing for what is not known."""
        return next((str(label) for value, label in self.choices if value and self.coerce(value) == self.data), "")


def _known(kind: Callable[[str], Any], value: Any) -> Any:
    try:
        return kind(value) if value else None
    except ValueError:
        return value  # is none of the choices, and is refused as such


class SignalForm(GiveForm):
    """Short on purpose: what people notice, in their own words; what they may leave out stands apart (`MORE`).

    A party is not asked who it is.
    """

    MORE = ("laws", "result", "agreement", "article")

    sentiment = RadioField(_l("How does it go?"), [required(_l("Choose how it goes."))], kind=Sentiment)
    title = StringField(_l("What is it about, in one line?"),
                        [required(_l("Write in one line what it is about.")), at_most(), NoBsn()])
    text = TextAreaField(
        _l("What do you notice?"), [required(_l("Write down what you notice.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("Do not write names, dates of birth or numbers of people. At most 10,000 characters."))
    subject = RadioField(_l("What does it concern?"), [required(_l("Choose what it concerns."))], kind=Subject)
    municipality_id = SelectField(_l("In which municipality?"), kind=int)
    district = StringField(_l("District or neighbourhood"), [at_most(), NoBsn()])
    laws = ChoicesField(_l("Which law is it about?"), kind=Law,
                        description=_l("You may choose more than one. Choose nothing when you do not know."))
    result = SelectField(_l("Which result is it about?"), kind=Result,
                         description=_l("The agreements say what help must lead to."))
    agreement = SelectField(_l("Which agreement is it about?"))
    article = StringField(_l("Which article?"), [at_most(), NoBsn()], description=_l("For example 4.3.1."))
    file_1, file_2, file_3 = (file_question(number) for number in (1, 2, 3))
    confidential = confidential_question()
    confidential_text = confidential_text_question()
    ground = ground_question()
    confidential_file = confidential_file_question()
    publish_as = publish_as_question(
        _l("How may your signal be on the site?"), _l("Choose how your signal may be on the site."),
        description=_l("The secretary reads every signal first. Not every signal comes on the site."))
    sender_name = name_question()
    sender_place = place_question()
    sender_email = email_question()

    def __init__(self, actor: Actor, places: list[Municipality], agreements: list[Agreement], **kwargs: Any) -> None:
        super().__init__(actor, **kwargs)
        self.agreements = {agreement.slug: agreement for agreement in agreements}
        self.municipality_id.offer(gettext("The whole region, or I do not know"), [(str(place.id), place.name) for place in places])
        self.result.offer(gettext("I do not know"), [(result.value, f"{say(result.law)}: {say(result)}") for result in Result])
        self.agreement.offer(gettext("No agreement, or I do not know"), [(slug, row.title) for slug, row in self.agreements.items()])

    def validate_article(self, field: Any) -> None:
        if field.data and not self.agreement.data:
            raise ValidationError(gettext("Choose also which agreement this article is of."))

    @property
    def asks_more(self) -> bool:
        """Something was filled in, or is wrong, in what may be left out: it is shown open."""
        return any(self[name].data or self[name].errors for name in self.MORE)

    @property
    def answers(self) -> dict[str, Any]:
        answers = super().answers
        agreement = self.agreements.get(answers.pop("agreement") or "")
        return answers | {"agreement_id": agreement.id if agreement else None}


class ReplyForm(AgainstSpam):
    """What the sender says, once, of the judgement."""

    text = TextAreaField(
        _l("What do you want to say about this judgement?"),
        [required(_l("Write down what you want to say.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("You can do so once. The secretary reads it, and answers. Do not write names or numbers of people."))
