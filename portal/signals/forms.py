"""The form for a signal, and the secretary's judgement."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

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
from portal.core.forms import MAX_TEXT, Form, NoBsn, RadioField, at_most, required
from portal.core.personal_data import possible_bsns
from portal.signals.models import Signal
from portal.signals.rules import Sentiment, Subject


class SignalForm(GiveForm):
    """Short on purpose: what people notice, in their own words. A party is not asked who it is."""

    sentiment = RadioField(_l("How does it go?"), [required(_l("Choose how it goes."))], kind=Sentiment)
    title = StringField(_l("What is it about, in one line?"), [required(_l("Write in one line what it is about.")), at_most()])
    text = TextAreaField(
        _l("What do you notice?"), [required(_l("Write down what you notice.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("Do not write names, dates of birth or numbers of people. At most 10,000 characters."))
    subject = RadioField(_l("What does it concern?"), [required(_l("Choose what it concerns."))], kind=Subject)
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


class Judgement(StrEnum):
    TABLE = "table"
    SET_ASIDE = "set_aside"


class JudgeForm(Form):
    """Relevant or not, with the reason that the sender reads, and the text that may be public."""

    judgement = RadioField(_l("Is this for the table?"), [required(_l("Choose what happens with the signal."))], kind=Judgement)
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason: the sender reads it.")), at_most(MAX_TEXT)],
                           description=_l("The sender gets this reason by e-mail. It is published with the signal."))
    public_text = TextAreaField(
        _l("Text for the site"), [at_most(MAX_TEXT), NoBsn()],
        description=_l("Take out everything that points to a person. Leave empty when the signal stays off the site."))

    def __init__(self, signal: Signal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings = possible_bsns(f"{signal.title} {signal.text}")
