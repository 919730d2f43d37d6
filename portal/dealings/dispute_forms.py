"""Forms of disputes: putting one in writing, adding to it, steps, and words for the public agenda."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms import RadioField as PlainRadioField

from portal.core.forms import MAX_TEXT, DayField, DocumentField, Form, NoBsn, RadioField, at_most, optional, required
from portal.core.language import gettext, say
from portal.core.transitions import Transition
from portal.parties.candidates import Candidates
from portal.parties.fields import PartyField

_FILE = _l("A PDF, Word or Excel file, or a picture. At most 10 MB.")
_DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y"]


class DisputeForm(Form):
    """What it is about, and the reasons; the party writes on its own behalf."""

    subject = StringField(_l("What is it about, in one line?"), [required(_l("Write in one line what it is about.")), at_most()])
    text = TextAreaField(
        _l("What do you not agree on, and why?"), [required(_l("Write down what you do not agree on, and why.")), at_most(MAX_TEXT)],
        description=_l("Give your reasons and what would be a good outcome for you. Only the two sides read this."))
    document = DocumentField(_l("Document"), description=_FILE)

    @property
    def told(self) -> dict[str, Any]:
        return {"subject": self.subject.data, "text": self.text.data}


class DeskDisputeForm(DisputeForm):
    """The same, by the municipality about one member."""

    party_id = PartyField(_l("With which provider?"), [required(_l("Choose the provider."))])

    def __init__(self, members: Candidates) -> None:
        super().__init__()
        self.party_id.offer(members, gettext("Choose a provider"))
        # The first question is with whom: the class it inherits from asks what about.
        self._fields: dict[str, Any] = {"party_id": self._fields.pop("party_id")} | self._fields


class WritingForm(Form):
    """An answer, or something more."""

    text = TextAreaField(_l("What do you want to write?"), [required(_l("Write your message.")), at_most(MAX_TEXT)],
                         description=_l("Both sides read this and nobody else. It stays as you send it."))
    document = DocumentField(_l("Document"), description=_FILE)
    next_on = DayField(_l("When do you look at it again?"), [optional()], format=_DAY_FORMATS,
                       description=_l("Leave it empty to keep the day that stands. It comes on your desk then."))

    def __init__(self, *, by_municipality: bool) -> None:
        super().__init__()
        if not by_municipality:
            del self.next_on


class StepForm(Form):
    """The next step, on which day it happened, and a note."""

    step_name = PlainRadioField(_l("What happened?"), [required(_l("Choose what happened."))], validate_choice=False)
    happened_on = DayField(_l("On which day?"), [required(_l("Give the day on which it happened, such as 01-03-2026."))],
                           format=_DAY_FORMATS)
    note = TextAreaField(_l("What happened, and what was agreed?"), [required(_l("Write what happened: both sides read it.")), at_most(MAX_TEXT)],
                         description=_l("Both sides read this and nobody else."))
    document = DocumentField(_l("Document"), description=_FILE)
    next_on = DayField(_l("When do you look at it again?"), [optional()], format=_DAY_FORMATS,
                       description=_l("Without a day: in four weeks. It comes on your desk then."))

    def __init__(self, steps: Sequence[Transition], *, by_municipality: bool) -> None:
        super().__init__()
        known = {step.name: say(f"DisputeStep.{step.name}") for step in steps}
        self.step_name.choices = list(known.items())
        self.labels = known
        if self.step_name.data not in known:
            self.step_name.data = None
        if not by_municipality:
            del self.next_on

    @property
    def told(self) -> dict[str, Any]:
        """What the verb takes, without the file."""
        answers = {"note": self.note.data, "happened_on": self.happened_on.data}
        return answers | ({"next_on": self.next_on.data} if self.next_on else {})


class TitleChoice(StrEnum):
    """What to do with words that the other side proposed."""

    AGREE = "agree"
    OTHER = "other"


class TitleForm(Form):
    """Words for the public agenda. `seen`: those that the other side proposes, when they were on screen."""

    seen = HiddenField()
    choice = RadioField(_l("Do you agree with these words?"), [required(_l("Choose whether you agree."))], kind=TitleChoice)
    title = StringField(_l("Which words do you propose?"), [at_most(), NoBsn()],
                        description=_l("Everyone can read this on the agenda, once the other side agrees. Empty: nothing more than "
                                       "that there is a dispute."))

    def __init__(self, proposed: str) -> None:
        """`proposed` by the other side; empty when it proposes nothing."""
        super().__init__()
        if not proposed:
            del self.choice

    @property
    def agrees(self) -> bool:
        return bool(self.choice and self.choice.data == TitleChoice.AGREE)
