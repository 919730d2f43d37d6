"""The form with which a provider signs on, the secretary's judgement, and leaving."""

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Field, HiddenField, StringField, TelField, TextAreaField
from wtforms.validators import Length

from portal.core.antispam import AgainstSpam
from portal.core.forms import (
    MAX_TEXT,
    ChoicesField,
    DayField,
    Digits,
    DocumentField,
    FileNeeded,
    Form,
    Phone,
    RadioField,
    VersionedForm,
    at_most,
    email_address,
    optional,
    required,
)
from portal.members.rules import Admission, Application, Condition, Declaration, SignedBy
from portal.networks.models import AgreementVersion
from portal.parties.forms import RecordForm
from portal.parties.rules import AuthorityGround, ContactDetails, Organisation, identifiers


class SignOnStep(StrEnum):
    """The pages of the form, in their order."""

    ORGANISATION = "organisation"
    PEOPLE = "people"
    DECLARATIONS = "declarations"
    SIGNATURE = "signature"


STEP_FIELDS = {
    SignOnStep.ORGANISATION: ("name", "kvk", "branches", "agb_codes", "street", "postcode", "city", "postal_street",
                              "postal_postcode", "postal_city", "domains", "streams"),
    SignOnStep.PEOPLE: ("contact_name", "contact_email", "contact_phone", "contact_address",
                        "substitute_name", "substitute_email", "substitute_phone", "substitute_address"),
    SignOnStep.DECLARATIONS: ("declarations", "disclosure"),
    SignOnStep.SIGNATURE: ("signer_name", "signer_job_title", "signer_email", "ground", "statement"),
}
NOT_KEPT = frozenset({"csrf_token", "acting", "once", "act", "stap", "code", "version", "statement", "homepage", "opened"})
"""What a draft does not hold: the texts are read and agreed to on the day of signing."""


class SignOnForm(AgainstSpam):
    """Organisation, the two persons, the declarations, the signature. `version`: the texts that lie before the signer."""

    version = HiddenField(validators=[Length(max=200)])
    code = StringField(_l("Code from the e-mail"), [Length(max=20)], description=_l("Six digits. The code is valid for half an hour."))

    name = RecordForm.name
    kvk = StringField(_l("KVK number"), [required(_l("Give the KVK number of your organisation.")),
                                         Digits(8, _l("A KVK number has eight digits."))],
                      description=_l("Eight digits, from the trade register."))
    branches, agb_codes = RecordForm.branches, RecordForm.agb_codes
    street, postcode, city = RecordForm.street, RecordForm.postcode, RecordForm.city
    postal_street, postal_postcode, postal_city = RecordForm.postal_street, RecordForm.postal_postcode, RecordForm.postal_city
    domains, streams = RecordForm.domains, RecordForm.streams

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
    def asked_fields(self) -> list[Field]:
        return [field for field in super().asked_fields if field.name not in ("code", "homepage")]

    @property
    def wrong_fields(self) -> list[Field]:
        """In the order of the pages."""
        order = [name for names in STEP_FIELDS.values() for name in names]
        return sorted(super().wrong_fields, key=lambda field: order.index(field.name) if field.name in order else len(order))

    def first_wrong(self, steps: Iterable[SignOnStep]) -> SignOnStep | None:
        """The first of these steps in which something is wrong; its fields say what."""
        for step in steps:
            checked = [self[name].validate(self) for name in STEP_FIELDS[step]]
            if not all(checked):
                return step
        return None

    def elsewhere(self, step: SignOnStep | None) -> list[Field]:
        """The fields that are not asked in this step: the page carries what was filled in there."""
        return [field for field in self.asked_fields if field.name not in (STEP_FIELDS[step] if step else ())]

    @property
    def act_signed(self) -> str:
        """Names exactly this signature, for the code that proves it: other answers need another code."""
        said = {field.name: sorted(field.data) if isinstance(field.data, frozenset) else field.data
                for field in [self.once, self.version, *self.asked_fields]}
        return f"sign-on:{hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()}"

    @property
    def read(self) -> list[int]:
        """The versions that were on the page when it was filled in."""
        return [int(part) for part in (self.version.data or "").split(".") if part.isascii() and part.isdigit()]

    @property
    def application(self) -> Application:
        # What was left empty was not said: of a provider that comes back it stays as it is.
        organisation = Organisation(
            self.name.data, self.kvk.data, self.street.data, self.postcode.data, self.city.data, self.domains.data,
            self.streams.data, identifiers(self.branches.data or "") or None, identifiers(self.agb_codes.data or "") or None,
            self.postal_street.data or None, self.postal_postcode.data or None, self.postal_city.data or None)
        return Application(organisation, self._person("contact"), self._person("substitute"))

    def _person(self, role: str) -> ContactDetails:
        return ContactDetails(*(self[f"{role}_{part}"].data for part in ("name", "email", "phone", "address")))

    @property
    def signed_by(self) -> SignedBy:
        return SignedBy(self.signer_name.data, self.signer_job_title.data, self.signer_email.data, self.ground.data,
                        self.declarations.data, self.disclosure.data)


def step_of(field: str | None) -> SignOnStep:
    """The step in which a field is asked; what belongs to no field is told where one signs."""
    return next((step for step, names in STEP_FIELDS.items() if field in names), SignOnStep.SIGNATURE)


class PaperForm(SignOnForm):
    """An application on paper, typed over by the secretary with its scan."""

    document = DocumentField(_l("Scan of the signed paper"), [FileNeeded(_l("Add the scan of the signed paper."))])
    signed_on = DayField(_l("Date of the signature"), [required(_l("Give the date that stands on the paper."))],
                         description=_l("The day that stands on the paper."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.code, self.statement


class JudgeForm(VersionedForm):
    """Admit after every condition was checked, ask for more, or refuse with a reason."""

    checked = ChoicesField(_l("What did you check?"), kind=Condition,
                           description=_l("Needed to admit: these are the conditions, the same for every provider."))
    admission = RadioField(_l("What do you decide?"), [required(_l("Choose whether the provider is admitted."))], kind=Admission)
    reason = TextAreaField(
        _l("Reason, or what is missing"), [at_most(MAX_TEXT)],
        description=_l("Needed to refuse and to ask for more. The provider gets this text by e-mail; it is not on the site."))
    until = DayField(_l("Until when may the applicant answer?"), [optional()],
                     description=_l("Needed to ask for more. The last day; a weekend or holiday moves on to the next working day."))


class AnswerForm(Form):
    """What the applicant adds to its application."""

    answer_text = TextAreaField(_l("Your answer"), [at_most(MAX_TEXT)], description=_l("Only the municipality reads this."))
    document = DocumentField(_l("Document"))


class TakeBackForm(Form):
    """The applicant withdraws its application."""

    reason = TextAreaField(_l("Why do you withdraw the application?"), [at_most(MAX_TEXT)],
                           description=_l("Only the municipality reads this."))


class NoticeForm(Form):
    """A party gives notice, with its reasons; later than the first possible day when it wants to."""

    reason = TextAreaField(_l("Why does your organisation stop?"), [required(_l("Give the reason.")), at_most(MAX_TEXT)],
                           description=_l("Only the municipality reads this."))
    last_day = DayField(_l("Last day on which you take part"), [optional()],
                        description=_l("Leave it empty for the first day that is possible."))


class EndForm(VersionedForm):
    """The municipality ends a membership."""

    reason = TextAreaField(_l("Why does the municipality end the participation?"), [required(_l("Give the reason.")), at_most(MAX_TEXT)],
                           description=_l("The provider gets this text by e-mail; it is not on the site."))
    last_day = DayField(_l("Last day on which the provider takes part"), [required(_l("Give the last day."))])


class StayForm(Form):
    """A notice is withdrawn: nothing to fill in."""
