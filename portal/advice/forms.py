"""Forms of advice: the question, the advice with its ratio, and the response."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField

from portal.advice.models import Advised
from portal.advice.rules import Advises, Followed, Hands, Said
from portal.core.forms import (
    MAX_TEXT,
    DayField,
    DocumentField,
    Form,
    NoBsn,
    RadioField,
    VersionedForm,
    at_most,
    required,
)
from portal.core.language import gettext, say
from portal.networks.models import Agreement
from portal.tables.models import PhysicalTable

DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y"]
FILE = _l("A PDF, Word or Excel file, or a picture. At most 10 MB. Everyone can read it.")
_HANDS = ("in_favour", "against", "abstained")
NETWORK = "network"


class HandsField(IntegerField):  # type: ignore[misc]
    """A number of hands, or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(_l("Write the number of hands in digits."))) from None


class CountedForm(VersionedForm):
    """A form in which hands can be counted: whole, for, against and abstained together, or not at all."""

    in_favour = HandsField(_l("For"))
    against = HandsField(_l("Against"))
    abstained = HandsField(_l("Abstained"))

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = bool(super().validate(extra_validators))
        if "in_favour" in self and not any(self[name].errors for name in _HANDS):
            counted = [self[name].data is not None for name in _HANDS]
            if any(counted) and not all(counted):
                self.in_favour.errors = [*self.in_favour.errors, str(_l("Fill in all three numbers, or none of them. Nobody is 0."))]
                return False
        return is_right

    @property
    def hands(self) -> Hands | None:
        numbers = [self[name].data for name in _HANDS if name in self and self[name].data is not None]
        return Hands(*numbers) if len(numbers) == len(_HANDS) else None


class ChoiceField(SelectField):  # type: ignore[misc]
    """One of a list, read over by its name."""

    def spoken(self) -> str:
        return next((str(label) for value, label in self.choices if value == (self.data or "")), "")


class AskForm(Form):
    """What is asked, of whom, and what it is about."""

    whom = ChoiceField(_l("Whose advice do you ask?"), validate_choice=False)
    subject = StringField(_l("What is it about, in one line?"), [required(_l("Write in one line what it is about.")), at_most()],
                          description=_l("This line stands on the agenda and on the site."))
    agreement_id = ChoiceField(_l("Which agreement is it about?"), validate_choice=False)
    articles = StringField(_l("Which articles?"), [at_most()], description=_l("Their numbers as in the agreement, with a comma between them: 4.3.1, 4.3.2."))
    proposal_number = StringField(_l("Is there a proposal for it?"), [at_most(20)], description=_l("Its number, such as 2026-12. The advice then stands on its page too."))
    question = TextAreaField(_l("What do you want advice on?"), [required(_l("Write down what you ask.")), at_most(MAX_TEXT), NoBsn()])
    background = TextAreaField(_l("Background"), [at_most(MAX_TEXT), NoBsn()], description=_l("What must one know to answer, and what is fixed already?"))
    wish_on = DayField(_l("By which day do you wish to have the advice?"), [required(_l("Give the day on which you wish to have the advice, such as 01-03-2026."))],
                       format=DAY_FORMATS)
    file_1 = DocumentField(_l("Document"), description=FILE)
    file_2 = DocumentField(_l("Second document"))
    file_3 = DocumentField(_l("Third document"))

    def __init__(self, tables: Sequence[PhysicalTable], agreements: Sequence[Agreement], **data: Any) -> None:
        super().__init__(data=data)
        self.tables, self.agreements = {str(row.id): row for row in tables}, {str(row.id): row for row in agreements}
        self.whom.choices = [*((key, row.name) for key, row in self.tables.items()), (NETWORK, say("advice:of-the-network"))]
        self.agreement_id.choices = [*((key, row.title) for key, row in self.agreements.items()),
                                     ("", gettext("An agreement that is still to be made"))]
        self.agreement_id.flags.required = self.whom.flags.required = True

    @property
    def files(self) -> list[DocumentField]:
        return [self.file_1, self.file_2, self.file_3]

    @property
    def labels(self) -> tuple[str, ...]:
        """The articles, each once, without what cannot stand in a number."""
        return tuple(dict.fromkeys(re.sub(r"\s+", " ", label.strip()) for label in (self.articles.data or "").split(",") if label.strip()))


class AdviceForm(CountedForm):
    """What was advised, with the ratio where hands were counted."""

    outcome = RadioField(_l("What does the advice come down to?"), [required(_l("Choose what the advice comes down to."))], kind=Advises)
    text = TextAreaField(_l("The advice, with the reasons"), [required(_l("Write down the advice.")), at_most(MAX_TEXT), NoBsn()])
    minority = TextAreaField(_l("What does a minority think?"), [at_most(MAX_TEXT), NoBsn()],
                             description=_l("Needed when the advice is divided. No names of persons: this comes on the site."))

    @classmethod
    def showing(cls, held: Advised, version: int, **fallback: Any) -> "AdviceForm":
        """With the advice that stands; before there is any, with `fallback`."""
        hands = held.hands
        stands = {"outcome": held.outcome, "text": held.advice, "minority": held.minority} | (
            {name: getattr(hands, name) for name in _HANDS} if hands else {})
        return cls(data=(stands if held.advice else fallback) | {"version": str(version)})

    @property
    def said(self) -> Said:
        return Said(self.outcome.data, self.text.data, self.minority.data or "", self.hands)


class RespondForm(Form):
    """What the municipality does with it, and why."""

    followed = RadioField(_l("What does the municipality do with it?"), [required(_l("Choose what the municipality does with it."))], kind=Followed)
    response = TextAreaField(_l("Why?"), [required(_l("Give the reason: it comes on the site.")), at_most(MAX_TEXT), NoBsn()])


class WithdrawForm(Form):
    """Why the question is taken back."""

    reason = TextAreaField(_l("Why is the advice not needed any more?"), [required(_l("Give the reason: it comes on the site.")), at_most(1000), NoBsn()])

