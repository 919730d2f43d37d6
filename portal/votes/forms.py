"""The ballot, checking its receipt, and the secretary's forms: votes that were given in a meeting, and more time."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import Length

from portal.core.forms import MAX_TEXT, DayField, Form, NoBsn, RadioField, at_most, optional, required
from portal.core.language import gettext
from portal.parties.candidates import Candidates
from portal.parties.fields import PartyField
from portal.votes.models import RollEntry, Vote
from portal.votes.rules import Choice, choices

_EXPLANATION = _l("The explanation comes on the site after the vote, with the name of the party. Write no prices, and no "
                  "names or numbers of people.")


_WITHOUT_NAME = _l("The explanation comes on the site after the vote, without the name of your party. Write nothing that tells "
                   "who you are, no prices, and no names or numbers of people.")


class OpenForm(Form):
    """Nothing to fill in: the page tells what happens."""


class _Ballot(Form):
    """For or against, abstaining where this vote lets it, with an explanation for who wants to give one."""

    choice: Any
    explanation: Any

    def __init__(self, vote: Vote, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        can = choices(vote.may_abstain)
        self.choice.members = {choice.value: choice for choice in can}
        self.choice.data = self.choice.data if self.choice.data in can else None
        self.choice.choices = [choice for choice in self.choice.choices if choice.value in self.choice.members]
        if vote.may_abstain:
            self.choice.validators = [required(_l("Choose what your party votes."))]
        if not vote.by_name:
            self.explanation.description = _WITHOUT_NAME


class BallotForm(_Ballot):
    """The vote of one's own party, confirmed with a code where the vote asks it."""

    choice = RadioField(_l("What does your party vote?"), [required(_l("Choose for or against."))], kind=Choice)
    explanation = TextAreaField(_l("Explanation"), [at_most(MAX_TEXT), NoBsn()], description=_EXPLANATION)
    code = StringField(_l("Code"), [Length(max=40)], render_kw={"inputmode": "numeric"})

    @property
    def answered(self) -> list[Field]:
        """What is read over; the code is asked beside it."""
        return [field for field in self.asked_fields if field.name != "code"]

    @property
    def answers(self) -> dict[str, Any]:
        return {field.name: field.data for field in self.answered}


class OneBallotForm(_Ballot):
    """The vote of one party on the roll, as it was given in the meeting."""

    party_id = PartyField(_l("Which party voted in the meeting?"), [required(_l("Choose the party."))])
    choice = RadioField(_l("What did the party vote?"), [required(_l("Choose for or against."))], kind=Choice)
    explanation = TextAreaField(_l("Explanation"), [at_most(MAX_TEXT), NoBsn()], description=_EXPLANATION)

    def __init__(self, vote: Vote, roll: Candidates, *args: Any, **kwargs: Any) -> None:
        super().__init__(vote, *args, **kwargs)
        self.party_id.offer(roll, gettext("Choose a party"))


class SeatsForm(Form):
    """A row per seat at the table; `seats` holds (roll entry, field) and `chosen` what was ticked."""

    seats: list[tuple[RollEntry, Any]]

    @property
    def chosen(self) -> dict[int, Choice]:
        return {entry.party_id: field.data for entry, field in self.seats if field.data}


def seats_form(vote: Vote, entries: list[RollEntry], recorded: dict[int, Choice]) -> SeatsForm:
    """The form for these seats, with what was recorded before ticked."""
    fields = {f"party_{entry.party_id}": RadioField(entry.party_name, [optional()], kind=Choice, only=choices(vote.may_abstain),
                                                    default=recorded.get(entry.party_id)) for entry in entries}
    form: SeatsForm = type("SeatsForm", (SeatsForm,), fields)()
    form.seats = [(entry, form[f"party_{entry.party_id}"]) for entry in entries]
    return form


class ExtendForm(Form):
    """More time, with the reason."""

    last_day = DayField(_l("New last day"), [required(_l("Choose the new last day."))],
                        description=_l("Is it a weekend or rest day? Then the vote runs through the next working day."))
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason. Everyone can read it.")), at_most(MAX_TEXT)],
                           description=_l("The reason stands on the site and in the message to all parties."))


class CheckForm(Form):
    """A receipt number and the seal that stands beside it; asked by address, so that a link can hold both."""

    class Meta(Form.Meta):
        csrf = False

    nummer = StringField(_l("Receipt number"), [required(_l("Give the receipt number.")), at_most(20)],
                         description=_l("It stands on the receipt of the vote, such as S-7K3M-9QPX."))
    zegel = StringField(_l("Seal"), [required(_l("Give the seal.")), at_most()],
                        description=_l("The 64 letters and digits on the receipt. Spaces do not matter."))
