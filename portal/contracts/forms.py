"""Forms of service contracts: drawing up subject by subject, one message or reason, signing, ending, consents."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange

from portal.contracts.models import ServiceContract
from portal.contracts.rules import MOST_MONTHS, EndGround
from portal.core.forms import (
    MAX_TEXT,
    DayField,
    Form,
    NoBsn,
    RadioField,
    VersionedForm,
    at_most,
    optional,
    required,
)
from portal.core.language import gettext, listing
from portal.members.signing_forms import SigningForm
from portal.networks.models import Agreement
from portal.parties.candidates import Candidates
from portal.parties.fields import PartyField
from portal.region.models import Municipality

_DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y"]


class _NumberField(IntegerField):  # type: ignore[misc]
    """A whole number; what is none is an answer that is wrong, in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1 if text else 0


def _count(label: Any, most: int, hint: Any) -> _NumberField:
    wrong = _l("Give a whole number from 0 through %(most)s.", most=most)
    return _NumberField(label, [NumberRange(0, most, wrong)], description=hint, default=0)


class _PickField(SelectField):  # type: ignore[misc]
    """One of the rows of a list, by its id; something else is no answer."""

    data: Any

    def fill(self, nobody: str, rows: Iterable[tuple[int, str]]) -> None:
        known = [(str(row_id), name) for row_id, name in rows]
        self.choices = [("", nobody), *known]
        if self.data not in dict(known):
            self.data = ""

    def spoken(self) -> str:
        return next((label for value, label in self.choices if value == self.data and value), "")

    @property
    def picked(self) -> int | None:
        return int(self.data) if self.data else None


class _ListField(SelectMultipleField):  # type: ignore[misc]
    """Any of the rows of a list, as boxes to tick."""

    data: Any
    is_choices = True

    def fill(self, rows: Iterable[tuple[int, str]]) -> None:
        self.choices = [(str(row_id), name) for row_id, name in rows]
        known = dict(self.choices)
        self.data = [value for value in self.data or [] if value in known]

    def pre_validate(self, form: Any) -> None:
        """What is not in the list was left out already."""

    def spoken(self) -> str:
        return listing([name for value, name in self.choices if value in (self.data or [])])

    @property
    def picked(self) -> frozenset[int]:
        return frozenset(int(value) for value in self.data or [])


class NameForm(VersionedForm):
    """What the contract is called, and the agreement out of which it is drawn up."""

    title = StringField(_l("What is the contract about, in one line?"), [required(_l("Give the contract a title.")), at_most(), NoBsn()],
                        description=_l("Everyone can read the title once the contract is signed."))
    agreement_id = _PickField(_l("Out of which agreement is it drawn up?"), [optional()], validate_choice=False,
                              description=_l("The framework agreement under which the services are delivered."))

    def __init__(self, agreements: Sequence[Agreement], contract: ServiceContract | None = None) -> None:
        super().__init__(data={"title": contract.title, "agreement_id": str(contract.agreement_id or "")} if contract else None)
        self.agreement_id.fill(gettext("No agreement"), ((row.id, row.title) for row in agreements))

    @property
    def told(self) -> dict[str, Any]:
        return {"title": self.title.data, "agreement_id": self.agreement_id.picked}


class DrawUpForm(NameForm):
    """The same with the first provider."""

    party_id = PartyField(_l("With which provider?"), [required(_l("Choose the provider."))],
                          description=_l("With more than one? Add the others on the next page."))

    def __init__(self, agreements: Sequence[Agreement], members: Candidates) -> None:
        super().__init__(agreements)
        self.party_id.offer(members, gettext("Choose a provider"))


class MunicipalitiesForm(VersionedForm):
    """For which municipalities (ZL 8.2 a)."""

    municipalities = _ListField(_l("Which municipalities take part?"), [required(_l("Choose at least one municipality."))])

    def __init__(self, places: Sequence[Municipality], contract: ServiceContract) -> None:
        super().__init__(municipalities=[str(place.id) for place in contract.municipalities])
        self.municipalities.fill((place.id, place.name) for place in places)


class ProvidersForm(VersionedForm):
    """Who stays in, and who comes in (ZL 8.2 b). A network has too many members to tick."""

    kept = _ListField(_l("Which providers take part?"), [optional()], description=_l("Take the tick away to take a provider out."))
    added = PartyField(_l("Which provider comes in?"))

    def __init__(self, others: Candidates, contract: ServiceContract) -> None:
        super().__init__(kept=[str(party.id) for party in contract.parties])
        self.kept.fill((party.id, party.name) for party in contract.parties)
        self.added.offer(others, gettext("Nobody else"))

    @property
    def picked(self) -> frozenset[int]:
        return self.kept.picked | ({self.added.data} if self.added.data else frozenset())


class TextForm(VersionedForm):
    """One of the subjects c to i."""

    text = TextAreaField(_l("What is agreed about this?"), [at_most(MAX_TEXT), NoBsn()],
                         description=_l("Everyone can read this once the contract is signed. Write no names of residents."))


class MonitoringForm(TextForm):
    """Monitoring (h), with the indicators."""

    indicators = TextAreaField(
        _l("Which indicators do you use?"), [at_most(MAX_TEXT), NoBsn()],
        description=_l("One a line, with semicolons: what you measure; what you aim at; how often. For example: Reached goals; at least "
                       "75 per cent; every quarter. You can paste lines out of a spreadsheet."))


class TermForm(VersionedForm):
    """Term and tariffs (ZL 8.2 j)."""

    begins_on = DayField(_l("First day"), [optional()], format=_DAY_FORMATS, description=_l("Day, month and year."))
    ends_on = DayField(_l("Last day"), [optional()], format=_DAY_FORMATS, description=_l("Day, month and year."))
    extensions = _count(_l("How many times can it be extended?"), 20, _l("0: it cannot be extended."))
    extension_months = _count(_l("How many months is one extension?"), MOST_MONTHS, _l("For example 12."))
    notice_months = _count(_l("How many months is the term of notice?"), MOST_MONTHS, _l("You get a reminder three months before it begins."))
    tariffs = TextAreaField(
        _l("Which tariffs do you agree on?"), [at_most(MAX_TEXT)],
        description=_l("One a line, with semicolons: the service; the unit; the amount. For example: Individual support; hour; 61,20. "
                       "You can paste lines out of a spreadsheet. Until both sides have signed, only they see the tariffs."))

    @property
    def told(self) -> dict[str, Any]:
        return {field.name: field.data or (0 if isinstance(field, _NumberField) else None) for field in self.asked_fields} | {
            "tariffs": self.tariffs.data or ""}


class ReasonForm(Form):
    """A reason that the other side reads."""

    reason = TextAreaField(_l("Why?"), [required(_l("Give the reason: the other side reads it.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("Only the two sides of the contract read this."))


class PublicReasonForm(Form):
    """A reason that everyone reads."""

    reason = TextAreaField(_l("Why?"), [required(_l("Give the reason: everyone can read it.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("Everyone can read this."))


class MessageForm(Form):
    """A question for a change, or the answer."""

    text = TextAreaField(_l("What do you want to write?"), [required(_l("Write your message.")), at_most(MAX_TEXT), NoBsn()],
                         description=_l("Only the two sides of the contract read this. It stays as you send it."))


class EndForm(PublicReasonForm):
    """How and when a contract ends."""

    ground = RadioField(_l("How does it end?"), [required(_l("Choose how it ends."))], kind=EndGround)
    last_day = DayField(_l("Last day"), [required(_l("Give the last day."))], format=_DAY_FORMATS, description=_l("Day, month and year."))

    def __init__(self, contract: ServiceContract) -> None:
        super().__init__(last_day=contract.ends_on)
        self._fields: dict[str, Any] = {name: self._fields[name] for name in ("ground", "last_day")} | self._fields


class ContractSigningForm(SigningForm):
    """Signing without the declarations, which the provider gave when it joined. `version`: the fingerprint of the text on the page."""

    declarations = disclosure = None  # type: ignore[assignment]
