"""The desk's forms about agreements."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from portal.core.forms import MAX_TEXT, ChoicesField, DayField, Form, RadioField, at_most, required
from portal.core.language import say
from portal.core.revisions import Paragraph
from portal.networks import notation
from portal.networks.agreements import AgreementDetails
from portal.networks.models import Agreement
from portal.networks.notation import Finding
from portal.networks.rules import AgreementKind, Law, Result, results_of

LONGEST_TEXT = 200_000


class AgreementForm(Form):
    """What a new agreement is called and what it is about; its text comes afterwards."""

    title = StringField(_l("Title"), [required(_l("Give the agreement a title.")), at_most()])
    kind = RadioField(_l("What is it?"), [required(_l("Choose what it is."))], kind=AgreementKind)
    laws = ChoicesField(_l("Which laws is it about?"), kind=Law, description=_l("Needed for a framework agreement."))
    results_jeugdwet = ChoicesField(_l("Results of the Youth Act"), kind=Result, only=results_of(Law.JEUGDWET))
    results_wmo2015 = ChoicesField(_l("Results of the Social Support Act 2015"), kind=Result, only=results_of(Law.WMO))
    results_participatiewet = ChoicesField(_l("Results of the Participation Act"), kind=Result,
                                           only=results_of(Law.PARTICIPATIEWET))
    slug = StringField(_l("Address of the page"), [Length(max=64, message=_l("Use at most %(max)d characters."))],
                       description=_l("The last part of the web address, such as raamovereenkomst-wmo. Empty: made out of the title. It stays as it is."))

    @property
    def details(self) -> AgreementDetails:
        results = self.results_jeugdwet.data | self.results_wmo2015.data | self.results_participatiewet.data
        return AgreementDetails(self.title.data, self.kind.data, self.laws.data, results, self.slug.data or "")


class VersionForm(Form):
    """The whole text of the next version. `version`: the number that lay before the writer."""

    version = HiddenField(validators=[Length(max=9)])
    text = TextAreaField(_l("The text"), [required(_l("Write the text.")), at_most(LONGEST_TEXT)],
                         description=_l("One article or paragraph begins on a line of its own. How it is written stands beside it."))
    in_force_from = DayField(_l("In force from"), [required(_l("Give the day from which the text holds."))])
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason. It stands with the text, for everyone.")), at_most(MAX_TEXT)],
                           description=_l("Why this text? It stands with the version, for everyone."))
    paragraphs: tuple[Paragraph, ...] = ()
    findings: tuple[Finding, ...] = ()

    def show(self, agreement: Agreement, start: date) -> None:
        """Fill the form with the newest text, and the day that the rule proposes."""
        newest = agreement.versions[-1] if agreement.versions else None
        self.version.data = str(newest.number if newest else 0)
        self.text.data = notation.write(newest.paragraphs) if newest else ""
        self.in_force_from.data = start

    @property
    def after(self) -> int:
        value = self.version.data or ""
        return int(value) if value.isascii() and value.isdigit() else -1

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        good = bool(super().validate(*args, **kwargs))
        if self.text.errors:
            return good
        self.paragraphs, findings = notation.parse(self.text.data or "")
        self.findings = tuple(findings)
        self.text.errors = [say("notation:line", line=each.line, finding=say(each.code, **each.data)) for each in findings]
        return good and not findings


class UseForm(Form):
    """Taking an agreement in use, or out of use: `version` says which."""

    version = HiddenField(validators=[Length(max=9)])
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason. It stands with the text, for everyone.")), at_most(MAX_TEXT)])
