"""Forms about mandates and consents."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField

from portal.core.forms import (
    MAX_TEXT,
    ChoicesField,
    DayField,
    DocumentField,
    FileNeeded,
    Form,
    at_most,
    optional,
    required,
)
from portal.region.operations import MandateTerms
from portal.region.rules import MandateTask


class MandateForm(Form):
    """What a municipality lets the host do, from when to when, with the document."""

    tasks = ChoicesField(_l("For which tasks?"), [required(_l("Choose at least one task."))], kind=MandateTask,
                         description=_l("You may choose more than one answer."))
    begins_on = DayField(_l("First day"), [required(_l("Give the first day."))], description=_l("Day, month and year."))
    ends_on = DayField(_l("Last day"), [optional()], description=_l("Empty: until it is ended."))
    consent_before_signing = BooleanField(_l("The host signs framework agreements only after this municipality's written consent."))
    document = DocumentField(_l("The mandate decision"), [FileNeeded(_l("Add the mandate decision."))],
                             description=_l("A PDF or a picture. Only the municipalities see it."))

    @property
    def terms(self) -> MandateTerms:
        return MandateTerms(self.tasks.data, self.begins_on.data, self.ends_on.data, bool(self.consent_before_signing.data))


class EndMandateForm(Form):
    """The last day of a mandate, and why."""

    last_day = DayField(_l("Last day"), [required(_l("Give the last day."))], description=_l("Day, month and year."))
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason.")), at_most(MAX_TEXT)])


class ConsentForm(Form):
    """The written consent of a municipality."""

    given_on = DayField(_l("Day of the consent"), [required(_l("Give the day of the consent."))],
                        description=_l("Day, month and year."))
    given_by = StringField(_l("Who gave it?"), [required(_l("Say who gave the consent.")), at_most()],
                           description=_l("Name and role, or the board with the number of its decision."))
    document = DocumentField(_l("The letter"), [optional()],
                             description=_l("A PDF or a picture. Needed where you enter it for another municipality."))
