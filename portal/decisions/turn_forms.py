"""The form with which a party tells the others of an unexpected turn."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import StopValidation

from portal.contributions.rules import Ground
from portal.core.forms import MAX_TEXT, Form, NoBsn, RadioField, at_most, required
from portal.core.language import gettext
from portal.decisions.forms import PlaceField
from portal.decisions.turns import Secret
from portal.networks.models import Agreement
from portal.proposals.models import Proposal


class Withheld(StrEnum):
    NO = "no"
    YES = "yes"


class WhenWithheld:
    """Asked of who keeps a part confidential, and of nobody else."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if form.withheld.data != Withheld.YES:
            raise StopValidation
        if not field.data:
            raise StopValidation(str(self.message))


def key_of(about: Proposal | Agreement) -> str:
    """How an address and a form name it: "voorstel-12"."""
    return f"{'voorstel' if isinstance(about, Proposal) else 'overeenkomst'}-{about.id}"


class TurnForm(Form):
    """What changed, for all other parties; and what is for the municipality alone."""

    about = PlaceField(_l("What is it about?"), [required(_l("Choose what it is about."))], validate_choice=False)
    text = TextAreaField(
        _l("What changed?"), [required(_l("Tell what changed.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("All other parties read this at once, with the name of your party. The site says only that you told it."))
    withheld = RadioField(
        _l("Is there something that only the municipality may read?"), [required(_l("Choose whether a part is confidential."))],
        kind=Withheld, default=Withheld.NO,
        notes={Withheld.YES: _l("The other parties do read that a part is missing, and why.")})
    secret = TextAreaField(
        _l("The confidential part"), [WhenWithheld(_l("Write down the confidential part, or choose 'No'.")), at_most(MAX_TEXT), NoBsn()])
    ground = RadioField(_l("Why is this confidential?"), [WhenWithheld(_l("Choose why a part is confidential."))], kind=Ground)

    def __init__(self, subjects: Sequence[Proposal | Agreement], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {key_of(about): about for about in subjects}
        proposals = [(key, gettext("Proposal %(number)s: %(title)s", number=about.number, title=about.title))
                     for key, about in self.known.items() if isinstance(about, Proposal)]
        agreements = [(key, gettext("Agreement: %(title)s", title=about.title))
                      for key, about in self.known.items() if isinstance(about, Agreement)]
        self.about.choices = [("", gettext("Choose a proposal or an agreement")), *proposals, *agreements]

    @property
    def subject(self) -> Proposal | Agreement | None:
        return self.known.get(self.about.data)

    def validate_about(self, field: Any) -> None:
        if self.subject is None:
            raise StopValidation(gettext("Choose what it is about."))

    @property
    def unasked(self) -> tuple[str, ...]:
        """What reading over leaves out."""
        return () if self.withheld.data == Withheld.YES else ("secret", "ground")

    @property
    def confidential(self) -> Secret | None:
        return Secret(self.ground.data, self.secret.data) if self.withheld.data == Withheld.YES else None
