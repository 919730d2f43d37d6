"""Forms about who acts for a provider."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField, TelField

from portal.accounts.models import OFFERED_BY_PARTY, Role
from portal.core.forms import ChoicesField, Form, Phone, RadioField, at_most, email_address, required
from portal.core.language import say
from portal.parties.rules import ContactDetails, Stays


def roles_field(*validators: Any) -> ChoicesField:
    return ChoicesField(_l("What may this person do?"), [*validators], kind=Role, only=OFFERED_BY_PARTY,
                        notes={role: say(f"note:{role}") for role in OFFERED_BY_PARTY},
                        description=_l("You may choose more than one answer."))


class InviteForm(Form):
    """Somebody new, or somebody with an account elsewhere: the form does not tell the difference."""

    name = StringField(_l("Name"), [required(_l("Give the name.")), at_most()])
    email = EmailField(_l("E-mail address"), [required(_l("Give the e-mail address.")), email_address(), at_most()],
                       description=_l("The invitation goes to this address. Use one that only this person reads."))
    roles = roles_field(required(_l("Choose at least one role.")))


class RolesForm(Form):
    roles = roles_field()


class ReplaceForm(Form):
    """The new contact person or substitute with how to reach them (IN 5.2), and what becomes of the former one."""

    name = StringField(_l("Name"), [required(_l("Give the name.")), at_most()])
    email = EmailField(_l("E-mail address"), [required(_l("Give the e-mail address.")), email_address(), at_most()],
                       description=_l("All mail of the network goes to this address. With it the new person logs in."))
    phone = TelField(_l("Telephone"), [required(_l("Give the telephone number.")), Phone()])
    address = StringField(_l("Postal address"), [required(_l("Give the postal address.")), at_most()],
                          description=_l("Street and number or PO box, postcode and place."))
    stays = RadioField(_l("What becomes of the person who was it until now?"), [required(_l("Choose whether this person stays."))],
                       kind=Stays)

    def __init__(self, *args: Any, asks_who_stays: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_who_stays:
            del self.stays

    @property
    def details(self) -> ContactDetails:
        return ContactDetails(self.name.data, self.email.data, self.phone.data, self.address.data)

    @property
    def former_stays(self) -> bool:
        return "stays" in self and self.stays.data == Stays.COLLEAGUE
