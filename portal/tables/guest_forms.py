"""Forms about guests: asking for one, entering one, deciding, ending."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import StopValidation

from portal.core.forms import Form, NoBsn, RadioField, VersionedForm, at_most, email_address, optional, required
from portal.core.language import gettext
from portal.tables.forms import DayField
from portal.tables.guest_operations import GuestDetails
from portal.tables.rules import GuestKind


class GuestForm(Form):
    """Who would come, and why."""

    kind = RadioField(_l("What is it?"), [required(_l("Choose what kind of organisation it is."))], kind=GuestKind)
    organisation = StringField(_l("Name of the organisation"), [required(_l("Give the name of the organisation.")), at_most(120)],
                               description=_l("This name comes on the site when the municipality consents."))
    role = StringField(_l("For whom does it speak at the table?"), [at_most(120)], description=_l("Such as 'clients of the Wmo'. It comes on the site."))
    person_name = StringField(_l("Name of the person who comes"), [required(_l("Give the name of the person who comes.")), at_most(120)])
    email = StringField(_l("E-mail address of this person"), [required(_l("Give the e-mail address of this person.")), email_address(), at_most()],
                        description=_l("For the invitations. The address never comes on the site."))
    shows_name = BooleanField(_l("This person wants to be on the site by name"), default=False)
    why = TextAreaField(_l("Why should this guest be at the table?"), [required(_l("Write why this guest should be at the table.")),
                                                                       at_most(2000), NoBsn()])

    @property
    def details(self) -> GuestDetails:
        return GuestDetails(self.kind.data, self.organisation.data or "", self.role.data or "", self.person_name.data or "",
                            self.email.data or "", bool(self.shows_name.data))


class EnterGuestForm(GuestForm):
    """The same by the secretary, who says who asked and from when."""

    asked_by = StringField(_l("Who asked for this guest?"), [required(_l("Write who asked for this guest.")), at_most(120)],
                           description=_l("A party, a municipality, or the table itself. It comes on the site."))
    begins_on = DayField(_l("Guest from"), [required(_l("Give the first day, such as 1-9-2026."))])
    ends_on = DayField(_l("Guest through"), [optional()], description=_l("Leave empty when there is no last day."))


class GuestDecision(StrEnum):
    ADMIT = "admit"
    REFUSE = "refuse"


class DecideGuestForm(VersionedForm):
    """The municipality consents, or says why not."""

    decision = RadioField(_l("Does the municipality consent?"), [required(_l("Choose whether the municipality consents."))], kind=GuestDecision)
    reason = TextAreaField(_l("Reason"), [at_most(1000)], description=_l("Needed when the municipality does not consent: who asked reads it."))
    begins_on = DayField(_l("Guest from"), [optional()], description=_l("Leave empty for today."))
    ends_on = DayField(_l("Guest through"), [optional()], description=_l("Leave empty when there is no last day."))

    @property
    def admits(self) -> bool:
        return bool(self.decision.data == GuestDecision.ADMIT)

    def validate_reason(self, field: Any) -> None:
        if self.decision.data == GuestDecision.REFUSE and not field.data:
            raise StopValidation(gettext("Give the reason: who asked reads it."))


class EndGuestForm(VersionedForm):
    """The last day of a guest."""

    ends_on = DayField(_l("Last day as a guest"), [required(_l("Give the last day, such as 31-12-2026."))])
    reason = StringField(_l("Reason"), [at_most()])
