"""The forms of deciding."""

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, StopValidation

from portal.core.documents import Document
from portal.core.forms import MAX_TEXT, DocumentField, Form, NoBsn, RadioField, at_most, optional, required
from portal.core.forms import DayField as _DayField
from portal.core.language import gettext
from portal.decisions.approvals import OwnVote
from portal.decisions.operations import Decided
from portal.decisions.rules import ApprovalChoice, BoardChoice, ParticipationChoice, Returning, SubmissionChoice
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


class WithVote:
    """Needed of who held a vote; a number without a day says nothing."""

    def __call__(self, form: Any, field: Any) -> None:
        if not form.voted_on.data and field.raw_data in (None, [], [""]):
            field.errors = []
            raise StopValidation
        if not form.voted_on.data:
            raise StopValidation(gettext("Give the day on which the network voted, or leave the numbers out."))
        if field.data is None:
            raise StopValidation(gettext("Give a whole number."))


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
    document = DocumentField(
        _l("The decision itself"),
        description=_l("A file, such as a PDF. Everyone can download it. Take care that no names of residents stand in it."))

    def __init__(self, places: Iterable[Municipality], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(place.id, place.name) for place in places]
        self.municipality_id.choices = choices if len(choices) == 1 else [(0, gettext("Choose a municipality")), *choices]

    def decided(self, document: Document | None) -> Decided:
        return Decided(self.choice.data == BoardChoice.ADOPTED, self.decided_on.data, self.number.data, self.reason.data, document)


class CorrectionForm(BoardForm):
    """What should have been typed, and what was wrong. The municipality is not asked again."""

    correction = TextAreaField(
        _l("What was wrong?"), [required(_l("Say what was wrong. It stands with the record.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("It comes on the site where the correction leads to another outcome. The old record stays on the desk."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__((), *args, **kwargs)
        del self.municipality_id


class ReturnForm(Form):
    """Back to the table, or the end, when it cannot go on."""

    choice = RadioField(_l("What happens with the proposal?"), [required(_l("Choose what happens with the proposal."))], kind=Returning,
                        notes={Returning.REWORK: _l("What it asks is set against the text of now. A new comment round follows."),
                               Returning.END: _l("The agreement stays as it is.")})
    reason = TextAreaField(
        _l("Reason"), [required(_l("Give the reason. It is published.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("The sender and the boards get it by e-mail. It comes on the timeline of the proposal."))

    def __init__(self, possible: Collection[Returning], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice.choices = [choice for choice in self.choice.choices if choice.value in possible]
        self.choice.members = {choice.value: choice for choice in possible}


class ApprovalForm(Form):
    """Whether a network approves a change of what it uses too (IN 5.4), with its own vote where it held one."""

    choice = RadioField(_l("Your network …"), [required(_l("Choose whether your network approves."))], kind=ApprovalChoice)
    reason = TextAreaField(
        _l("Reasons of your network"), [required(_l("Give the reasons of the network.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("The reasons come on the site of both networks."))
    voted_on = DayField(_l("Day on which your network voted"), [optional()],
                        description=_l("Only when your network held a vote of its own. Then also fill in the outcome."))
    votes_for = IntegerField(_l("Votes for"), [WithVote(), NumberRange(0, 99_999, _l("Give a whole number."))])
    votes_against = IntegerField(_l("Votes against"), [WithVote(), NumberRange(0, 99_999, _l("Give a whole number."))])

    @property
    def vote(self) -> OwnVote | None:
        day = self.voted_on.data
        return OwnVote(day, self.votes_for.data, self.votes_against.data) if day else None


class ParticipationForm(Form):
    """Taking part or leaving (IN 9.3)."""

    choice = RadioField(_l("Does your party take part in the changed agreement?"),
                        [required(_l("Choose whether your party takes part."))], kind=ParticipationChoice)
    reason = TextAreaField(
        _l("Reason"), [at_most(MAX_TEXT), NoBsn()],
        description=_l("Only needed when you leave. The municipality reads it; it does not come on the site."))


