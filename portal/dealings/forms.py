"""Forms of disclosed interests, and the form with which a party stands aside."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField

from portal.core.forms import MAX_TEXT, DayField, DocumentField, Form, VersionedForm, at_most, optional, required
from portal.core.language import gettext, long_day
from portal.dealings.queries import Interest
from portal.networks.models import Agreement


class _AgreementField(SelectField):  # type: ignore[misc]
    """One of the network's agreements, or none."""

    def spoken(self) -> str:
        return next((label for value, label in self.choices if value == self.data and value), "")


class DisclosureForm(Form):
    """What the interest is, about what, since when."""

    about = StringField(
        _l("What is it about, in one line?"), [required(_l("Write in one line what the interest is about.")), at_most()],
        description=_l("The subject, the agreement or the other party that your interest has to do with."))
    text = TextAreaField(
        _l("What is the interest?"), [required(_l("Write down what the interest is.")), at_most(MAX_TEXT)],
        description=_l("For example: a member of your board also sits on the board of another organisation. "
                       "Only the municipality reads this."))
    agreement_id = _AgreementField(_l("Is it about one of the agreements?"), [optional()], validate_choice=False)
    since = DayField(_l("Since when?"), [required(_l("Give the day since when it plays, such as 01-03-2026."))],
                     format=["%Y-%m-%d", "%d-%m-%Y"])
    document = DocumentField(_l("Document"), description=_l("A PDF, Word or Excel file, or a picture. At most 10 MB."))

    def __init__(self, agreements: Sequence[Agreement]) -> None:
        super().__init__()
        known = [(str(agreement.id), agreement.title) for agreement in agreements]
        self.agreement_id.choices = [("", gettext("No, or not about one agreement")), *known]
        if self.agreement_id.data not in dict(known):
            self.agreement_id.data = ""

    @property
    def told(self) -> dict[str, Any]:
        """What the verb takes; the document apart, it is kept in the transaction."""
        agreement = self.agreement_id.data
        return {"about": self.about.data, "text": self.text.data, "since": self.since.data,
                "agreement_id": int(agreement) if agreement else None}


class AdditionForm(Form):
    """Something more about an interest."""

    text = TextAreaField(_l("What do you want to add?"), [required(_l("Write down what you want to add.")), at_most(MAX_TEXT)],
                         description=_l("What you wrote before stays. Only the municipality reads this."))
    document = DocumentField(_l("Document"), description=_l("A PDF, Word or Excel file, or a picture. At most 10 MB."))


class EndForm(Form):
    """From when it no longer plays."""

    ended_on = DayField(_l("Since when does it no longer play?"),
                        [required(_l("Give the day since when it no longer plays, such as 01-03-2026."))],
                        format=["%Y-%m-%d", "%d-%m-%Y"])
    text = TextAreaField(_l("Explanation"), [at_most(MAX_TEXT)], description=_l("Only the municipality reads this."))


class ReadForm(VersionedForm):
    """Nothing to fill in: it was read. `version`: how much of it was on screen."""


class RecusalForm(Form):
    """Because of which disclosed interest a party takes no part in something."""

    ground = RadioField(_l("Because of which disclosed interest?"), [required(_l("Choose the disclosed interest."))],
                        validate_choice=False)
    note = TextAreaField(_l("Explanation"), [at_most(1000)],
                         description=_l("Only the municipality and the provider itself read this."))

    def __init__(self, interests: Sequence[Interest], *, named: bool) -> None:
        """`named`: with the name of the party, where there can be more than one."""
        super().__init__()
        self.interests = {interest.key: interest for interest in interests}
        self.ground.choices = [(interest.key, _label(interest, named)) for interest in interests]
        if self.ground.data not in self.interests:
            self.ground.data = None

    @property
    def interest(self) -> Interest:
        return self.interests[self.ground.data]


def _label(interest: Interest, named: bool) -> str:
    about = interest.about or gettext("Disclosed with the signature")
    day = long_day(interest.disclosed_on)
    if named:
        return gettext("%(name)s: %(about)s (disclosed on %(day)s)", name=interest.party_name, about=about, day=day)
    return gettext("%(about)s (disclosed on %(day)s)", about=about, day=day)
