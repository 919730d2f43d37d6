"""The form for a signal, and the secretary's judgement."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from portal.core.access import Actor
from portal.core.forms import MAX_TEXT, Form, NoBsn, RadioField, at_most, email_address, required
from portal.core.personal_data import possible_bsns
from portal.parties.rules import PublishAs
from portal.signals.models import Signal
from portal.signals.rules import Sentiment, Subject


class SignalForm(Form):
    """Short on purpose: what people notice, in their own words. A party is not asked who it is."""

    sentiment = RadioField(_l("How does it go?"), [required(_l("Choose how it goes."))], kind=Sentiment)
    title = StringField(_l("What is it about, in one line?"), [required(_l("Write in one line what it is about.")), at_most()])
    text = TextAreaField(
        _l("What do you notice?"), [required(_l("Write down what you notice.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("Do not write names, dates of birth or numbers of people. At most 10,000 characters."))
    subject = RadioField(_l("What does it concern?"), [required(_l("Choose what it concerns."))], kind=Subject)
    publish_as = RadioField(
        _l("How may your signal be on the site?"), [required(_l("Choose how your signal may be on the site."))],
        kind=PublishAs, description=_l("The secretary reads every signal first. Not every signal comes on the site."))
    sender_name = StringField(_l("Name"), [at_most()])
    sender_place = StringField(_l("Place where you live"), [at_most()])
    sender_email = StringField(
        _l("E-mail address"), [required(_l("Give your e-mail address, for the receipt.")), email_address(), at_most()],
        description=_l("Only for your receipt and the answer. The address never comes on the site."))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if actor.party_id is not None:
            del self.publish_as, self.sender_name, self.sender_place, self.sender_email


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
