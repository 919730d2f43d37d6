"""The forms of proposals: choosing what to change, writing it, taking it back, standing behind it."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms import RadioField as PlainRadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from portal.contributions.forms import (
    FILE_FIELDS,
    OUTSIDER_FIELDS,
    GiveForm,
    confidential_file_question,
    confidential_question,
    confidential_text_question,
    email_question,
    file_question,
    ground_question,
    name_question,
    place_question,
    publish_as_question,
)
from portal.contributions.models import Draft
from portal.core.access import Actor, ActsFor
from portal.core.errors import Refused
from portal.core.forms import (
    MAX_TEXT,
    ChoicesField,
    DayField,
    Form,
    NoBsn,
    RadioField,
    at_most,
    email_address,
    optional,
    required,
)
from portal.core.language import gettext, say
from portal.core.markup import render
from portal.core.revisions import Paragraph
from portal.networks.models import Agreement
from portal.networks.rules import Law, Result
from portal.parties.candidates import Candidates
from portal.parties.fields import PartyField
from portal.proposals.drafting import ADD_NEW, MOST_BLOCKS, Block
from portal.proposals.rules import ProposalKind

MAX_SUMMARY = 500
MAX_PARAGRAPH = 5_000


class ChooseForm(Form):
    """The first step, by GET, so that a page can link to the second one."""

    class Meta(Form.Meta):
        csrf = False

    soort = RadioField(_l("What do you want?"), [required(_l("Choose what you want."))], kind=ProposalKind)
    overeenkomst = PlainRadioField(_l("Which agreement is it about?"), validate_choice=False,
                                   description=_l("You need not choose for a new agreement."))

    def __init__(self, agreements: list[Agreement], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overeenkomst.choices = [(agreement.slug, agreement.title) for agreement in agreements]
        self.overeenkomst.flags.required = True

    def validate_overeenkomst(self, field: Field) -> None:
        if self.soort.data != ProposalKind.NEW and field.data not in dict(field.choices):
            raise ValidationError(say("proposal:agreement-missing"))


class Renderable:
    """The text can be shown; `field.html` is how."""

    def __call__(self, form: Any, field: Field) -> None:
        try:
            field.html = render(field.data or "", field.name)
        except Refused as refusal:
            raise ValidationError(say(refusal.code, **refusal.data)) from None


class TextForm(Form):
    """The text of a proposal, block by block, with the explanation. Made by `with_blocks`."""

    blocks: list[Block] = []
    kind = ProposalKind.CHANGE
    _fields: dict[str, Field]

    artikel = SelectMultipleField(validate_choice=False)
    pick = SelectField(_l("Which article is it about?"), validate_choice=False)
    explanation = TextAreaField(
        _l("Why do you propose this?"), [required(_l("Explain why you propose this.")), at_most(MAX_TEXT), NoBsn(), Renderable()],
        description=_l("Tell what goes wrong now and what becomes better. Do not write names, dates of birth or numbers of people. At most 10,000 characters."))

    ORDER: tuple[str, ...] = ("explanation",)

    def __init__(self, known: dict[str, Block], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        taken = {block.key for block in self.blocks}
        if self.blocks:
            self.pick.label.text = gettext("Do you want to take up another article?")
        else:
            self.pick.flags.required = True
        self.pick.choices = [("", gettext("Choose an article")),
                             *((key, _short(block.name)) for key, block in known.items() if key not in taken)]
        if self.kind == ProposalKind.CHANGE:
            self.pick.choices.append((ADD_NEW, gettext("Add a new article")))
        self.pick.data, self.pick.raw_data = "", []
        self.artikel.data = self.artikel.raw_data = [block.key for block in self.blocks]
        self._fields = dict(sorted(self._fields.items(), key=lambda item: self._place(item[0])))

    def _place(self, name: str) -> int:
        if name in self.ORDER:
            return self.ORDER.index(name)
        return self.ORDER.index("explanation") - 1 if name in self.text_names else -1

    @property
    def text_names(self) -> list[str]:
        """The fields that make up the text: an overview shows them as differences."""
        parts = [f"{part}_{block.key}" for block in self.blocks for part in ("label", "heading", "text")]
        return ["artikel", "pick", *(name for name in parts if name in self._fields)]

    @property
    def has_room(self) -> bool:
        return len(self.blocks) < MOST_BLOCKS

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """What was written, as the paragraphs of a version."""
        return tuple(self._paragraph(i, block) for i, block in enumerate(self.blocks, start=1))

    def _paragraph(self, number: int, block: Block) -> Paragraph:
        label = self._written("label", block) or block.label or str(number)
        heading = self._written("heading", block) if block.is_new else block.heading
        return Paragraph(label, self._written("text", block), heading, block.before)

    def _written(self, part: str, block: Block) -> str:
        field = self._fields.get(f"{part}_{block.key}")
        return (field.data or "") if field is not None else ""

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        right = super().validate(*args, **kwargs)
        if not self.blocks:
            self.refuse(Refused("proposal:nothing-changed", field="pick"))
        labels = [paragraph.label for paragraph in self.paragraphs]
        for block, label in zip(self.blocks, labels, strict=True):
            if labels.count(label) > 1 and f"label_{block.key}" in self._fields:
                self.refuse(Refused("proposal:label-twice", field=f"label_{block.key}", label=label))
        return right and not self.wrong_fields and not self.form_errors


class IdField(SelectField):  # type: ignore[misc]
    """One of a list of rows, or none; read over by its name."""

    data: int | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, coerce=_row_id, validate_choice=False, **kwargs)
        self.type = "SelectField"

    def offer(self, none: str, rows: Iterable[tuple[int, str]]) -> None:
        self.choices = [("", none), *rows]

    def pre_validate(self, form: Any) -> None:
        """An id that was not offered is no answer."""
        if self.data not in [value for value, *_ in self.choices or ()]:
            self.data = None

    def spoken(self) -> str:
        return next((str(label) for value, label, *_ in self.choices or () if value and value == self.data), "")


def _row_id(value: Any) -> int | None:
    return int(value) if str(value).isdecimal() and len(str(value)) < 10 else None


def results_question() -> ChoicesField:
    return ChoicesField(_l("Which result does it serve?"), kind=Result, description=_l("What help under the law must lead to. You may choose more than one."))


def offer_results(field: ChoicesField, laws: Iterable[Law]) -> None:
    """The results of these laws, or of all when there are none, each with the law beside it."""
    wanted = frozenset(laws) or frozenset(Law)
    field.notes = {result.value: say(result.law) for result in Result}
    field.choices = [SelectChoice(result.value, say(result)) for result in Result if result.law in wanted]


class SubmitForm(TextForm, GiveForm):
    """A new proposal. A party is not asked who it is; the municipality enters what came in another way, and says from whom."""

    title = StringField(_l("What is it about, in one line?"), [required(_l("Write in one line what it is about.")), at_most(), NoBsn()],
                        description=_l("This becomes the title on the site, such as 'Report waiting time earlier'."))
    summary = TextAreaField(
        _l("What do you want, in a few sentences?"),
        [required(_l("Write in a few sentences what you want.")), at_most(MAX_SUMMARY), NoBsn()],
        description=_l("So that everybody understands it, also who does not know the agreement. At most 500 characters."))
    laws = ChoicesField(_l("Which law is it about?"), [required(_l("Choose at least one law."))], kind=Law,
                        description=_l("You may choose more than one."))
    results = results_question()
    municipality_id = IdField(_l("Is it about one municipality?"))
    file_1, file_2, file_3 = (file_question(number) for number in (1, 2, 3))
    confidential = confidential_question()
    confidential_text = confidential_text_question()
    ground = ground_question()
    confidential_file = confidential_file_question()
    party_id = PartyField(_l("From which party?"))
    came_in_on = DayField(_l("On which day did it come in?"), [optional()], description=_l("Only when it was not today."))
    publish_as = publish_as_question(
        _l("How may you be named on the site?"), _l("Choose how you may be named on the site."),
        description=_l("A proposal comes on the site once the secretary has judged it."))
    sender_name = name_question()
    sender_place = place_question()
    sender_email = email_question()

    ORDER = ("title", "summary", "pick", "texts", "explanation", "laws", "results", "municipality_id", *FILE_FIELDS, "confidential",
             "confidential_text", "ground", "confidential_file", "party_id", "came_in_on", *OUTSIDER_FIELDS)
    OVERVIEW = ("laws", "results", "municipality_id", *FILE_FIELDS, "confidential", "confidential_text", "ground",
                "confidential_file", "party_id", "came_in_on", *OUTSIDER_FIELDS)

    def __init__(self, known: dict[str, Block], actor: Actor, draft: Draft | None = None, **kwargs: Any) -> None:
        super().__init__(known, actor=actor, draft=draft, **kwargs)
        self.is_entered_here = actor.acts_for == ActsFor.MUNICIPALITY
        if not self.is_entered_here:
            del self.party_id, self.came_in_on
        elif "sender_email" in self:
            self.sender_email.validators = [Optional(), email_address(), at_most()]
            self.sender_email.flags.required = False

    def offer(self, agreement: Agreement | None, places: Iterable[tuple[int, str]], parties: Candidates) -> None:
        """What can be chosen here."""
        offer_results(self.results, agreement.laws if agreement else ())
        self.municipality_id.offer(gettext("No, about the whole region"), places)
        if self.is_entered_here:
            self.party_id.offer(parties, gettext("From somebody who is no party"))

    @property
    def unasked(self) -> list[str]:
        return [*super().unasked, "artikel", "pick"]

    @property
    def sent(self) -> dict[str, Any]:
        """What was filled in beside the text, by the names that the verb takes. A result brings its law along."""
        answers = {name: value for name, value in self.answers.items() if name not in self.text_names}
        return answers | {"laws": answers["laws"] | {result.law for result in answers["results"]}}


class ReviseForm(TextForm):
    """The next text of a proposal; `version` is the number of the one that was in the form."""

    version = IntegerField(widget=HiddenInput())
    ORDER = ("pick", "texts", "explanation")


def with_blocks(form: type[TextForm], kind: ProposalKind, blocks: Iterable[Block]) -> type[Any]:
    """The form with a field for each text; a text that goes out has none."""
    blocks = list(blocks)
    fields: dict[str, Any] = {"blocks": blocks, "kind": kind}
    for number, block in enumerate(blocks, start=1):
        if kind != ProposalKind.REMOVE:
            fields |= _fields_of(block, kind, number)
    return type(form.__name__, (form,), fields)


def _fields_of(block: Block, kind: ProposalKind, number: int) -> dict[str, Any]:
    if not block.is_new:
        return {f"text_{block.key}": TextAreaField(
            gettext("How %(article)s will read", article=block.label),
            [at_most(MAX_PARAGRAPH), NoBsn(), *([] if block.is_context else [Changed(block.before)])],
            default=block.text, description=gettext("Change the text here. Leave it empty when the article must go."))}
    name = gettext("article %(number)s", number=number) if kind == ProposalKind.NEW else gettext("the new article")
    label = StringField(gettext("Number of the new article"), [required(_l("Give the new article a number.")), at_most(20)],
                        default=block.label, description=gettext("For example 4.3a, for what comes after article 4.3."))
    text = TextAreaField(gettext("Text of %(article)s", article=name), [required(_l("Write the text of the article.")),
                         at_most(MAX_PARAGRAPH), NoBsn()], default=block.text)
    heading = StringField(gettext("Heading of %(article)s", article=name), [at_most(), NoBsn()], default=block.heading)
    own = {} if kind == ProposalKind.NEW else {f"label_{block.key}": label}
    return own | {f"heading_{block.key}": heading, f"text_{block.key}": text}


class Changed:
    """The text is another one than it is now."""

    def __init__(self, before: str) -> None:
        self.before = before
        self.field_flags = {"required": True}  # an empty text is an answer too: the article goes

    def __call__(self, form: Any, field: Field) -> None:
        if (field.data or "").split() == self.before.split():
            raise ValidationError(gettext("This text still reads as it does now. Change it, or take the article out of your proposal."))


def _short(name: str, most: int = 80) -> str:
    return name if len(name) <= most else f"{name[:most].rstrip()}…"


class WithdrawForm(Form):
    """Taking a proposal back, with the reason that everybody reads."""

    reason = TextAreaField(_l("Why do you withdraw the proposal?"),
                           [required(_l("Write why you withdraw the proposal.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("Do not write names or numbers of people."))


class SupportForm(Form):
    """A party stands behind the proposal of somebody else."""

    reason = StringField(_l("Why does your party support it?"), [at_most(), NoBsn()],
                         description=_l("One line, at most 200 characters. It stands with your name on the page of the proposal."))
