"""Forms of tables: asking for a seat, and the secretary's steps to a composition."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Regexp, StopValidation

from portal.core import clock
from portal.core.calendar import local_day
from portal.core.forms import MAX_TEXT, ChoicesField, Form, RadioField, VersionedForm, at_most, required
from portal.core.forms import DayField as _DayField
from portal.core.language import say
from portal.parties.rules import Domain, FundingStream
from portal.tables.models import Composition, PhysicalTable, SeatRequest
from portal.tables.operations import Wish, evaluation_fits
from portal.tables.rules import MOST_SEATS, CountBasis, SizeClass, basis_of


class Between:
    """A whole number from `least` to `most`; whatever else was typed gets this one message."""

    field_flags = {"required": True}

    def __init__(self, least: int, most: int, message: Any) -> None:
        self.least, self.most, self.message = least, most, message

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is None or not self.least <= field.data <= self.most:
            field.errors[:] = []
            raise StopValidation(str(self.message))


class DayField(_DayField):
    """A day, typed as people do or chosen from a calendar; spoken in full."""

    def __init__(self, label: Any, validators: Any, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d-%m-%Y"], **options)


class RequestForm(Form):
    """A party's wish to take part, for what, and in its own words."""

    domains = ChoicesField(
        _l("For which kinds of help do you want to speak?"), [], kind=Domain,
        description=_l("Nothing chosen means: for everything that your organisation offers."))
    streams = ChoicesField(_l("And for which money flows?"), [], kind=FundingStream)
    subjects = StringField(
        _l("Which subjects do you want to talk about?"), [at_most()], description=_l("Such as waiting times, or help at school."))

    motivation = TextAreaField(
        _l("Why does your organisation want to take part?"), [required(_l("Write why your organisation wants to take part.")),
                                                              at_most(2000)],
        description=_l("The municipality reads this. It does not come on the site. At most 2,000 characters."))

    def __init__(self, table: PhysicalTable, request: SeatRequest | None, *args: Any, **kwargs: Any) -> None:
        said = {name: getattr(request, name) for name in ("motivation", "domains", "streams", "subjects")} if request else None
        super().__init__(*args, data=said, **kwargs)
        if table.domains:
            self.domains.choices = [choice for choice in self.domains.choices if choice.value in table.domains]

    @property
    def wish(self) -> Wish:
        return Wish(self.motivation.data or "", self.domains.data, self.streams.data, self.subjects.data or "")


class WithdrawForm(Form):
    """Nothing to fill in."""


class TableForm(Form):
    """A table for a theme."""

    name = StringField(_l("Name of the table"), [required(_l("Give the table a name.")), at_most(60)],
                       description=_l("Short, such as 'Youth and Wmo'. The name becomes part of the address of the page."))
    theme = StringField(_l("What is it about, in one line?"), [required(_l("Write what the table is about.")), at_most()])
    domains = ChoicesField(_l("Which kinds of help is the table about?"), [required(_l("Choose at least one kind of help."))],
                           kind=Domain, description=_l("Only providers of these kinds of help get a seat."))


class ChangeTableForm(TableForm, VersionedForm):
    """Other words for a table that is there."""


class CloseForm(Form):
    """A table that is done."""

    reason = TextAreaField(_l("Why does this table close?"), [required(_l("Give the reason. It is published.")), at_most(500)])


class SeedForm(Form):
    """The seed of the draw, before anything is calculated."""

    seed = StringField(
        _l("Seed of the draw"), [required(_l("Give the seed of the draw.")), at_most(40),
                                 Regexp(r"[A-Za-z0-9 -]+\Z", message=_l("Use only letters, digits, spaces and dashes."))],
        description=_l("A number or a few words from outside, such as the winning number of a public lottery. It decides "
                       "between equal providers. It comes on the site at once and cannot be changed after that."))


def _seats(label: Any) -> IntegerField:
    return IntegerField(label, [Between(0, MOST_SEATS, _l("Fill in a number from 0 to 40."))], default=0)


class SeatsForm(Form):
    """Seats per class; the names of the fields are the classes."""

    large = _seats(_l("Seats for large providers"))
    medium = _seats(_l("Seats for medium-sized providers"))
    small = _seats(_l("Seats for small providers"))
    basis = RadioField(_l("Whose clients count?"), [required(_l("Choose whose clients count."))], kind=CountBasis)

    def __init__(self, table: PhysicalTable, before: Composition | None, *args: Any, **kwargs: Any) -> None:
        seats = {size.value: number for size, number in before.seats.items()} if before else {}
        super().__init__(*args, data=seats | {"basis": before.basis if before else basis_of(table.domains)}, **kwargs)

    @property
    def seats(self) -> dict[SizeClass, int]:
        return {size: self[size.value].data for size in SizeClass}


class DeviationForm(Form):
    """A seat given or taken by the municipality."""

    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason. It is published.")), at_most(500)],
                           description=_l("This reason stands behind the name on the site, and in the letter to the provider."))
    version = HiddenField()


class PublishForm(Form):
    """The reasons of the whole, and when it is looked at again."""

    reason = TextAreaField(
        _l("Why is this a good composition?"), [required(_l("Give the reason. It is published.")), at_most(MAX_TEXT)],
        description=_l("This text stands above the seats on the site."))
    evaluate_by = DayField(
        _l("Next evaluation"), [required(_l("Give the date of the next evaluation, such as 26-11-2026."))],
        description=_l("Within a year: then it is checked whether the composition still fits."))
    version = HiddenField()

    def validate_evaluate_by(self, field: Any) -> None:
        """Told before the text is read over, not after."""
        if not evaluation_fits(field.data, local_day(clock.now())):
            raise StopValidation(say("composition:evaluate-by"))


def version_of(form: Any) -> int | None:
    """The version that the page was made of, or None when the form does not say."""
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
