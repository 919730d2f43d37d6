"""Recording from the desk what the table decided about a proposal."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from portal.core.forms import MAX_TEXT, Form, NoBsn, RadioField, at_most, required
from portal.desk.rules import TableStep


class StepForm(Form):
    """One of the steps that are possible now, with the reason that is published with it."""

    step_name = RadioField(_l("What did the table decide?"), [required(_l("Choose what was decided."))], kind=TableStep)
    reason = TextAreaField(
        _l("Reason"), [required(_l("Give the reason: it is published with the step.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("The reason comes on the timeline of the proposal. The sender gets it by e-mail."))

    def __init__(self, steps: tuple[TableStep, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step_name.choices = [choice for choice in self.step_name.choices if choice.value in steps]
        self.step_name.members = {step.value: step for step in steps}
