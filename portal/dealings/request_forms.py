"""Forms of information requests: asking, answering, more time, and what the municipality does with an answer."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from portal.core.calendar import MAX_DAYS
from portal.core.errors import Refused
from portal.core.forms import (
    MAX_TEXT,
    DayField,
    DocumentField,
    Form,
    NoBsn,
    RadioField,
    VersionedForm,
    at_most,
    optional,
    required,
)
from portal.core.language import gettext
from portal.parties.candidates import Candidates
from portal.parties.fields import PartiesField

_FILE = _l("A PDF, Word or Excel file, or a picture. At most 10 MB.")
DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y"]


class Whom(StrEnum):
    """Who is asked."""

    SOME = "some"
    EVERYONE = "everyone"


class DaysField(IntegerField):  # type: ignore[misc]
    """A whole number of days."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(_l("Write the number of days in digits, such as 14."))) from None

    def spoken(self) -> str:
        return str(self.data or "")


class AskForm(Form):
    """What is asked, why it may be asked, of whom, and until when."""

    subject = StringField(_l("What is it about, in one line?"), [required(_l("Write in one line what it is about.")), at_most()],
                          description=_l("The provider reads this line in the e-mail."))
    text = TextAreaField(_l("What do you ask?"), [required(_l("Write down what you ask.")), at_most(MAX_TEXT), NoBsn()])
    ground = StringField(_l("On what ground do you ask this?"), [required(_l("Give the ground on which you may ask this.")), at_most()],
                         description=_l("The article of the agreement or of the law."))
    days = DaysField(_l("How many days does the provider have?"),
                     [InputRequired(_l("Give the number of days.")),
                      NumberRange(1, MAX_DAYS, message=_l("Give a number of days from %(min)s to %(max)s."))])
    whom = RadioField(_l("Whom do you ask?"), [required(_l("Choose whom you ask."))], kind=Whom)
    parties = PartiesField(_l("Which members?"), [optional()], description=_l("Only when you do not ask all members."))
    document_1 = DocumentField(_l("Attachment"), description=_FILE)
    document_2 = DocumentField(_l("Second attachment"), description=_FILE)
    document_3 = DocumentField(_l("Third attachment"), description=_FILE)

    def __init__(self, members: Candidates, days: int) -> None:
        super().__init__(data={"days": days, "ground": gettext("Article 3.2 under c of the shared arrangements")})
        self.parties.offer(members)

    def validate(self, extra_validators: Any = None) -> bool:
        """Some means at least one; asked here, so that it is said before reading over."""
        is_right = bool(super().validate(extra_validators))
        if is_right and self.whom.data == Whom.SOME and not self.parties.data:
            self.refuse(Refused("request:of-nobody", field="parties"))
            return False
        return is_right

    def party_ids(self, members: Sequence[int]) -> Sequence[int]:
        """Whose answer is asked: all members as they are now, or those that were chosen."""
        return members if self.whom.data == Whom.EVERYONE else self.parties.data

    @property
    def attachments(self) -> list[DocumentField]:
        return [self.document_1, self.document_2, self.document_3]

    @property
    def question(self) -> dict[str, Any]:
        """What the verb takes, without the files."""
        return {name: self[name].data for name in ("subject", "text", "ground", "days")}


class AnswerForm(VersionedForm):
    """The answer of a party, kept as a draft until it is sent."""

    text = TextAreaField(_l("Your answer"), [at_most(MAX_TEXT)],
                         description=_l("Only the municipality and your own organisation read this."))
    document = DocumentField(_l("Add a document"), description=_FILE)

class MoreTimeForm(Form):
    """More time, once, with a reason."""

    until = DayField(_l("Until which day do you need?"), [required(_l("Give the day until which you need time, such as 01-03-2026."))],
                     format=DAY_FORMATS)
    reason = TextAreaField(_l("Why do you need more time?"), [required(_l("Give the reason: the municipality weighs it.")), at_most(1000)])


class TimeChoice(StrEnum):
    """What the municipality says to a wish for more time."""

    GRANT = "grant"
    REFUSE = "refuse"


class TimeForm(Form):
    """The municipality's answer to a wish for more time."""

    choice = RadioField(_l("What do you decide?"), [required(_l("Choose whether there is more time."))], kind=TimeChoice)
    until = DayField(_l("Until which day?"), [optional()], format=DAY_FORMATS,
                     description=_l("Leave it as it is to give what was asked."))
    reason = TextAreaField(_l("Reason"), [at_most(1000)], description=_l("Needed when you give no more time. The provider reads it."))


class NextAct(StrEnum):
    """What the municipality does with an answer."""

    CLOSE = "close"
    ASK_ON = "ask_on"


class NextForm(Form):
    """Close, or ask on with a new term."""

    choice = RadioField(_l("What do you do?"), [required(_l("Choose what you do."))], kind=NextAct)
    text = TextAreaField(_l("Message to the provider"), [at_most(MAX_TEXT), NoBsn()],
                         description=_l("Needed to ask on, and to close without an answer."))
    days = DaysField(_l("How many days for the new answer?"),
                     [optional(), NumberRange(1, MAX_DAYS, message=_l("Give a number of days from %(min)s to %(max)s."))],
                     description=_l("Only when you ask on."))
