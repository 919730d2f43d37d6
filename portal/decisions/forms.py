"""The forms of deciding."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from portal.core.forms import MAX_TEXT, Form, NoBsn, RadioField, at_most, optional, required
from portal.core.forms import DayField as _DayField
from portal.core.language import gettext
from portal.decisions.rules import BoardChoice, ParticipationChoice, SubmissionChoice
from portal.region.models import Municipality


class DayField(_DayField):
    """A day; what is none is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(str(_l("This is no day. Write it as 2026-04-30."))) from None


def whole_number(value: Any) -> int:
    """An id that was posted; 0 for anything else, which counts as no choice."""
    return int(value) if str(value).isdecimal() and len(str(value)) < 16 else 0


class PlaceField(SelectField):  # type: ignore[misc]
    """A choice of a few, read over by its name."""

    def spoken(self) -> str:
        return next((str(label) for value, label, *_ in self.iter_choices() if value == self.data), "")


class SubmissionForm(Form):
    """Whether the proposal goes to the boards, with the reasons (IN 9.1)."""

    choice = RadioField(_l("Does the proposal go to the boards?"), [required(_l("Choose whether it goes to the boards."))],
                        kind=SubmissionChoice)
    reason = TextAreaField(
        _l("Reason"), [required(_l("Give the reason. It is published.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("The reason comes on the site and goes to the boards. Tell what you did with the outcome of the vote."))
    in_force_from = DayField(
        _l("From which day would the change hold?"), [optional()],
        description=_l("Only when it goes to the boards. Leave room for the boards and for providers to say whether they take part."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_force_from.flags.required = True  # for one of the two answers; the hint says for which


class BoardForm(Form):
    """What a board decided. Board staff are not asked for which municipality."""

    municipality_id = PlaceField(_l("Which municipality?"), [required(_l("Choose the municipality."))], coerce=whole_number,
                                 validate_choice=False)
    choice = RadioField(_l("The board …"), [required(_l("Choose what the board decided."))], kind=BoardChoice)
    decided_on = DayField(_l("Day of the decision"), [InputRequired(_l("Give the day on which the board decided."))])
    number = StringField(_l("Number of the decision"), [required(_l("Give the number of the decision.")), at_most(64)],
                         description=_l("As it stands on the list of decisions of the board."))
    reason = TextAreaField(
        _l("Reasons of the board"), [required(_l("Give the reasons of the board.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("The reasons come on the site."))

    def __init__(self, places: Iterable[Municipality], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(place.id, place.name) for place in places]
        self.municipality_id.choices = choices if len(choices) == 1 else [(0, gettext("Choose a municipality")), *choices]


class ParticipationForm(Form):
    """Taking part or leaving (IN 9.3)."""

    choice = RadioField(_l("Does your party take part in the changed agreement?"),
                        [required(_l("Choose whether your party takes part."))], kind=ParticipationChoice)
    reason = TextAreaField(
        _l("Reason"), [at_most(MAX_TEXT), NoBsn()],
        description=_l("Only needed when you leave. The municipality reads it; it does not come on the site."))


