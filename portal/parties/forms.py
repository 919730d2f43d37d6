"""Forms for a provider's record: its facts, who may represent it, other contacts, a new number."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectMultipleField, StringField, TelField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from portal.core.forms import (
    MAX_TEXT,
    ChoicesField,
    DayField,
    Digits,
    DocumentField,
    Form,
    LatinLetters,
    Phone,
    Postcode,
    RadioField,
    VersionedForm,
    at_most,
    email_address,
    optional,
    required,
)
from portal.core.language import gettext, listing, say
from portal.parties.models import Party, Representation, SubjectContact
from portal.parties.products import LAWS, PRODUCTS
from portal.parties.rules import (
    AGB_DIGITS,
    BRANCH_DIGITS,
    AuthorityGround,
    Domain,
    FundingStream,
    Organisation,
    RepresentativeDetails,
    Scope,
    Subject,
    has_digits,
    identifiers,
    web_address,
)
from portal.region.models import Municipality


class OfferedField(SelectMultipleField):  # type: ignore[misc]
    """Any of what the page offers, as boxes; `data` holds the values that were ticked."""

    is_choices = True
    data: list[str] | None

    def offer(self, choices: list[tuple[str, str]]) -> None:
        self.choices = [SelectChoice(value, label) for value, label in choices]

    def pre_validate(self, form: Any) -> None:
        """What is not offered is no answer."""
        self.data = [choice.value for choice in self.choices or [] if choice.value in (self.data or [])]

    def spoken(self) -> str:
        return listing([str(choice.label) for choice in self.choices or [] if choice.value in (self.data or [])])


class Identifiers:
    """Numbers of so many digits, one a line; none is right too."""

    def __init__(self, count: int, message: Any) -> None:
        self.count, self.message = count, message

    def __call__(self, form: Any, field: Any) -> None:
        found = identifiers(field.data or "")
        if wrong := [number for number in found if not has_digits(number, self.count)]:
            raise ValidationError(str(self.message) % {"number": wrong[0]})
        field.data = "\n".join(found)


class WebAddress:
    """A site's address, completed with https."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            return
        if (address := web_address(field.data)) is None:
            raise ValidationError(gettext("This is no address of a website. It looks like www.example.nl."))
        field.data = address


class WithPostalAddress:
    """A postal address is whole or absent."""

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        parts = (form.postal_street, form.postal_postcode, form.postal_city)
        if not any(part.data for part in parts):
            raise StopValidation
        if not field.data:
            raise StopValidation(str(self.message))


class RecordForm(VersionedForm):
    """What a provider says about itself; the KVK number is not asked."""

    name = StringField(_l("Name of the organisation"), [required(_l("Give the name of your organisation.")), at_most(), LatinLetters()],
                       description=_l("As it stands in the trade register. This is shown on the site."))
    branches = TextAreaField(
        _l("Branch numbers"), [at_most(2000), Identifiers(BRANCH_DIGITS, _l("'%(number)s' is no branch number. That has 12 digits."))],
        description=_l("Twelve digits, from the trade register. One a line."))
    agb_codes = TextAreaField(
        _l("AGB codes"), [at_most(2000), Identifiers(AGB_DIGITS, _l("'%(number)s' is no AGB code. That has 8 digits."))],
        description=_l("Eight digits. One a line. You need them for invoices."))
    street = StringField(_l("Street and number"), [required(_l("Give the street and number.")), at_most()])
    postcode = StringField(_l("Postcode"), [required(_l("Give the postcode.")), Postcode()])
    city = StringField(_l("Place"), [required(_l("Give the place.")), at_most()],
                       description=_l("This is shown on the site."))
    postal_street = StringField(
        _l("Street or PO box for post"), [WithPostalAddress(_l("Give the street or PO box of the postal address.")), at_most()],
        description=_l("Only when post goes to another address."))
    postal_postcode = StringField(_l("Postcode for post"),
                                  [WithPostalAddress(_l("Give the postcode of the postal address.")), Postcode()])
    postal_city = StringField(_l("Place for post"), [WithPostalAddress(_l("Give the place of the postal address.")), at_most()])
    website = StringField(_l("Website"), [at_most(), WebAddress()])
    domains = ChoicesField(_l("What help do you give?"), [required(_l("Choose at least one kind of help."))], kind=Domain,
                           description=_l("You may choose more than one answer. This is shown on the site."))
    streams = ChoicesField(
        _l("How is your help paid for?"), [required(_l("Choose how your help is paid for."))], kind=FundingStream,
        description=_l("You may choose more than one answer. The tables are composed with it."))
    products_wmo = OfferedField(_l("Product categories of the Wmo 2015"))
    products_youth = OfferedField(_l("Product categories of the Jeugdwet"))
    municipalities = OfferedField(_l("In which municipalities do you give help?"))

    def offer(self, places: list[Municipality]) -> None:
        """What can be chosen: the categories of the laws, the municipalities that exist."""
        for field, law in zip((self.products_wmo, self.products_youth), LAWS, strict=True):
            field.offer([(product.code, product.label) for product in PRODUCTS if product.law == law])
        self.municipalities.offer([(str(place.id), place.name) for place in places])

    def show(self, party: Party, served: list[Municipality]) -> None:
        """The record as it stands."""
        for field in ("name", "street", "postcode", "city", "postal_street", "postal_postcode", "postal_city", "website", "domains",
                      "streams"):
            self[field].data = getattr(party, field)
        self.branches.data, self.agb_codes.data = "\n".join(party.branches), "\n".join(party.agb_codes)
        self.products_wmo.data = self.products_youth.data = list(party.products)
        self.municipalities.data = [str(place.id) for place in served]
        self.version.data = str(party.version)

    def organisation(self, kvk: str) -> Organisation:
        return Organisation(
            self.name.data, kvk, self.street.data, self.postcode.data, self.city.data, self.domains.data, self.streams.data,
            identifiers(self.branches.data or ""), identifiers(self.agb_codes.data or ""), self.postal_street.data or "",
            self.postal_postcode.data or "", self.postal_city.data or "", self.website.data or "",
            (*(self.products_wmo.data or ()), *(self.products_youth.data or ())),
            frozenset(int(place) for place in self.municipalities.data or ()))


class CorrectionForm(RecordForm):
    """The same by the municipality, with the reason that the provider reads."""

    reason = TextAreaField(_l("Why do you correct this?"), [required(_l("Give the reason. The provider reads it.")), at_most(MAX_TEXT)],
                           description=_l("The provider gets an e-mail with what changed and this reason."))


class NumberForm(Form):
    """A new KVK number after a takeover."""

    kvk = StringField(_l("New KVK number"), [required(_l("Give the new KVK number.")), Digits(8, _l("A KVK number has eight digits."))],
                      description=_l("Eight digits, from the trade register."))
    reason = TextAreaField(_l("What happened?"), [required(_l("Give the reason. The provider reads it.")), at_most(MAX_TEXT)],
                           description=_l("Such as: taken over by … on 1 March. The provider gets this by e-mail."))


class RepresentationForm(VersionedForm):
    """Who may represent the organisation (IN 4.1)."""

    name = StringField(_l("Name"), [required(_l("Give the name of the person.")), at_most()])
    job_title = StringField(_l("Job title"), [required(_l("Give the job title.")), at_most()])
    ground = RadioField(_l("On what ground?"), [required(_l("Choose the ground."))], kind=AuthorityGround)
    scope = RadioField(_l("For what?"), [required(_l("Choose for what."))], kind=Scope)
    limits = TextAreaField(_l("Up to which amount, or for which subjects?"), [at_most(2000)],
                           description=_l("Needed when it is not for everything."))
    begins_on = DayField(_l("First day"), [required(_l("Give the first day, such as 31-12-2025."))], format=["%Y-%m-%d", "%d-%m-%Y"])
    ends_on = DayField(_l("Last day"), [optional()], format=["%Y-%m-%d", "%d-%m-%Y"],
                       description=_l("Leave it empty when there is none. You get a message 60 and 14 days before."))
    document = DocumentField(_l("Document"), description=_l(
        "The power of attorney, the statutes or an extract of the trade register. Only your organisation and the municipality can read it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The grounds are worded for who signs; here they are about somebody else.
        self.ground.choices = [SelectChoice(ground.value, say(f"Ground.{ground.value}")) for ground in AuthorityGround]

    def show(self, row: Representation) -> None:
        for field in ("name", "job_title", "ground", "scope", "limits", "begins_on", "ends_on"):
            self[field].data = getattr(row, field)
        self.version.data = str(row.version)

    @property
    def details(self) -> RepresentativeDetails:
        limits = self.limits.data if self.scope.data == Scope.LIMITED else ""
        return RepresentativeDetails(self.name.data, self.job_title.data, self.ground.data, self.scope.data, limits,
                                     self.begins_on.data, self.ends_on.data)


class ConfirmForm(VersionedForm):
    """Nothing to fill in: what is confirmed stands on the page."""


class SubjectContactForm(Form):
    """Somebody to write to about one subject."""

    subject = RadioField(_l("About what?"), [required(_l("Choose a subject."))], kind=Subject)
    name = StringField(_l("Name"), [required(_l("Give the name of the person.")), at_most()])
    email = EmailField(_l("E-mail address"), [required(_l("Give the e-mail address.")), email_address(), at_most()])
    phone = TelField(_l("Telephone"), [required(_l("Give the telephone number.")), Phone()])

    def show(self, row: SubjectContact) -> None:
        for field in ("subject", "name", "email", "phone"):
            self[field].data = getattr(row, field)
