"""Forms with which the secretary and the administrator give and end roles."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField, TextAreaField

from portal.accounts.models import PARTY_ROLES, Role
from portal.core.access import ActsFor, Place
from portal.core.errors import Refused
from portal.core.forms import MAX_TEXT, DayField, Form, RadioField, at_most, email_address, optional, required
from portal.core.language import gettext
from portal.desk.access import BY_ADMINISTRATOR
from portal.parties.candidates import Candidates
from portal.parties.fields import PartyField


class GiveForm(Form):
    """Who, as what, for whom, from when until when. For somebody who is known already the first two are not asked."""

    name = StringField(_l("Name"), [required(_l("Give the name.")), at_most()])
    email = EmailField(_l("E-mail address"), [required(_l("Give the e-mail address.")), email_address(), at_most()],
                       description=_l("The invitation goes to this address. Use one that only this person reads."))
    role = RadioField(_l("As what?"), [required(_l("Choose a role."))], kind=Role)
    municipality = SelectField(_l("For which municipality?"), validate_choice=False,
                               description=_l("Needed for a secretary, a chair and board staff."))
    party = PartyField(_l("For which provider?"), description=_l("Needed for people of a provider."))
    begins_on = DayField(_l("From which day?"), [optional()], description=_l("Leave it empty for: as soon as it is accepted."))
    ends_on = DayField(_l("Through which day?"), [optional()], description=_l("Leave it empty when no end is known."))

    def __init__(self, roles: Sequence[Role], municipalities: Sequence[Place], parties: Candidates, *args: Any,
                 is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.name, self.email
        self.role.choices = [choice for choice in self.role.choices if choice.value in roles]
        self.role.data = self.role.data if self.role.data in roles else None  # what is not offered is no answer
        self.municipality.choices = [("", gettext("Choose")), *((place.key, place.name) for place in municipalities)]
        self.municipalities = municipalities
        self.party.offer(parties, gettext("No provider"))

    @property
    def place(self) -> Place:
        """For whom the chosen role is; Refused at the question that was not answered."""
        if self.role.data == Role.ADMINISTRATOR:
            return Place(ActsFor.PORTAL)
        if self.role.data in PARTY_ROLES:
            if self.party.chosen is None:
                raise Refused("role:which-party", field="party")
            return Place(ActsFor.PARTY, self.party.chosen.id, self.party.chosen.name)
        place = next((place for place in self.municipalities if place.key == self.municipality.data), None)
        if place is None:
            raise Refused("role:which-municipality", field="municipality")
        return place

    @property
    def days(self) -> tuple[date | None, date | None]:
        return self.begins_on.data, self.ends_on.data


class EndForm(Form):
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason: it is kept, and told to this person.")), at_most(MAX_TEXT)],
                           description=_l("This person gets the reason by e-mail."))


GIVEN = tuple(role for role in Role if role in BY_ADMINISTRATOR)
"""In the order in which they are offered."""
