"""The ballot, and the secretary's forms for votes that were given in a meeting."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField

from portal.core.forms import MAX_TEXT, Form, NoBsn, RadioField, at_most, optional, required
from portal.core.language import gettext
from portal.votes.models import RollEntry
from portal.votes.rules import Choice

_EXPLANATION = _l("The explanation comes on the site after the vote, with the name of the party. Write no prices, and no "
                  "names or numbers of people.")


class OpenForm(Form):
    """Nothing to fill in: the page tells what happens."""


class BallotForm(Form):
    """For or against, with an explanation for who wants to give one."""

    choice = RadioField(_l("What does your party vote?"), [required(_l("Choose for or against."))], kind=Choice)
    explanation = TextAreaField(_l("Explanation"), [at_most(MAX_TEXT), NoBsn()], description=_EXPLANATION)


def _whole_number(value: Any) -> int:
    return int(value) if str(value).isdecimal() and len(str(value)) < 16 else 0


class OneBallotForm(Form):
    """The vote of one party on the roll, as it was given in the meeting."""

    party_id = SelectField(_l("Which party voted in the meeting?"), [required(_l("Choose the party."))], coerce=_whole_number,
                           validate_choice=False)
    choice = RadioField(_l("What did the party vote?"), [required(_l("Choose for or against."))], kind=Choice)
    explanation = TextAreaField(_l("Explanation"), [at_most(MAX_TEXT), NoBsn()], description=_EXPLANATION)

    def __init__(self, roll: Iterable[RollEntry], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.party_id.choices = [(0, gettext("Choose a party")), *((entry.party_id, entry.party_name) for entry in roll)]


class SeatsForm(Form):
    """A row per seat at the table; `seats` holds (roll entry, field) and `chosen` what was ticked."""

    seats: list[tuple[RollEntry, Any]]

    @property
    def chosen(self) -> dict[int, Choice]:
        return {entry.party_id: field.data for entry, field in self.seats if field.data}


def seats_form(entries: list[RollEntry], recorded: dict[int, Choice]) -> SeatsForm:
    """The form for these seats, with what was recorded before ticked."""
    fields = {f"party_{entry.party_id}": RadioField(entry.party_name, [optional()], kind=Choice,
                                                    default=recorded.get(entry.party_id)) for entry in entries}
    form: SeatsForm = type("SeatsForm", (SeatsForm,), fields)()
    form.seats = [(entry, form[f"party_{entry.party_id}"]) for entry in entries]
    return form
