"""Forms: shape of input. Rules check meaning, the database checks truth.

A form that does something irreversible is walked in steps: fill in, read over, send (`step`). Every form carries
`once`, a key that makes a double click harmless.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask import flash, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from stdnum.nl import postcode
from werkzeug.wrappers import Response
from wtforms import DateField, Field, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms import RadioField as _RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError

from portal.core.database import Work, transaction
from portal.core.errors import Refused, Stale
from portal.core.language import listing, long_day, say
from portal.core.lookalikes import strange_letters
from portal.core.personal_data import possible_bsns
from portal.core.uploads import DocumentField, FileNeeded
from portal.core.web import see_other

MAX_LINE = 200
MAX_TEXT = 10_000
_UNASKED = frozenset({"once", "csrf_token", "version", "homepage", "opened"})
"""Fields that no person fills in."""

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]")
_LINES = re.compile("\r\n|[\r\u0085\u2028\u2029]")


def tidy(value: Any) -> Any:
    """Input in one spelling of each letter (NFC), without surrounding space, and without what cannot be seen: control characters, marks
    that turn the reading direction, letters of no width.
    """
    if type(value) is not str:
        return value
    if value.isascii() and value.isprintable():
        return value.strip()
    return unicodedata.normalize("NFC", _LINES.sub("\n", _INVISIBLE.sub("", value))).strip()


def one_line(value: Any) -> Any:
    """A name or a title has no line breaks: they would be another header in a letter."""
    return " ".join(value.split("\n")) if type(value) is str else value


class Form(FlaskForm):
    """All forms of the portal. `label` is the question, `description` the hint, errors stand above the field."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            kind = unbound_field.field_class
            is_line = issubclass(kind, StringField) and not issubclass(kind, TextAreaField | HiddenField)
            filters = [*unbound_field.kwargs.get("filters", ()), tidy, *([one_line] if is_line else [])]
            return unbound_field.bind(form=form, filters=filters, **options)

    once = HiddenField(default=lambda: secrets.token_urlsafe(16), validators=[Length(max=64)])

    @property
    def step(self) -> str:
        """What the pressed button asks: check (read over), edit (back), send."""
        return request.form.get("act", "send")

    @property
    def is_ready(self) -> bool:
        """The last step was asked and everything is right: now do it."""
        return self.is_submitted() and self.step == "send" and self.validate()

    @property
    def is_read_over(self) -> bool:
        """Everything is right and the sender wants to read it over before sending."""
        return self.is_submitted() and self.step == "check" and self.validate()

    @property
    def wrong_fields(self) -> list[Field]:
        return [field for field in self if field.errors]

    @property
    def asked_fields(self) -> list[Field]:
        """The fields that people see, in order."""
        return [field for field in self if field.name not in _UNASKED]

    @property
    def answers(self) -> dict[str, Any]:
        """What was filled in, by the names that the verb takes."""
        return {field.name: field.data for field in self.asked_fields}

    def keep_files(self) -> None:
        """Store the files that were just sent, in a transaction of their own: a refusal must not lose them."""
        if fresh := [field for field in self if isinstance(field, DocumentField) and field.is_fresh]:
            with transaction() as work:
                for field in fresh:
                    field.keep(work.session)

    def answer(self, template: str, **context: Any) -> Any:
        """The page with this form: status 422 when something in it is wrong. Files that were sent are kept meanwhile."""
        self.keep_files()
        wrong = len(self.wrong_fields) + len(self.form_errors)
        page = render_template(template, form=self, wrong=wrong, **context)
        return (page, 422) if wrong else page

    def refuse(self, refusal: Refused) -> None:
        """Show a rule's refusal at its field, or at the top when it has none."""
        sentence = say(refusal.code, **refusal.data)
        field = self._fields.get(refusal.field or "")
        if field is not None:
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors.append(sentence)
        if isinstance(refusal, Stale):
            self.theirs = refusal.theirs


class VersionedForm(Form):
    """A form about a row that two people may change. `version`: the row as it was on screen."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """0, which no row has, for what is no number."""
        return int(self.version.data) if re.fullmatch(r"[0-9]{1,9}", self.version.data or "") else 0


def carry_out(form: Form, location: str, act: Callable[[Work], Any], told: str = "") -> Response | None:
    """Do it in one transaction and go and look; None when it was refused, with the refusal on the form."""
    form.keep_files()  # in a transaction of their own, so before this one: two at once would wait for each other for ever
    try:
        with transaction(form.once.data) as work:
            act(work)
            work.location = location
    except Refused as refusal:
        form.refuse(refusal)
        return None
    if told:
        flash(told)
    return see_other(location)


def press(location: str, act: Callable[[Work], Any], told: str) -> Response:
    """One button without questions: do it and go there; what refuses it is told there too."""
    form = Form()
    if went := carry_out(form, location, act, told):
        return went
    flash(form.form_errors[0], "error")
    return see_other(location)


def required(message: Any) -> DataRequired:
    """The answer is needed; the message says what to do, not that a field is empty."""
    return DataRequired(message)


def optional() -> Optional:
    return Optional()


def at_most(characters: int = MAX_LINE) -> Length:
    return Length(max=characters, message=_l("Use at most %(max)d characters."))


def email_address() -> Email:
    return Email(_l("This e-mail address is not complete. It looks like name@example.nl."))


class _Coded:
    """Choices that are the members of an enum, labelled by the phrasebook; `data` holds members."""

    def __init__(self, label: Any, validators: Any = None, *, kind: type[StrEnum], notes: dict[Any, Any] | None = None,
                 only: tuple[StrEnum, ...] | None = None, **options: Any) -> None:
        choices = [SelectChoice(member.value, say(member)) for member in (only or kind)]
        self.members = {member.value: member for member in (only or kind)}
        self.notes = {member.value: text for member, text in (notes or {}).items()}
        super().__init__(label, validators, choices=choices, coerce=self._member, **options)  # type: ignore[call-arg]


    def _member(self, value: Any) -> Any:
        return self.members.get(value)

    def pre_validate(self, form: Any) -> None:
        """Something else than a member is no answer: the question is asked again in its own words."""


class RadioField(_Coded, _RadioField):  # type: ignore[misc]
    """One of a few."""

    def spoken(self) -> str:
        return say(self.data) if self.data else ""


class ChoicesField(_Coded, SelectMultipleField):  # type: ignore[misc]
    """Any of a few; `data` is a frozenset."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = frozenset(member for value in valuelist if (member := self._member(value)))

    def process_data(self, value: Any) -> None:
        self.data = frozenset(value or ())

    def spoken(self) -> str:
        """The labels in their own order: as one phrase, or one below the other where they are sentences."""
        labels = [say(member) for member in self.members.values() if member in (self.data or ())]
        return "\n".join(labels) if any(label.endswith(".") for label in labels) else listing(labels)


class DayField(DateField):  # type: ignore[misc]
    """A day, read over in words."""

    data: Any

    def spoken(self) -> str:
        return long_day(self.data) if self.data else ""


class Digits:
    """An identifier of exactly so many digits; spaces, points and dashes are accepted and taken out."""

    def __init__(self, count: int, message: Any) -> None:
        self.count, self.message = count, message

    def __call__(self, form: Any, field: Field) -> None:
        field.data = re.sub(r"[\s.\-]", "", field.data or "")
        if not re.fullmatch(rf"[0-9]{{{self.count}}}", field.data):
            raise ValidationError(str(self.message))


class Postcode:
    """A Dutch postcode, written as 1234 AB whatever way it was typed."""

    def __call__(self, form: Any, field: Field) -> None:
        if (found := dutch_postcode(field.data or "")) is None:
            raise ValidationError(str(_l("A postcode is four digits and two letters, such as 6211 AB.")))
        field.data = found


def dutch_postcode(text: str) -> str | None:
    """A postcode as 1234 AB, or None for what is none."""
    if not postcode.is_valid(text):
        return None
    digits = postcode.validate(text)
    return f"{digits[:4]} {digits[-2:]}"


class Phone:
    """A telephone number as people write it: ten digits, or with the code of a country."""

    def __call__(self, form: Any, field: Field) -> None:
        if not is_phone(field.data or ""):
            raise ValidationError(str(_l("A telephone number has ten digits, such as 043 350 40 40.")))


def is_phone(text: str) -> bool:
    return re.fullmatch(r"0[0-9]{9}|(\+|00)[0-9]{8,15}", re.sub(r"[\s().\-]", "", text)) is not None


class LatinLetters:
    """A name in letters that everyone here can tell apart: one of another script may look the same and be another name."""

    def __call__(self, form: Any, field: Field) -> None:
        if found := strange_letters(field.data or ""):
            raise ValidationError(str(_l("Write the name as in the trade register, in Latin letters. These are others: %(letters)s.",
                                         letters=" ".join(found[:10]))))


class NoBsn:
    """Points out what may be a burgerservicenummer."""

    def __call__(self, form: Any, field: Field) -> None:
        if found := possible_bsns(field.data or ""):
            raise ValidationError(str(_l("This text holds a number that may be a citizen service number (BSN): "
                                         "%(number)s. Take it out.", number=found[0])))


__all__ = ["DocumentField", "FileNeeded", "Form", "RadioField", "VersionedForm", "at_most", "carry_out", "optional", "press", "required", "tidy"]
