"""Forms around a meeting: cancelling, papers, the draft of the minutes and remarks on it, actions, attendance and seats."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms import RadioField as PlainRadioField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from portal.core.calendar import MAX_DAYS
from portal.core.forms import (
    MAX_TEXT,
    ChoicesField,
    DocumentField,
    FileNeeded,
    Form,
    NoBsn,
    RadioField,
    VersionedForm,
    at_most,
    required,
)
from portal.core.language import say
from portal.meetings.forms import MinutesField
from portal.meetings.messages import heading_now, item_title
from portal.meetings.models import Meeting, MinutesEdition
from portal.meetings.rules import REMARK_DAYS
from portal.parties.models import Party
from portal.parties.rules import Domain
from portal.tables.models import PhysicalTable


class CancelForm(Form):
    """Why a meeting does not take place."""

    reason = TextAreaField(_l("Why does it not take place?"), [required(_l("Give the reason: everyone who is invited reads it.")), at_most(1000), NoBsn()],
                           description=_l("This comes in the letter, in calendars and on the site."))


class ForWhom(StrEnum):
    """Who may read a paper."""

    EVERYONE = "everyone"
    TABLE = "table"


class PaperForm(Form):
    """A document with the meeting."""

    document = DocumentField(_l("Document"), [FileNeeded(_l("Choose a document."))],
                             description=_l("A PDF, Word or Excel file, or a picture. At most 10 MB."))
    title = StringField(_l("What is it called on the page?"), [at_most()], description=_l("Left empty, the name of the file stands there."))
    item = SelectField(_l("With which point?"), validate_choice=False)
    readers = RadioField(_l("Who may read it?"), [required(_l("Choose who may read it."))], kind=ForWhom)

    def __init__(self, meeting: Meeting) -> None:
        super().__init__()
        self.item.choices = [("", _l("With the whole meeting")), *(
            (str(item.id), f"{number}. {item_title(item)}") for number, item in enumerate(meeting.items, start=1) if not item.dispute_id)]

    def validate_item(self, field: Any) -> None:
        if (field.data or "") not in {value for value, _ in field.choices}:
            raise ValidationError(str(_l("Choose a point of this agenda.")))


class DraftForm(Form):
    """How long members have for remarks."""

    days = MinutesField(_l("How many days for remarks?"), [
        InputRequired(_l("Give the number of days.")),
        NumberRange(1, MAX_DAYS, message=_l("Give a number of days from %(min)s to %(max)s."))], default=REMARK_DAYS)


class RemarkForm(Form):
    """What a party says about one part of the draft."""

    label = SelectField(_l("Which part is it about?"), validate_choice=False)
    text = TextAreaField(_l("What should be different, and why?"), [required(_l("Write your remark.")), at_most(MAX_TEXT), NoBsn()],
                         description=_l("The other parties of this meeting and the municipality read this. It does not come on the site."))

    def __init__(self, edition: MinutesEdition, meeting: Meeting, label: str) -> None:
        super().__init__(data={"label": label})
        self.label.choices = [
            (p.label, f"{p.label}. {heading_now(p.heading, meeting)}" if p.label.isdigit() and p.label != "0" else p.heading)
            for p in edition.paragraphs]

    def validate_label(self, field: Any) -> None:
        if field.data not in {value for value, _ in field.choices}:
            raise ValidationError(str(_l("Choose the part of the minutes that you remark on.")))


class Handling(StrEnum):
    """What is done with a remark."""

    TAKEN_OVER = "taken_over"
    NOT = "not"


class RemarkAnswerForm(VersionedForm):
    """Taken over, or not and why."""

    handling = RadioField(_l("Do you take the remark over?"), [required(_l("Choose whether you take the remark over."))], kind=Handling)
    reply = TextAreaField(_l("Answer"), [at_most(MAX_TEXT), NoBsn()], description=_l("Needed when you do not take it over. The party gets it by e-mail."))


class Ending(StrEnum):
    """How an action ends."""

    DONE = "done"
    DROPPED = "dropped"


class EndActionForm(VersionedForm):
    """Done, or dropped and why."""

    ending = RadioField(_l("How does it end?"), [required(_l("Choose how it ends."))], kind=Ending)
    note = TextAreaField(_l("Note"), [at_most(1000), NoBsn()], description=_l("Needed when the action is dropped. It comes on the action list, which is public."))


class ReportForm(VersionedForm):
    """The party says that it did what it promised."""

    note = TextAreaField(_l("What did you do?"), [at_most(1000), NoBsn()], description=_l("This comes on the action list, which is public."))


class OwnTableForm(Form):
    """A table for a subject of its own: a new one, or one that is there."""

    existing = PlainRadioField(_l("Which table?"), validate_choice=False)
    name = StringField(_l("Name of the new table"), [at_most(80)])
    theme = StringField(_l("Theme, in one line"), [at_most()])
    domains = ChoicesField(_l("Which kinds of help is it about?"), kind=Domain)

    NEW = "new"

    def __init__(self, tables: list[PhysicalTable], title: str) -> None:
        super().__init__(data={"existing": self.NEW, "name": title[:80], "theme": title})
        self.existing.choices = [(self.NEW, _l("A new table")), *((str(table.id), table.name) for table in tables)]
        self.existing.flags.required = True

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = bool(super().validate(extra_validators))
        if self.existing.data not in {value for value, _ in self.existing.choices}:
            self.existing.errors = [str(_l("Choose a table, or a new one."))]
            return False
        if self.existing.data == self.NEW:
            for field, message in ((self.name, _l("Give the new table a name.")), (self.theme, _l("Say in one line what it is about.")),
                                   (self.domains, _l("Choose at least one kind of help."))):
                if not field.data:
                    field.errors = [str(message)]
                    is_right = False
        return is_right


class Verdict(StrEnum):
    """What the municipality decides about who missed meetings."""

    KEEP = "keep"
    STOP = "stop"


class DecideForm(Form):
    """What the municipality decides about the absence of a party, and why. `version`: what was counted on screen."""

    version = HiddenField()

    verdict = RadioField(_l("What does the municipality decide?"), [required(_l("Choose what the municipality decides."))], kind=Verdict)
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason: the provider reads it in the letter.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("The provider gets this in a letter. On the site stands only that the seat is free, because of the attendance rule."))


class OfferForm(Form):
    """Whom to ask for a seat that is free."""

    party = PlainRadioField(_l("Whom do you ask?"), validate_choice=False)
    reason = TextAreaField(_l("Reason, if you do not ask the first one"), [at_most(1000), NoBsn()])

    def __init__(self, reserve: list[Party]) -> None:
        super().__init__(data={"party": str(reserve[0].id) if reserve else ""})
        self.reserve = {str(party.id): party for party in reserve}
        self.party.choices = [(str(party.id), f"{number}. {party.name}") for number, party in enumerate(reserve, start=1)]
        self.party.flags.required = True

    def validate_party(self, field: Any) -> None:
        if field.data not in self.reserve:
            raise ValidationError(str(_l("Choose a party of the reserve list.")))

    def validate_reason(self, field: Any) -> None:
        if field.data or self.is_first or self.party.data not in self.reserve:
            return
        raise ValidationError(say("seat:reason-missing"))

    @property
    def chosen(self) -> Party:
        """Whom to ask, of a form that is right."""
        return self.reserve[self.party.data]

    @property
    def is_first(self) -> bool:
        return self.party.data == next(iter(self.reserve), None)


class Takes(StrEnum):
    """What a party says to a seat that it is offered."""

    YES = "yes"
    NO = "no"


class Heard(StrEnum):
    """The same, told by somebody else."""

    YES = "yes"
    NO = "no"


class SeatForm(VersionedForm):
    """Does the party take the seat?"""

    takes = RadioField(_l("Does your organisation take the seat?"), [required(_l("Choose yes or no."))], kind=Takes)


class HeardForm(VersionedForm):
    """The same, as the secretary heard it."""

    takes = RadioField(_l("What did the party answer?"), [required(_l("Choose yes or no."))], kind=Heard)
