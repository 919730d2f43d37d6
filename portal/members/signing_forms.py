"""Forms for signing a new text: by a member online, by the secretary from paper, and by the municipality below it."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from portal.core.forms import (
    MAX_TEXT,
    ChoicesField,
    DayField,
    DocumentField,
    FileNeeded,
    Form,
    RadioField,
    at_most,
    email_address,
    optional,
    required,
)
from portal.members.rules import Declaration, SignedBy
from portal.networks.models import AgreementVersion
from portal.parties.rules import AuthorityGround


class SigningForm(Form):
    """Ground, declarations, name and role typed, then a code. `version`: the fingerprint of the text on the page."""

    version = HiddenField(validators=[Length(max=64)])
    ground = RadioField(_l("Why may you represent your organisation?"),
                        [required(_l("Choose why you may represent your organisation."))], kind=AuthorityGround)
    declarations = ChoicesField(_l("What do you declare?"), [required(_l("Tick every declaration."))], kind=Declaration,
                                description=_l("Read and tick each of them."))
    disclosure = TextAreaField(
        _l("Which interests or commitments may conflict with the agreements?"), [at_most(MAX_TEXT)],
        description=_l("Only the municipality reads this. You can add to it later. Leave it empty when there are none."))
    signer_name = StringField(_l("Your name"), [required(_l("Type your name.")), at_most()])
    signer_job_title = StringField(_l("Your job title"), [required(_l("Type your job title.")), at_most()])
    statement = BooleanField(_l("I have read the text above and sign it on behalf of my organisation."),
                             [required(_l("Tick that you have read the text and sign it."))])
    code = StringField(_l("Code"), [Length(max=40)], render_kw={"inputmode": "numeric"})

    def show(self, version: AgreementVersion) -> None:
        """Bind the form to the text on the page."""
        self.version.data = version.fingerprint

    @property
    def answered(self) -> list[Field]:
        """What is read over; the code is asked beside it."""
        return [field for field in self.asked_fields if field.name != "code"]

    def signed_by(self, email: str) -> SignedBy:
        return SignedBy(self.signer_name.data, self.signer_job_title.data, email, self.ground.data, self.declarations.data,
                        self.disclosure.data or "")


class PaperForm(Form):
    """A signature that was given on paper, as it stands there, with the scan."""

    signer_name = StringField(_l("Name of the signer"), [required(_l("Give the name of the person who signed.")), at_most()])
    signer_job_title = StringField(_l("Job title of the signer"), [required(_l("Give the job title of the person who signed.")), at_most()])
    signer_email = EmailField(_l("E-mail address of the signer"), [optional(), email_address(), at_most()],
                              description=_l("The signer gets the receipt as well."))
    signed_on = DayField(_l("Signed on"), [required(_l("Give the day that stands on the paper."))],
                         description=_l("Day, month and year, as on the paper."))
    ground = RadioField(_l("Why may the signer represent the organisation?"),
                        [required(_l("Choose why the signer may represent the organisation."))], kind=AuthorityGround)
    declarations = ChoicesField(_l("Which declarations stand on the paper?"), [required(_l("Tick every declaration."))],
                                kind=Declaration, description=_l("All of them are needed."))
    document = DocumentField(_l("Scan of the paper"), [FileNeeded(_l("Add the scan of the signed paper."))],
                             description=_l("A PDF or a picture. Only the organisation and the municipality see it."))

    @property
    def signed_by(self) -> SignedBy:
        return SignedBy(self.signer_name.data, self.signer_job_title.data, self.signer_email.data or "", self.ground.data,
                        self.declarations.data)

    @property
    def day(self) -> date:
        day: date = self.signed_on.data
        return day


class CountersignForm(Form):
    """The municipality signs: who does it, in which role."""

    name = StringField(_l("Name of who signs for the municipality"), [required(_l("Give the name of who signs.")), at_most()])
    job_title = StringField(_l("Job title"), [required(_l("Give the job title of who signs.")), at_most()])
    statement = BooleanField(_l("I sign on behalf of the municipality, and of the others under their mandates."),
                             [required(_l("Tick that you sign for the municipality."))])


class CheckForm(Form):
    """A receipt number and the seal that stands beside it; asked by address, so that a link can hold both."""

    class Meta(Form.Meta):
        csrf = False

    nummer = StringField(_l("Receipt number"), [required(_l("Give the receipt number.")), at_most(20)],
                         description=_l("It stands on the receipt, such as H-7K3M-9QPX, or D-7K3M-9QPX for a service contract."))
    zegel = StringField(_l("Seal"), [required(_l("Give the seal.")), at_most()],
                        description=_l("The 64 letters and digits on the receipt. Spaces do not matter."))
