"""The form with which a provider signs on, and the secretary's judgement."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, HiddenField, StringField, TelField, TextAreaField
from wtforms.validators import Length

from portal.core.forms import (
    MAX_TEXT,
    ChoicesField,
    Digits,
    Form,
    Phone,
    Postcode,
    RadioField,
    at_most,
    email_address,
    required,
)
from portal.members.rules import Admission, Application, Condition, Declaration, SignedBy
from portal.networks.models import AgreementVersion
from portal.parties.rules import AuthorityGround, ContactDetails, Domain, FundingStream, Organisation


class SignOnForm(Form):
    """Organisation, the two persons, the declarations, the signature. `version`: the texts that lie before the signer."""

    version = HiddenField(validators=[Length(max=200)])

    name = StringField(_l("Name of the organisation"), [required(_l("Give the name of your organisation.")), at_most()],
                       description=_l("As it stands in the trade register."))
    kvk = StringField(_l("KVK number"), [required(_l("Give the KVK number of your organisation.")),
                                         Digits(8, _l("A KVK number has eight digits."))],
                      description=_l("Eight digits, from the trade register."))
    street = StringField(_l("Street and number"), [required(_l("Give the street and number.")), at_most()])
    postcode = StringField(_l("Postcode"), [required(_l("Give the postcode.")), Postcode()])
    city = StringField(_l("Place"), [required(_l("Give the place.")), at_most()])
    domains = ChoicesField(_l("What help do you give?"), [required(_l("Choose at least one kind of help."))], kind=Domain,
                           description=_l("You may choose more than one answer. This is shown on the site."))
    streams = ChoicesField(
        _l("How is your help paid for?"), [required(_l("Choose how your help is paid for."))], kind=FundingStream,
        description=_l("You may choose more than one answer. The tables are composed with it."))

    contact_name = StringField(_l("Name of the contact person"), [required(_l("Give the name of the contact person.")), at_most()])
    contact_email = EmailField(
        _l("E-mail address of the contact person"),
        [required(_l("Give the e-mail address of the contact person.")), email_address(), at_most()],
        description=_l("With this address the contact person logs in."))
    contact_phone = TelField(_l("Telephone of the contact person"),
                             [required(_l("Give the telephone number of the contact person.")), Phone()])
    contact_address = StringField(
        _l("Postal address of the contact person"), [required(_l("Give the postal address of the contact person.")), at_most()],
        description=_l("Street and number or PO box, postcode and place."))

    substitute_name = StringField(_l("Name of the substitute"), [required(_l("Give the name of the substitute.")), at_most()])
    substitute_email = EmailField(
        _l("E-mail address of the substitute"),
        [required(_l("Give the e-mail address of the substitute.")), email_address(), at_most()],
        description=_l("Another address than that of the contact person."))
    substitute_phone = TelField(_l("Telephone of the substitute"),
                                [required(_l("Give the telephone number of the substitute.")), Phone()])
    substitute_address = StringField(
        _l("Postal address of the substitute"), [required(_l("Give the postal address of the substitute.")), at_most()],
        description=_l("Street and number or PO box, postcode and place."))

    declarations = ChoicesField(_l("What do you declare?"), [required(_l("Tick every declaration."))], kind=Declaration,
                                description=_l("Read and tick each of them."))
    disclosure = TextAreaField(
        _l("Which interests or commitments may conflict with the agreements?"), [at_most(MAX_TEXT)],
        description=_l("Only the municipality reads this. You can add to it later. Leave it empty when there are none."))

    signer_name = StringField(_l("Name of the signer"), [required(_l("Give the name of the person who signs.")), at_most()])
    signer_job_title = StringField(_l("Job title of the signer"), [required(_l("Give the job title of the person who signs.")), at_most()])
    signer_email = EmailField(
        _l("E-mail address of the signer"),
        [required(_l("Give the e-mail address of the person who signs.")), email_address(), at_most()],
        description=_l("The signer gets the receipt as well."))
    ground = RadioField(_l("Why may the signer represent the organisation?"),
                        [required(_l("Choose why the signer may represent the organisation."))], kind=AuthorityGround)
    statement = BooleanField(_l("I have read the agreements above and sign them on behalf of my organisation."),
                             [required(_l("Tick that you have read the agreements and sign them."))])

    def show(self, versions: list[AgreementVersion]) -> None:
        """Bind the form to the texts on the page."""
        self.version.data = ".".join(str(version.id) for version in versions)

    @property
    def read(self) -> list[int]:
        """The versions that were on the page when it was filled in."""
        return [int(part) for part in (self.version.data or "").split(".") if part.isascii() and part.isdigit()]

    @property
    def application(self) -> Application:
        organisation = Organisation(self.name.data, self.kvk.data, self.street.data, self.postcode.data, self.city.data,
                                    self.domains.data, self.streams.data)
        return Application(organisation, self._person("contact"), self._person("substitute"))

    def _person(self, role: str) -> ContactDetails:
        return ContactDetails(*(self[f"{role}_{part}"].data for part in ("name", "email", "phone", "address")))

    @property
    def signed_by(self) -> SignedBy:
        return SignedBy(self.signer_name.data, self.signer_job_title.data, self.signer_email.data, self.ground.data,
                        self.declarations.data, self.disclosure.data)


class JudgeForm(Form):
    """Admit after every condition was checked, or refuse with a reason."""

    checked = ChoicesField(_l("What did you check?"), kind=Condition,
                           description=_l("Needed to admit: these are the conditions, the same for every provider."))
    admission = RadioField(_l("What do you decide?"), [required(_l("Choose whether the provider is admitted."))], kind=Admission)
    reason = TextAreaField(_l("Reason"), [at_most(MAX_TEXT)],
                           description=_l("Needed to refuse. The provider gets this text by e-mail; it is not on the site."))
